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

QString names(const std::set<QString> &all)
{
    return QStringList(all.begin(), all.end()).join(QStringLiteral(", "));
}

/// What became of the hosts the others went on without.
QString skippedSentence(const Plan &plan, const RunContext::Facts &facts)
{
    std::set<QString> stayed = facts.givenUp;
    std::set<QString> doubtful;
    for (const QString &host : facts.givenUp) {
        if (!facts.onNew().contains(host) && !facts.stuck.contains(host))
            continue;
        stayed.erase(host);
        doubtful.insert(host);
    }
    QString text;
    if (!stayed.empty() && plan.fromVersion.isEmpty())
        text += QStringLiteral(" Given up: %1.").arg(names(stayed));
    else if (!stayed.empty())
        text += QStringLiteral(" Given up, and still on %1: %2.").arg(plan.fromVersion, names(stayed));
    if (!doubtful.empty())
        text += QStringLiteral(" Given up, and could not be brought back: %1.").arg(names(doubtful));
    return text;
}

QString liveSentence(const Plan &plan, const RunContext::Facts &facts)
{
    if (facts.givenUp.empty())
        return QStringLiteral("%1 is live in %2 on %3.")
            .arg(plan.version, plan.environment, hosts(plan.hosts.size()));
    return QStringLiteral("%1 is live in %2 on %3 of %4.%5")
        .arg(plan.version, plan.environment)
        .arg(plan.hosts.size() - facts.givenUp.size())
        .arg(hosts(plan.hosts.size()), skippedSentence(plan, facts));
}

QString because(const QString &failure)
{
    return failure.isEmpty() ? QString() : QLatin1Char(' ') + sentence(failure);
}

bool isWatched(const Plan &plan)
{
    return std::any_of(plan.stages.begin(), plan.stages.end(), [](const Stage &stage) {
        return std::any_of(stage.steps.begin(), stage.steps.end(),
                           [](const Step &step) { return step.kind == StepKind::Watch; });
    });
}

/// The release is live for good; only the watching and the tidying are left to say something.
OutcomeAndText judgedWhereLive(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    const QString live =
        plan.kind == PlanKind::Deploy ? liveSentence(plan, facts) + QLatin1Char(' ') : QString();
    if (facts.verdict) {
        const VerdictKind kind = facts.verdict->kind;
        const bool known = kind == VerdictKind::Healthy || kind == VerdictKind::Hold;
        const Outcome outcome = kind == VerdictKind::RollBack ? Outcome::VerdictRollBack
                                : known                       ? Outcome::Succeeded
                                                              : Outcome::VerdictNoData;
        return {outcome, live + sentence(facts.verdict->sentence) + because(facts.noted)};
    }
    const QString stopped = cancelled ? QStringLiteral("Stopped by a person.") : QString();
    if (isWatched(plan)) {
        const QString why = !facts.failure.isEmpty() ? facts.failure : cancelled ? stopped : facts.noted;
        return {Outcome::VerdictNoData, live + QStringLiteral("Not watched to the end.") + because(why)};
    }
    return {
        Outcome::Succeeded,
        QString(live.trimmed() + because(facts.failure) + because(facts.noted) + because(stopped)).trimmed()};
}

/// The same; with hosts that were given up it is Partial whatever the watch says of the others, but for a
/// verdict that asks to go back.
OutcomeAndText judged(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    OutcomeAndText end = judgedWhereLive(plan, facts, cancelled);
    if (plan.kind == PlanKind::Deploy && !facts.givenUp.empty() && end.outcome != Outcome::VerdictRollBack)
        end.outcome = Outcome::Partial;
    return end;
}

/// Stopped with everything left as it was at that moment.
OutcomeAndText leftAsItIs(const Plan &plan, const RunContext::Facts &facts)
{
    const QString why = sentence(facts.failure);
    const std::set<QString> onNew = facts.onNew();
    if (onNew.empty())
        return {
            plan.kind == PlanKind::Rollback ? Outcome::NotRolledBack : Outcome::Failed,
            QStringLiteral("%1 Stopped there, and left as it is. Nothing changed for the users.").arg(why)};
    const QString where = QStringLiteral("%1 Stopped there, and left as it is: %2 on %3 of %4 (%5).")
                              .arg(why, plan.version)
                              .arg(onNew.size())
                              .arg(hosts(plan.hosts.size()), names(onNew));
    if (plan.kind == PlanKind::Rollback)
        return {Outcome::NotRolledBack, where};
    return {Outcome::NotRolledBack,
            QStringLiteral("%1 The locks stay: `belay resume %2` goes on, with --rollback it goes back.")
                .arg(where, plan.runId)};
}

