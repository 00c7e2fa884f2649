// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plan_printer.h"

#include <map>

namespace belay {

namespace {

QString describe(const Step &step)
{
    return step.shown.isEmpty() ? step.title
                                : QStringLiteral("%1  %2").arg(step.title.leftJustified(10), step.shown);
}

/// Host → its lines of one stage, in plan order.
std::vector<std::pair<QString, QStringList>> byHost(const Stage &stage)
{
    std::vector<std::pair<QString, QStringList>> tracks;
    for (const Step &step : stage.steps) {
        if (tracks.empty() || tracks.back().first != step.host) {
            const auto known = std::find_if(tracks.begin(), tracks.end(),
                                            [&step](const auto &track) { return track.first == step.host; });
            if (known != tracks.end()) {
                known->second.append(describe(step));
                continue;
            }
            tracks.emplace_back(step.host, QStringList());
        }
        tracks.back().second.append(describe(step));
    }
    return tracks;
}

} // namespace

QString planAsText(const Plan &plan)
{
    QStringList lines;
    lines.append(QStringLiteral("%1 %2 in %3 (plan %4)")
                     .arg(toString(plan.kind), plan.project, plan.environment, plan.runId));
    lines.append(QStringLiteral("  from  %1")
                     .arg(plan.fromVersion.isEmpty() ? QStringLiteral("nothing") : plan.fromVersion));
    lines.append(QStringLiteral("  to    %1").arg(plan.version));
    for (const Stage &stage : plan.stages) {
        lines.append(QString());
        lines.append(stage.title);
        // Hosts with equal lines share one entry, in the order they first appear.
        std::vector<std::pair<QStringList, QStringList>> groups;
        for (const auto &[host, steps] : byHost(stage)) {
            const QString name = host.isEmpty() ? QStringLiteral("here") : host;
            const auto same = std::find_if(groups.begin(), groups.end(), [&steps = steps](const auto &group) {
                return group.second == steps;
            });
            if (same != groups.end())
                same->first.append(name);
            else
                groups.emplace_back(QStringList{name}, steps);
        }
        for (const auto &[hosts, steps] : groups) {
            lines.append(QStringLiteral("  %1").arg(hosts.join(QStringLiteral(", "))));
            for (const QString &step : steps)
                lines.append(QStringLiteral("    %1").arg(step));
        }
    }
    if (!plan.warnings.isEmpty() || !plan.notes.isEmpty())
        lines.append(QString());
    for (const QString &warning : plan.warnings)
        lines.append(QStringLiteral("warning: %1").arg(warning));
    for (const QString &note : plan.notes)
        lines.append(QStringLiteral("note: %1").arg(note));
    return lines.join(QLatin1Char('\n'));
}

} // namespace belay
