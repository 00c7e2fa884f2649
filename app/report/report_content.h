// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/report/report.h"

#include <utility>

namespace belay {

struct ReportCell
{
    QString text;
    bool isCode = false;
    bool isTime = false; ///< a date and a time, which stay on one line
};

struct ReportTable
{
    QStringList columns;
    std::vector<std::vector<ReportCell>> rows;
};

/// One of the live next steps: ticked or not, and who said so.
struct ReportBox
{
    QString text;
    bool done = false;
    QString note; ///< "jo, 2026-11-02 09:10 UTC", or empty
};

/// One series over time, drawn. For the forms that can show it; the table has the numbers.
struct ReportChart
{
    QString title;
    QString svg; ///< complete and safe: text in it is escaped
};

using ReportFacts = std::vector<std::pair<QString, QString>>;

/// A section is one of: a table, facts (bold name and value), a list, boxes to tick, or a single sentence.
struct ReportSection
{
    QString title;
    std::optional<ReportTable> table;
    ReportFacts facts;
    QStringList list;
    std::vector<ReportBox> boxes;
    QString sentence;
    std::vector<ReportChart> charts;
};

/// What the report says, before anyone decides how it is written. Plain text everywhere.
struct ReportContent
{
    QString title;
    ReportFacts head;
    std::vector<ReportSection> sections;
};

ReportContent reportContent(const RunState &state, const std::vector<CheckStatus> &checks,
                            const ReportExtra &extra);

// Pieces of it, by file.
ReportSection preDeploymentSection(const std::vector<CheckStatus> &checks);
ReportSection databaseSection(const RunState &state, const std::vector<CheckStatus> &checks);
ReportSection stagingSection(const RunState &state, const std::vector<CheckStatus> &checks,
                             const ReportExtra &extra);
ReportSection deploymentSection(const RunState &state, const ReportExtra &extra);
ReportSection metricsSection(const RunState &state);

ReportSection nextStepsSection(const RunState &state, const ReportExtra &extra);

QString notRecorded();
/// "2026-11-01 14:00 UTC"; zero: not recorded.
QString dateText(qint64 timeMs);
/// Who gave an answer, when, and for which commit: "jo, 2026-11-01 13:50 UTC, for 1a2b3c4d". What is not
/// known is left out.
QString givenBy(const CheckRecord &record);
/// "Production" for production: the name with its first letter raised.
QString environmentTitle(const RunState &state);

// Writers.
/// One line without control characters and without invisible ones that reorder text. A report is read in
/// tables and mail; a line break in a value could start a heading of its own.
QString reportLine(const QString &text);
/// For text and attributes of HTML and SVG.
QString reportEscaped(const QString &text);
QString writeMarkdown(const ReportContent &content);
QString writeHtml(const ReportContent &content);
PrintSource writePrint(const ReportContent &content);
nlohmann::json writeJson(const ReportContent &content);

} // namespace belay
