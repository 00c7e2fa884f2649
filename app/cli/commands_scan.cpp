// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/findings_output.h"
#include "app/scan/rules.h"
#include "app/scan/scan.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QDir>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString place(const Finding &finding)
{
    const QString file = cleanLine(finding.file, 200);
    if (finding.file.isEmpty())
        return u"(the repository)"_s;
    return finding.line > 0 ? u"%1:%2"_s.arg(file).arg(finding.line) : file;
}

void printReport(const Console &console, const scan::ScanReport &report)
{
    for (const Finding &finding : report.findings) {
        QString text = u"%1 %2  %3\n        %4"_s.arg(toString(finding.severity).leftJustified(7),
                                                      place(finding), finding.rule, finding.message);
        if (!finding.fix.isEmpty())
            text += u"\n        → "_s + finding.fix;
        console.data(text);
    }
    console.data(u"%1, %2, %3 in %4 (%5)."_s.arg(
        counted(report.count(Severity::Error), u"error"_s, u"errors"_s),
        counted(report.count(Severity::Warning), u"warning"_s, u"warnings"_s),
        counted(report.count(Severity::Note), u"note"_s, u"notes"_s),
        counted(static_cast<int>(report.files), u"file"_s, u"files"_s), formatBytes(report.bytes)));
    if (report.left > 0)
        console.data(u"%1 more of the same kind are not listed."_s.arg(report.left));
    if (report.silenced > 0)
        console.data(u"%1 silenced by belay:ignore."_s.arg(report.silenced));
    for (const scan::SkippedFile &file : report.skipped)
        console.message(u"Not looked at: %1 (%2)"_s.arg(cleanLine(file.file, 200), file.reason));
    if (!report.knowsTracked)
        console.message(
            u"Git's index was not found here, so nothing is said about files that are tracked."_s);
    if (!report.note.isEmpty())
        console.message(report.note);
    const bool mends = std::any_of(report.findings.begin(), report.findings.end(),
                                   [](const Finding &finding) { return finding.edit.has_value(); });
    if (mends)
        console.message(u"Some can be mended by Belay: `belay scan --fix` shows how before it writes."_s);
}

nlohmann::json toJson(const scan::Rule &rule)
{
    return {{"id", rule.id},         {"title", rule.title}, {"help", rule.help},
            {"origin", rule.origin}, {"item", rule.item},   {"severity", toString(rule.severity)}};
}

QString wrapped(const QString &text, int width)
{
    QString result;
    int column = 0;
    for (const QString &word : text.split(u' ')) {
        if (column + word.size() + 1 > width && column > 0) {
            result += u'\n';
            column = 0;
        }
        result += (column > 0 ? u" "_s : QString()) + word;
        column += static_cast<int>(word.size()) + 1;
    }
    return result;
}

} // namespace

int runScan(Cli &cli)
{
    const QString root =
        cli.argument(0).isEmpty() ? QDir::currentPath() : QDir(cli.argument(0)).absolutePath();
    scan::ScanOptions options;
    options.onlyRules = cli.list(u"only"_s);
    options.profile = cli.value(u"profile"_s);
    options.version = cli.value(u"release"_s);
    options.criticalPaths = cli.list(u"critical"_s);
    if (!options.profile.isEmpty() &&
        !QStringList{u"phoenix"_s, u"node"_s, u"generic"_s}.contains(options.profile))
        return cli.failed({ErrorKind::Invalid,
                           u"There is no profile '%1'."_s.arg(cleanLine(options.profile, 80)),
                           {},
                           u"Profiles are phoenix, node and generic."_s});
    const bool sarif = cli.has(u"sarif"_s);
    if (cli.has(u"fix"_s) && (sarif || cli.console().json()))
        return cli.failed(
            {ErrorKind::Invalid, u"--fix shows a diff; it goes with neither --json nor --sarif."_s, {}, {}});
    const auto report = scan::scanRepository(root, options, {}, cli.cancel());
    if (!report) {
        // A folder or rule that is not there is a wrong call, not a failed scan.
        const int code = cli.failed(report.error());
        return report.error().kind == ErrorKind::NotFound ? 2 : code;
    }
    if (cli.has(u"fix"_s))
        return mendFindings(cli, root, *report);
    if (sarif) {
        if (const auto written = writeSarif(cli, u"-"_s, *report); !written)
            return cli.failed(written.error());
    } else if (cli.console().json()) {
        cli.console().data(scan::toJson(*report));
    } else {
        printReport(cli.console(), *report);
    }
    return report->count(Severity::Error) > 0 ? 3 : 0;
}

int runRules(Cli &cli)
{
    const QString wanted = cli.argument(0);
    if (wanted.isEmpty()) {
        if (cli.console().json()) {
            nlohmann::json all = nlohmann::json::array();
            for (const scan::Rule &rule : scan::allRules())
                all.push_back(toJson(rule));
            cli.console().data(all);
            return 0;
        }
        std::vector<QStringList> rows;
        for (const scan::Rule &rule : scan::allRules())
            rows.push_back(
                {QString::fromUtf8(rule.id), toString(rule.severity), QString::fromUtf8(rule.title)});
        cli.console().table({u"RULE"_s, u"LEVEL"_s, u"WHAT"_s}, rows);
        return 0;
    }
    const scan::Rule *rule = scan::findRule(wanted);
    if (!rule) {
        QStringList known;
        for (const scan::Rule &each : scan::allRules())
            known << QString::fromUtf8(each.id);
        const QString nearest = nearestWord(wanted, known);
        return cli.failed(
            {ErrorKind::Invalid,
             u"There is no rule '%1'."_s.arg(cleanLine(wanted, 80)),
             {},
             nearest.isEmpty() ? u"`belay rules` lists them."_s : u"Did you mean '%1'?"_s.arg(nearest)});
    }
    if (cli.console().json()) {
        cli.console().data(toJson(*rule));
        return 0;
    }
    cli.console().data(u"%1 (%2)\n%3\n\n%4\n\nOrigin: %5"_s.arg(
        QString::fromUtf8(rule->id), toString(rule->severity), QString::fromUtf8(rule->title),
        wrapped(QString::fromUtf8(rule->help), 90), QString::fromUtf8(rule->origin)));
    return 0;
}

} // namespace belay
