// SPDX-License-Identifier: GPL-3.0-or-later
// The checklist's half of Workspace: what stands, what is planned, what people answer.
#include "app/workspace.h"

#include "app/checks/check_step.h"
#include "app/identity.h"
#include "app/past.h"
#include "app/strategies/planner.h"
#include "app/workspace_parts.h"
#include "models/domain/checklist_answer.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace belay {

Error noHistory(const Composition &composition)
{
    return composition.historyError().value_or(
        Error{ErrorKind::Internal, QStringLiteral("There is no history."), {}, {}});
}

namespace {

/// The commit of the newest deployment or rollback; nothing: there was none, or the history cannot say.
std::optional<QString> releasedCommit(Composition &composition, const Project &project,
                                      const Environment &environment)
{
    const HistoryStore *store = composition.history();
    if (!store)
        return {};
    const auto newest =
        newestRelease(*store, project.name, environment.name, std::numeric_limits<qint64>::max());
    return newest && *newest ? std::optional((*newest)->commit) : std::nullopt;
}

} // namespace

std::vector<CheckStatus> Workspace::checklist(const Project &project, const Environment &environment,
                                              const QString &commit) const
{
    std::vector<CheckRecord> records;
    if (const HistoryStore *store = m_composition.history()) {
        if (auto known = store->newestChecks(project.name, environment.name))
            records = std::move(*known);
    }
    std::vector<CheckStatus> statuses = joinRecords(
        effectiveItems(project.profile, project.checklist.items, project.checklist.disable), records, commit);
    // What comes after a release is about the commit that was released, wherever the project stands by now.
    const auto released = releasedCommit(m_composition, project, environment);
    for (CheckStatus &status : statuses) {
        if (released && *released != commit && status.item.phase != CheckPhase::Before)
            status = joinRecords({status.item}, records, *released).front();
    }
    applyWaiverPolicy(statuses, environment.waivers);
    return statuses;
}

Plan Workspace::planChecklist(const Project &project, const Environment &environment, const QString &version,
                              const QString &commit, const std::vector<CheckItem> &items) const
{
    const qint64 now = m_composition.ports().clock.nowMs();
    Plan plan = checklistPlan(project, environment.name, items);
    plan.runId = newRunId(now);
    plan.createdMs = now;
    plan.by = whoAmI();
    plan.version = version;
    plan.commit = commit;
    return plan;
}

Result<CheckRecord> Workspace::answer(const Project &project, const Environment &environment,
                                      const QString &item, CheckState state, const QString &text,
                                      const QString &version, const QString &commit, const QString &as) const
{
    HistoryStore *store = m_composition.history();
    if (!store)
        return tl::unexpected(noHistory(m_composition));
    const auto items = effectiveItems(project.profile, project.checklist.items, project.checklist.disable);
    CheckRecord record;
    record.item = item;
    record.state = state;
    record.summary = text.trimmed();
    record.by = whoSays(as);
    record.timeMs = m_composition.ports().clock.nowMs();
    record.commit = commit;
    record.version = version;
    const bool isLater = std::any_of(items.begin(), items.end(), [&item](const CheckItem &each) {
        return each.id == item && each.phase != CheckPhase::Before;
    });
    if (isLater)
        record.commit = releasedCommit(m_composition, project, environment).value_or(commit);
    const auto statuses = checklist(project, environment, commit);
    const auto before = std::find_if(statuses.begin(), statuses.end(),
                                     [&item](const CheckStatus &each) { return each.item.id == item; });
    const CheckRecord known = before == statuses.end() ? CheckRecord() : before->record;
    if (auto allowed = checkAnswer(items, record, known); !allowed)
        return tl::unexpected(allowed.error());
    if (state == CheckState::Waived && before != statuses.end()) {
        if (auto allowed = checkWaiver(environment.waivers, before->item, environment.name); !allowed)
            return tl::unexpected(allowed.error());
    }
    if (record.summary.isEmpty() && record.state == CheckState::Passed) {
        record.summary = known.summary; // what was collected and is now confirmed
        record.detail = known.detail;
    }
    if (auto kept = store->appendCheck(project.name, environment.name, record); !kept)
        return tl::unexpected(kept.error());
    return record;
}

Result<CheckRecord> Workspace::changeAnswer(const Project &project, const Environment &environment,
                                            const QString &item, const QString &commit, const QString &as,
                                            AnswerChange change) const
{
    HistoryStore *store = m_composition.history();
    if (!store)
        return tl::unexpected(noHistory(m_composition));
    const auto statuses = checklist(project, environment, commit);
    const auto found = std::find_if(statuses.begin(), statuses.end(),
                                    [&item](const CheckStatus &each) { return each.item.id == item; });
    if (found == statuses.end())
        return tl::unexpected(noSuchItem(
            effectiveItems(project.profile, project.checklist.items, project.checklist.disable), item));
    auto record = change(*found, whoSays(as), m_composition.ports().clock.nowMs());
    if (!record)
        return record;
    if (auto kept = store->appendCheck(project.name, environment.name, *record); !kept)
        return tl::unexpected(kept.error());
    return record;
}

Result<CheckRecord> Workspace::confirmWaiver(const Project &project, const Environment &environment,
                                             const QString &item, const QString &commit,
                                             const QString &as) const
{
    return changeAnswer(project, environment, item, commit, as, confirmedWaiver);
}

Result<CheckRecord> Workspace::undoAnswer(const Project &project, const Environment &environment,
                                          const QString &item, const QString &commit, const QString &as) const
{
    return changeAnswer(project, environment, item, commit, as, undoneAnswer);
}

} // namespace belay
