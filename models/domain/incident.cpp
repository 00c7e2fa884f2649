// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/incident.h"

#include "models/domain/names.h"

#include <algorithm>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::array<std::pair<IncidentStep, const char16_t *>, 5> stepWords{{
    {IncidentStep::Identify, u"identify"},
    {IncidentStep::Communicate, u"communicate"},
    {IncidentStep::Execute, u"execute"},
    {IncidentStep::Verify, u"verify"},
    {IncidentStep::Document, u"document"},
}};

constexpr std::array<std::pair<IncidentFact, const char16_t *>, 9> factWords{{
    {IncidentFact::Opened, u"opened"},
    {IncidentFact::Led, u"led"},
    {IncidentFact::Ticked, u"ticked"},
    {IncidentFact::Unticked, u"unticked"},
    {IncidentFact::Noted, u"noted"},
    {IncidentFact::Posted, u"posted"},
    {IncidentFact::Returned, u"returned"},
    {IncidentFact::FollowUp, u"follow-up"},
    {IncidentFact::Closed, u"closed"},
}};

template <typename Table, typename Value> QString wordOf(const Table &table, Value value)
{
    for (const auto &[each, word] : table)
        if (each == value)
            return QString::fromUtf16(word);
    return {};
}

template <typename Value, std::size_t size>
std::optional<Value> valueOf(const std::array<std::pair<Value, const char16_t *>, size> &table,
                             const QString &word)
{
    for (const auto &[value, each] : table)
        if (word == QString::fromUtf16(each))
            return value;
    return {};
}

void tick(Incident &incident, IncidentStep step, const IncidentEntry &entry)
{
    IncidentStepState &state = incident.steps[static_cast<std::size_t>(step)];
    // Who was first keeps the credit: a second post does not communicate it anew.
    if (!state.done)
        state = {true, entry.by, entry.timeMs, entry.text};
}

void fold(Incident &incident, const IncidentEntry &entry)
{
    switch (entry.fact) {
    case IncidentFact::Opened:
        incident.trigger = entry.text;
        incident.run = entry.run;
        incident.openedBy = entry.by;
        incident.openedMs = entry.timeMs;
        if (!entry.text.isEmpty())
            tick(incident, IncidentStep::Identify, entry);
        break;
    case IncidentFact::Led:
        incident.lead = entry.by;
        break;
    case IncidentFact::Ticked:
        if (entry.step)
            tick(incident, *entry.step, entry);
        break;
    case IncidentFact::Unticked:
        if (entry.step)
            incident.steps[static_cast<std::size_t>(*entry.step)] = {};
        break;
    case IncidentFact::Noted:
        break;
    case IncidentFact::Posted:
        tick(incident, IncidentStep::Communicate, entry);
        break;
    case IncidentFact::Returned:
        incident.rollbackRun = entry.run;
        tick(incident, IncidentStep::Execute, entry);
        break;
    case IncidentFact::FollowUp:
        incident.followUps += entry.text;
        break;
    case IncidentFact::Closed:
        incident.closedMs = entry.timeMs;
        incident.ending = entry.text;
        break;
    }
}

QString withText(const QString &start, const QString &text)
{
    return text.isEmpty() ? start : QString(start + u": "_s + text);
}

} // namespace

Incident incidentFrom(const std::vector<IncidentEntry> &entries)
{
    Incident incident;
    for (const IncidentEntry &entry : entries) {
        if (incident.id.isEmpty()) {
            incident.id = entry.incident;
            incident.project = entry.project;
            incident.environment = entry.environment;
        }
        if (entry.incident != incident.id)
            continue;
        incident.entries.push_back(entry);
        // A note may still come after the end: it belongs to the record, and changes nothing.
        if (incident.closedMs == 0)
            fold(incident, entry);
        else if (entry.fact == IncidentFact::FollowUp)
            incident.followUps += entry.text;
    }
    return incident;
}

std::optional<IncidentStep> nextStep(const Incident &incident)
{
    for (const IncidentStep step : incidentSteps)
        if (!incident.step(step).done)
            return step;
    return {};
}

QString toString(IncidentStep step)
{
    return wordOf(stepWords, step);
}

std::optional<IncidentStep> incidentStepFromString(const QString &word)
{
    return valueOf(stepWords, word);
}

QString toString(IncidentFact fact)
{
    return wordOf(factWords, fact);
}

std::optional<IncidentFact> incidentFactFromString(const QString &word)
{
    return valueOf(factWords, word);
}

QString sentenceOf(const IncidentEntry &entry)
{
    const QString text = cleanLine(entry.text);
    const QString by = cleanLine(entry.by);
    const QString step = entry.step ? toString(*entry.step) : QString();
    const QString title = step.isEmpty() ? step : QString(step.at(0).toUpper() + step.mid(1));
    switch (entry.fact) {
    case IncidentFact::Opened:
        return withText(by + u" opened the incident"_s, text);
    case IncidentFact::Led:
        return by + u" leads"_s;
    case IncidentFact::Ticked:
        return withText(title + u" done by "_s + by, text);
    case IncidentFact::Unticked:
        return withText(title + u" opened again by "_s + by, text);
    case IncidentFact::Noted:
        return withText(by, text);
    case IncidentFact::Posted:
        return withText(by + u" told others"_s, text);
    case IncidentFact::Returned:
        return withText(u"Rolled back by "_s + by, text);
    case IncidentFact::FollowUp:
        return withText(u"To do afterwards"_s, text);
    case IncidentFact::Closed:
        return withText(by + u" closed the incident"_s, text);
    }
    return text;
}

} // namespace belay
