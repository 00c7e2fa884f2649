// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/past.h"

#include "app/report/report.h"
#include "app/report_pdf.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <QSaveFile>

#include <algorithm>
#include <limits>

namespace belay {

Result<RecordedRun> loadRun(const HistoryStore &store, const QString &id)
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
    RecordedRun past;
    past.summary = **summary;
    past.state = replay(*events);
    past.events = std::move(*events);
    return past;
}

namespace {

/// Today's list of a project that was opened here before, with the given records; when its file is not at
/// hand, the records name their items.
ChecklistSnapshot todaysList(const HistoryStore &store, const QString &project, const QString &environment,
                             const std::vector<CheckRecord> &records, const QString &commit)
{
    ChecklistSnapshot out;
    WaiverPolicy policy;
    std::vector<CheckItem> items;
    for (const QString &file : store.recentProjects().value_or(QStringList())) {
        const auto read = readProjectFile(file);
        if (read && read->name == project) {
            out.profile = read->profile;
            items = effectiveItems(read->profile, read->checklist.items, read->checklist.disable);
            if (const Environment *known = read->environment(environment))
                policy = known->waivers;
            break;
        }
    }
    if (items.empty()) {
        for (const CheckRecord &record : records) {
            CheckItem item;
            item.id = record.item;
            item.title = record.item;
            items.push_back(item);
        }
    }
    out.statuses = joinRecords(items, records, commit);
    applyWaiverPolicy(out.statuses, policy);
    return out;
}

bool isDeployment(const RunSummary &run)
{
    return run.kind == toString(PlanKind::Deploy);
}

bool isRelease(const RunSummary &run)
{
    return isDeployment(run) || run.kind == toString(PlanKind::Rollback);
}

Result<std::optional<RunSummary>> newestOf(const HistoryStore &store, const QString &project,
                                           const QString &environment, qint64 untilMs,
                                           bool (*isWanted)(const RunSummary &))
{
    HistoryQuery query;
    query.project = project;
    query.environment = environment;
    for (;; query.offset += query.limit) {
        const auto page = store.runs(query);
        if (!page)
            return tl::unexpected(page.error());
        for (const RunSummary &run : *page) {
            if (isWanted(run) && run.startedMs < untilMs)
                return run;
        }
        if (static_cast<qint64>(page->size()) < query.limit)
            return std::nullopt;
    }
}

bool isLaterThan(const RunSummary &other, const RunSummary &run)
{
    return other.startedMs > run.startedMs || (other.startedMs == run.startedMs && other.id > run.id);
}

/// All runs of a project, newest first.
Result<std::vector<RunSummary>> runsOf(const HistoryStore &store, const QString &project)
{
    HistoryQuery query;
    query.project = project;
    std::vector<RunSummary> out;
    for (;; query.offset += query.limit) {
        const auto page = store.runs(query);
        if (!page)
            return tl::unexpected(page.error());
        out.insert(out.end(), page->begin(), page->end());
        if (static_cast<qint64>(page->size()) < query.limit)
            return out;
    }
}

/// The run that took this version to staging before this one took it further.
std::optional<RunState> stagingRun(const HistoryStore &store, const std::vector<RunSummary> &runs,
                                   const RunSummary &run)
{
    for (const RunSummary &other : runs) {
        if (other.kind != toString(PlanKind::Deploy) || isLaterThan(other, run) || other.id == run.id ||
            other.version != run.version ||
            other.environment.compare(QLatin1String("staging"), Qt::CaseInsensitive) != 0)
            continue;
        if (const auto past = loadRun(store, other.id))
            return past->state;
    }
    return {};
}

/// What is to be done after the release, as it was answered until the next one began.
std::vector<CheckStatus> laterItems(const HistoryStore &store, const std::vector<RunSummary> &runs,
                                    const RunSummary &run, const std::vector<CheckStatus> &known)
{
    qint64 until = std::numeric_limits<qint64>::max();
    for (const RunSummary &other : runs) {
        if (isRelease(other) && other.environment == run.environment && other.id != run.id &&
            isLaterThan(other, run))
            until = std::min(until, other.startedMs - 1);
    }
    std::vector<CheckItem> items;
    for (const CheckStatus &status : known) {
        if (status.item.phase != CheckPhase::Before)
            items.push_back(status.item);
    }
    return joinRecords(
        items, store.checksAt(run.project, run.environment, until).value_or(std::vector<CheckRecord>()),
        run.commit);
}

struct ReportInput
{
    std::vector<CheckStatus> checks;
    ReportExtra extra;
};

Result<ReportInput> reportInput(const HistoryStore &store, const RecordedRun &past)
{
    const RunSummary &run = past.summary;
    ReportInput out;
    const ChecklistSnapshot snapshot = checklistAt(store, run.project, run.environment, past.state);
    out.checks = snapshot.statuses;
    out.extra.profile = snapshot.profile;
    out.extra.deployer = run.by;
    const auto runs = runsOf(store, run.project);
    if (!runs)
        return tl::unexpected(runs.error());
    for (const RunSummary &other : *runs) {
        if (isLaterThan(other, run) && other.kind == toString(PlanKind::Rollback) &&
            other.environment == run.environment && other.fromVersion == run.version &&
            other.outcome == Outcome::Succeeded)
            out.extra.rolledBackBy =
                QStringLiteral("Rolled back to %1 at %2 by %3: %4 (run %5)")
                    .arg(other.version, isoTime(other.startedMs), other.by, other.reason, other.id);
    }
    out.extra.staging = stagingRun(store, *runs, run);
    out.extra.later = laterItems(store, *runs, run, snapshot.statuses);
    return out;
}

} // namespace

