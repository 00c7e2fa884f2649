// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

namespace belay {

namespace {

QString lockWords(const HostObservation &host)
{
    QStringList words;
    if (!host.lock.isEmpty())
        words.append(QStringLiteral("locked by %1").arg(host.lock));
    if (!host.foreignLock.isEmpty())
        words.append(host.foreignLock);
    if (!host.hold.isEmpty())
        words.append(QStringLiteral("deploys held: %1").arg(host.hold));
    return words.join(QStringLiteral("; "));
}

/// What the history remembers against what the hosts say.
QString drift(const FleetSnapshot &fleet, const EnvironmentMemory &memory)
{
    if (memory.version.isEmpty() || !fleet.complete())
        return {};
    const QStringList live = fleet.versionsLive();
    if (live == QStringList{memory.version})
        return {};
    return QStringLiteral("The history says %1 is live, the hosts say %2.")
        .arg(memory.version, live.isEmpty() ? QStringLiteral("nothing") : live.join(QStringLiteral(", ")));
}

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
    const auto project = cli.trustedProject();
    if (!project)
        return cli.failed(project.error());
    const auto environment = cli.environment(*project);
    if (!environment)
        return cli.failed(environment.error());
    const FleetSnapshot fleet = cli.workspace().observe(*project, **environment, cli.cancel());
    EnvironmentMemory memory;
    if (HistoryStore *store = cli.workspace().composition().history()) {
        if (auto known = environmentMemory(*store, project->name, (*environment)->name))
            memory = *known;
    }
    auto notes = transportNotes(cli.workspace().composition().ports(), (*environment)->target);
    const QString drifted = drift(fleet, memory);
    if (cli.console().json()) {
        nlohmann::json hosts = nlohmann::json::array();
        for (const HostObservation &host : fleet.hosts) {
            hosts.push_back(toJson(host));
            hosts.back()["transport"] = notes[host.host];
        }
        cli.console().data(nlohmann::json{{"schemaVersion", 1},
                                          {"project", project->name},
                                          {"environment", fleet.environment},
                                          {"versions", fleet.versionsLive()},
                                          {"mixed", fleet.mixed()},
                                          {"complete", fleet.complete()},
                                          {"recorded", memory.version},
                                          {"drift", drifted},
                                          {"hosts", hosts}});
        return exitCode(fleet);
    }
    std::vector<QStringList> rows;
    for (const HostObservation &host : fleet.hosts) {
        if (host.error) {
            rows.push_back({host.host, QStringLiteral("?"), {}, {}, {}, host.error->summary});
            continue;
        }
        rows.push_back(
            {host.host, host.currentVersion().isEmpty() ? QStringLiteral("nothing") : host.currentVersion(),
             host.currentId, QString::number(host.releases.size()),
             host.diskFreeBytes < 0 ? QString() : formatBytes(host.diskFreeBytes), lockWords(host)});
    }
    cli.console().table({QStringLiteral("HOST"), QStringLiteral("LIVE"), QStringLiteral("RELEASE"),
                         QStringLiteral("KEPT"), QStringLiteral("FREE"), QStringLiteral("REMARKS")},
                        rows);
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
