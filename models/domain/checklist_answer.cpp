// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/checklist_answer.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

constexpr int shortestReason = 10;

} // namespace

Error noSuchItem(const std::vector<CheckItem> &items, const QString &id)
{
    QStringList ids;
    for (const CheckItem &each : items)
        ids.append(each.id);
    const QString nearest = nearestWord(id, ids);
    return {ErrorKind::NotFound,
            QStringLiteral("The checklist has no item '%1'.").arg(cleanLine(id, 80)),
            {},
            nearest.isEmpty() ? QStringLiteral("`belay check --json` lists the items.")
                              : QStringLiteral("Did you mean '%1'?").arg(nearest)};
}

Result<void> checkAnswer(const std::vector<CheckItem> &items, const CheckRecord &record,
                         const CheckRecord &known)
{
    const auto item = std::find_if(items.begin(), items.end(),
                                   [&record](const CheckItem &each) { return each.id == record.item; });
    if (item == items.end())
        return tl::unexpected(noSuchItem(items, record.item));
    if (record.state == CheckState::Waived && record.summary.size() < shortestReason)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Waiving '%1' needs a reason of at least %2 characters.")
                        .arg(item->title)
                        .arg(shortestReason),
                    QStringLiteral("It is kept and printed in the report."));
    if (record.state == CheckState::Passed && item->kind == CheckKind::Command)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("'%1' passes by running it, not by saying so.").arg(item->title),
                    QStringLiteral("Run `belay check --only %1`, or waive it with a reason.").arg(item->id));
    if (record.state == CheckState::Passed && item->kind == CheckKind::Inspect &&
        known.state == CheckState::Failed)
        return fail(ErrorKind::Invalid, QStringLiteral("'%1' failed: %2.").arg(item->title, known.summary),
                    QStringLiteral("Mend it and run `belay check --only %1`, or waive it with a reason.")
                        .arg(item->id));
    if (record.state == CheckState::Passed && item->textRequired && record.summary.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("'%1' needs a text, for example a name.").arg(item->title),
                    QStringLiteral("Add --text."));
    return {};
}

} // namespace belay
