// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lock_wait.h"

#include <algorithm>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr Milliseconds firstPause{500};
constexpr Milliseconds longestPause{10000};

/// The age changes all the time; who holds it does not.
QString tokensOf(const FleetSnapshot &fleet)
{
    QStringList all;
    for (const HostObservation &host : fleet.hosts)
        all.append(host.lock + u'\t' + host.foreignLock);
    return all.join(u'\n');
}

} // namespace

QString locksOf(const FleetSnapshot &fleet)
{
    QStringList tokens;
    QStringList parts;
    for (const HostObservation &first : fleet.hosts) {
        const QString token = first.lock.isEmpty() ? first.foreignLock : first.lock;
        if (token.isEmpty() || tokens.contains(token))
            continue;
        tokens.append(token);
        QStringList names;
        for (const HostObservation &host : fleet.hosts)
            if ((host.lock.isEmpty() ? host.foreignLock : host.lock) == token)
                names.append(host.host);
        parts.append(u"%1: %2"_s.arg(names.join(u", "_s), first.lock.isEmpty() ? token : lockHolder(first)));
    }
    return parts.join(u"; "_s);
}

Result<void> waitUntilUnlocked(const Workspace &workspace, const Project &project,
                               const Environment &environment, const LockWait &wait,
                               const CancelToken &cancel)
{
    const Clock &clock = workspace.composition().ports().clock;
    Milliseconds pause = firstPause;
    QString told;
    for (;;) {
        const FleetSnapshot fleet = workspace.observe(project, environment, cancel);
        if (cancel.cancelled())
            return fail(ErrorKind::Cancelled, u"Stopped waiting for the lock; nothing was changed."_s);
        const QString locks = locksOf(fleet);
        if (locks.isEmpty())
            return {};
        const qint64 left = wait.untilMs - clock.monotonicMs();
        if (left <= 0)
            return fail(
                ErrorKind::Locked, u"Still locked when the time was over. %1"_s.arg(locks),
                u"Wait longer. If that run is dead: `belay resume`, or `belay unlock -e %1 --reason …`."_s
                    .arg(environment.name));
        if (const QString tokens = tokensOf(fleet); tokens != std::exchange(told, tokens))
            wait.tell(u"waiting for the lock of %1"_s.arg(locks));
        clock.wait(std::min(pause, Milliseconds(left)), cancel);
        pause = std::min(pause * 2, longestPause);
    }
}

FailureGuide retryingLocks(const LockWait &wait, const Clock &clock, FailureGuide next)
{
    return [wait, &clock, next = std::move(next)](const FailureQuestion &question,
                                                  const CancelToken &cancel) -> FailureAnswer {
        const bool locked = question.error && question.error->kind == ErrorKind::Locked;
        const qint64 left = wait.untilMs - clock.monotonicMs();
        if (locked && left > 0 && question.offers(FailureChoice::Retry)) {
            clock.wait(std::min(pauseBeforeRetry(question.attempt), Milliseconds(left)), cancel);
            return {FailureChoice::Retry, u"--lock-wait"_s};
        }
        return next ? next(question, cancel) : FailureAnswer{question.otherwise, u"default"_s};
    };
}

} // namespace belay
