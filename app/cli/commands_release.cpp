// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/event_printer.h"
#include "app/cli/failure_prompt.h"
#include "app/cli/plan_printer.h"
#include "app/lock_wait.h"
#include "app/release_flow.h"
#include "models/domain/json.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"
#include "models/domain/rollback_reason.h"

namespace belay {

namespace {

Result<QString> chosenVersion(Cli &cli, const Project &project)
{
    const QString given = cli.value(QStringLiteral("release"));
    if (!given.isEmpty() || cli.has(QStringLiteral("release")))
        return checkedVersion(given);
    return cli.workspace().detectVersion(project, cli.cancel());
}

/// Build output while the plan is made; there is no run yet that could keep it.
EventSink buildOutput(Cli &cli)
{
    return [&cli](const RunEvent &event) -> Result<void> {
        cli.console().message(QStringLiteral("    build | %1").arg(event.text));
        return {};
    };
}

Result<Plan> makeDeployPlan(Cli &cli, const Chosen &chosen, DeployIntent intent)
{
    const auto version = chosenVersion(cli, chosen.project);
    if (!version)
        return tl::unexpected(version.error());
    intent.version = *version;
    intent.watch = !cli.has(QStringLiteral("no-watch"));
    return cli.workspace().planDeploy(chosen.project, *chosen.environment, intent, buildOutput(cli),
                                      cli.cancel());
}

Result<Plan> makeRollbackPlan(Cli &cli, const Chosen &chosen, bool askHosts)
{
    RollbackIntent intent;
    intent.toVersion = cli.value(QStringLiteral("to"));
    const auto reason =
        codedReason(cli.value(QStringLiteral("reason-code")), cli.value(QStringLiteral("reason")));
    if (!reason)
        return tl::unexpected(reason.error());
    intent.reason = *reason;
    intent.askHosts = askHosts;
    return cli.workspace().planRollback(chosen.project, *chosen.environment, intent, cli.cancel());
}

Error nothingToWatch(const Chosen &chosen)
{
    return {ErrorKind::Invalid,
            QStringLiteral("%1 has no metrics to watch.").arg(chosen.environment->name),
            {},
            QStringLiteral("Add a \"metrics\" section to environments.%1 in %2.")
                .arg(chosen.environment->name, chosen.project.file)};
}

/// Exit 3 with the open MUST items, unless skipped with a reason.
Result<void> passGate(Cli &cli, const Chosen &chosen)
{
    const QString commit = cli.workspace().commit(chosen.project, cli.cancel());
    const GateResult result = gate(cli.workspace().checklist(chosen.project, *chosen.environment, commit));
    if (result.open)
        return {};
    if (cli.has(QStringLiteral("skip-checklist"))) {
        if (cli.value(QStringLiteral("reason")).trimmed().size() >= 10)
            return {};
        return fail(ErrorKind::Invalid,
                    QStringLiteral("--skip-checklist needs a --reason of at least 10 characters."),
                    QStringLiteral("It is kept in the history and printed in the report."));
    }
    return fail(
        ErrorKind::NotFound,
        QStringLiteral("The checklist is not passed: %1 of %2 items are settled, these must-pass items are "
                       "open: %3.")
            .arg(result.done)
            .arg(result.total)
            .arg(result.blocking.join(QStringLiteral(", "))),
        QStringLiteral(
            "Run `belay check -e %1`, answer the rest with `belay answer -e %1 ID`, or deploy with "
            "--skip-checklist --reason '…'.")
            .arg(chosen.environment->name));
}

void warnAbout(const Cli &cli, const Plan &plan)
{
    for (const QString &warning : plan.warnings)
        cli.console().warning(QStringLiteral("warning: %1").arg(warning));
}

/// With --lock-wait: waits until the hosts are free, and goes on waiting in the run, should somebody be
/// quicker. Who decides about failures is then asked about the others.
Result<void> waitForLocks(Cli &cli, const Chosen &chosen, FailureGuide &guide)
{
    if (!cli.has(QStringLiteral("lock-wait")))
        return {};
    const auto time = parseDuration(cli.value(QStringLiteral("lock-wait")));
    if (!time)
        return tl::unexpected(time.error());
    const Clock &clock = cli.workspace().composition().ports().clock;
    const LockWait wait{clock.monotonicMs() + time->count(),
                        [&cli](const QString &text) { cli.console().message(text); }};
    guide = retryingLocks(wait, clock, std::move(guide));
    return waitUntilUnlocked(cli.workspace(), chosen.project, *chosen.environment, wait, cli.cancel());
}

/// With --dry-run the steps are told, not done.
int dryRunOf(Cli &cli, const Plan &plan)
{
    EventPrinter printer(cli.console());
    dryRun(plan, cli.workspace().composition().ports().clock,
           [&printer](const RunEvent &event) -> Result<void> {
               printer(event);
               return {};
           });
    return 0;
}

int runAndPrint(Cli &cli, const Plan &plan, const FailureGuide &guide = {})
{
    EventPrinter printer(cli.console());
    const Outcome outcome = cli.workspace().execute(plan, std::ref(printer), cli.cancel(), 1, guide);
    return exitCodeFor(outcome);
}

} // namespace

int runPlan(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::NotNeeded);
    if (!chosen)
        return cli.failed(chosen.error());
    const QString format = cli.console().json() ? QStringLiteral("json")
                           : cli.value(QStringLiteral("format")).isEmpty()
                               ? QStringLiteral("text")
                               : cli.value(QStringLiteral("format"));
    if (!QStringList{QStringLiteral("text"), QStringLiteral("json"), QStringLiteral("sh")}.contains(format))
        return cli.failed({ErrorKind::Invalid, QStringLiteral("--format takes text, json or sh."), {}, {}});
    const bool trusted = cli.workspace().isTrusted(chosen->project);
    if (!trusted)
        cli.console().warning(
            QStringLiteral("belay: this project is not trusted yet, so no host was asked and nothing "
                           "was run; the plan shows what is known from the file."));
    DeployIntent intent;
    intent.askHosts = trusted;
    intent.build = false; // showing a plan builds nothing
    if (!trusted && !cli.has(QStringLiteral("release")) && !cli.has(QStringLiteral("rollback")))
        return cli.failed(
            {ErrorKind::Untrusted,
             QStringLiteral("The version must be given with -r: finding it out would run the project's "
                            "own command, and the project is not trusted."),
             {},
             QStringLiteral("`belay trust %1` trusts it.").arg(chosen->project.directory)});
    const auto plan = cli.has(QStringLiteral("rollback")) ? makeRollbackPlan(cli, *chosen, trusted)
                                                          : makeDeployPlan(cli, *chosen, intent);
    if (!plan)
        return cli.failed(plan.error());
    if (format == QLatin1String("json"))
        cli.console().data(toJson(*plan));
    else if (format == QLatin1String("sh"))
        cli.console().data(asShellScript(*plan));
    else
        cli.console().data(planAsText(*plan));
    return 0;
}

