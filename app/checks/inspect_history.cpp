// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "models/domain/names.h"

namespace belay::inspections {

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

bool isSame(const PastRun &run, const InspectionContext &context)
{
    return context.version.isEmpty() ? !run.commit.isEmpty() && run.commit == context.commit
                                     : run.version == context.version;
}

} // namespace

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
    for (const PastRun &run : *past) {
        if (run.kind != "deploy"_L1 || !before.contains(run.environment) || !isSame(run, context))
            continue;
        const QString when = run.environment + u' ' + isoTime(run.finishedMs);
        if (run.outcome == Outcome::Succeeded && run.verdict != "roll-back"_L1)
            return {CheckState::Passed, QString(when + u", by "_s + run.by), {}};
        return {CheckState::Failed, QString(u"it did not succeed there: "_s + when), {}};
    }
    const QString what = context.version.isEmpty() ? u"this commit"_s : context.version;
    return {CheckState::Failed, QString(what + u" was never deployed to "_s + before.join(u" or "_s)), {}};
}

} // namespace belay::inspections
