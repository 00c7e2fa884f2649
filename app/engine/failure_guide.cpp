// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/failure_guide.h"

#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int mostRetries = 100;
constexpr Milliseconds firstPause{1000};
constexpr Milliseconds longestPause{15000};

tl::unexpected<Error> notUnderstood(const QString &word)
{
    return fail(ErrorKind::Invalid,
                u"\"%1\" is nothing that can be done about a failure."_s.arg(cleanLine(word, 80)),
                u"Use retry, retry:N, skip, rollback, stop or ask, for example \"retry:2,rollback\"."_s);
}

Result<void> addRetries(FailurePolicy &policy, const QString &word, const QString &count)
{
    bool number = true;
    policy.retries = count.isEmpty() ? 1 : count.toInt(&number);
    if (!number || policy.retries < 1 || policy.retries > mostRetries)
        return notUnderstood(word);
    return {};
}

Result<void> addEnd(FailurePolicy &policy, const QString &word, const QString &name, const QString &argument)
{
    if (name == "ask"_L1) {
        policy.ask = true;
        if (argument.isEmpty())
            return {};
        const auto patience = parseDuration(argument);
        if (!patience)
            return tl::unexpected(patience.error());
        policy.patience = *patience;
        return {};
    }
    const auto choice = failureChoiceFromString(name);
    if (!choice || !argument.isEmpty())
        return notUnderstood(word);
    policy.then = *choice;
    return {};
}

} // namespace

Result<FailurePolicy> parseFailurePolicy(const QString &text)
{
    FailurePolicy policy;
    const QStringList words = text.split(u',');
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString word = words[i].trimmed();
        const QString name = word.section(u':', 0, 0);
        const QString argument = word.section(u':', 1);
        const bool isRetry = name == "retry"_L1;
        if (isRetry && i > 0)
            return fail(ErrorKind::Invalid,
                        u"\"%1\": retry comes first, and once."_s.arg(cleanLine(text, 80)),
                        u"For example \"retry:2,rollback\"."_s);
        if (!isRetry && i + 1 < words.size())
            return fail(ErrorKind::Invalid,
                        u"\"%1\": nothing can follow %2."_s.arg(cleanLine(text, 80), cleanLine(name, 80)),
                        u"For example \"retry:2,rollback\"."_s);
        const auto added =
            isRetry ? addRetries(policy, word, argument) : addEnd(policy, word, name, argument);
        if (!added)
            return tl::unexpected(added.error());
    }
    return policy;
}

std::optional<FailureChoice> choiceBy(const FailurePolicy &policy, const FailureQuestion &question)
{
    if (question.attempt <= policy.retries && question.offers(FailureChoice::Retry))
        return FailureChoice::Retry;
    if (policy.ask)
        return std::nullopt;
    return question.offers(policy.then) ? policy.then : question.otherwise;
}

Milliseconds pauseBeforeRetry(int attempt)
{
    Milliseconds pause = firstPause;
    for (int i = 1; i < attempt && pause < longestPause; ++i)
        pause *= 2;
    return std::min(pause, longestPause);
}

FailureGuide guideBy(FailurePolicy policy, QString name, const Clock &clock, FailureGuide person)
{
    return [policy, name = std::move(name), &clock, person = std::move(person)](
               const FailureQuestion &question, const CancelToken &cancel) -> FailureAnswer {
        const auto choice = choiceBy(policy, question);
        if (!choice)
            return person ? person(question, cancel) : FailureAnswer{question.otherwise, u"nobody to ask"_s};
        if (choice == FailureChoice::Retry)
            clock.wait(pauseBeforeRetry(question.attempt), cancel);
        return {*choice, name};
    };
}

} // namespace belay
