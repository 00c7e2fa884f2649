// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay {

class Cli;

// The verbs, grouped by file: commands_project, commands_check, commands_scan, commands_release,
// commands_fleet, commands_history, command_incident, command_logs, command_demo. Each returns the exit code
// of the contract.

int runInit(Cli &cli);
int runSchema(Cli &cli);
int runTrust(Cli &cli);
int runOpen(Cli &cli);
int runDoctor(Cli &cli);
int runHelp(Cli &cli);

int runCheckCommand(Cli &cli);
int runAnswer(Cli &cli);
int runNotes(Cli &cli);
int runScan(Cli &cli);
int runRules(Cli &cli);

int runPlan(Cli &cli);
int runDeploy(Cli &cli);
int runRollback(Cli &cli);
int runUnlock(Cli &cli);
int runWatchCommand(Cli &cli);
int runReplay(Cli &cli); ///< what `belay watch --replay` does

int runStatus(Cli &cli);
int runIncident(Cli &cli);
int runLogs(Cli &cli);

int runHistory(Cli &cli);
int runShow(Cli &cli);
int runReport(Cli &cli);
int runRuns(Cli &cli);
int runResume(Cli &cli);
int runVerifyHistory(Cli &cli);

int runDemo(Cli &cli);

} // namespace belay