int runDeploy(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    auto guide = failureGuide(cli, PlanKind::Deploy);
    if (!guide)
        return cli.failed(guide.error());
    const bool dry = cli.has(QStringLiteral("dry-run"));
    if (auto passed = dry ? Result<void>() : passGate(cli, *chosen); !passed) {
        cli.failed(passed.error());
        return passed.error().kind == ErrorKind::Invalid ? 2 : 3;
    }
    if (auto free = waitForLocks(cli, *chosen, *guide); !free)
        return cli.failed(free.error());
    DeployIntent intent;
    if (cli.has(QStringLiteral("skip-checklist")))
        intent.reason = cli.value(QStringLiteral("reason"));
    intent.build = !dry;
    const auto plan = makeDeployPlan(cli, *chosen, intent);
    if (!plan)
        return cli.failed(plan.error());
    if (dry)
        return dryRunOf(cli, *plan);
    warnAbout(cli, *plan);
    if (!cli.has(QStringLiteral("yes")))
        cli.console().message(planAsText(*plan));
    const QString question = QStringLiteral("Deploy %1 to %2 on %3 hosts?")
                                 .arg(plan->version, plan->environment)
                                 .arg(plan->hosts.size());
    if (auto yes = cli.confirmed(question); !yes)
        return cli.failed(yes.error());
    EventPrinter printer(cli.console());
    BesidePrinter beside(cli.console());
    const ReleaseEnd end = runRelease(cli.workspace(), chosen->project, *chosen->environment, *plan,
                                      {std::ref(printer), std::ref(beside)}, cli.cancel(), *guide);
    if (end.error)
        cli.console().error(*end.error);
    if (end.rollback == Outcome::Succeeded && chosen->environment->metrics)
        cli.console().message(
            QStringLiteral("Whether it has helped: `belay watch -e %1`.").arg(chosen->environment->name));
    return exitCodeFor(end);
}

