// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/failure_question.h"

#include <functional>
#include <optional>

namespace belay {

/// Says what to do about a step that failed. Called on a thread of the run, one question at a time; it may
/// wait for a person, but not beyond the cancel. An answer that was not offered counts as
/// `question.otherwise`.
using FailureGuide = std::function<FailureAnswer(const FailureQuestion &question, const CancelToken &cancel)>;

/// What was settled beforehand: first so many retries, then this.
struct FailurePolicy
{
    int retries = 0;
    bool ask = false; ///< then a person, for at most `patience`
    FailureChoice then = FailureChoice::RollBack;
    Milliseconds patience{600000};

    bool operator==(const FailurePolicy &) const = default;
};

/// Reads "rollback", "retry:2,skip", "retry,ask:15m": retries first, then one of skip, rollback, stop and
/// ask. Error Invalid says what was not understood.
Result<FailurePolicy> parseFailurePolicy(const QString &text);

/// What the policy says by itself; nothing: a person is to be asked. Pure.
std::optional<FailureChoice> choiceBy(const FailurePolicy &policy, const FailureQuestion &question);

/// How long an automatic retry waits: what failed just now seldom works at once.
Milliseconds pauseBeforeRetry(int attempt);

/// Answers by the policy, as `name`; what it leaves to a person goes to `person`.
FailureGuide guideBy(FailurePolicy policy, QString name, const Clock &clock, FailureGuide person = {});

} // namespace belay
