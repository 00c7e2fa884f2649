// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/event_printer.h"
#include "app/cli/failure_prompt.h"
#include "app/cli/plan_printer.h"
#include "app/past.h"
#include "app/recovery.h"

namespace belay {

namespace {

int markHandled(Cli &cli)
{
    const QString reason = cli.value(QStringLiteral("reason")).trimmed();
    if (reason.isEmpty())
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("--handled needs a --reason."),
                           {},
                           QStringLiteral("It is kept in the history.")});
    HistoryStore *store = cli.workspace().composition().history();
    if (!store)
        return cli.failed(*cli.workspace().composition().historyError());
    const auto past = loadRun(*store, cli.argument(0));
    if (!past)
        return cli.failed(past.error());
    if (past->summary.outcome != Outcome::None)
        return cli.failed(
            {ErrorKind::Invalid,
             QStringLiteral("Run %1 has ended: %2.").arg(past->summary.id, toString(past->summary.outcome)),
             {},
             {}});
    if (auto marked = cli.workspace().markHandled(past->summary.id, reason); !marked)
        return cli.failed(marked.error());
    cli.console().message(
        QStringLiteral("Run %1 is marked as handled. Its lock on the hosts, if there is one, stays: "
                       "`belay unlock` removes it.")
            .arg(past->summary.id));
    return 0;
}

} // namespace

int runResume(Cli &cli)
{
    if (cli.has(QStringLiteral("handled")))
        return markHandled(cli);
    const bool back = cli.has(QStringLiteral("rollback"));
    const auto recovery = planRecovery(cli.workspace(), cli.argument(0),
                                       back ? RecoveryWay::RollBack : RecoveryWay::Continue, cli.cancel());
    if (!recovery)
        return cli.failed(recovery.error());
    for (const QString &warning : recovery->plan.warnings)
        cli.console().warning(QStringLiteral("warning: %1").arg(warning));
    if (!cli.has(QStringLiteral("yes")))
        cli.console().message(planAsText(recovery->plan));
    const QString question =
        back ? QStringLiteral("Roll %1 back to %2?").arg(recovery->environment.name, recovery->plan.version)
             : QStringLiteral("Continue deploying %1 to %2?")
                   .arg(recovery->plan.version, recovery->environment.name);
    if (auto yes = cli.confirmed(question); !yes)
        return cli.failed(yes.error());
    const auto guide = failureGuide(cli, recovery->plan.kind);
    if (!guide)
        return cli.failed(guide.error());
    EventPrinter printer(cli.console());
    const Outcome outcome =
        cli.workspace().execute(recovery->plan, std::ref(printer), cli.cancel(), recovery->firstSeq, *guide);
    if (back && outcome == Outcome::Succeeded) {
        const auto closed = cli.workspace().markHandled(
            cli.argument(0), QStringLiteral("rolled back by run %1").arg(recovery->plan.runId));
        if (!closed)
            cli.console().error(closed.error());
    }
    return exitCodeFor(outcome);
}

} // namespace belay
