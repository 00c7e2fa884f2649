// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

/// One poll: healthy, or why not.
struct Poll
{
    bool healthy = false;
    QString said;
};

Poll ask(const StepContext &context, const HealthSpec &health, Milliseconds left)
{
    HttpRequest request;
    request.url = health.url;
    request.timeout = std::min(health.timeout, left);
    request.connectTimeout = request.timeout;
    request.bodyLimit = 1024 * 1024;
    const auto response = context.ports.http.send(request, context.cancel);
    if (!response)
        return {false, response.error().summary};
    const bool healthy = response->status >= 200 && response->status < 300;
    const bool redirect = response->status >= 300 && response->status < 400;
    return {healthy, QStringLiteral("HTTP %1%2")
                         .arg(response->status)
                         .arg(redirect ? QStringLiteral(" (a redirect, not followed)") : QString())};
}

QString inARowText(int count)
{
    if (count == 1)
        return QStringLiteral("once");
    return count == 2 ? QStringLiteral("twice in a row") : QStringLiteral("%1 times in a row").arg(count);
}

} // namespace

StepEnd runHealthStep(const StepContext &context)
{
    const auto *action = std::get_if<HealthAction>(&context.step.action);
    if (!action)
        return failedStep(
            {ErrorKind::Internal, QStringLiteral("%1 has no address.").arg(context.step.id), {}, {}});
    const HealthSpec &health = action->health;
    const int needed = std::max(1, health.consecutive);
    Clock &clock = context.ports.clock;
    const qint64 deadline = clock.monotonicMs() + health.within.count();
    int inARow = 0;
    int polls = 0;
    QString last = QStringLiteral("never asked");
    while (true) {
        const Milliseconds left(std::max<qint64>(1, deadline - clock.monotonicMs()));
        const Poll poll = ask(context, health, left);
        if (context.cancel.cancelled())
            return {StepState::Cancelled, QStringLiteral("stopped; last answer: %1").arg(last), {}, {}};
        ++polls;
        inARow = poll.healthy ? inARow + 1 : 0;
        last = poll.said;
        RunEvent event;
        event.kind = EventKind::StepProgress;
        event.done = inARow;
        event.total = needed;
        event.text = last;
        context.tell(event);
        if (inARow >= needed)
            return {StepState::Passed,
                    QStringLiteral("%1 %2 after %3")
                        .arg(last, inARowText(needed),
                             polls == 1 ? QStringLiteral("1 poll") : QStringLiteral("%1 polls").arg(polls)),
                    {},
                    {}};
        const qint64 rest = deadline - clock.monotonicMs();
        if (rest <= 0)
            break;
        clock.wait(std::min(health.interval, Milliseconds(rest)), context.cancel);
        if (deadline - clock.monotonicMs() <= 0)
            break;
    }
    const QString summary = QStringLiteral("last answer: %1; needed 2xx %2 within %3")
                                .arg(last, inARowText(needed), formatDuration(health.within.count()));
    return failedStep(
        {ErrorKind::Timeout,
         summary,
         {},
         QStringLiteral("Look at the service's log on %1, and ask by hand: curl -i %2")
             .arg(context.step.host.isEmpty() ? QStringLiteral("the host") : context.step.host, health.url)});
}

} // namespace belay
