// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/result.h"
#include "models/domain/run_state.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace belay {

/// What a report may add to what the run itself tells.
struct ReportExtra
{
    QString deployer;     ///< a person's name; empty: who started the run
    QString profile;      ///< phoenix | node | generic; chooses the word for background jobs in Next Steps
    QStringList issues;   ///< a person's remarks, one per line of Issues Encountered
    QString rolledBackBy; ///< a later run that took this release back: one sentence for Rollback Status
    std::optional<RunState> staging; ///< the run that brought this version to staging, if one is known
    /// What is to be done after the deployment, with its newest records: Next Steps stay open until ticked.
    std::vector<CheckStatus> later;
};

// The Deployment Validation Report, in four forms. All are pure functions of their arguments: the
// same run gives the same bytes. Headings, their order and the tables' columns are always the same; what
// nobody recorded says "not recorded" and never PASS. The deployment table is headed "Production Deployment"
// for an environment named production and "<Environment> Deployment" for every other one. Times are UTC.

/// Markdown (GitHub's flavour for tables and check boxes). Text from outside is escaped.
QString reportMarkdown(const RunState &state, const std::vector<CheckStatus> &checks,
                       const ReportExtra &extra = {});

/// One self-contained page: no script, no outside resource, and a policy that forbids both.
QString reportHtml(const RunState &state, const std::vector<CheckStatus> &checks,
                   const ReportExtra &extra = {});

/// The same content as data; `schemaVersion` 1.
nlohmann::json reportJson(const RunState &state, const std::vector<CheckStatus> &checks,
                          const ReportExtra &extra = {});

/// A report made ready for the printer: simple HTML in which `<img src="picture:N">` stands for an SVG.
struct PrintSource
{
    QString title;
    QString html;
    std::vector<QString> pictures;
};

PrintSource reportPrint(const RunState &state, const std::vector<CheckStatus> &checks,
                        const ReportExtra &extra = {});

/// By name: md (or markdown), html, json. Error Invalid names the formats for any other. A PDF is no text: it
/// is made of reportPrint().
Result<QString> reportAs(const QString &format, const RunState &state, const std::vector<CheckStatus> &checks,
                         const ReportExtra &extra = {});

} // namespace belay
