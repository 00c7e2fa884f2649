// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

struct FixedBox
{
    QString item;
    QString text;
};

/// The template's five, as it words them; without Phoenix background jobs have no name.
std::vector<FixedBox> fixedBoxes(const ReportExtra &extra)
{
    const bool oban = extra.profile.isEmpty() || extra.profile == u"phoenix"_s;
    return {{u"next-monitor"_s, u"Monitor for 24 hours"_s},
            {u"next-oban"_s, oban ? u"Verify Oban jobs running"_s : u"Verify background jobs running"_s},
            {u"next-error-tracking"_s, u"Check error tracking (Sentry)"_s},
            {u"next-status-page"_s, u"Update status page"_s},
            {u"next-ticket"_s, u"Close release ticket"_s}};
}

/// What was answered before this run belongs to another one.
bool isAnswered(const RunState &state, const CheckRecord &record)
{
    return record.timeMs != 0 && record.timeMs >= state.startedMs &&
           (isSettled(record.state) || record.state == CheckState::Failed);
}

ReportBox boxFor(const RunState &state, const QString &text, const CheckRecord &record)
{
    ReportBox box;
    box.text = text;
    if (!isAnswered(state, record))
        return box;
    box.done = record.state == CheckState::Passed || record.state == CheckState::NotApplicable;
    box.note = givenBy(record);
    if (!record.summary.isEmpty())
        box.note += u": "_s + record.summary;
    if (record.state != CheckState::Passed)
        box.note = toString(record.state).replace(u'-', u' ') + u", "_s + box.note;
    return box;
}

} // namespace

ReportSection nextStepsSection(const RunState &state, const ReportExtra &extra)
{
    ReportSection section;
    section.title = u"Next Steps"_s;
    const std::vector<FixedBox> fixed = fixedBoxes(extra);
    for (const FixedBox &each : fixed) {
        const auto known = std::find_if(extra.later.begin(), extra.later.end(),
                                        [&](const CheckStatus &one) { return one.item.id == each.item; });
        section.boxes.push_back(
            boxFor(state, each.text, known == extra.later.end() ? CheckRecord() : known->record));
    }
    for (const CheckStatus &status : extra.later) {
        const bool isFixed = std::any_of(fixed.begin(), fixed.end(), [&status](const FixedBox &one) {
            return one.item == status.item.id;
        });
        // The profile's other items are the template's tables; they stand here once somebody has answered.
        const bool own = status.item.origin == u"belay.json"_s;
        if (!isFixed && status.item.phase == CheckPhase::After && (own || isAnswered(state, status.record)))
            section.boxes.push_back(boxFor(state, status.item.title, status.record));
    }
    return section;
}

} // namespace belay
