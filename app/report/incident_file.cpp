// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/incident_file.h"

#include "app/report/report_chart.h"
#include "app/report/report_content.h"
#include "models/domain/names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString raised(const QString &word)
{
    return word.isEmpty() ? word : QString(word.at(0).toUpper() + word.mid(1));
}

QString orNotRecorded(const QString &text)
{
    return text.isEmpty() ? notRecorded() : text;
}

ReportFacts headOf(const IncidentStory &story)
{
    const Incident &incident = story.incident;
    const qint64 until = incident.isOpen() ? story.question.nowMs : incident.closedMs;
    return {{u"Status"_s,
             incident.isOpen() ? u"open"_s : QString(u"closed: "_s + orNotRecorded(incident.ending))},
            {u"Trigger"_s, orNotRecorded(incident.trigger)},
            {u"Began"_s, dateText(story.beganMs)},
            {u"Noticed"_s, dateText(incident.openedMs) + u" by "_s + orNotRecorded(incident.openedBy)},
            {u"Closed"_s, incident.isOpen() ? u"not yet"_s : dateText(incident.closedMs)},
            {u"Duration"_s, formatDuration(std::max<qint64>(0, until - story.beganMs))},
            {u"Led by"_s, orNotRecorded(incident.lead)},
            {u"Release"_s, orNotRecorded(story.version)}};
}

ReportSection causeSection(const IncidentStory &story)
{
    ReportSection section;
    section.title = u"Likely Cause"_s;
    section.list += story.cause.sentence;
    if (!story.causeSize.isEmpty())
        section.list += u"It brought "_s + story.causeSize + u'.';
    if (story.cause.change && !story.cause.change->by.isEmpty())
        section.list += u"By "_s + story.cause.change->by + u'.';
    section.list += story.cause.others;
    return section;
}

QString lostText(const DecisionClock &clock)
{
    if (!clock.requestsLost)
        return u"not measured"_s;
    QString text = u"at least "_s + QString::number(std::llround(*clock.requestsLost));
    if (clock.taken)
        text += u" until the release before was back"_s;
    if (clock.taken && clock.taken->lostSince && *clock.taken->lostSince >= 1.0)
        text += u", "_s + QString::number(std::llround(*clock.taken->lostSince)) + u" since"_s;
    return text;
}

QString recoveryText(Recovery recovery, bool isWatched)
{
    switch (recovery) {
    case Recovery::BeingMeasured:
        return isWatched ? u"being measured"_s : u"not measured"_s;
    case Recovery::Confirmed:
        return u"confirmed by the numbers since"_s;
    case Recovery::NotHelped:
        return u"the rollback has not helped"_s;
    case Recovery::NoData:
        break;
    }
    return u"not known, for lack of data"_s;
}

ReportSection impactSection(const IncidentStory &story)
{
    const DecisionClock clock = decisionClock(story.question);
    ReportSection section;
    section.title = u"Impact"_s;
    section.facts = {{u"Failed requests"_s, lostText(clock)}};
    if (!clock.taken) {
        section.facts.push_back({u"Way back"_s, clock.wayBack});
        return section;
    }
    const qint64 lasted = std::max<qint64>(0, clock.taken->sinceMs - story.beganMs);
    section.facts.push_back(
        {u"Way back"_s,
         u"taken: "_s + (clock.taken->version.isEmpty() ? u"the release before"_s : clock.taken->version) +
             u" since "_s + dateText(clock.taken->sinceMs) + u", "_s + formatDuration(lasted) +
             u" after it began"_s});
    const bool isWatched = story.aftermath && !story.aftermath->watchedBy.isEmpty();
    section.facts.push_back({u"Recovery"_s, recoveryText(clock.taken->recovery, isWatched)});
    return section;
}

ReportSection stepsSection(const Incident &incident)
{
    ReportSection section;
    section.title = u"Steps"_s;
    for (const IncidentStep step : incidentSteps) {
        const IncidentStepState &state = incident.step(step);
        QString note;
        if (state.done) {
            note = state.by + u", "_s + dateText(state.timeMs);
            if (!state.text.isEmpty())
                note += u": "_s + state.text;
        }
        section.boxes.push_back({raised(toString(step)), state.done, note});
    }
    return section;
}

ReportSection timelineSection(const IncidentStory &story)
{
    ReportSection section;
    section.title = u"Timeline"_s;
    ReportTable table;
    table.columns = {u"Time (UTC)"_s, u"What happened"_s};
    for (const TimelineLine &line : story.timeline)
        table.rows.push_back(
            {{isoTime(line.timeMs).left(19).replace(u'T', u' '), false, true}, {line.text, false}});
    section.table = std::move(table);
    return section;
}

QString valueText(const std::optional<double> &value, const QString &unit)
{
    return value ? formatValue(*value, unit) : notRecorded();
}

ReportSection numbersSection(const IncidentStory &story)
{
    ReportSection section;
    section.title = u"Metrics"_s;
    if (!story.verdict || story.series.empty()) {
        section.sentence = u"No numbers were watched."_s;
        return section;
    }
    ReportTable table;
    table.columns = {u"Metric"_s, u"Before"_s, u"Last"_s, u"Limit"_s, u"Verdict"_s};
    for (const SeriesData &data : story.series) {
        for (const SeriesVerdict &verdict : story.verdict->series) {
            if (verdict.series != data.spec.id)
                continue;
            const QString title = data.spec.title.isEmpty() ? data.spec.id : data.spec.title;
            table.rows.push_back({{title, false},
                                  {valueText(verdict.before, data.spec.unit), false},
                                  {valueText(verdict.now, data.spec.unit), false},
                                  {valueText(verdict.trigger, data.spec.unit), false},
                                  {toString(verdict.kind), false}});
            if (QString svg = chartSvg(data, title, verdict.trigger, story.liveMs,
                                       story.aftermath ? story.aftermath->backMs : 0);
                !svg.isEmpty())
                section.charts.push_back({title, std::move(svg)});
        }
    }
    section.table = std::move(table);
    return section;
}

ReportSection followUpSection(const Incident &incident)
{
    ReportSection section;
    section.title = u"To Do Afterwards"_s;
    for (const QString &text : incident.followUps)
        section.boxes.push_back({text, false, {}});
    if (section.boxes.empty())
        section.sentence = u"Nothing was noted."_s;
    return section;
}

ReportContent incidentContent(const IncidentStory &story)
{
    ReportContent content;
    content.title = u"Incident: "_s + reportLine(story.incident.project) + u", "_s +
                    reportLine(story.incident.environment);
    content.head = headOf(story);
    content.sections = {causeSection(story),    impactSection(story),  stepsSection(story.incident),
                        timelineSection(story), numbersSection(story), followUpSection(story.incident)};
    return content;
}

} // namespace

Result<QString> incidentAs(const QString &format, const IncidentStory &story)
{
    const ReportContent content = incidentContent(story);
    if (format == "md"_L1 || format == "markdown"_L1)
        return writeMarkdown(content);
    if (format == "html"_L1)
        return writeHtml(content);
    if (format == "json"_L1)
        return QString::fromStdString(writeJson(content).dump(2)) + u'\n';
    return fail(ErrorKind::Invalid, u"An incident cannot be written as '%1'."_s.arg(format),
                u"Formats: md, html, json."_s);
}

} // namespace belay
