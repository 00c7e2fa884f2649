// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspection.h"

#include "app/checks/wording.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype shownAtMost = 50; ///< findings in an item's detail; the rest is counted

QString textOf(const Finding &finding)
{
    QString where = finding.file;
    if (finding.line > 0)
        where += u':' + QString::number(finding.line);
    QString text = where + u": "_s + finding.message;
    if (!finding.fix.isEmpty())
        text += u"\n    "_s + finding.fix;
    return QString(text + u"\n    ("_s + finding.rule + u')');
}

bool weighs(const Finding &finding, CheckLevel level)
{
    return finding.severity == Severity::Error ||
           (finding.severity == Severity::Warning && level == CheckLevel::Should);
}

} // namespace

Inspected judgeFindings(const CheckItem &item, const RuleFindings &found)
{
    if (found.rules == 0)
        return {CheckState::CannotRun, u"no rule looks for this"_s, {}};
    std::vector<Finding> sorted = found.findings;
    std::stable_sort(sorted.begin(), sorted.end(), [&item](const Finding &a, const Finding &b) {
        return weighs(a, item.level) > weighs(b, item.level);
    });
    const auto grave = std::count_if(sorted.begin(), sorted.end(),
                                     [&item](const Finding &each) { return weighs(each, item.level); });
    const auto mild = static_cast<qsizetype>(sorted.size()) - grave;
    Inspected result;
    result.state = grave > 0 ? CheckState::Failed : CheckState::Passed;
    if (grave > 0) {
        const Finding &first = sorted.front();
        result.summary = counted(grave, u"finding"_s, u"findings"_s) + u", first "_s + first.file;
        if (first.line > 0)
            result.summary += u':' + QString::number(first.line);
    } else if (mild > 0) {
        result.summary = counted(mild, u"remark to look at"_s, u"remarks to look at"_s);
    } else {
        result.summary = u"nothing found in "_s + counted(found.files, u"file"_s, u"files"_s);
    }
    QStringList detail;
    for (const Finding &finding : sorted) {
        if (detail.size() == shownAtMost) {
            detail.append(u"and %1 more; `belay scan` lists them all"_s.arg(
                static_cast<qsizetype>(sorted.size()) - shownAtMost));
            break;
        }
        detail.append(textOf(finding));
    }
    if (!found.note.isEmpty())
        detail.append(found.note);
    result.detail = detail.join(u"\n\n"_s);
    return result;
}

Inspected inspectByRules(const InspectionContext &context)
{
    const auto found = context.world.findings(context.item.id, context.cancel);
    if (!found)
        return {CheckState::CannotRun, found.error().summary, found.error().detail};
    return judgeFindings(context.item, *found);
}

} // namespace belay
