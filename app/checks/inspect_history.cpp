// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/commits.h"
#include "app/checks/evidence.h"
#include "app/checks/wording.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// The environments releases go through before this one: those that are written before it and not protected.
QStringList rehearsals(const Project &project, const Environment &environment)
{
    QStringList names;
    for (const Environment &each : project.environments) {
        if (each.name != environment.name && !each.isProtected)
            names.append(each.name);
    }
    return names;
}

bool isSame(const PastRelease &run, const Released &released)
{
    return released.version.isEmpty() ? !run.commit.isEmpty() && run.commit == released.commit
                                      : run.version == released.version;
}

QString nameOf(const Released &released)
{
    return released.version.isEmpty() ? u"this commit"_s : released.version;
}

QString whereAndWhen(const PastRelease &run)
{
    return QString(run.environment + u' ' + minuteText(run.finishedMs) + u", by "_s + run.by);
}

bool isRehearsal(const PastRelease &run, const QStringList &rehearsals)
{
    return rehearsals.contains(run.environment);
}

} // namespace

Inspected judgeMigrationsTested(const Changes &changes, const std::vector<PastRelease> &past,
                                const QStringList &rehearsals, const Released &released)
{
    const QStringList migrations = migrationsIn(changes.files);
    if (migrations.isEmpty() && !changes.sinceCommit.isEmpty())
        return {CheckState::NotApplicable, u"no migration is new since %1"_s.arg(changes.sinceVersion), {}};
    const QString detail =
        changes.sinceCommit.isEmpty() ? QString() : QString(u"New migrations:\n"_s + migrations.join(u'\n'));
    if (rehearsals.isEmpty())
        return {CheckState::CannotRun, u"the project file names no environment to rehearse in"_s, detail};
    bool ran = false;
    for (const PastRelease &run : past) {
        if (run.kind != "deploy"_L1 || run.outcome != Outcome::Succeeded || !isRehearsal(run, rehearsals) ||
            !isSame(run, released))
            continue;
        if (run.migrated)
            return {CheckState::Passed, u"they ran on %1"_s.arg(whereAndWhen(run)), detail};
        ran = true;
    }
    return {CheckState::Passed,
            ran ? u"%1 was deployed to %2 without its migration command"_s.arg(nameOf(released),
                                                                               rehearsals.join(u" or "_s))
                : u"%1 never ran on %2"_s.arg(nameOf(released), rehearsals.join(u" or "_s)),
            detail};
}

Inspected judgeRollbackTested(const std::vector<PastRelease> &past, const QStringList &rehearsals,
                              const Released &released)
{
    if (rehearsals.isEmpty())
        return {CheckState::CannotRun, u"the project file names no environment to rehearse in"_s, {}};
    const PastRelease *other = nullptr; // the newest rollback of anything
    for (auto run = past.begin(); run != past.end(); ++run) {
        if (run->kind != "rollback"_L1 || run->outcome != Outcome::Succeeded ||
            !isRehearsal(*run, rehearsals))
            continue;
        const auto before = std::find_if(run + 1, past.end(), [&run](const PastRelease &each) {
            return each.environment == run->environment && each.outcome == Outcome::Succeeded;
        });
        if (before != past.end() && before->kind == "deploy"_L1 && isSame(*before, released))
            return {
                CheckState::Passed,
                u"%1 was taken back to %2 on %3"_s.arg(nameOf(released), run->version, whereAndWhen(*run)),
                {}};
        if (!other)
            other = &*run;
    }
    const QString never =
        u"%1 was never taken back on %2"_s.arg(nameOf(released), rehearsals.join(u" or "_s));
    return {CheckState::Passed,
            other ? QString(never + u"; the last rollback there: to %1 on %2"_s.arg(other->version,
                                                                                    whereAndWhen(*other)))
                  : QString(never + u", nor was anything else"_s),
            {}};
}

namespace inspections {

Inspected testedOnStaging(const InspectionContext &context)
{
    const QStringList before = rehearsals(context.project, context.environment);
    if (!context.environment.isProtected)
        return {CheckState::NotApplicable, u"this environment is a rehearsal itself"_s, {}};
    if (before.isEmpty())
        return {CheckState::CannotRun, u"the project file names no environment to rehearse in"_s, {}};
    const auto past = context.world.past();
    if (!past)
        return {CheckState::CannotRun, past.error().summary, past.error().detail};
    for (const PastRelease &run : *past) {
        if (run.kind != "deploy"_L1 || !before.contains(run.environment) ||
            !isSame(run, {context.version, context.commit}))
            continue;
        const QString when = run.environment + u' ' + minuteText(run.finishedMs);
        if (run.outcome == Outcome::Succeeded && run.verdict != "roll-back"_L1)
            return {CheckState::Passed, QString(when + u", by "_s + run.by), {}};
        return {CheckState::Failed, QString(u"it did not succeed there: "_s + when), {}};
    }
    const QString what = context.version.isEmpty() ? u"this commit"_s : context.version;
    return {CheckState::Failed, QString(what + u" was never deployed to "_s + before.join(u" or "_s)), {}};
}

Inspected migrationsTested(const InspectionContext &context)
{
    const auto changes = context.world.changes(context.cancel);
    if (!changes)
        return {CheckState::CannotRun, changes.error().summary, changes.error().detail};
    const auto past = context.world.past();
    if (!past)
        return {CheckState::CannotRun, past.error().summary, past.error().detail};
    return judgeMigrationsTested(*changes, *past, rehearsals(context.project, context.environment),
                                 {context.version, context.commit});
}

Inspected rollbackTested(const InspectionContext &context)
{
    const auto past = context.world.past();
    if (!past)
        return {CheckState::CannotRun, past.error().summary, past.error().detail};
    return judgeRollbackTested(*past, rehearsals(context.project, context.environment),
                               {context.version, context.commit});
}

} // namespace inspections

} // namespace belay
