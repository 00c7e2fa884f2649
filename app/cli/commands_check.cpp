// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/event_printer.h"
#include "app/cli/findings_output.h"
#include "app/inspection_world.h"
#include "app/past.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <algorithm>
#include <optional>

namespace belay {

namespace {

const char *kindWord(CheckKind kind)
{
    switch (kind) {
    case CheckKind::Command:
        return "command";
    case CheckKind::Inspect:
        return "inspect";
    case CheckKind::Evidence:
        return "evidence";
    case CheckKind::Ask:
        break;
    }
    return "ask";
}

const char *phaseWord(CheckPhase phase)
{
    switch (phase) {
    case CheckPhase::Before:
        return "before";
    case CheckPhase::During:
        return "during";
    case CheckPhase::After:
        return "after";
    case CheckPhase::IfIssues:
        break;
    }
    return "if-issues";
}

/// Who waived the item and whether that counts; null: nobody did.
nlohmann::json waiverJson(const CheckStatus &status)
{
    const CheckRecord &waiver = status.heldWaiver ? *status.heldWaiver : status.record;
    if (waiver.state != CheckState::Waived)
        return {};
    const bool confirmed = !waiver.confirmedBy.isEmpty();
    return {{"by", waiver.by},
            {"reason", waiver.summary},
            {"time", isoTime(waiver.timeMs)},
            {"confirmedBy", confirmed ? nlohmann::json(waiver.confirmedBy) : nlohmann::json()},
            {"confirmedTime", confirmed ? nlohmann::json(isoTime(waiver.confirmedMs)) : nlohmann::json()},
            {"counts", !status.heldWaiver}};
}

/// `usualMs`: what the item's earlier runs took; nothing: it never ran.
nlohmann::json toJson(const CheckStatus &status, std::optional<qint64> usualMs)
{
    const CheckItem &item = status.item;
    const CheckRecord &record = status.record;
    return {{"id", item.id},
            {"title", item.title},
            {"group", item.group},
            {"origin", item.origin},
            {"level", item.level == CheckLevel::Must ? "must" : "should"},
            {"kind", kindWord(item.kind)},
            {"state", toString(record.state)},
            {"summary", record.summary},
            {"by", record.by},
            {"time", record.timeMs ? nlohmann::json(isoTime(record.timeMs)) : nlohmann::json()},
            {"commit", record.commit},
            {"phase", phaseWord(item.phase)},
            {"durationMs", record.durationMs},
            {"usualMs", usualMs ? nlohmann::json(*usualMs) : nlohmann::json()},
            {"waiver", waiverJson(status)},
            {"detail", record.detail}};
}

void printChecklist(Cli &cli, const Project &project, const std::vector<CheckStatus> &statuses,
                    const GateResult &result)
{
    const Console &console = cli.console();
    if (console.json()) {
        nlohmann::json items = nlohmann::json::array();
        const HistoryStore *store = cli.workspace().composition().history();
        for (const CheckStatus &status : statuses)
            items.push_back(toJson(status, store && isAutomatic(status.item)
                                               ? usualCheckDuration(*store, project.name, status.item.id)
                                               : std::nullopt));
        nlohmann::json value = {
            {"schemaVersion", 1},      {"event", "checklist"},        {"open", result.open},
            {"done", result.done},     {"total", result.total},       {"failing", result.failing},
            {"waived", result.waived}, {"blocking", result.blocking}, {"items", items}};
        console.data(value, true);
        return;
    }
    std::vector<QStringList> rows;
    for (const CheckStatus &status : statuses) {
        if (status.item.phase != CheckPhase::Before)
            continue;
        rows.push_back(
            {toString(status.record.state),
             status.item.level == CheckLevel::Must ? QStringLiteral("must") : QStringLiteral("should"),
             status.item.id, status.item.title, status.record.summary});
    }
    console.table({QStringLiteral("STATE"), QStringLiteral("LEVEL"), QStringLiteral("ID"),
                   QStringLiteral("TITLE"), QStringLiteral("RESULT")},
                  rows);
    console.data(QStringLiteral("%1 of %2 settled, %3 failing, %4 waived. %5")
                     .arg(result.done)
                     .arg(result.total)
                     .arg(result.failing)
                     .arg(result.waived)
                     .arg(result.open ? QStringLiteral("Deploying is allowed.")
                                      : QStringLiteral("Open must-pass items: %1.")
                                            .arg(result.blocking.join(QStringLiteral(", ")))));
}

/// The command items to run: all of them, or those of --only. Naming an unknown item is an error.
Result<std::vector<CheckItem>> itemsToRun(const Cli &cli, const std::vector<CheckStatus> &statuses)
{
    const QStringList only = cli.list(QStringLiteral("only"));
    QStringList known;
    std::vector<CheckItem> items;
    for (const CheckStatus &status : statuses) {
        known.append(status.item.id);
        // What a person has ticked for this commit is not asked of Belay again, and a waiver, also one that
        // waits for somebody, is not swept away. Both are when they are named.
        const bool ticked = (status.item.kind == CheckKind::Evidence && isSettled(status.record.state)) ||
                            status.record.state == CheckState::Waived || status.heldWaiver.has_value();
        const bool meant = only.isEmpty() ? status.item.phase == CheckPhase::Before && !ticked
                                          : only.contains(status.item.id);
        if (isAutomatic(status.item) && meant)
            items.push_back(status.item);
    }
    for (const QString &id : only) {
        if (known.contains(id))
            continue;
        const QString nearest = nearestWord(id, known);
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The checklist has no item '%1'.").arg(cleanLine(id, 80)),
                    nearest.isEmpty() ? QStringLiteral("`belay check --json` lists the items.")
                                      : QStringLiteral("Did you mean '%1'?").arg(nearest));
    }
    return items;
}

bool sarifOnOutput(const Cli &cli)
{
    return cli.value(QStringLiteral("sarif")) == QLatin1String("-");
}

Result<void> checkOptions(const Cli &cli)
{
    const bool json = cli.console().json();
    if (cli.has(QStringLiteral("fix")) && (json || cli.has(QStringLiteral("sarif"))))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("--fix shows a diff; it goes with neither --json nor --sarif."));
    if (json && sarifOnOutput(cli))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("--json and --sarif - would both write to the output."),
                    QStringLiteral("Name a file after --sarif."));
    if (cli.has(QStringLiteral("sarif")) && cli.value(QStringLiteral("sarif")).isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("--sarif needs a file, or - for the output."));
    return {};
}

