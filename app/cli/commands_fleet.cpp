// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace belay {

namespace {

QString lockWords(const HostObservation &host)
{
    QStringList words;
    if (!host.lock.isEmpty())
        words.append(QStringLiteral("locked by %1").arg(lockHolder(host)));
    if (!host.foreignLock.isEmpty())
        words.append(host.foreignLock);
    if (!host.hold.isEmpty())
        words.append(QStringLiteral("deploys held: %1").arg(host.hold));
    return words.join(QStringLiteral("; "));
}

QStringList rowOf(const HostObservation &host)
{
    if (host.error)
        return {host.host, QStringLiteral("no answer"), {}, {}, {}, host.error->summary};
    return {host.host,
            host.currentVersion().isEmpty() ? QStringLiteral("nothing") : host.currentVersion(),
            host.currentId,
            QString::number(host.releases.size()),
            host.diskFreeBytes < 0 ? QString() : formatBytes(host.diskFreeBytes),
            lockWords(host)};
}

/// The rows as they come, for a person at a terminal: nobody waits for the slowest host to see the others.
/// Columns are as wide as is usual; only the last one may be longer.
class LiveRows
{
public:
    LiveRows(const Console &console, const std::vector<HostSpec> &hosts)
        : m_console(console)
        , m_widths{4, 12, 14, 4, 8}
    {
        for (const HostSpec &host : hosts)
            m_widths[0] = std::max(m_widths[0], host.name.size());
    }

    void operator()(const QStringList &row) const
    {
        QString line;
        for (std::size_t i = 0; i < m_widths.size(); ++i)
            line += row.value(static_cast<qsizetype>(i)).leftJustified(m_widths[i]) + QStringLiteral("  ");
        m_console.data(QString(line + row.value(static_cast<qsizetype>(m_widths.size()))).trimmed());
    }

private:
    const Console &m_console;
    std::array<qsizetype, 5> m_widths;
};

/// How each host was reached, where that is worth telling; by host.
std::map<QString, QString> transportNotes(Ports &ports, const TargetSpec &target)
{
    std::map<QString, QString> notes;
    for (const HostSpec &host : target.hosts)
        notes[host.name] = ports.hosts.transportNote(hostRef(target, host));
    return notes;
}

int exitCode(const FleetSnapshot &fleet)
{
    for (const HostObservation &host : fleet.hosts) {
        if (host.error && exitCodeFor(host.error->kind) == 9)
            return 9;
    }
    return fleet.complete() && !fleet.mixed() ? 0 : 6;
}

} // namespace

int runStatus(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    const Project &project = chosen->project;
    const Environment &environment = *chosen->environment;
    const QStringList header{QStringLiteral("HOST"), QStringLiteral("LIVE"), QStringLiteral("RELEASE"),
                             QStringLiteral("KEPT"), QStringLiteral("FREE"), QStringLiteral("REMARKS")};
    const LiveRows show(cli.console(), environment.target.hosts);
    const bool live = !cli.console().json() && terminal::isTerminal(terminal::Stream::Output);
    if (live)
        show(header);
    const FleetSnapshot fleet =
        cli.workspace().observe(project, environment, cli.cancel(), [&](const HostObservation &host) {
            if (live)
                show(rowOf(host));
        });
    EnvironmentMemory memory;
    if (HistoryStore *store = cli.workspace().composition().history()) {
        if (auto known = environmentMemory(*store, project.name, environment.name))
            memory = *known;
    }
    auto notes = transportNotes(cli.workspace().composition().ports(), environment.target);
    const QString drifted = driftOf(fleet, memory.version);
    if (cli.console().json()) {
        nlohmann::json hosts = nlohmann::json::array();
        for (const HostObservation &host : fleet.hosts) {
            hosts.push_back(toJson(host));
            hosts.back()["transport"] = notes[host.host];
        }
        cli.console().data(nlohmann::json{{"schemaVersion", 1},
                                          {"project", project.name},
                                          {"environment", fleet.environment},
                                          {"versions", fleet.versionsLive()},
                                          {"mixed", fleet.mixed()},
                                          {"complete", fleet.complete()},
                                          {"recorded", memory.version},
                                          {"drift", drifted},
                                          {"hosts", hosts}});
        return exitCode(fleet);
    }
    if (!live) {
        std::vector<QStringList> rows;
        std::transform(fleet.hosts.begin(), fleet.hosts.end(), std::back_inserter(rows), rowOf);
        cli.console().table(header, rows);
    }
    for (const HostObservation &host : fleet.hosts)
        if (const QString &note = notes[host.host]; !note.isEmpty())
            cli.console().message(note);
    if (!drifted.isEmpty())
        cli.console().warning(QStringLiteral("drift: %1").arg(drifted));
    for (const HostObservation &host : fleet.hosts) {
        if (host.error && !host.error->hint.isEmpty())
            cli.console().warning(QStringLiteral("%1: %2").arg(host.host, host.error->hint));
    }
    return exitCode(fleet);
}

} // namespace belay
