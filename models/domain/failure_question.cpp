// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/failure_question.h"

#include <algorithm>
#include <array>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::array allChoices{FailureChoice::Retry, FailureChoice::SkipHost, FailureChoice::RollBack,
                                FailureChoice::Stop};

QString hostsWord(int count)
{
    return count == 1 ? u"1 host"_s : u"%1 hosts"_s.arg(count);
}

QString old(const FailureQuestion &question)
{
    return question.fromVersion.isEmpty() ? u"what it served before"_s : question.fromVersion;
}

QString skipText(const FailureQuestion &question)
{
    if (question.kind == PlanKind::Rollback)
        return u"Leaves %1 as it is now and goes on with the other hosts."_s.arg(question.host);
    return u"Brings %1 back to %2 and goes on with the other hosts."_s.arg(question.host, old(question));
}

QString backText(const FailureQuestion &question)
{
    if (question.hostsLive == 0)
        return u"Undoes what was begun. No host has been switched yet."_s;
    return u"Brings %1 back to %2 and undoes what was begun."_s.arg(hostsWord(question.hostsLive),
                                                                    old(question));
}

QString stopText(const FailureQuestion &question)
{
    if (question.hostsLive == 0)
        return u"Leaves every host as it is and gives the locks back. No host has been switched yet."_s;
    const QString state = u"Leaves every host as it is: %1 of %2 on %3."_s.arg(question.hostsLive)
                              .arg(hostsWord(question.hosts), question.version);
    if (question.kind == PlanKind::Rollback)
        return state;
    return state + u" The locks stay until the run is resumed or taken back."_s;
}

} // namespace

bool FailureQuestion::offers(FailureChoice choice) const
{
    return std::find(choices.begin(), choices.end(), choice) != choices.end();
}

QString toString(FailureChoice choice)
{
    switch (choice) {
    case FailureChoice::Retry:
        return u"retry"_s;
    case FailureChoice::SkipHost:
        return u"skip"_s;
    case FailureChoice::RollBack:
        return u"rollback"_s;
    case FailureChoice::Stop:
        return u"stop"_s;
    }
    return {};
}

std::optional<FailureChoice> failureChoiceFromString(const QString &word)
{
    for (const FailureChoice choice : allChoices) {
        if (word == toString(choice))
            return choice;
    }
    return std::nullopt;
}

QString whatFailed(const FailureQuestion &question)
{
    const QString where = question.host.isEmpty() ? QString() : u" on %1"_s.arg(question.host);
    return u"%1%2: %3"_s.arg(question.title, where, question.error ? question.error->summary : question.text);
}

QString consequenceOf(const FailureQuestion &question, FailureChoice choice)
{
    switch (choice) {
    case FailureChoice::Retry:
        return question.host.isEmpty() ? u"Does the step again."_s
                                       : u"Does the step again on %1."_s.arg(question.host);
    case FailureChoice::SkipHost:
        return skipText(question);
    case FailureChoice::RollBack:
        return backText(question);
    case FailureChoice::Stop:
        return stopText(question);
    }
    return {};
}

} // namespace belay
