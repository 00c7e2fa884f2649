// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

namespace belay {

/// What a person does in an incident, in this order. The five steps of the deployment guide's rollback
/// procedure.
enum class IncidentStep { Identify, Communicate, Execute, Verify, Document };

constexpr std::array<IncidentStep, 5> incidentSteps{IncidentStep::Identify, IncidentStep::Communicate,
                                                    IncidentStep::Execute, IncidentStep::Verify,
                                                    IncidentStep::Document};

/// What happened in an incident, one fact an entry.
enum class IncidentFact {
    Opened,   ///< text: what was seen; run: the deployment it is about, when there is one
    Led,      ///< `by` leads it from now on
    Ticked,   ///< step: done; text: a remark
    Unticked, ///< step: open again
    Noted,    ///< text: a person's note
    Posted,   ///< text: what others were told, and where
    Returned, ///< run: a rollback of the environment that has ended well
    FollowUp, ///< text: to be done afterwards
    Closed,   ///< text: how it ended
};

/// A fact of an incident. Append-only, like the events of a run.
struct IncidentEntry
{
    QString incident; ///< its id
    QString project;
    QString environment;
    qint64 timeMs = 0; ///< UTC
    IncidentFact fact = IncidentFact::Noted;
    std::optional<IncidentStep> step; ///< Ticked, Unticked
    QString by;                       ///< user@machine
    QString text;
    QString run;

    bool operator==(const IncidentEntry &) const = default;
};

/// A step as it stands.
struct IncidentStepState
{
    bool done = false;
    QString by;
    qint64 timeMs = 0;
    QString text;

    bool operator==(const IncidentStepState &) const = default;
};

/// An incident as its entries tell it.
struct Incident
{
    QString id; ///< empty: there is none
    QString project;
    QString environment;
    QString trigger; ///< what was seen
    QString run;     ///< the deployment it is about; may be empty
    QString openedBy;
    QString lead;
    qint64 openedMs = 0;
    qint64 closedMs = 0; ///< 0: open
    QString ending;
    QString rollbackRun; ///< the rollback that answered it; empty: none yet
    std::array<IncidentStepState, incidentSteps.size()> steps;
    QStringList followUps;
    std::vector<IncidentEntry> entries; ///< in their order

    bool isOpen() const { return !id.isEmpty() && closedMs == 0; }
    const IncidentStepState &step(IncidentStep which) const { return steps[static_cast<std::size_t>(which)]; }
};

/// Folds the entries of one incident. Total: an entry of another incident, or after the end, changes nothing
/// but the list. What somebody does ticks the step it stands for: to open an incident with a reason
/// identifies it, to post communicates it, a rollback that ended well executes it. Pure.
Incident incidentFrom(const std::vector<IncidentEntry> &entries);

/// The first step that is not done; nothing when all are.
std::optional<IncidentStep> nextStep(const Incident &incident);

/// "identify"; stable, for the command line, JSON and the history.
QString toString(IncidentStep step);
std::optional<IncidentStep> incidentStepFromString(const QString &word);
QString toString(IncidentFact fact);
std::optional<IncidentFact> incidentFactFromString(const QString &word);

/// One line for the timeline: "Dana leads", "Communicate done: status page", "Note: …". Plain text.
QString sentenceOf(const IncidentEntry &entry);

} // namespace belay