Result<void> keepChecklist(HistoryStore &store, const Plan &plan)
{
    const auto records = store.newestChecks(plan.project, plan.environment);
    if (!records)
        return tl::unexpected(records.error());
    return store.attach(
        plan.runId, checklistAttachment(),
        snapshotText(todaysList(store, plan.project, plan.environment, *records, plan.commit)));
}

ChecklistSnapshot checklistAt(const HistoryStore &store, const QString &project, const QString &environment,
                              const RunState &state)
{
    if (const auto kept = store.attachment(state.runId, checklistAttachment()); kept && *kept) {
        if (auto read = snapshotFrom(**kept))
            return std::move(*read);
    }
    const auto records = store.checksAt(project, environment, state.startedMs);
    return records ? todaysList(store, project, environment, *records, state.plan.commit)
                   : ChecklistSnapshot();
}

Result<std::optional<RunSummary>> newestRelease(const HistoryStore &store, const QString &project,
                                                const QString &environment, qint64 untilMs)
{
    return newestOf(store, project, environment, untilMs, isRelease);
}

Result<std::optional<RunSummary>> newestDeployment(const HistoryStore &store, const QString &project,
                                                   const QString &environment, qint64 untilMs)
{
    return newestOf(store, project, environment, untilMs, isDeployment);
}

std::optional<qint64> usualCheckDuration(const HistoryStore &store, const QString &project,
                                         const QString &item)
{
    std::vector<qint64> taken = store.checkDurations(project, item).value_or(std::vector<qint64>());
    if (taken.empty())
        return {};
    const auto middle = taken.begin() + static_cast<std::ptrdiff_t>(taken.size() / 2);
    std::nth_element(taken.begin(), middle, taken.end());
    return *middle;
}

Result<QString> renderReport(const HistoryStore &store, const RecordedRun &past, const QString &format)
{
    const auto input = reportInput(store, past);
    if (!input)
        return tl::unexpected(input.error());
    return reportAs(format, past.state, input->checks, input->extra);
}

Result<QByteArray> reportFile(const HistoryStore &store, const RecordedRun &past, const QString &format)
{
    const auto input = reportInput(store, past);
    if (!input)
        return tl::unexpected(input.error());
    if (format == QLatin1String("pdf"))
        return pdfFrom(reportPrint(past.state, input->checks, input->extra), past.state.startedMs);
    const auto text = reportAs(format, past.state, input->checks, input->extra);
    if (!text)
        return tl::unexpected(text.error());
    return text->toUtf8();
}

Result<void> saveFile(const QString &file, const QByteArray &bytes)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return fail(ErrorKind::Invalid, QStringLiteral("%1 could not be written.").arg(file),
                    QStringLiteral("Check that the folder exists and may be written to."), out.errorString());
    return {};
}

} // namespace belay