/// What the inspections see in the files; with --only, what belongs to those items.
Result<scan::ScanReport> found(Cli &cli, const Chosen &chosen)
{
    return inspectedFiles(cli.workspace(), chosen.project, *chosen.environment,
                          cli.value(QStringLiteral("release")), cli.list(QStringLiteral("only")),
                          cli.cancel());
}

int mendFound(Cli &cli, const Chosen &chosen)
{
    const auto report = found(cli, chosen);
    if (!report)
        return cli.failed(report.error());
    return mendFindings(cli, chosen.project.directory, *report);
}

Result<void> writeFound(Cli &cli, const Chosen &chosen)
{
    const auto report = found(cli, chosen);
    if (!report)
        return tl::unexpected(report.error());
    return writeSarif(cli, cli.value(QStringLiteral("sarif")), *report);
}

/// With --only the answer is about those items alone.
bool isSatisfied(const Cli &cli, const std::vector<CheckStatus> &statuses, const GateResult &result)
{
    if (!cli.has(QStringLiteral("only")))
        return result.open;
    const QStringList only = cli.list(QStringLiteral("only"));
    return std::all_of(statuses.begin(), statuses.end(), [&only](const CheckStatus &status) {
        return !only.contains(status.item.id) || isSettled(status.record.state);
    });
}

enum class AnswerKind { Passed, NotApplicable, Waived, Confirm, Undo };

Result<AnswerKind> answerKind(const Cli &cli)
{
    static const std::pair<const char *, AnswerKind> kinds[] = {{"na", AnswerKind::NotApplicable},
                                                                {"waive", AnswerKind::Waived},
                                                                {"confirm", AnswerKind::Confirm},
                                                                {"undo", AnswerKind::Undo}};
    AnswerKind chosen = AnswerKind::Passed;
    QStringList given;
    for (const auto &[option, kind] : kinds) {
        if (!cli.has(QLatin1String(option)))
            continue;
        given.append(QString(QStringLiteral("--") + QLatin1String(option)));
        chosen = kind;
    }
    if (given.size() > 1)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 exclude each other.").arg(given.join(QStringLiteral(" and "))));
    return chosen;
}

