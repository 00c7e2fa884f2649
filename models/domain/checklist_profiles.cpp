// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/checklist.h"

#include "models/domain/checklist_table.h"

#include <algorithm>
#include <utility>

namespace belay {

namespace {

using namespace checklisttable;
using namespace Qt::Literals::StringLiterals;

CheckItem itemFrom(const CommandRow &row, const QString &origin)
{
    CheckItem item;
    item.id = QString::fromUtf8(row.id);
    item.title = QString::fromUtf8(row.title);
    item.group = QString::fromUtf8(row.group);
    item.origin = origin;
    item.help = QString::fromUtf8(row.help);
    item.level = row.level;
    item.kind = CheckKind::Command;
    item.run = QString::fromUtf8(row.run);
    item.judge = QString::fromUtf8(row.judge);
    item.timeout = std::chrono::minutes(row.timeoutMinutes);
    if (row.coverage > 0)
        item.expect.coverageAtLeast = row.coverage;
    return item;
}

CheckItem itemFrom(const AskRow &row)
{
    CheckItem item;
    item.id = QString::fromUtf8(row.id);
    item.title = QString::fromUtf8(row.title);
    item.group = QString::fromUtf8(row.group);
    item.origin = QString::fromUtf8(row.origin);
    item.help = QString::fromUtf8(row.help);
    item.level = row.level;
    item.phase = row.phase;
    item.textRequired = row.answer == Answer::Text;
    item.kind = row.answer == Answer::None       ? CheckKind::Inspect
                : row.answer == Answer::Evidence ? CheckKind::Evidence
                                                 : CheckKind::Ask;
    return item;
}

} // namespace

void checklisttable::arrange(std::vector<CheckItem> &items)
{
    QStringList groups;
    for (const CheckItem &item : items) {
        if (!groups.contains(item.group))
            groups.append(item.group);
    }
    const auto place = [&groups](const CheckItem &item) {
        return std::pair(item.phase, groups.indexOf(item.group));
    };
    std::stable_sort(items.begin(), items.end(),
                     [&place](const CheckItem &a, const CheckItem &b) { return place(a) < place(b); });
}

std::vector<CheckItem> profileItems(const QString &profile)
{
    const Profiles wanted = profile == "phoenix"_L1 ? Phoenix : profile == "node"_L1 ? Node : Generic;
    std::vector<CheckItem> items;
    if (wanted == Phoenix) {
        for (const CommandRow &row : phoenixCommands())
            items.push_back(itemFrom(row, u"Phoenix checklist"_s));
    } else if (wanted == Node) {
        for (const CommandRow &row : nodeCommands())
            items.push_back(itemFrom(row, u"Deployment checklist"_s));
    }
    for (const auto rows : {questions(), laterQuestions()}) {
        for (const AskRow &row : rows) {
            if ((row.profiles & wanted) != 0)
                items.push_back(itemFrom(row));
        }
    }
    arrange(items);
    return items;
}

} // namespace belay
