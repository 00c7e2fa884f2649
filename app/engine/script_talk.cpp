// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/script_talk.h"

#include "app/engine/builtin_steps.h"
#include "models/domain/names.h"

#include <algorithm>
#include <utility>

namespace belay {

namespace {

/// How long an unreachable host is called again.
constexpr qint64 callAgainMs = 30000;
constexpr Milliseconds firstPause{500};
constexpr Milliseconds longestPause{5000};
constexpr int mostLost = 3; ///< answers of one step
constexpr Milliseconds askingTakes{15000};
constexpr qint64 beginsWithin = 3000;

void tellOutput(const StepContext &context, const QByteArray &line, bool isError)
{
    RunEvent event;
    event.kind = EventKind::StepOutput;
    event.text = QString::fromUtf8(line);
    event.isError = isError;
    context.tell(event);
}

/// The project's own commands. All other scripts are ours: they look at the host first and do only what is
/// still to be done.
bool isProjectsCommand(StepKind kind)
{
    return kind == StepKind::Migrate || kind == StepKind::Restart;
}

/// Another host key or a refused log-in will be the same in a moment.
bool mayComeBack(const Error &error)
{
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout;
}

/// A host that does not answer at the very beginning is down, and it is better said at once. Later it was
/// there a moment ago, and what was begun there waits; but not the clearing up behind an upload, and the
/// lock, both of which the next run on this host sees to.
bool isFirstCall(const Plan &plan, StepKind kind)
{
    return kind == StepKind::Lock || kind == StepKind::Preflight ||
           (plan.kind == PlanKind::Rollback && kind == StepKind::Switch) || plan.kind == PlanKind::Unlock ||
           kind == StepKind::Upload || kind == StepKind::Unlock;
}

} // namespace

QString spokenLine(const QByteArray &out)
{
    for (const QByteArray &line : out.split('\n'))
        if (line.startsWith("belay: "))
            return cleanLine(QString::fromUtf8(line.mid(7)), 300);
    return {};
}

ScriptTalk::ScriptTalk(const StepContext &context, const ScriptAction &action, HostRef host)
    : m_context(context)
    , m_action(action)
    , m_host(std::move(host))
    , m_beganMs(context.ports.clock.monotonicMs())
    , m_reachedMs(m_beganMs)
    , m_pause(firstPause)
{
}

ScriptRequest ScriptTalk::request() const
{
    ScriptRequest request;
    request.script = m_action.script.toUtf8();
    request.timeout = m_context.step.timeout;
    // The project's own commands may leave a service behind.
    request.inKeptShell = !isProjectsCommand(m_context.step.kind);
    request.onLine = [this, spoke = false](const QByteArray &line, bool isError) mutable {
        if (!isError && line.startsWith("belay: ") && !std::exchange(spoke, true))
            return; // becomes the step's own text
        tellOutput(m_context, line, isError);
    };
    return request;
}

StepEnd ScriptTalk::run()
{
    while (true) {
        const auto result = m_context.ports.hosts.run(m_host, request(), m_context.cancel);
        if (!result) {
            if (callAgain(result.error()))
                continue;
            return m_lost == 0 ? notBegunStep(result.error()) : failedStep(result.error());
        }
        if (result->proven)
            return scriptEnd(m_context.step, *result);
        m_reachedMs = now(); // it was there while it took the script
        if (auto end = settle(result->note))
            return *std::move(end);
    }
}

/// Nothing was sent. True: after a while, try it again.
bool ScriptTalk::callAgain(const Error &error)
{
    const bool first = m_lost == 0 && isFirstCall(m_context.plan, m_context.step.kind);
    if (!mayComeBack(error) || first || m_context.cancel.cancelled() || now() - m_reachedMs >= callAgainMs)
        return false;
    if (!std::exchange(m_called, true))
        say(QStringLiteral("no connection (%1); calling again").arg(error.summary));
    m_context.ports.hosts.forget(m_host);
    pause(m_context.cancel);
    return true;
}

std::optional<StepEnd> ScriptTalk::settle(const QString &why)
{
    ++m_lost;
    m_pause = firstPause;
    if (!m_action.resolve.isEmpty())
        return ask(why);
    if (isProjectsCommand(m_context.step.kind) || !maySendAgain())
        return unknown(why);
    say(QStringLiteral("no proof (%1); doing again what is still to be done").arg(why));
    m_context.ports.hosts.forget(m_host);
    pause(m_context.cancel);
    return {};
}

/// Until the host is reachable, and while the step still runs there until the step's time is over. A cancel
/// does not end the asking: not knowing is worse than waiting.
std::optional<StepEnd> ScriptTalk::ask(const QString &why)
{
    say(QStringLiteral("no proof (%1); asking the host what happened").arg(why));
    const CancelToken never;
    const qint64 begin = now();
    m_reachedMs = begin;
    while (true) {
        m_context.ports.hosts.forget(m_host);
        ScriptRequest question;
        question.script = m_action.resolve.toUtf8();
        question.timeout = askingTakes;
        const auto answer = m_context.ports.hosts.run(m_host, question, never);
        if (answer && answer->proven) {
            m_reachedMs = now();
            enum Says { Happened = 0, DidNot = 1, StillRuns = 2, NeverBegan = 4 };
            switch (answer->exitCode) {
            case Happened:
                return StepEnd{StepState::Passed, QStringLiteral("confirmed by asking the host"), {}, {}};
            case DidNot:
                return didNotHappen(spokenLine(answer->out), why);
            case NeverBegan:
                // What was sent may still be on its way to its beginning.
                if (m_reachedMs - begin >= beginsWithin)
                    return didNotHappen(QStringLiteral("it was never begun"), why, true);
                break;
            case StillRuns:
                if (m_reachedMs - begin < m_context.step.timeout.count())
                    break;
                return unknown(why);
            default:
                return unknown(why);
            }
        } else if (!answer && !mayComeBack(answer.error())) {
            return unknown(answer.error().summary);
        } else if (now() - m_reachedMs >= callAgainMs) {
            return unknown(why);
        }
        pause(never);
    }
}

std::optional<StepEnd> ScriptTalk::didNotHappen(const QString &said, const QString &why, bool neverBegun)
{
    if (m_context.cancel.cancelled())
        return cancelledEnd();
    const QString what = said.isEmpty() ? QStringLiteral("did not happen, says the host") : said;
    // A command that was begun and failed is a failure.
    if (!maySendAgain() || (isProjectsCommand(m_context.step.kind) && !neverBegun))
        return failedStep(
            {ErrorKind::Remote, what, why,
             QStringLiteral("The answer was lost; the host was asked afterwards. Check the network.")});
    say(what + QStringLiteral("; sending it again"));
    m_pause = firstPause;
    return {};
}

/// A script that used up its time would only do so again.
bool ScriptTalk::maySendAgain() const
{
    return m_lost < mostLost && !m_context.cancel.cancelled() &&
           now() - m_beganMs < m_context.step.timeout.count();
}

StepEnd ScriptTalk::unknown(const QString &why) const
{
    return {StepState::Unknown,
            QStringLiteral("no proof (%1), and the host could not be asked").arg(why),
            Error{ErrorKind::Unproven,
                  QStringLiteral("%1: whether '%2' happened is not known.")
                      .arg(m_context.step.host, m_context.step.title),
                  why, QStringLiteral("`belay status` asks the host when it answers again.")},
            {}};
}

StepEnd ScriptTalk::cancelledEnd() const
{
    return {StepState::Cancelled, QStringLiteral("stopped; the host says it did not happen"), {}, {}};
}

void ScriptTalk::say(const QString &text) const
{
    tellOutput(m_context, text.toUtf8(), true);
}

void ScriptTalk::pause(const CancelToken &cancel)
{
    m_context.ports.clock.wait(m_pause, cancel);
    m_pause = std::min(m_pause * 2, longestPause);
}

} // namespace belay
