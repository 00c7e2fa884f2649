// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report.h"

#include "app/report/report_content.h"

#include <nlohmann/json.hpp>

namespace belay {

using namespace Qt::Literals::StringLiterals;

QString reportMarkdown(const RunState &state, const std::vector<CheckStatus> &checks,
                       const ReportExtra &extra)
{
    return writeMarkdown(reportContent(state, checks, extra));
}

QString reportHtml(const RunState &state, const std::vector<CheckStatus> &checks, const ReportExtra &extra)
{
    return writeHtml(reportContent(state, checks, extra));
}

PrintSource reportPrint(const RunState &state, const std::vector<CheckStatus> &checks,
                        const ReportExtra &extra)
{
    return writePrint(reportContent(state, checks, extra));
}

nlohmann::json reportJson(const RunState &state, const std::vector<CheckStatus> &checks,
                          const ReportExtra &extra)
{
    nlohmann::json out = writeJson(reportContent(state, checks, extra));
    out["run"] = state.runId.toStdString();
    out["outcome"] = toString(state.outcome).toStdString();
    return out;
}

Result<QString> reportAs(const QString &format, const RunState &state, const std::vector<CheckStatus> &checks,
                         const ReportExtra &extra)
{
    if (format == u"md"_s || format == u"markdown"_s)
        return reportMarkdown(state, checks, extra);
    if (format == u"html"_s)
        return reportHtml(state, checks, extra);
    if (format == u"json"_s)
        return QString::fromStdString(reportJson(state, checks, extra).dump(2) + "\n");
    return fail(ErrorKind::Invalid, u"A report cannot be written as \""_s + format + u"\"."_s,
                u"The formats are md, html, pdf and json."_s);
}

} // namespace belay
