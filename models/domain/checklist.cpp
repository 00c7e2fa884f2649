// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/checklist.h"

#include "models/domain/checklist_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace belay {

namespace {

constexpr std::array<std::pair<CheckState, const char16_t *>, 8> words{{
    {CheckState::Open, u"open"},
    {CheckState::Running, u"running"},
    {CheckState::Passed, u"passed"},
    {CheckState::Failed, u"failed"},
    {CheckState::CannotRun, u"cannot-run"},
    {CheckState::NotApplicable, u"not-applicable"},
    {CheckState::Waived, u"waived"},
    {CheckState::Stale, u"stale"},
}};

} // namespace

bool isAutomatic(const CheckItem &item)
{
    return item.kind != CheckKind::Ask;
}

bool isSettled(CheckState state)
{
    return state == CheckState::Passed || state == CheckState::NotApplicable || state == CheckState::Waived;
}

QString toString(CheckState state)
{
    for (const auto &[value, word] : words) {
        if (value == state)
            return QString::fromUtf16(word);
    }
    return QStringLiteral("open");
}

/// An unknown word reads as Open: what is not understood does not count as done.
CheckState checkStateFromString(const QString &word)
{
    for (const auto &[value, known] : words) {
        if (word == QStringView(known))
            return value;
    }
    return CheckState::Open;
}

std::vector<CheckItem> effectiveItems(const QString &profile, const std::vector<CheckItem> &own,
                                      const QStringList &disable)
{
    std::vector<CheckItem> items = profileItems(profile);
    for (const CheckItem &item : own) {
        const auto same = std::find_if(items.begin(), items.end(),
                                       [&item](const CheckItem &each) { return each.id == item.id; });
        if (same == items.end())
            items.push_back(item);
        else
            *same = item;
    }
    std::erase_if(items, [&disable](const CheckItem &item) { return disable.contains(item.id); });
    checklisttable::arrange(items);
    return items;
}

std::vector<CheckStatus> joinRecords(const std::vector<CheckItem> &items,
                                     const std::vector<CheckRecord> &records, const QString &commit)
{
    std::map<QString, const CheckRecord *> newest;
    for (const CheckRecord &record : records) {
        const CheckRecord *&known = newest[record.item];
        if (!known || record.timeMs >= known->timeMs)
            known = &record;
    }
    std::vector<CheckStatus> statuses;
    statuses.reserve(items.size());
    for (const CheckItem &item : items) {
        CheckStatus status{item, {}};
        if (const auto found = newest.find(item.id); found != newest.end()) {
            status.record = *found->second;
            const bool known =
                status.record.state != CheckState::Open && status.record.state != CheckState::Running;
            if (known && status.record.commit != commit)
                status.was = std::exchange(status.record.state, CheckState::Stale);
            else if (!known && status.record.commit != commit)
                status.record = CheckRecord(); // evidence for another commit says nothing
        }
        status.record.item = item.id;
        statuses.push_back(std::move(status));
    }
    return statuses;
}

GateResult gate(const std::vector<CheckStatus> &statuses)
{
    GateResult result;
    for (const CheckStatus &status : statuses) {
        if (status.item.phase != CheckPhase::Before)
            continue;
        const CheckState state = status.record.state;
        ++result.total;
        result.done += isSettled(state) ? 1 : 0;
        result.waived += state == CheckState::Waived ? 1 : 0;
        result.failing += state == CheckState::Failed ? 1 : 0;
        if (status.item.level == CheckLevel::Must && !isSettled(state))
            result.blocking.append(status.item.id);
    }
    result.open = result.blocking.isEmpty();
    return result;
}

} // namespace belay
