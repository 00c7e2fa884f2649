// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/run_context.h"

#include "models/domain/names.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace belay {

namespace {

/// Less than a person notices, and long enough that fifty hosts on this computer's own disk are switched
/// first: writing the history to the same disk held their renames up.
constexpr std::chrono::milliseconds gathering{100};
constexpr std::size_t keptTogether = 1000;

/// What failed, and where, as one sentence without its full stop.
QString failureText(const Step &step, const StepEnd &end)
{
    const QString where = step.host.isEmpty() ? QString() : QStringLiteral(" on %1").arg(step.host);
    return QStringLiteral("%1%2: %3").arg(step.title, where, end.error ? end.error->summary : end.text);
}

StepEnd exceptionEnd(const Step &step, const char *what)
{
    StepEnd end;
    end.state = StepState::Failed;
    end.text = QStringLiteral("an internal error");
    end.error = Error{ErrorKind::Internal,
                      QStringLiteral("The step '%1' ended in an exception.").arg(step.id),
                      QString::fromUtf8(what),
                      {}};
    return end;
}

StepEnd notKeptEnd(const Result<void> &kept)
{
    StepEnd end;
    end.state = StepState::Failed;
    end.begun = false;
    end.error =
        Error{ErrorKind::Internal, QStringLiteral("The history cannot be written, so nothing more is begun"),
              kept ? QString() : QStringLiteral("%1 %2").arg(kept.error().summary, kept.error().detail),
              kept ? QString() : kept.error().hint};
    end.text = QStringLiteral("not begun: the history cannot be written");
    return end;
}

} // namespace

bool isGood(StepState state)
{
    return state == StepState::Passed || state == StepState::Skipped;
}

bool isHousekeeping(StepKind kind)
{
    switch (kind) {
    case StepKind::Check:
    case StepKind::Record:
    case StepKind::Hold:
    case StepKind::Prune:
    case StepKind::Unlock:
        return true;
    default:
        return false;
    }
}

RunContext::RunContext(const Plan &plan, Ports &ports, const StepRunners &runners, const EventsSink &sink,
                       const CancelToken &cancel, qint64 firstSeq)
    : m_plan(plan)
    , m_ports(ports)
    , m_runners(runners)
    , m_sink(sink)
    , m_cancel(cancel)
    , m_seq(firstSeq)
{
    if (plan.kind == PlanKind::Rollback)
        m_keeper = std::jthread([this](const std::stop_token &stop) { keepWhileWaiting(stop); });
}

bool RunContext::mayWait(EventKind kind) const
{
    return m_keeper.joinable() && kind != EventKind::RunFinished && m_queue.size() < keptTogether;
}

Result<void> RunContext::tell(RunEvent event, std::function<void(RunEvent &)> complete)
{
    const auto told = std::make_shared<Told>();
    told->event = std::move(event);
    told->complete = std::move(complete);
    bool waits = false;
    {
        const std::scoped_lock lock(m_queueMutex);
        told->event.run = m_plan.runId;
        told->event.seq = m_seq++;
        told->event.timeMs = m_ports.clock.nowMs();
        waits = mayWait(told->event.kind);
        m_queue.push_back(told);
    }
    if (waits) {
        m_told.notify_one();
        return {};
    }
    // Whoever gets here first keeps what all have told so far; the others find theirs done.
    const std::scoped_lock sink(m_sinkMutex);
    if (!told->isKept)
        keepTold();
    return told->kept;
}

void RunContext::keepWhileWaiting(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_queueMutex);
            if (!m_told.wait(lock, stop, [this] { return !m_queue.empty(); }))
                return;
            // The hosts first: keeping a plan takes processor time, too.
            m_told.wait_for(lock, stop, gathering, [] { return false; });
        }
        const std::scoped_lock sink(m_sinkMutex);
        keepTold();
    }
}

/// Under m_sinkMutex.
void RunContext::keepTold()
{
    std::vector<std::shared_ptr<Told>> together;
    {
        const std::scoped_lock lock(m_queueMutex);
        together.swap(m_queue);
    }
    if (together.empty())
        return;
    const Result<void> kept = keep(together);
    for (const auto &each : together) {
        each->kept = kept;
        each->isKept = true;
    }
}

