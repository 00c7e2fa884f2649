// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"

namespace belay {

/// Runners of everything that needs only the ports: scripts on hosts, uploads, local commands, health checks,
/// waiting. Watching and checking are added by the composition.
StepRunners builtinSteps();

StepEnd runScriptStep(const StepContext &context);  ///< ScriptAction
StepEnd runUploadStep(const StepContext &context);  ///< UploadAction, or the script that discards one
StepEnd runHealthStep(const StepContext &context);  ///< HealthAction
StepEnd runCommandStep(const StepContext &context); ///< CommandAction
StepEnd runPackageStep(const StepContext &context); ///< PackageAction
StepEnd runWaitStep(const StepContext &context);    ///< WaitAction

/// What a script's proven exit code means. Pure. The codes 92 to 97 are the layout scripts' own words.
StepEnd scriptEnd(const Step &step, const ScriptResult &result);

/// The host a step runs on, as the ports want it. Null when the plan does not know the host.
const PlanHost *hostOf(const Plan &plan, const QString &name);

/// A step that failed, or was stopped, with an error.
StepEnd failedStep(const Error &error);
/// The same for one that certainly did nothing: it needs no undoing.
StepEnd notBegunStep(const Error &error);

} // namespace belay