/// Rollbacks and unlocks go as far as they can on every host.
OutcomeAndText everyHostForItself(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    const bool rollback = plan.kind == PlanKind::Rollback;
    const QString verb =
        rollback ? QStringLiteral("Rolled back to %1").arg(plan.version) : QStringLiteral("Unlocked");
    const std::size_t all = plan.hosts.size();
    const std::size_t lost = facts.givenUp.size();
    const auto reached = [&](std::size_t count) {
        return QStringLiteral("%1 on %2 of %3.").arg(verb).arg(count).arg(hosts(all));
    };
    if (cancelled) {
        const QString stopped = QStringLiteral("Stopped by a person.");
        if (!rollback || facts.switched.empty())
            return {Outcome::Cancelled, stopped + QStringLiteral(" Nothing changed for the users.")};
        return {Outcome::Partial, QStringLiteral("%1 %2 Not every step was done there.")
                                      .arg(stopped, reached(facts.switched.size()))};
    }
    if (facts.failed)
        return {rollback && !facts.switched.empty() ? Outcome::Partial : Outcome::Failed,
                sentence(facts.failure)};
    if (lost == 0)
        return {Outcome::Succeeded, reached(all) + because(facts.noted)};
    if (lost < all)
        return {Outcome::Partial, reached(all - lost) + because(facts.noted)};
    return {rollback ? Outcome::NotRolledBack : Outcome::Failed, sentence(facts.noted)};
}

OutcomeAndText afterUndo(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    const QString why = facts.failed ? sentence(facts.failure) : QStringLiteral("Stopped by a person.");
    const QString rest =
        facts.leftovers ? QStringLiteral(" Not everything could be cleaned up; the log says what is left.")
                        : QString();
    const std::set<QString> onNew = facts.onNew();
    if (!onNew.empty()) {
        const bool mixed = onNew.size() < plan.hosts.size();
        return {mixed ? Outcome::Partial : Outcome::NotRolledBack,
                QStringLiteral("%1 %2 of %3 could not be brought back.%4")
                    .arg(why)
                    .arg(onNew.size())
                    .arg(hosts(plan.hosts.size()), rest)};
    }
    if (!facts.stuck.empty())
        return {
            Outcome::NotRolledBack,
            QStringLiteral("%1 The link of every host is back, but the old release does not serve on %2.%3")
                .arg(why, names(facts.stuck), rest)};
    const bool stopped = cancelled && !facts.failed;
    if (facts.switched.empty())
        return {stopped ? Outcome::Cancelled : Outcome::Failed,
                QStringLiteral("%1 Nothing changed for the users.%2").arg(why, rest)};
    const QString old = plan.fromVersion.isEmpty()
                            ? QStringLiteral("No release was live before, and none is now")
                            : QStringLiteral("%1 is live again").arg(plan.fromVersion);
    return {stopped ? Outcome::Cancelled : Outcome::RolledBack,
            QStringLiteral("%1 %2 on %3.%4").arg(why, old, hosts(facts.switched.size()), rest)};
}

OutcomeAndText ofChecklist(const RunContext::Facts &facts, bool cancelled)
{
    if (cancelled)
        return {Outcome::Cancelled, QStringLiteral("The checklist was stopped.")};
    const QString rest = facts.checksNotRun == 0
                             ? QString()
                             : QStringLiteral(" %1 could not run here.").arg(facts.checksNotRun);
    if (facts.checkFailed)
        return {Outcome::Failed, QStringLiteral("Not every check passed.") + rest};
    return {Outcome::Succeeded, QStringLiteral("Every check that ran passed.") + rest};
}

} // namespace

OutcomeAndText outcomeOf(const Plan &plan, const RunContext::Facts &facts, bool cancelled)
{
    if (facts.left)
        return leftAsItIs(plan, facts);
    if (plan.kind == PlanKind::Rollback || plan.kind == PlanKind::Unlock)
        return everyHostForItself(plan, facts, cancelled);
    if (plan.kind == PlanKind::Checklist)
        return ofChecklist(facts, cancelled);
    const bool watchOnly = plan.kind == PlanKind::Watch;
    if (watchOnly || facts.passedNoReturn || (!facts.failed && !cancelled))
        return judged(plan, facts, cancelled);
    return afterUndo(plan, facts, cancelled);
}

} // namespace belay
