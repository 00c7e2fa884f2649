// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/event_printer.h"
#include "app/past.h"
#include "models/domain/run_player.h"

namespace belay {

namespace {

/// Nothing: it is not a number, or below zero.
std::optional<double> speedOf(Cli &cli)
{
    if (!cli.has(QStringLiteral("speed")))
        return 1;
    bool isNumber = false;
    const double speed = cli.value(QStringLiteral("speed")).toDouble(&isNumber);
    return isNumber && speed >= 0 ? std::optional(speed) : std::nullopt;
}

} // namespace

/// A past run played again: the same events, lines and verdicts, at its own pace or another. Asks no host,
/// changes nothing; the project is not needed.
int runReplay(Cli &cli)
{
    const auto speed = speedOf(cli);
    if (!speed)
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("--speed takes a number from 0 on, not “%1”.")
                               .arg(cli.value(QStringLiteral("speed"))),
                           {},
                           QStringLiteral("10 is ten times as fast, 0 shows everything at once.")});
    const HistoryStore *store = cli.workspace().composition().history();
    if (!store)
        return cli.failed(*cli.workspace().composition().historyError());
    const auto past = loadRun(*store, cli.value(QStringLiteral("replay")));
    if (!past)
        return cli.failed(past.error());
    RunPlayer player(past->events, *speed);
    EventPrinter printer(cli.console());
    const Clock &clock = cli.workspace().composition().ports().clock;
    const qint64 begin = clock.monotonicMs();
    while (const auto due = player.nextDueMs()) {
        const qint64 left = *due - (clock.monotonicMs() - begin);
        if (left > 0 && clock.wait(Milliseconds(left), cli.cancel()))
            return 130;
        for (const RunEvent &event : player.until(std::max(*due, clock.monotonicMs() - begin)))
            printer(event);
    }
    return 0;
}

} // namespace belay