int runRollback(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    const bool watches = cli.has(QStringLiteral("watch"));
    if (watches && !chosen->environment->metrics)
        return cli.failed(nothingToWatch(*chosen));
    auto guide = failureGuide(cli, PlanKind::Rollback);
    if (!guide)
        return cli.failed(guide.error());
    if (auto free = waitForLocks(cli, *chosen, *guide); !free)
        return cli.failed(free.error());
    const auto plan = makeRollbackPlan(cli, *chosen, true);
    if (!plan)
        return cli.failed(plan.error());
    if (cli.has(QStringLiteral("dry-run")))
        return dryRunOf(cli, *plan);
    warnAbout(cli, *plan);
    if (!cli.has(QStringLiteral("yes")))
        cli.console().message(planAsText(*plan));
    const QString question = QStringLiteral("Roll back %1 from %2 to %3?")
                                 .arg(plan->environment, plan->fromVersion, plan->version);
    if (auto yes = cli.confirmed(question); !yes)
        return cli.failed(yes.error());
    const int ended = runAndPrint(cli, *plan, *guide);
    if (ended != 0 || !watches)
        return ended;
    return runAndPrint(cli,
                       cli.workspace().planFollowing(chosen->project, *chosen->environment, plan->version,
                                                     chosen->environment->metrics->watch));
}

int runUnlock(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    const QString reason = cli.value(QStringLiteral("reason")).trimmed();
    if (reason.isEmpty())
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("Unlocking needs a --reason."),
                           {},
                           QStringLiteral("It is kept on the hosts and in the history.")});
    const auto plan = cli.workspace().planUnlock(chosen->project, *chosen->environment, reason, cli.cancel());
    if (!plan)
        return cli.failed(plan.error());
    warnAbout(cli, *plan);
    if (!cli.has(QStringLiteral("yes")))
        cli.console().message(planAsText(*plan)); // it names every lock and hold that would go
    if (auto yes = cli.confirmed(QStringLiteral("Unlock %1?").arg(plan->environment)); !yes)
        return cli.failed(yes.error());
    return runAndPrint(cli, *plan);
}

int runWatchCommand(Cli &cli)
{
    if (cli.has(QStringLiteral("replay")))
        return runReplay(cli);
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    if (!chosen->environment->metrics)
        return cli.failed(nothingToWatch(*chosen));
    Milliseconds duration = chosen->environment->metrics->watch;
    if (cli.has(QStringLiteral("for"))) {
        const auto given = parseDuration(cli.value(QStringLiteral("for")));
        if (!given)
            return cli.failed(given.error());
        duration = *given;
    }
    return runAndPrint(cli, cli.workspace().planWatch(chosen->project, *chosen->environment, duration));
}

} // namespace belay