Result<void> RunContext::keep(const std::vector<std::shared_ptr<Told>> &told)
{
    Result<void> kept;
    try {
        const auto redact = [this](QString &text) { text = m_ports.secrets.redact(text); };
        std::vector<RunEvent> events;
        for (const auto &each : told) {
            RunEvent &event = each->event;
            if (each->complete)
                each->complete(event);
            event.text = cleanLine(m_ports.secrets.redact(event.text));
            if (event.error) {
                redact(event.error->summary);
                redact(event.error->detail);
                redact(event.error->hint);
            }
            if (event.check)
                redact(event.check->detail);
            events.push_back(std::move(event));
        }
        kept = m_sink(events);
    } catch (const std::exception &problem) {
        kept = belay::fail(ErrorKind::Internal, QStringLiteral("An event could not be kept."), {},
                           QString::fromUtf8(problem.what()));
    } catch (...) {
        kept = belay::fail(ErrorKind::Internal, QStringLiteral("An event could not be kept."));
    }
    if (!kept) {
        const std::scoped_lock facts(m_mutex);
        m_facts.historyBroken = true;
        if (!m_facts.error)
            m_facts.error = kept.error();
    }
    return kept;
}

/// The intent is kept before the effect is asked for. Once a host was switched, going on is safer than
/// stopping half-way without a history; and a rollback is worth more than its record.
bool RunContext::mayBegin(const Result<void> &kept, Manner manner) const
{
    if (manner != Manner::Stoppable || m_plan.kind == PlanKind::Rollback)
        return true;
    const std::scoped_lock lock(m_mutex);
    return (kept && !m_facts.historyBroken) || !m_facts.switched.empty();
}

StepEnd RunContext::perform(const Step &step, Manner manner, const Consequence &draw)
{
    const bool undo = manner == Manner::Undo;
    RunEvent started;
    started.kind = EventKind::StepStarted;
    started.step = step.id;
    started.host = step.host;
    started.undo = undo;
    started.text = step.shown;
    const qint64 begin = m_ports.clock.monotonicMs();
    const auto kept = tell(started);
    const StepEnd end = mayBegin(kept, manner) ? carryOut(step, manner) : notKeptEnd(kept);
    RunEvent finished;
    finished.kind = EventKind::StepFinished;
    finished.step = step.id;
    finished.host = step.host;
    finished.undo = undo;
    finished.state = end.state;
    finished.text = end.text;
    finished.error = end.error;
    finished.durationMs = m_ports.clock.monotonicMs() - begin;
    undo ? learnUndo(step, end) : learn(step, end); // before the telling: whoever hears may ask for the facts
    if (draw)
        draw(end);
    tell(finished);
    return end;
}

StepEnd RunContext::carryOut(const Step &step, Manner manner)
{
    const auto runner = m_runners.find(step.kind);
    if (runner == m_runners.end()) {
        StepEnd end;
        end.state = StepState::Failed;
        end.begun = false;
        end.text = QStringLiteral("this program cannot carry out '%1'").arg(toString(step.kind));
        end.error =
            Error{ErrorKind::Internal, QStringLiteral("No runner for %1.").arg(toString(step.kind)), {}, {}};
        return end;
    }
    const auto tellAboutStep = [this, &step, manner](RunEvent event) {
        event.step = step.id;
        if (event.host.isEmpty())
            event.host = step.host;
        event.undo = manner == Manner::Undo;
        tell(std::move(event));
    };
    const CancelToken &cancel = manner == Manner::Stoppable ? m_cancel : m_never;
    // Nothing here throws on purpose; a library that does must not take the run, and its undo, with it.
    try {
        return runner->second(StepContext{m_plan, step, m_ports, cancel, tellAboutStep});
    } catch (const std::exception &problem) {
        return exceptionEnd(step, problem.what());
    } catch (...) {
        return exceptionEnd(step, "not a std::exception");
    }
}

