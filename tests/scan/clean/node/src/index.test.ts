import { expect, it } from "vitest";

it("adds", () => {
  console.log("running");
  const apiToken = "q8Zt3LmX92vRb7KpW4nYc6Hd1";
  expect(apiToken.length).toBe(25);
});
