// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/sarif.h"

#include "app/scan/rules.h"
#include "models/domain/json.h"

#include <QUrl>

#include <map>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;

Json descriptorOf(const Rule &rule)
{
    return {{"id", rule.id},
            {"name", rule.id},
            {"shortDescription", {{"text", rule.title}}},
            {"fullDescription", {{"text", rule.help}}},
            {"help", {{"text", rule.help}}},
            {"defaultConfiguration", {{"level", toString(rule.severity)}}},
            {"properties", {{"origin", rule.origin}, {"item", rule.item}}}};
}

Json artifactOf(const Finding &finding)
{
    const QByteArray path = QUrl::toPercentEncoding(finding.file, "/");
    return {{"uri", path.toStdString()}, {"uriBaseId", "SRCROOT"}};
}

Json fixOf(const Finding &finding)
{
    const TextEdit &edit = *finding.edit;
    // Whole lines: from the start of the first to the start of the line after the last.
    const bool inserts = edit.lastLine < edit.firstLine;
    const Json region = {{"startLine", edit.firstLine},
                         {"startColumn", 1},
                         {"endLine", inserts ? edit.firstLine : edit.lastLine + 1},
                         {"endColumn", 1}};
    const QString text = edit.deletes ? QString() : QString(edit.replacement + u'\n');
    return {{"description", {{"text", finding.fix}}},
            {"artifactChanges",
             Json::array({{{"artifactLocation", artifactOf(finding)},
                           {"replacements", Json::array({{{"deletedRegion", region},
                                                          {"insertedContent", {{"text", text}}}}})}}})}};
}

Json resultOf(const Finding &finding, std::size_t ruleIndex)
{
    Json location = {{"artifactLocation", artifactOf(finding)}};
    if (finding.line > 0) {
        location["region"] = {{"startLine", finding.line}};
        if (finding.column > 0)
            location["region"]["startColumn"] = finding.column;
    }
    const QString text =
        finding.fix.isEmpty() ? finding.message : QString(finding.message + u". "_s + finding.fix);
    Json result = {{"ruleId", finding.rule},
                   {"ruleIndex", ruleIndex},
                   {"level", toString(finding.severity)},
                   {"message", {{"text", text}}}};
    if (!finding.file.isEmpty())
        result["locations"] = Json::array({{{"physicalLocation", location}}});
    if (finding.edit)
        result["fixes"] = Json::array({fixOf(finding)});
    return result;
}

} // namespace

nlohmann::json sarifFrom(const ScanReport &report)
{
    Json rules = Json::array();
    std::map<QString, std::size_t> index;
    for (const Rule &rule : allRules()) {
        const QString id = QString::fromLatin1(rule.id);
        if (report.perRule.count(id) == 0)
            continue;
        index[id] = rules.size();
        rules.push_back(descriptorOf(rule));
    }
    Json results = Json::array();
    for (const Finding &finding : report.findings)
        results.push_back(resultOf(finding, index[finding.rule]));
    Json notifications = Json::array();
    for (const SkippedFile &file : report.skipped)
        notifications.push_back(
            {{"level", "note"},
             {"message", {{"text", QString(file.file + u" was not looked at: "_s + file.reason)}}}});
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs",
             Json::array(
                 {{{"tool", {{"driver", {{"name", "Belay"}, {"version", BELAY_VERSION}, {"rules", rules}}}}},
                   {"columnKind", "unicodeCodePoints"},
                   {"invocations", Json::array({{{"executionSuccessful", true},
                                                 {"toolExecutionNotifications", notifications}}})},
                   {"results", results}}})}};
}

} // namespace belay::scan
