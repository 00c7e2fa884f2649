import express from "express";
import { pool } from "./db";
import { config } from "./config";

const app = express();
app.use(express.json());

app.get("/healthz", async (_req, res) => {
  try {
    await pool.query("SELECT 1");
    res.json({ status: "ok" });
  } catch {
    res.status(503).json({ status: "error" });
  }
});

app.post("/login", async (req, res) => {
  const { email, password } = req.body;
  const token = await signIn(email, password);
  res.json({ token });
});

app.listen(config.port);
