// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/process_look.h"

#include "models/domain/log_entry.h"
#include "models/domain/names.h"

#include <QTimeZone>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// The field of /proc/PID/stat after the name, which may hold spaces and brackets: 20 is when it started.
constexpr const char *printStart = R"sh(uptime=$(cat /proc/uptime 2>/dev/null)
ticks=$(getconf CLK_TCK 2>/dev/null || echo 100)
echo "Uptime=$uptime"
echo "Ticks=$ticks"
print_start() {
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    pid=$1
    set -- ${stat##*) }
    echo "Start=${20} $pid"
}
)sh";

QByteArray quoted(const QString &text)
{
    return shellQuoted(text).toUtf8();
}

QByteArray unitScript(const LogsSpec &logs)
{
    return QByteArray("systemctl") + (logs.userUnit ? " --user" : "") + " show " + quoted(logs.unit) +
           " -p LoadState -p ActiveState -p NRestarts -p ExecMainStartTimestampMonotonic 2>/dev/null\n"
           "read -r up rest </proc/uptime && echo \"Uptime=$up\"\n";
}

QByteArray containerScript(const QByteArray &name)
{
    return "engine=$(command -v docker || command -v podman) && \"$engine\" inspect --type container "
           "--format "
           "'Restarts={{.RestartCount}}\nRunning={{.State.Running}}\nStartedAt={{.State.StartedAt}}' " +
           name + " 2>/dev/null\n";
}

QByteArray pidFileScript(const QByteArray &path)
{
    return QByteArray(printStart) + "echo Asked=pid\npid=\nread -r pid rest <" + path +
           " 2>/dev/null\ncase $pid in '' | *[!0-9]*) ;; *) print_start \"$pid\" ;; esac\n";
}

/// The number of the process is shown to its own user and to root only.
QByteArray portScript(int port)
{
    const QByteArray number = QByteArray::number(port);
    return QByteArray(printStart) +
           "if command -v ss >/dev/null; then\n"
           "    listening=$(ss -Hltnp \"sport = :" +
           number +
           "\" 2>/dev/null)\n"
           "    pids=$(printf '%s\\n' \"$listening\" | tr ',' '\\n' | sed -n 's/^pid=//p' | sort -un)\n"
           "    [ -n \"$listening\" ] && [ -z \"$pids\" ] || echo Asked=port\n"
           "    for pid in $pids; do print_start \"$pid\"; done\n"
           "fi\n";
}

/// "2026-11-21T17:00:00.123Z" as docker writes it, "2026-11-21 17:00:00.123 +0100 CET" as podman does.
qint64 startedAt(QByteArray text)
{
    if (text.size() > 10 && text[10] == ' ')
        text[10] = 'T';
    if (const auto space = text.indexOf(' '); space > 0) // the offset follows the time, the zone's name it
        text = text.left(space) + text.mid(space + 1, 5);
    const qint64 time = parseLogLine(text, LogFormat::Plain).timeMs;
    return time > 0 ? time : 0; // the year 1 stands for never
}

ProcessLook unitLook(const std::map<QByteArray, QByteArray> &values, ProcessLook look, double uptime)
{
    const auto value = [&values](const char *key) {
        const auto found = values.find(key);
        return found == values.end() ? QByteArray() : found->second;
    };
    bool isNumber = false;
    const int restarts = value("NRestarts").toInt(&isNumber);
    look.restarts = isNumber ? restarts : -1;
    const qint64 startedUs = value("ExecMainStartTimestampMonotonic").toLongLong();
    const QByteArray state = value("ActiveState");
    if ((state == "active" || state == "reloading") && uptime > 0 && startedUs > 0)
        look.startedMs = look.timeMs - static_cast<qint64>(uptime * 1000) + startedUs / 1000;
    return look;
}

} // namespace

QByteArray processScript(const LogsSpec &logs, const std::map<QString, QString> &hostValues)
{
    if (!logs.unit.isEmpty())
        return unitScript(logs);
    if (!logs.container.isEmpty())
        return containerScript(quoted(expand(logs.container, hostValues)));
    if (!logs.pidFile.isEmpty())
        return pidFileScript(quoted(expand(logs.pidFile, hostValues)));
    return logs.port > 0 ? portScript(logs.port) : QByteArray();
}

std::optional<ProcessLook> processOf(QByteArrayView text, qint64 nowMs)
{
    std::map<QByteArray, QByteArray> values;
    qint64 start = 0; // of several processes on a port the oldest is the one that was started
    qint64 pid = 0;
    for (const QByteArray &line : text.toByteArray().split('\n')) {
        const auto equals = line.indexOf('=');
        if (equals <= 0)
            continue;
        const QByteArray key = line.left(equals);
        const QByteArray value = line.mid(equals + 1).trimmed();
        if (key == "Start") {
            const QList<QByteArray> words = value.split(' ');
            const qint64 ticks = words.front().toLongLong();
            if (ticks > 0 && (start == 0 || ticks < start)) {
                start = ticks;
                pid = words.size() > 1 ? words[1].toLongLong() : 0;
            }
        }
        values[key] = value;
    }
    const double uptime = values["Uptime"].split(' ').front().toDouble();
    ProcessLook look;
    look.timeMs = nowMs;
    if (values.contains("Running")) {
        bool isNumber = false;
        const int restarts = values["Restarts"].toInt(&isNumber);
        look.restarts = isNumber ? restarts : -1;
        look.startedMs = values["Running"] == "true" ? startedAt(values["StartedAt"]) : 0;
        return look;
    }
    if (values.contains("Asked") && uptime > 0) {
        const double ticks = std::max(1.0, values["Ticks"].toDouble());
        look.pid = pid;
        if (start > 0)
            look.startedMs =
                nowMs + static_cast<qint64>((static_cast<double>(start) / ticks - uptime) * 1000);
        return look;
    }
    if (values["LoadState"].isEmpty() || values["LoadState"] == "not-found")
        return std::nullopt;
    return unitLook(values, look, uptime);
}

} // namespace belay
