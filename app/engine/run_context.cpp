// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/run_context.h"

#include "models/domain/names.h"

#include <exception>
#include <utility>

namespace belay {

namespace {

bool isGood(StepState state)
{
    return state == StepState::Passed || state == StepState::Skipped;
}

} // namespace

RunContext::RunContext(const Plan &plan, Ports &ports, const StepRunners &runners, const EventSink &sink,
                       const CancelToken &cancel, qint64 firstSeq)
    : m_plan(plan)
    , m_ports(ports)
    , m_runners(runners)
    , m_sink(sink)
    , m_cancel(cancel)
    , m_seq(firstSeq)
{
}

Result<void> RunContext::tell(RunEvent event)
{
    const std::scoped_lock lock(m_tellMutex);
    event.run = m_plan.runId;
    event.seq = m_seq++;
    event.timeMs = m_ports.clock.nowMs();
    event.text = cleanLine(m_ports.secrets.redact(event.text));
    if (event.error) {
        event.error->summary = m_ports.secrets.redact(event.error->summary);
        event.error->detail = m_ports.secrets.redact(event.error->detail);
    }
    if (event.check)
        event.check->detail = m_ports.secrets.redact(event.check->detail);
    auto kept = m_sink(event);
    if (!kept) {
        const std::scoped_lock facts(m_mutex);
        m_facts.historyBroken = true;
        if (!m_facts.error)
            m_facts.error = kept.error();
    }
    return kept;
}

StepEnd RunContext::perform(const Step &step, bool undo)
{
    RunEvent started;
    started.kind = EventKind::StepStarted;
    started.step = step.id;
    started.host = step.host;
    started.undo = undo;
    started.text = step.shown;
    const qint64 begin = m_ports.clock.monotonicMs();
    const auto kept = tell(started);
    StepEnd end;
    if (!kept && !undo && facts().switched.empty()) {
        end.state = StepState::Failed;
        end.error = kept.error();
        end.text = QStringLiteral("not begun: %1").arg(kept.error().summary);
    } else {
        end = carryOut(step, undo ? m_never : m_cancel, undo);
    }
    RunEvent finished;
    finished.kind = EventKind::StepFinished;
    finished.step = step.id;
    finished.host = step.host;
    finished.undo = undo;
    finished.state = end.state;
    finished.text = end.text;
    finished.error = end.error;
    finished.durationMs = m_ports.clock.monotonicMs() - begin;
    learn(step, end, undo); // before the telling: whoever hears of a step may ask for the facts
    tell(finished);
    return end;
}

StepEnd RunContext::carryOut(const Step &step, const CancelToken &cancel, bool undo)
{
    const auto runner = m_runners.find(step.kind);
    if (runner == m_runners.end())
        return {
            StepState::Failed,
            QStringLiteral("this program cannot carry out '%1'").arg(toString(step.kind)),
            Error{ErrorKind::Internal, QStringLiteral("No runner for %1.").arg(toString(step.kind)), {}, {}},
            {}};
    const auto tellAboutStep = [this, &step, undo](RunEvent event) {
        event.step = step.id;
        if (event.host.isEmpty())
            event.host = step.host;
        event.undo = undo;
        tell(std::move(event));
    };
    const StepContext context{m_plan, step, m_ports, cancel, tellAboutStep};
    try {
        return runner->second(context);
    } catch (const std::exception &problem) {
        // Nothing here throws on purpose; a library that does must not take the run, and its undo, with it.
        return {StepState::Failed,
                QStringLiteral("an internal error"),
                Error{ErrorKind::Internal,
                      QStringLiteral("The step '%1' ended in an exception.").arg(step.id),
                      QString::fromUtf8(problem.what()),
                      {}},
                {}};
    }
}

void RunContext::learn(const Step &step, const StepEnd &end, bool undo)
{
    const std::scoped_lock lock(m_mutex);
    if (!undo && step.kind == StepKind::Switch && end.state != StepState::Cancelled) {
        // A failed switch may have happened half-way; only its undo knows. Count it until it is returned.
        m_facts.switched.insert(step.host);
    }
    if (step.kind == StepKind::Watch) {
        if (end.verdict)
            m_facts.verdict = end.verdict;
        if (end.state == StepState::Failed)
            m_facts.watchFailed = true;
    }
    if (step.kind == StepKind::Check && !isGood(end.state))
        m_facts.checkFailed = true;
}

void RunContext::fail(const Step &step, const StepEnd &end)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_facts.failed) {
        const QString where = step.host.isEmpty() ? QString() : QStringLiteral(" on %1").arg(step.host);
        QString what = end.error ? end.error->summary : end.text;
        m_facts.failure = QStringLiteral("%1%2: %3").arg(step.title, where, what);
        if (end.error)
            m_facts.error = end.error;
    }
    m_facts.failed = true;
}

bool RunContext::failed() const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts.failed;
}

void RunContext::began(const Step &step)
{
    const std::scoped_lock lock(m_mutex);
    if (!step.undo.empty())
        m_begun.push_back(step);
}

std::vector<Step> RunContext::takeBegun()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_begun, {});
}

void RunContext::forgetBegun()
{
    const std::scoped_lock lock(m_mutex);
    m_begun.clear();
}

void RunContext::giveUp(const QString &host)
{
    const std::scoped_lock lock(m_mutex);
    if (!host.isEmpty())
        m_facts.givenUp.insert(host);
}

bool RunContext::givenUp(const QString &host) const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts.givenUp.contains(host);
}

RunContext::Facts RunContext::facts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts;
}

void RunContext::noteNoReturn()
{
    const std::scoped_lock lock(m_mutex);
    m_facts.passedNoReturn = true;
}

void RunContext::noteUndone(const Step &step, bool worked)
{
    const std::scoped_lock lock(m_mutex);
    if (!worked)
        m_facts.undoFailed = true;
    if (worked && step.kind == StepKind::Switch)
        m_facts.returned.insert(step.host);
}

} // namespace belay
