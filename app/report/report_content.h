// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/report/report.h"

#include <utility>

namespace belay {

struct ReportCell
{
    QString text;
    bool isCode = false;
};

struct ReportTable
{
    QStringList columns;
    std::vector<std::vector<ReportCell>> rows;
};

using ReportFacts = std::vector<std::pair<QString, QString>>;

/// A section is one of: a table, facts (bold name and value), a list, boxes to tick, or a single sentence.
struct ReportSection
{
    QString title;
    std::optional<ReportTable> table;
    ReportFacts facts;
    QStringList list;
    QStringList boxes;
    QString sentence;
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
ReportSection deploymentSection(const RunState &state);
ReportSection metricsSection(const RunState &state);

QString notRecorded();
/// "Production" for production: the name with its first letter raised.
QString environmentTitle(const RunState &state);

// Writers.
QString writeMarkdown(const ReportContent &content);
QString writeHtml(const ReportContent &content);
nlohmann::json writeJson(const ReportContent &content);

} // namespace belay
