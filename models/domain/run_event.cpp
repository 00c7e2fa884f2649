// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_event_words.h"

#include <array>
#include <utility>

namespace belay {

namespace {

template <typename Enum, std::size_t n> using Words = std::array<std::pair<Enum, const char16_t *>, n>;

constexpr Words<EventKind, 16> kindWords{{
    {EventKind::RunStarted, u"run-started"},
    {EventKind::StageStarted, u"stage-started"},
    {EventKind::StepStarted, u"step-started"},
    {EventKind::StepOutput, u"step-output"},
    {EventKind::StepProgress, u"step-progress"},
    {EventKind::StepFinished, u"step-finished"},
    {EventKind::UndoStarted, u"undo-started"},
    {EventKind::SampleTaken, u"sample-taken"},
    {EventKind::VerdictReached, u"verdict-reached"},
    {EventKind::CountdownStarted, u"countdown-started"},
    {EventKind::CheckRecorded, u"check-recorded"},
    {EventKind::HealthSeen, u"health-seen"},
    {EventKind::LogFound, u"log-found"},
    {EventKind::HoldChanged, u"hold-changed"},
    {EventKind::Noted, u"noted"},
    {EventKind::RunFinished, u"run-finished"},
}};

constexpr Words<StepState, 8> stateWords{{
    {StepState::Waiting, u"waiting"},
    {StepState::Running, u"running"},
    {StepState::Passed, u"passed"},
    {StepState::Failed, u"failed"},
    {StepState::Unknown, u"unknown"},
    {StepState::Skipped, u"skipped"},
    {StepState::Cancelled, u"cancelled"},
    {StepState::Undone, u"undone"},
}};

constexpr Words<Outcome, 10> outcomeWords{{
    {Outcome::None, u"none"},
    {Outcome::Succeeded, u"succeeded"},
    {Outcome::Failed, u"failed"},
    {Outcome::RolledBack, u"rolled-back"},
    {Outcome::NotRolledBack, u"not-rolled-back"},
    {Outcome::Partial, u"partial"},
    {Outcome::Cancelled, u"cancelled"},
    {Outcome::VerdictRollBack, u"verdict-roll-back"},
    {Outcome::VerdictNoData, u"verdict-no-data"},
    {Outcome::Handled, u"handled"},
}};

template <typename Enum, std::size_t n> QString wordOf(const Words<Enum, n> &words, Enum wanted)
{
    for (const auto &[value, word] : words) {
        if (value == wanted)
            return QString::fromUtf16(word);
    }
    return {};
}

template <typename Enum, std::size_t n>
std::optional<Enum> valueOf(const Words<Enum, n> &words, const QString &wanted)
{
    for (const auto &[value, word] : words) {
        if (wanted == QStringView(word))
            return value;
    }
    return std::nullopt;
}

} // namespace

std::optional<EventKind> knownEventKind(const QString &word)
{
    return valueOf(kindWords, word);
}

std::optional<StepState> knownStepState(const QString &word)
{
    return valueOf(stateWords, word);
}

std::optional<Outcome> knownOutcome(const QString &word)
{
    return valueOf(outcomeWords, word);
}

QString toString(EventKind kind)
{
    return wordOf(kindWords, kind);
}

QString toString(StepState state)
{
    return wordOf(stateWords, state);
}

QString toString(Outcome outcome)
{
    return wordOf(outcomeWords, outcome);
}

/// An unknown word reads as None: nobody can say how that run ended.
Outcome outcomeFromString(const QString &word)
{
    return knownOutcome(word).value_or(Outcome::None);
}

int exitCodeFor(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Succeeded:
    case Outcome::Handled:
        return 0;
    case Outcome::RolledBack:
        return 4;
    case Outcome::NotRolledBack:
        return 5;
    case Outcome::Partial:
        return 6;
    case Outcome::VerdictRollBack:
        return 7;
    case Outcome::VerdictNoData:
        return 8;
    case Outcome::Cancelled:
        return 130;
    case Outcome::Failed:
    case Outcome::None:
        break;
    }
    return 1;
}

} // namespace belay
