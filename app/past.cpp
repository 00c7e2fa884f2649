// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/past.h"

#include "app/report/report.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <QSaveFile>

namespace belay {

Result<PastRun> loadRun(const HistoryStore &store, const QString &id)
{
    const auto summary = store.run(id);
    if (!summary)
        return tl::unexpected(summary.error());
    if (!*summary)
        return fail(
            ErrorKind::NotFound,
            QStringLiteral("There is no run '%1' in the history.").arg(cleanLine(id, 80)),
            QStringLiteral("`belay history` lists the runs; the beginning of an id is enough when only one "
                           "begins so."));
    auto events = store.events((*summary)->id);
    if (!events)
        return tl::unexpected(events.error());
    PastRun past;
    past.summary = **summary;
    past.state = replay(*events);
    past.events = std::move(*events);
    return past;
}

std::vector<CheckStatus> checklistAt(const HistoryStore &store, const QString &project,
                                     const QString &environment, const RunState &state)
{
    const auto records = store.checksAt(project, environment, state.startedMs);
    if (!records)
        return {};
    // The list itself is the project file's business; when that is not at hand, the records name their items.
    std::vector<CheckItem> items;
    for (const QString &file : store.recentProjects().value_or(QStringList())) {
        const auto read = readProjectFile(file);
        if (read && read->name == project) {
            items = effectiveItems(read->profile, read->checklist.items, read->checklist.disable);
            break;
        }
    }
    if (items.empty()) {
        for (const CheckRecord &record : *records) {
            CheckItem item;
            item.id = record.item;
            item.title = record.item;
            items.push_back(item);
        }
    }
    return joinRecords(items, *records, state.plan.commit);
}

Result<QString> renderReport(const HistoryStore &store, const PastRun &past, const QString &format)
{
    const RunSummary &run = past.summary;
    const std::vector<CheckStatus> checks = checklistAt(store, run.project, run.environment, past.state);
    ReportExtra extra;
    extra.deployer = run.by;
    HistoryQuery query;
    query.project = run.project;
    const auto others = store.runs(query);
    if (!others)
        return tl::unexpected(others.error());
    for (const RunSummary &other : *others) {
        const bool later = other.startedMs >= run.startedMs && other.id != run.id;
        if (later && other.kind == QLatin1String("rollback") && other.environment == run.environment &&
            other.fromVersion == run.version && other.outcome == Outcome::Succeeded)
            extra.rolledBackBy =
                QStringLiteral("Rolled back to %1 at %2 by %3: %4 (run %5)")
                    .arg(other.version, isoTime(other.startedMs), other.by, other.reason, other.id);
    }
    return reportAs(format, past.state, checks, extra);
}

Result<void> saveText(const QString &file, const QString &text)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text.toUtf8()) < 0 || !out.commit())
        return fail(ErrorKind::Invalid, QStringLiteral("%1 could not be written.").arg(file),
                    QStringLiteral("Check that the folder exists and may be written to."), out.errorString());
    return {};
}

} // namespace belay
