// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/event_printer.h"
#include "app/past.h"
#include "app/report/report.h"
#include "models/domain/json.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"

namespace belay {

namespace {

Result<HistoryStore *> openHistory(Cli &cli)
{
    Composition &composition = cli.workspace().composition();
    if (HistoryStore *store = composition.history())
        return store;
    return tl::unexpected(*composition.historyError());
}

nlohmann::json toJson(const RunSummary &run)
{
    return {{"id", run.id},
            {"kind", run.kind},
            {"project", run.project},
            {"environment", run.environment},
            {"version", run.version},
            {"fromVersion", run.fromVersion},
            {"commit", run.commit},
            {"by", run.by},
            {"reason", run.reason},
            {"strategy", run.strategy},
            {"started", isoTime(run.startedMs)},
            {"finished", run.finishedMs ? nlohmann::json(isoTime(run.finishedMs)) : nlohmann::json()},
            {"outcome", toString(run.outcome)},
            {"verdict", run.verdict},
            {"hosts", run.hosts},
            {"text", run.text}};
}

int printRuns(Cli &cli, const std::vector<RunSummary> &runs, const QString &whenEmpty)
{
    if (cli.console().json()) {
        nlohmann::json list = nlohmann::json::array();
        for (const RunSummary &run : runs)
            list.push_back(toJson(run));
        cli.console().data(nlohmann::json{{"schemaVersion", 1}, {"runs", list}});
        return 0;
    }
    if (runs.empty()) {
        cli.console().message(whenEmpty);
        return 0;
    }
    std::vector<QStringList> rows;
    for (const RunSummary &run : runs) {
        const QString change = run.fromVersion.isEmpty()
                                   ? run.version
                                   : QStringLiteral("%1 → %2").arg(run.fromVersion, run.version);
        rows.push_back(
            {run.id, isoTime(run.startedMs).left(16).replace(QLatin1Char('T'), QLatin1Char(' ')), run.project,
             run.environment, run.kind, change,
             run.outcome == Outcome::None ? QStringLiteral("interrupted or running") : toString(run.outcome),
             run.by});
    }
    cli.console().table({QStringLiteral("ID"), QStringLiteral("WHEN (UTC)"), QStringLiteral("PROJECT"),
                         QStringLiteral("ENVIRONMENT"), QStringLiteral("KIND"), QStringLiteral("VERSION"),
                         QStringLiteral("OUTCOME"), QStringLiteral("BY")},
                        rows);
    return 0;
}

/// The samples of old watches are most of a history. They go for good, so it asks first.
int pruneHistory(Cli &cli, HistoryStore &store)
{
    const auto age = parseDuration(cli.value(QStringLiteral("older-than")));
    if (!age)
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("history prune needs --older-than and a duration."),
                           {},
                           QStringLiteral("For example: belay history prune --older-than 90d")});
    const QString question =
        QStringLiteral(
            "Remove the samples of all runs that ended more than %1 ago? Their steps, verdicts and reports "
            "stay.")
            .arg(formatDuration(age->count()));
    if (auto yes = cli.confirmed(question); !yes)
        return cli.failed(yes.error());
    const qint64 now = cli.workspace().composition().ports().clock.nowMs();
    const auto runs = store.pruneSamples(now - age->count());
    if (!runs)
        return cli.failed(runs.error());
    if (cli.console().json())
        cli.console().data(nlohmann::json{{"schemaVersion", 1}, {"prunedRuns", *runs}});
    else
        cli.console().message(QStringLiteral("The samples of %1 runs were removed.").arg(*runs));
    return 0;
}

} // namespace

int runHistory(Cli &cli)
{
    const auto store = openHistory(cli);
    if (!store)
        return cli.failed(store.error());
    if (const QString word = cli.argument(0); word == QStringLiteral("prune"))
        return pruneHistory(cli, **store);
    else if (!word.isEmpty())
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("“%1” is nothing that history does.").arg(cleanLine(word, 40)),
                           {},
                           QStringLiteral("It lists past runs, or removes old samples: history prune.")});
    HistoryQuery query;
    query.environment = cli.value(QStringLiteral("environment"));
    query.text = cli.value(QStringLiteral("search"));
    if (cli.has(QStringLiteral("limit"))) {
        bool isNumber = false;
        query.limit = cli.value(QStringLiteral("limit")).toLongLong(&isNumber);
        if (!isNumber || query.limit < 1)
            return cli.failed({ErrorKind::Invalid, QStringLiteral("--limit takes a number from 1."), {}, {}});
    }
    const auto runs = (*store)->runs(query);
    return runs ? printRuns(cli, *runs,
                            query.text.isEmpty() ? QStringLiteral("No runs yet. `belay demo` makes some.")
                                                 : QStringLiteral("No runs match '%1'.").arg(query.text))
                : cli.failed(runs.error());
}

int runRuns(Cli &cli)
{
    const auto store = openHistory(cli);
    if (!store)
        return cli.failed(store.error());
    const auto runs = (*store)->interrupted();
    return runs ? printRuns(cli, *runs, QStringLiteral("No interrupted runs.")) : cli.failed(runs.error());
}

int runShow(Cli &cli)
{
    const auto store = openHistory(cli);
    if (!store)
        return cli.failed(store.error());
    const auto past = loadRun(**store, cli.argument(0));
    if (!past)
        return cli.failed(past.error());
    EventPrinter printer(cli.console());
    for (const RunEvent &event : past->events)
        printer(event);
    if (!printer.state().finished)
        cli.console().message(
            QStringLiteral("No end was recorded. `belay resume %1` asks the hosts and goes on.")
                .arg(past->summary.id));
    return 0;
}

int runReport(Cli &cli)
{
    const auto store = openHistory(cli);
    if (!store)
        return cli.failed(store.error());
    const auto past = loadRun(**store, cli.argument(0));
    if (!past)
        return cli.failed(past.error());
    const QString format =
        cli.has(QStringLiteral("format")) ? cli.value(QStringLiteral("format")) : QStringLiteral("md");
    // "-" is the standard output by its usual name.
    const QString file = cli.value(QStringLiteral("output"));
    const bool toFile = !file.isEmpty() && file != QLatin1String("-");
    if (format == QLatin1String("pdf") && file.isEmpty())
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("A PDF is not text for a terminal."),
                           QStringLiteral("Name a file with -o, or - for the standard output."),
                           {}});
    const auto bytes = reportFile(**store, *past, format);
    if (!bytes)
        return cli.failed(bytes.error());
    if (!toFile) {
        cli.console().bytes(*bytes);
        return 0;
    }
    if (auto saved = saveFile(file, *bytes); !saved)
        return cli.failed(saved.error());
    cli.console().message(QStringLiteral("Report written to %1.").arg(file));
    return 0;
}

int runVerifyHistory(Cli &cli)
{
    const auto store = openHistory(cli);
    if (!store)
        return cli.failed(store.error());
    const auto checked = (*store)->verify();
    if (!checked)
        return cli.failed(checked.error());
    if (cli.console().json())
        cli.console().data(nlohmann::json{{"schemaVersion", 1}, {"events", *checked}, {"intact", true}});
    else
        cli.console().data(QStringLiteral("%1 events, none changed.").arg(*checked));
    return 0;
}

} // namespace belay
