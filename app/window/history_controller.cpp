// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/history_controller.h"

#include "app/session/background.h"
#include "models/item/activity_model.h"
#include "models/item/history_model.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

namespace belay {

namespace {

constexpr int shownActivity = 20;
constexpr int countedRuns = 2000; ///< enough for twelve busy weeks

bool isAmong(const RunSummary &run, const std::vector<RunSummary> &runs)
{
    return std::any_of(runs.begin(), runs.end(),
                       [&run](const RunSummary &each) { return each.id == run.id; });
}

HistoryRow rowFor(const RunSummary &run, const std::vector<RunSummary> &interrupted)
{
    HistoryRow row;
    row.id = run.id;
    row.kind = run.kind;
    row.project = run.project;
    row.environment = run.environment;
    row.version = run.version;
    row.fromVersion = run.fromVersion;
    row.strategy = run.strategy;
    row.by = run.by;
    row.verdict = run.verdict;
    row.text = run.text;
    row.reason = run.reason;
    row.startedMs = run.startedMs;
    row.finishedMs = run.finishedMs;
    row.outcome = run.outcome;
    row.interrupted = isAmong(run, interrupted);
    return row;
}

QString endWord(const RunSummary &run, bool interrupted)
{
    if (interrupted)
        return HistoryController::tr("Interrupted");
    if (run.kind == QLatin1String("checklist") && run.outcome == Outcome::Succeeded)
        return HistoryController::tr("Checklist passed");
    if (run.kind == QLatin1String("checklist") && run.outcome == Outcome::Failed)
        return HistoryController::tr("Checklist not passed");
    return outcomeWord(run.outcome);
}

ActivityEntry activityFor(const RunSummary &run, bool interrupted)
{
    ActivityEntry entry;
    entry.key = run.id;
    entry.runId = run.id;
    entry.timeMs = run.finishedMs ? run.finishedMs : run.startedMs;
    entry.outcome = run.outcome;
    const QString what =
        run.version.isEmpty() ? run.project : QStringLiteral("%1 %2").arg(run.project, run.version);
    entry.text = QStringLiteral("%1 · %2: %3").arg(what, run.environment, endWord(run, interrupted));
    return entry;
}

} // namespace

HistoryController::HistoryController(Workspace &workspace, AppModels models, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_models(models)
{
}

void HistoryController::search(const QString &text)
{
    m_text = text;
    refresh();
}

void HistoryController::refresh()
{
    const HistoryStore *store = m_workspace.composition().history();
    if (!store) {
        Q_EMIT searchFailed(*m_workspace.composition().historyError());
        return;
    }
    const int request = ++m_request;
    runInBackground<Listing>(
        this,
        [store, text = m_text] {
            HistoryQuery query;
            query.text = text;
            HistoryQuery newest;
            newest.limit = countedRuns;
            const auto runs = store->runs(newest).value_or(std::vector<RunSummary>());
            return Listing{
                store->runs(query),
                {runs.begin(), runs.begin() + std::min<std::ptrdiff_t>(shownActivity, std::ssize(runs))},
                store->interrupted().value_or(std::vector<RunSummary>()),
                doraFigures(runs, QDateTime::currentMSecsSinceEpoch())};
        },
        [this, request](const Listing &listing) {
            if (request == m_request)
                receive(listing);
        });
}

void HistoryController::receive(const Listing &listing)
{
    m_interrupted = listing.interrupted;
    m_figures = listing.figures;
    std::vector<ActivityEntry> entries;
    for (const RunSummary &run : listing.newest)
        entries.push_back(activityFor(run, isAmong(run, m_interrupted)));
    m_models.activity->setEntries(entries);
    if (listing.found) {
        std::vector<HistoryRow> rows;
        for (const RunSummary &run : *listing.found)
            rows.push_back(rowFor(run, m_interrupted));
        m_models.history->setRows(rows);
    } else {
        Q_EMIT searchFailed(listing.found.error());
    }
    Q_EMIT refreshed();
}

void HistoryController::open(const QString &runId)
{
    recall(runId, &HistoryController::opened);
}

void HistoryController::replay(const QString &runId)
{
    recall(runId, &HistoryController::replayReady);
}

void HistoryController::recall(const QString &runId, void (HistoryController::*ready)(const RecordedRun &))
{
    const HistoryStore *store = m_workspace.composition().history();
    if (!store)
        return;
    runInBackground<Result<RecordedRun>>(
        this, [store, runId] { return loadRun(*store, runId); },
        [this, ready](const Result<RecordedRun> &past) {
            if (past)
                Q_EMIT(this->*ready)(*past);
            else
                Q_EMIT failed(past.error());
        });
}

void HistoryController::report(const QString &runId)
{
    const HistoryStore *store = m_workspace.composition().history();
    if (!store)
        return;
    runInBackground<Result<QString>>(
        this,
        [store, runId]() -> Result<QString> {
            const auto past = loadRun(*store, runId);
            if (!past)
                return tl::unexpected(past.error());
            return renderReport(*store, *past, QStringLiteral("md"));
        },
        [this, runId](const Result<QString> &text) {
            if (text)
                Q_EMIT reportReady(runId, *text);
            else
                Q_EMIT failed(text.error());
        });
}

void HistoryController::saveReport(const QString &runId, const QString &file)
{
    const HistoryStore *store = m_workspace.composition().history();
    if (!store)
        return;
    runInBackground<Result<void>>(
        this,
        [store, runId, file]() -> Result<void> {
            const auto past = loadRun(*store, runId);
            if (!past)
                return tl::unexpected(past.error());
            const QString suffix = QFileInfo(file).suffix().toLower();
            const auto bytes = reportFile(*store, *past, suffix.isEmpty() ? QStringLiteral("md") : suffix);
            if (!bytes)
                return tl::unexpected(bytes.error());
            return saveFile(file, *bytes);
        },
        [this, file](const Result<void> &saved) {
            if (saved)
                Q_EMIT told(tr("Report saved to %1.").arg(file));
            else
                Q_EMIT failed(saved.error());
        });
}

void HistoryController::markHandled(const QString &runId, const QString &reason)
{
    runInBackground<Result<void>>(
        this, [&workspace = m_workspace, runId, reason] { return workspace.markHandled(runId, reason); },
        [this](const Result<void> &marked) {
            if (!marked)
                Q_EMIT failed(marked.error());
            refresh();
        });
}

} // namespace belay