void RunContext::learn(const Step &step, const StepEnd &end)
{
    const std::scoped_lock lock(m_mutex);
    const bool known =
        std::any_of(m_begun.begin(), m_begun.end(), [&step](const Step &each) { return each.id == step.id; });
    if (end.begun && !step.undo.empty() && !known) // a second try is undone once
        m_begun.push_back(step);
    if (step.kind == StepKind::Migrate && isGood(end.state))
        m_facts.migrated.insert(step.host);
    // A failure is the switch script's own word that the link is as before; its undo is tried all the same.
    if (step.kind == StepKind::Switch && (isGood(end.state) || end.state == StepState::Unknown))
        m_facts.switched.insert(step.host);
    if (step.kind == StepKind::Watch && end.state == StepState::Passed)
        m_facts.verdict = end.verdict;
    if (step.kind == StepKind::Check && !isGood(end.state))
        m_facts.checkFailed = true;
    if (step.kind == StepKind::Check && end.state == StepState::Skipped)
        ++m_facts.checksNotRun;
}

void RunContext::learnUndo(const Step &step, const StepEnd &end)
{
    const std::scoped_lock lock(m_mutex);
    const bool worked = isGood(end.state);
    const bool serves = step.kind == StepKind::Switch || step.kind == StepKind::Restart ||
                        step.kind == StepKind::Health || step.kind == StepKind::Migrate;
    if (step.kind == StepKind::Switch)
        (worked ? m_facts.returned : m_facts.switched).insert(step.host);
    if (!worked && serves)
        m_facts.stuck.insert(step.host);
    if (!worked && !serves)
        m_facts.leftovers = true;
}

void RunContext::stop(const Step &step, const StepEnd &end)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_facts.failed) {
        m_facts.failure = failureText(step, end);
        if (end.error)
            m_facts.error = end.error;
    }
    m_facts.failed = true;
}

void RunContext::leave(const Step &step, const StepEnd &end)
{
    stop(step, end);
    const std::scoped_lock lock(m_mutex);
    m_facts.left = true;
}

bool RunContext::left() const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts.left;
}

void RunContext::note(const Step &step, const StepEnd &end)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_facts.noted.isEmpty())
        return;
    m_facts.noted = failureText(step, end);
    if (end.error && !m_facts.error)
        m_facts.error = end.error;
}

bool RunContext::failed() const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts.failed;
}

std::vector<Step> RunContext::takeBegun()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_begun, {});
}

std::vector<Step> RunContext::takeBegunOn(const QString &host)
{
    const std::scoped_lock lock(m_mutex);
    const auto others = std::stable_partition(m_begun.begin(), m_begun.end(),
                                              [&host](const Step &step) { return step.host != host; });
    std::vector<Step> taken(std::make_move_iterator(others), std::make_move_iterator(m_begun.end()));
    m_begun.erase(others, m_begun.end());
    return taken;
}

void RunContext::passPointOfNoReturn()
{
    const std::scoped_lock lock(m_mutex);
    m_begun.clear();
    m_facts.passedNoReturn = true;
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

void RunContext::holdOn()
{
    const std::scoped_lock lock(m_mutex);
    ++m_open;
}

void RunContext::goOn()
{
    const std::scoped_lock lock(m_mutex);
    if (--m_open == 0)
        m_decided.notify_all();
}

void RunContext::awaitDecisions() const
{
    std::unique_lock lock(m_mutex);
    m_decided.wait(lock, [this] { return m_open == 0; });
}

std::optional<FailureAnswer> RunContext::ask(const FailureGuide &guide,
                                             const std::function<FailureQuestion()> &question,
                                             const std::function<void(const FailureAnswer &)> &act)
{
    const std::scoped_lock asking(m_asking);
    // What another host's failure led to may have settled this one as well.
    if (failed() || cancelled())
        return std::nullopt;
    const FailureQuestion asked = question();
    FailureAnswer answer{asked.otherwise, QStringLiteral("an internal error")};
    try {
        answer = guide(asked, m_cancel);
    } catch (const std::exception &problem) {
        answer.by += QStringLiteral(" (%1)").arg(QString::fromUtf8(problem.what()));
    }
    if (cancelled())
        return std::nullopt;
    if (!asked.offers(answer.choice))
        answer.choice = asked.otherwise;
    act(answer); // before the next one is asked: it may hold for that failure too
    return answer;
}

std::set<QString> RunContext::Facts::onNew() const
{
    std::set<QString> hosts;
    std::set_difference(switched.begin(), switched.end(), returned.begin(), returned.end(),
                        std::inserter(hosts, hosts.end()));
    return hosts;
}

RunContext::Facts RunContext::facts() const
{
    const std::scoped_lock lock(m_mutex);
    return m_facts;
}

} // namespace belay