Result<CheckRecord> answered(Cli &cli, const Chosen &chosen, AnswerKind kind, const QString &commit)
{
    Workspace &workspace = cli.workspace();
    const QString item = cli.argument(0);
    const QString as = cli.value(QStringLiteral("as"));
    if (kind == AnswerKind::Confirm)
        return workspace.confirmWaiver(chosen.project, *chosen.environment, item, commit, as);
    if (kind == AnswerKind::Undo)
        return workspace.undoAnswer(chosen.project, *chosen.environment, item, commit, as);
    const CheckState state = kind == AnswerKind::Waived          ? CheckState::Waived
                             : kind == AnswerKind::NotApplicable ? CheckState::NotApplicable
                                                                 : CheckState::Passed;
    const bool hasText = kind != AnswerKind::Waived && cli.has(QStringLiteral("text"));
    const QString text = cli.value(hasText ? QStringLiteral("text") : QStringLiteral("reason"));
    return workspace.answer(chosen.project, *chosen.environment, item, state, text,
                            cli.value(QStringLiteral("release")), commit, as);
}

} // namespace

int runCheckCommand(Cli &cli)
{
    if (const auto sensible = checkOptions(cli); !sensible)
        return cli.failed(sensible.error());
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    const Project &project = chosen->project;
    const Environment &environment = *chosen->environment;
    Workspace &workspace = cli.workspace();
    const QString commit = workspace.commit(project, cli.cancel());
    const auto items = itemsToRun(cli, workspace.checklist(project, environment, commit));
    if (!items)
        return cli.failed(items.error());
    if (cli.has(QStringLiteral("fix")))
        return mendFound(cli, *chosen);
    Outcome outcome = Outcome::Succeeded;
    if (!items->empty()) {
        // With SARIF on standard output the run is told on standard error alone.
        EventPrinter printer(cli.console(),
                             sarifOnOutput(cli) ? EventPrinter::Data::Left : EventPrinter::Data::Written);
        outcome =
            workspace.execute(workspace.planChecklist(project, environment,
                                                      cli.value(QStringLiteral("release")), commit, *items),
                              std::ref(printer), cli.cancel());
    }
    const auto statuses = workspace.checklist(project, environment, commit);
    const GateResult result = gate(statuses);
    if (!sarifOnOutput(cli))
        printChecklist(cli, project, statuses, result);
    if (outcome == Outcome::Cancelled)
        return exitCodeFor(outcome);
    if (cli.has(QStringLiteral("sarif"))) {
        if (const auto written = writeFound(cli, *chosen); !written)
            return cli.failed(written.error());
    }
    return isSatisfied(cli, statuses, result) ? 0 : 3;
}

int runAnswer(Cli &cli)
{
    const auto kind = answerKind(cli);
    if (!kind)
        return cli.failed(kind.error());
    const auto chosen = cli.chosen(Trust::NotNeeded);
    if (!chosen)
        return cli.failed(chosen.error());
    const Project &project = chosen->project;
    const Environment &environment = *chosen->environment;
    Workspace &workspace = cli.workspace();
    // Answering runs nothing; without trust the answer is simply not bound to a commit.
    const QString commit = workspace.isTrusted(project) ? workspace.commit(project, cli.cancel()) : QString();
    const auto record = answered(cli, *chosen, *kind, commit);
    if (!record)
        return cli.failed(record.error());
    const auto statuses = workspace.checklist(project, environment, commit);
    if (cli.console().json()) {
        printChecklist(cli, project, statuses, gate(statuses));
        return 0;
    }
    // As it counts now: a waiver may still need somebody.
    for (const CheckStatus &status : statuses) {
        if (status.item.id == record->item)
            cli.console().data(QStringLiteral("%1: %2 %3")
                                   .arg(status.item.id, toString(status.record.state), status.record.summary)
                                   .trimmed());
        if (status.item.id == record->item && status.heldWaiver)
            cli.console().message(
                QStringLiteral("Another person confirms it: belay answer -e %1 %2 --confirm")
                    .arg(environment.name, record->item));
    }
    return 0;
}

} // namespace belay
