// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"
#include "tests/support/fake_ports.h"

namespace belay {

/// "switch@app1": its script is its own name, so that the fake hosts and a reader know it.
Step hostStep(StepKind kind, const QString &verb, const QString &host);
Stage stageOf(const QString &id, std::vector<Step> steps, OnFailure onFailure = OnFailure::Undo);
/// 1.4.0 → 1.5.0 in production, without stages.
Plan emptyPlan(const QStringList &hosts, PlanKind kind = PlanKind::Deploy);
/// Lock, publish, switch, record (the point of no return), prune, unlock, one host after the other.
Plan deployPlan(const QStringList &hosts);
/// Switch, restart, unlock; every host goes as far as it can.
Plan rollbackPlan(const QStringList &hosts);
Stage watchStage();

/// One run over fake ports, and what it told.
struct Rehearsal
{
    Rehearsal();

    FakePorts world;
    StepRunners runners;
    CancelToken cancel;
    std::vector<RunEvent> events; ///< those that were kept
    std::function<Result<void>(const RunEvent &)> keep;

    Outcome run(const Plan &plan, qint64 firstSeq = 1);
    QStringList told() const { return transcript(events); }
    QStringList toldFrom(const QString &line) const;
    QString end() const { return told().last(); }
    bool wasAsked(const QString &script) const;
    void cancelAt(const QString &script); ///< a person presses Stop while this script runs
    void watchSays(VerdictKind kind, const QString &sentence);
};

/// The lines of a text, without their indentation and the empty ones at its ends.
QStringList lines(const char *text);

} // namespace belay
