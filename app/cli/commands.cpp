// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/command_line.h"

namespace belay {

namespace {

QStringList options(const char *words)
{
    return QString::fromLatin1(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

std::span<const Command> commands()
{
    static const std::vector<Command> table = {
        {"init", "", "writes a commented belay.json from what it finds here", options("profile output force"),
         runInit},
        {"scan", "FOLDER", "what would go wrong, told from the files of a repository",
         options("only profile release critical sarif fix"), runScan, 0, 1},
        {"rules", "ID", "the scan's rules, or one with its help", {}, runRules, 0, 1},
        {"check", "", "runs the checklist", options("environment release only sarif-to fix"),
         runCheckCommand},
        {"answer", "ID", "answers a checklist item",
         options("environment release text na waive reason confirm undo as"), runAnswer, 1, 1},
        {"notes", "", "drafts release notes: what is new since what is live in the environment",
         options("environment release"), runNotes},
        {"plan", "", "shows exactly what would run, per host",
         options("environment release rollback to format no-watch reason"), runPlan},
        {"deploy", "", "checklist gate, deploy, watch, verdict",
         options("environment release skip-checklist reason no-watch dry-run on-failure lock-wait"),
         runDeploy},
        {"rollback", "", "goes back to the release that was live before",
         options("environment to reason reason-code watch dry-run on-failure lock-wait"), runRollback},
        {"status", "", "asks every host what is true", options("environment"), runStatus},
        {"watch", "", "live metrics and verdict", options("environment for replay speed"), runWatchCommand},
        {"logs", "", "the service's log of every host", options("environment follow grep since"), runLogs},
        {"incident", "ACTION STEP",
         "an environment's incident: show, open, lead, post, note, tick, untick, follow-up, close, list",
         options("environment text incident format output"), runIncident, 0, 2},
        {"history", "[prune]", "past runs; prune removes the samples of old ones, nothing else",
         options("environment search limit older-than"), runHistory, 0, 1},
        {"show", "ID", "one run, step by step", {}, runShow, 1, 1},
        {"report", "ID", "the deployment report of a run", options("format output"), runReport, 1, 1},
        {"runs", "", "runs that were interrupted", {}, runRuns},
        {"resume", "ID", "continues an interrupted run, or --rollback, or --handled",
         options("rollback handled reason on-failure"), runResume, 1, 1},
        {"unlock", "", "lets deploys pass again after a rollback or a crash", options("environment reason"),
         runUnlock},
        {"doctor", "", "what works here, with remedies", {}, runDoctor},
        {"demo", "", "the sandbox: a real release caught and rolled back", options("headless fail local"),
         runDemo},
        {"verify-history", "", "checks that no event was changed", {}, runVerifyHistory},
        {"schema", "", "prints the JSON Schema of belay.json", {}, runSchema},
        {"trust", "DIR", "lets this project's commands run", {}, runTrust, 0, 1},
        {"open", "DIR", "opens the window", {}, runOpen, 0, 1},
        {"help", "", "this list", {}, runHelp, 0, 1},
    };
    return table;
}

} // namespace belay
