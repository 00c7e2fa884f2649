// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mix_app.h"

#include "tests/support/belay_cli.h"

#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

const char mixFile[] = R"ex(defmodule MyApp.MixProject do
  use Mix.Project

  def project do
    [
      app: :my_app,
      version: "VERSION",
      elixir: "~> 1.12",
      releases: [my_app: [include_executables_for: [:unix]]]
    ]
  end

  def application, do: [mod: {MyApp.Application, []}, extra_applications: [:logger]]
end
)ex";

const char applicationFile[] = R"ex(defmodule MyApp.Application do
  use Application

  def start(_type, _args) do
    port = String.to_integer(System.fetch_env!("PORT"))
    Supervisor.start_link([{Task, fn -> MyApp.Web.listen(port) end}], strategy: :one_for_one)
  end
end
)ex";

const char webFile[] = R"ex(defmodule MyApp.Web do
  def listen(port) do
    options = [:binary, packet: :http_bin, active: false, reuseaddr: true, backlog: 64]
    {:ok, listener} = :gen_tcp.listen(port, options)
    accept(listener, 0)
  end

  defp accept(listener, served) do
    {:ok, socket} = :gen_tcp.accept(listener)
    serve(socket, served)
    :gen_tcp.close(socket)
    accept(listener, served + 1)
  end

  defp serve(socket, served) do
    with {:ok, {:http_request, :GET, {:abs_path, path}, _}} <- :gen_tcp.recv(socket, 0, 2000),
         :ok <- skip_head(socket) do
      {status, body} = answer(path, served)

      :gen_tcp.send(socket, [
        "HTTP/1.1 #{status} -\r\nconnection: close\r\ncontent-type: text/plain; version=0.0.4\r\n",
        "content-length: #{byte_size(body)}\r\n\r\n",
        body
      ])
    end
  end

  defp skip_head(socket) do
    case :gen_tcp.recv(socket, 0, 2000) do
      {:ok, :http_eoh} -> :ok
      {:ok, _header} -> skip_head(socket)
      error -> error
    end
  end

  defp answer("/health/ready", _), do: {200, "ready"}
  defp answer("/version", _), do: {200, to_string(Application.spec(:my_app, :vsn))}

  defp answer("/metrics", served) do
    {200,
     "# TYPE http_requests_total counter\nhttp_requests_total{status=\"200\"} #{served}\n" <>
       "# TYPE my_app_queue_length gauge\nmy_app_queue_length 1\n"}
  end

  defp answer(_, _), do: {404, "not found"}
end
)ex";

const char releaseFile[] = R"ex(defmodule MyApp.Release do
  def migrate do
    Application.load(:my_app)
    file = Path.join(System.fetch_env!("RELEASE_ROOT"), "run/migrations")
    File.write!(file, "#{Application.spec(:my_app, :vsn)}\n", [:append])
  end
end
)ex";

const char restartFile[] = R"sh(#!/bin/sh
# restart PORT: ends the process of the release before, starts this one in the background.
set -eu
cd "$(dirname "$0")/.."
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
if [ -s run/pid ]; then
    old=$(cat run/pid)
    kill "$old" 2>/dev/null || :
    turns=0
    while alive "$old"; do
        turns=$((turns + 1))
        if [ "$turns" -gt 200 ]; then kill -KILL "$old" || :; fi
        sleep 0.05
    done
fi
set -a
. ./.env
set +a
RELEASE_DISTRIBUTION=none PORT=$1 RELEASE_TMP=$(pwd -P)/run/tmp setsid bin/my_app start >>run/output 2>&1 </dev/null &
echo $! >run/pid
)sh";

const char projectFile[] = R"json({
  "name": "my_app",
  "profile": "generic",
  "release": {
    "version": "cat VERSION",
    "build": "MIX_ENV=prod mix release --overwrite", // OTP only: nothing is fetched
    "artifact": "_build/prod/rel/my_app"
  },
  "checklist": {
    "items": [
      { "id": "version-set", "title": "VERSION is set", "group": "Testing", "level": "must",
        "run": "grep -Eq '^[0-9]+[.]' VERSION", "expect": { "exit": 0 } },
      { "id": "on-call", "title": "On-call engineer identified", "group": "Communication",
        "level": "must", "ask": "text" }
    ]
  },
  "environments": {
    "production": {
      "protected": true,
      "target": {
        "kind": "ssh", "hosts": [HOSTS], "path": "HOME/hosts/{host}", "keep_releases": 2,
        "identity": "IDENTITY", "known_hosts": "KNOWN",
        "linked_dirs": ["run"], "linked_files": [".env"]
      },
      "strategy": { "kind": "rolling", "batch": 1 },
      "commands": {
        "migrate": "{release_path}/bin/my_app eval 'MyApp.Release.migrate()'",
        "restart": "bin/restart {vars.http_port}"
      },
      "health": { "url": "http://{address}:{vars.http_port}/health/ready", "interval": "100ms",
                  "timeout": "2s", "consecutive": 2, "within": "60s" },
      "metrics": {
        "source": { "kind": "scrape", "url": "http://{address}:{vars.http_port}/metrics" },
        "interval": "250ms", "before": "2s", "watch": "3s",
        "series": [ { "id": "queue", "title": "Queue length", "unit": "count",
                      "query": "max(my_app_queue_length)", "bad": "up", "warn": 5, "critical": 10,
                      "rollback": 10 } ]
      }
    }
  }
}
)json";

} // namespace

void writeMixApp(const QString &folder)
{
    setMixVersion(folder, "1.0.0");
    writeFile(folder + u"/lib/my_app/application.ex"_s, applicationFile);
    writeFile(folder + u"/lib/my_app/web.ex"_s, webFile);
    writeFile(folder + u"/lib/my_app/release.ex"_s, releaseFile);
    writeFile(folder + u"/rel/overlays/bin/restart"_s, restartFile, true);
    writeFile(folder + u"/rel/vm.args.eex"_s, "+S 1:1\n+sbwt none\n");
}

void setMixVersion(const QString &folder, const QByteArray &version)
{
    writeFile(folder + u"/mix.exs"_s, QByteArray(mixFile).replace("VERSION", version));
    writeFile(folder + u"/VERSION"_s, version + '\n');
}

QByteArray mixProjectTemplate()
{
    return projectFile;
}

QString mixUnavailable()
{
    return QStandardPaths::findExecutable(u"mix"_s).isEmpty() ? u"mix is not installed (apt install elixir)"_s
                                                              : QString();
}

} // namespace belay::test
