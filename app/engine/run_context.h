// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace belay {

/// What one run has come to so far. Shared by its threads; every member function may be called from any of
/// them.
class RunContext
{
public:
    RunContext(const Plan &plan, Ports &ports, const StepRunners &runners, const EventsSink &sink,
               const CancelToken &cancel, qint64 firstSeq);

    /// Numbers, times and redacts the event and hands it to the sink, together with what other threads tell
    /// meanwhile. It has been kept, or refused, when this returns. A rollback alone waits for that only at
    /// its end: nobody waits for a disk while users are served errors, the hosts are the truth, and each
    /// host's lock says whose run it is. An event that could not be kept still uses up its number: the hole
    /// in the history says that something is missing. `complete` fills in what takes its time, when the event
    /// is kept.
    Result<void> tell(RunEvent event, std::function<void(RunEvent &)> complete = {});

    enum class Manner {
        Stoppable, ///< heeds a cancel, and is not begun when its start cannot be kept before the first switch
        Always,    ///< carried out in any case: giving the locks back
        Undo       ///< the same, as a part of the undoing
    };
    /// What the end of a step means for the others.
    using Consequence = std::function<void(const StepEnd &)>;
    /// Carries one step out, telling its start and its end. What was begun is undone later. The consequence
    /// is drawn before the end is told: nobody begins another step between the two.
    StepEnd perform(const Step &step, Manner manner, const Consequence &draw = {});

    /// A failure in a stage that undoes: nothing more is begun.
    void stop(const Step &step, const StepEnd &end);
    /// A failure where the run goes on.
    void note(const Step &step, const StepEnd &end);
    /// A failure after which nothing more is begun, and nothing is undone.
    void leave(const Step &step, const StepEnd &end);
    bool failed() const; ///< stop() or leave() was called
    bool left() const;   ///< leave() was called
    bool cancelled() const { return m_cancel.cancelled(); }

    std::vector<Step> takeBegun();
    std::vector<Step> takeBegunOn(const QString &host);
    void passPointOfNoReturn();

    /// A host that failed where the others go on gets no further steps.
    void giveUp(const QString &host);
    bool givenUp(const QString &host) const;

    /// Between the two nobody who heeds awaitDecisions() begins a step: it is not known yet what a failure
    /// means for the others. May be nested.
    void holdOn();
    void goOn();
    void awaitDecisions() const;
    /// Asks the guide; one question at a time, and the next only after `act` has drawn the answer's
    /// consequence. No answer: nothing is left to be decided, because the run was stopped meanwhile.
    std::optional<FailureAnswer> ask(const FailureGuide &guide,
                                     const std::function<FailureQuestion()> &question,
                                     const std::function<void(const FailureAnswer &)> &act);

    const Plan &plan() const { return m_plan; }
    const Clock &clock() const { return m_ports.clock; }
    struct Facts
    {
        bool failed = false;
        bool left = false; ///< stopped as it was, on purpose
        bool passedNoReturn = false;
        bool historyBroken = false;
        bool leftovers = false;     ///< undoing left something behind that does not serve users
        std::set<QString> switched; ///< hosts whose `current` names, or may name, the new release
        std::set<QString> returned; ///< of those, the ones whose link was brought back
        std::set<QString> stuck;    ///< hosts where the undoing of what serves users did not work
        std::set<QString> givenUp;
        std::set<QString> migrated; ///< hosts on which a migration has passed
        std::optional<Verdict> verdict;
        bool checkFailed = false;
        int checksNotRun = 0; ///< what they need is not on this computer
        QString failure;      ///< what stopped the run, one sentence
        QString noted;        ///< what failed first where the run went on
        std::optional<Error> error;

        std::set<QString> onNew() const; ///< switched, and not brought back
        bool isHalfSwitched() const { return !onNew().empty(); }
    };
    Facts facts() const;

private:
    bool mayBegin(const Result<void> &kept, Manner manner) const;
    void learn(const Step &step, const StepEnd &end);
    void learnUndo(const Step &step, const StepEnd &end);
    StepEnd carryOut(const Step &step, Manner manner);

    const Plan &m_plan;
    Ports &m_ports;
    const StepRunners &m_runners;
    const EventsSink &m_sink;
    CancelToken m_cancel;
    CancelToken m_never;
    struct Told
    {
        RunEvent event;
        std::function<void(RunEvent &)> complete;
        Result<void> kept;
        bool isKept = false; ///< or refused: the sink has had it
    };
    bool mayWait(EventKind kind) const; ///< under m_queueMutex
    void keepTold();
    Result<void> keep(const std::vector<std::shared_ptr<Told>> &told);
    void keepWhileWaiting(const std::stop_token &stop);
    std::mutex m_queueMutex; ///< guards the next two
    std::vector<std::shared_ptr<Told>> m_queue;
    qint64 m_seq;
    std::condition_variable_any m_told;
    std::mutex m_sinkMutex;     ///< held while the sink works; taken before m_queueMutex
    mutable std::mutex m_mutex; ///< guards the rest
    Facts m_facts;
    std::vector<Step> m_begun;
    int m_open = 0; ///< decisions that are awaited
    mutable std::condition_variable m_decided;
    std::mutex m_asking;   ///< held while the guide is asked; taken before m_mutex
    std::jthread m_keeper; ///< last: it ends before anything it uses
};

/// Passed, or not necessary.
bool isGood(StepState state);
/// Tidies up or keeps records: users are served the same without it.
bool isHousekeeping(StepKind kind);

} // namespace belay
