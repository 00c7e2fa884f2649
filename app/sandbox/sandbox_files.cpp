// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox_files.h"

#include "models/domain/checklist.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

namespace belay {

namespace {

using Json = nlohmann::ordered_json;

constexpr int productionHosts = 3;

std::string text(const QString &value)
{
    return value.toStdString();
}

Json checklist()
{
    // The sandbox asks a handful of things, so that the story fits a minute; a real project gets the whole
    // profile.
    Json disable = Json::array();
    for (const CheckItem &item : profileItems(QStringLiteral("generic")))
        disable.push_back(text(item.id));
    return {
        {"disable", disable},
        {"items",
         {{{"id", "release-files"},
           {"title", "Every release has its files"},
           {"group", "Code quality"},
           {"run", "for d in dist/*; do test -f $d/release.json && test -x $d/bin/service || exit 1; done"}},
          {{"id", "service-syntax"},
           {"title", "Service script parses"},
           {"group", "Code quality"},
           {"run", "for f in dist/*/bin/service; do sh -n $f || exit 1; done"}},
          {{"id", "unit-tests"},
           {"title", "Unit tests and coverage"},
           {"group", "Testing"},
           {"run", "checks/test"},
           {"expect", {{"coverage_at_least", 80}}}},
          {{"id", "review"},
           {"title", "Code review completed"},
           {"group", "Code quality"},
           {"ask", "confirm"}},
          {{"id", "on-call-name"},
           {"title", "On-call engineer identified"},
           {"group", "Communication"},
           {"ask", "text"}},
          {{"id", "load-tested"},
           {"title", "Load testing completed"},
           {"group", "Testing"},
           {"level", "should"},
           {"ask", "confirm"}}}}};
}

Json series()
{
    return {{{"id", "error_rate"},
             {"title", "Error rate"},
             {"unit", "percent"},
             {"query", "100 * rate(http_requests_total{status=~\"5..\"}) / rate(http_requests_total)"},
             {"bad", "up"},
             {"warn", 1},
             {"critical", 3},
             {"rollback", 5}},
            {{"id", "p99"},
             {"title", "p99 latency"},
             {"unit", "ms"},
             {"query", "1000 * histogram_quantile(0.99, rate(http_request_duration_seconds_bucket))"},
             {"bad", "up"},
             {"warn", 500},
             {"rollback_ratio", 1.5}},
            {{"id", "request_rate"},
             {"title", "Requests"},
             {"unit", "per_second"},
             {"query", "rate(http_requests_total)"},
             {"bad", "down"}}};
}

Json environment(const SandboxProject &project, const Json &hosts, bool ssh)
{
    Json target = {{"kind", ssh ? "ssh" : "local"},
                   {"hosts", hosts},
                   {"path", text(project.folder + QStringLiteral("/hosts/{host}"))},
                   {"keep_releases", 3},
                   {"linked_dirs", {"run"}}};
    if (ssh) {
        target["identity"] = text(project.folder + QStringLiteral("/ssh/user_key"));
        target["known_hosts"] = text(project.folder + QStringLiteral("/ssh/known_hosts"));
    }
    return {{"target", target},
            {"commands", {{"restart", "{current_path}/bin/service restart {vars.http_port}"}}},
            {"health",
             {{"url", "http://127.0.0.1:{vars.http_port}/health/ready"},
              {"interval", "250ms"},
              {"timeout", "2s"},
              {"consecutive", 2},
              {"within", "20s"}}},
            {"logs",
             {{"files", {"{path}/shared/run/service.log"}}, {"pid_file", "{path}/shared/run/service.pid"}}},
            {"metrics",
             {{"source", {{"kind", "scrape"}, {"url", "http://127.0.0.1:{vars.http_port}/metrics"}}},
              {"interval", "1s"},
              {"before", "8s"},
              {"watch", "90s"},
              {"series", series()}}}};
}

Json host(const QString &name, const SandboxProject &project, std::size_t index, bool ssh)
{
    Json out = {{"name", text(name)}, {"address", text(sandboxAddress(ssh ? static_cast<int>(index) : 1))}};
    if (ssh)
        out["port"] = project.sshPort;
    out["vars"] = {{"http_port", std::to_string(project.ports.at(index))}};
    return out;
}

} // namespace

QString sandboxAddress(int host)
{
#ifdef Q_OS_LINUX
    return QStringLiteral("127.0.0.%1").arg(host);
#else
    Q_UNUSED(host)
    return QStringLiteral("127.0.0.1");
#endif
}

QByteArray sandboxKnownHosts(quint16 port, const QByteArray &hostKey)
{
    QByteArray lines;
    for (int host = 1; host <= productionHosts; ++host) {
        const QByteArray line = '[' + sandboxAddress(host).toLatin1() + "]:" + QByteArray::number(port) +
                                ' ' + hostKey.trimmed() + '\n';
        if (!lines.contains(line))
            lines += line;
    }
    return lines;
}

QByteArray sandboxProjectFile(const SandboxProject &project)
{
    Json staging =
        environment(project, Json::array({host(QStringLiteral("stage-1"), project, 0, false)}), false);
    staging["metrics"]["watch"] = "10s";
    const bool ssh = project.usesSsh;
    Json production = environment(project,
                                  Json::array({host(QStringLiteral("web-1"), project, 1, ssh),
                                               host(QStringLiteral("web-2"), project, 2, ssh),
                                               host(QStringLiteral("web-3"), project, 3, ssh)}),
                                  ssh);
    production["protected"] = true;
    production["strategy"] = {{"kind", "rolling"}, {"batch", 1}, {"wait", "1s"}};
    production["rollback"] = {{"automatic", "countdown"}, {"countdown", "5s"}};
    const Json file = {{"$schema", "https://belay.example/schema/1/belay.schema.json"},
                       {"name", "storefront"},
                       {"profile", "generic"},
                       {"release", {{"artifact", "dist/{version}"}}},
                       {"checklist", checklist()},
                       {"environments", {{"staging", staging}, {"production", production}}}};
    return QByteArray::fromStdString(file.dump(2)) + '\n';
}

QByteArray sandboxServiceScript(const QString &belayProgram, quint16 lifelinePort)
{
    return QStringLiteral(R"(#!/bin/sh
# The sandbox's sample service: `service restart PORT` ends the old instance and starts this release.
set -eu
[ "$1" = restart ] || { echo "usage: service restart PORT" >&2; exit 2; }
release=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
pid_file=$release/run/service.pid
if [ -f "$pid_file" ]; then
    old=$(cat "$pid_file")
    kill "$old" 2>/dev/null || :
    tries=0
    while kill -0 "$old" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || kill -9 "$old" 2>/dev/null || :
        sleep 0.05
    done
fi
%1 sandbox-service --port "$2" --release "$release" --lifeline %2 \
    </dev/null >>"$release/run/service.log" 2>&1 &
echo $! >"$pid_file"
echo "belay: started on port $2"
)")
        .arg(shellQuoted(belayProgram), QString::number(lifelinePort))
        .toUtf8();
}

QByteArray sandboxTestScript()
{
    return R"sh(#!/bin/sh
# Tests the releases' settings. Only three of the five settings have a test: the coverage shows it.
set -eu
tests=0
tested='version latency_ms leaks_after'
settings=0
covered=0
for file in dist/*/release.json; do
    for setting in $(sed -n 's/^ *"\([a-z_]*\)":.*/\1/p' "$file"); do
        settings=$((settings + 1))
        case " $tested " in
        *" $setting "*) covered=$((covered + 1)) ;;
        *) continue ;;
        esac
        grep -Eq "\"$setting\": *(\"[0-9]+(\.[0-9]+)*\"|[0-9.]+),?$" "$file" || {
            echo "FAIL $file: $setting" >&2
            exit 1
        }
        tests=$((tests + 1))
    done
done
echo "$tests tests, 0 failures"
echo "| $((100 * covered / settings)).0% | Total |"
)sh";
}

QByteArray sandboxSshdConfig(const QString &sshFolder, quint16 port)
{
    QString listen;
    for (int host = 1; host <= productionHosts; ++host) {
        const QString line = QStringLiteral("ListenAddress %1:%2\n").arg(sandboxAddress(host)).arg(port);
        if (!listen.contains(line))
            listen += line;
    }
    const QString rest = QStringLiteral("HostKey %1/host_key\n"
                                        "PidFile %1/sshd.pid\n"
                                        "AuthorizedKeysFile %1/authorized_keys\n"
                                        "PermitRootLogin prohibit-password\n"
                                        "PasswordAuthentication no\n"
                                        "KbdInteractiveAuthentication no\n"
                                        "StrictModes no\n"
                                        "UsePAM no\n"
                                        "AllowTcpForwarding no\n"
                                        "X11Forwarding no\n"
                                        "MaxStartups 100\n"
                                        "MaxSessions 100\n")
                             .arg(sshFolder);
    return (listen + rest).toUtf8();
}

} // namespace belay
