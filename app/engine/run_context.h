// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"

#include <mutex>
#include <optional>
#include <set>
#include <vector>

namespace belay {

/// What one run has come to so far. Shared by its threads; every member function may be called from any of
/// them.
class RunContext
{
public:
    RunContext(const Plan &plan, Ports &ports, const StepRunners &runners, const EventSink &sink,
               const CancelToken &cancel, qint64 firstSeq);

    /// Numbers, times and redacts the event and hands it to the sink, one at a time.
    Result<void> tell(RunEvent event);

    /// Carries one step out, telling its start and its end. The start is durable before anything is asked
    /// for; when it cannot be kept and nothing was switched yet, the step is not begun and fails. `undo`
    /// ignores cancel.
    StepEnd perform(const Step &step, bool undo);

    /// Something must stop the stages that follow: a failure in a stage that undoes, or a cancel.
    void fail(const Step &step, const StepEnd &end);
    bool failed() const;
    bool cancelled() const { return m_cancel.cancelled(); }

    /// A step that was begun is undone later, unless the point of no return was passed.
    void began(const Step &step);
    std::vector<Step> takeBegun();
    void forgetBegun();

    /// A host that failed where the others go on gets no further steps.
    void giveUp(const QString &host);
    bool givenUp(const QString &host) const;

    const Plan &plan() const { return m_plan; }
    struct Facts
    {
        bool failed = false;
        bool undoFailed = false;
        bool passedNoReturn = false;
        bool historyBroken = false;
        std::set<QString> switched; ///< hosts whose `current` may name the new release
        std::set<QString> returned; ///< of those, the ones brought back
        std::set<QString> givenUp;
        std::optional<Verdict> verdict;
        bool watchFailed = false;
        bool checkFailed = false;
        QString failure; ///< what failed first, one sentence
        std::optional<Error> error;
    };
    Facts facts() const;
    void noteNoReturn();
    void noteUndone(const Step &step, bool worked);

private:
    void learn(const Step &step, const StepEnd &end, bool undo);
    StepEnd carryOut(const Step &step, const CancelToken &cancel, bool undo);

    const Plan &m_plan;
    Ports &m_ports;
    const StepRunners &m_runners;
    const EventSink &m_sink;
    CancelToken m_cancel;
    CancelToken m_never;
    std::mutex m_tellMutex;
    qint64 m_seq;
    mutable std::mutex m_mutex; ///< guards the rest
    Facts m_facts;
    std::vector<Step> m_begun;
};

} // namespace belay
