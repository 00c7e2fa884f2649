// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/outcome.h"

#include <algorithm>

namespace belay {

namespace {

QString hosts(std::size_t count)
{
    return count == 1 ? QStringLiteral("1 host") : QStringLiteral("%1 hosts").arg(count);
}

QString sentence(const QString &text)
{
    const QString trimmed = text.trimmed();
    return trimmed.endsWith(QLatin1Char('.')) ? trimmed : trimmed + QLatin1Char('.');
}

QString liveSentence(const Plan &plan)
{
    return QStringLiteral("%1 is live in %2 on %3.")
        .arg(plan.version, plan.environment, hosts(plan.hosts.size()));
}

/// The release is live for good; only the watching is left to say something.
OutcomeAndText judged(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    const QString live = plan.kind == PlanKind::Deploy ? liveSentence(plan) + QLatin1Char(' ') : QString();
    if (facts.watchFailed)
        return {Outcome::VerdictNoData,
                live + sentence(facts.failure.isEmpty() ? QStringLiteral("It could not be watched")
                                                        : facts.failure)};
    if (facts.verdict && facts.verdict->kind == VerdictKind::RollBack)
        return {Outcome::VerdictRollBack, live + sentence(facts.verdict->sentence)};
    if (cancelled)
        return {Outcome::VerdictNoData,
                live + QStringLiteral("Watching was stopped before its time was over.")};
    if (!facts.verdict)
        return {Outcome::Succeeded, live.trimmed()};
    const bool judgedAtAll =
        facts.verdict->kind == VerdictKind::Healthy || facts.verdict->kind == VerdictKind::Hold;
    return {judgedAtAll ? Outcome::Succeeded : Outcome::VerdictNoData,
            live + sentence(facts.verdict->sentence)};
}

/// Rollbacks and unlocks go as far as they can on every host.
OutcomeAndText everyHostForItself(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    const std::size_t all = plan.hosts.size();
    const std::size_t lost = facts.givenUp.size();
    const QString verb = plan.kind == PlanKind::Rollback
                             ? QStringLiteral("Rolled back to %1").arg(plan.version)
                             : QStringLiteral("Unlocked");
    if (cancelled || (facts.failed && lost == 0))
        return {cancelled ? Outcome::Cancelled : Outcome::Failed,
                cancelled ? QStringLiteral("Stopped.") : sentence(facts.failure)};
    if (lost == 0)
        return {Outcome::Succeeded, QStringLiteral("%1 on %2 of %3.").arg(verb).arg(all).arg(hosts(all))};
    if (lost < all)
        return {Outcome::Partial, QStringLiteral("%1 on %2 of %3. %4")
                                      .arg(verb)
                                      .arg(all - lost)
                                      .arg(hosts(all), sentence(facts.failure))};
    return {plan.kind == PlanKind::Rollback ? Outcome::NotRolledBack : Outcome::Failed,
            sentence(facts.failure)};
}

OutcomeAndText afterFailure(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    const QString why = facts.failed ? sentence(facts.failure) : QStringLiteral("Stopped by a person.");
    const bool allReturned = std::includes(facts.returned.begin(), facts.returned.end(),
                                           facts.switched.begin(), facts.switched.end());
    if (facts.switched.empty() || (allReturned && cancelled && !facts.failed)) {
        const QString rest =
            facts.undoFailed
                ? QStringLiteral(" Not everything could be cleaned up; the log says what is left.")
                : QString();
        return {facts.failed ? Outcome::Failed : Outcome::Cancelled,
                why + QStringLiteral(" Nothing changed for the users.") + rest};
    }
    if (allReturned) {
        const QString old = plan.fromVersion.isEmpty()
                                ? QStringLiteral("No release was live before, and none is now")
                                : QStringLiteral("%1 is live again").arg(plan.fromVersion);
        return {facts.undoFailed ? Outcome::NotRolledBack : Outcome::RolledBack,
                QStringLiteral("%1 %2 on %3.").arg(why, old, hosts(facts.switched.size()))};
    }
    const std::size_t stuck = facts.switched.size() - facts.returned.size();
    const bool allOnNew = stuck == plan.hosts.size();
    return {allOnNew ? Outcome::NotRolledBack : Outcome::Partial,
            QStringLiteral("%1 %2 of %3 could not be brought back.")
                .arg(why)
                .arg(stuck)
                .arg(hosts(plan.hosts.size()))};
}

} // namespace

OutcomeAndText outcomeOf(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    if (plan.kind == PlanKind::Rollback || plan.kind == PlanKind::Unlock)
        return everyHostForItself(plan, facts, cancelled);
    if (plan.kind == PlanKind::Checklist) {
        if (cancelled)
            return {Outcome::Cancelled, QStringLiteral("The checklist was stopped.")};
        return facts.checkFailed
                   ? OutcomeAndText{Outcome::Failed, QStringLiteral("Not every check passed.")}
                   : OutcomeAndText{Outcome::Succeeded, QStringLiteral("Every check that ran passed.")};
    }
    const bool watchOnly = plan.kind == PlanKind::Watch;
    if (watchOnly || facts.passedNoReturn || (!facts.failed && !cancelled))
        return judged(plan, facts, cancelled);
    return afterFailure(plan, facts, cancelled);
}

} // namespace belay
