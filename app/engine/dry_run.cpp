// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/runner.h"

#include <nlohmann/json.hpp>

namespace belay {

namespace {

/// Tells one event after the other, numbered from one.
class Teller
{
public:
    Teller(const Plan &plan, Clock &clock, const EventSink &sink)
        : m_plan(plan)
        , m_clock(clock)
        , m_sink(sink)
    {
    }

    void operator()(RunEvent event)
    {
        event.run = m_plan.runId;
        event.seq = ++m_seq;
        event.timeMs = m_clock.nowMs();
        m_sink(event);
    }

private:
    const Plan &m_plan;
    Clock &m_clock;
    const EventSink &m_sink;
    qint64 m_seq = 0;
};

} // namespace

Outcome dryRun(const Plan &plan, Clock &clock, const EventSink &sink)
{
    Teller tell(plan, clock, sink);
    RunEvent started;
    started.kind = EventKind::RunStarted;
    started.text = QStringLiteral("dry run: nothing is touched");
    started.data = QString::fromStdString(toJson(plan).dump());
    tell(started);
    for (const Stage &stage : plan.stages) {
        RunEvent stageStarted;
        stageStarted.kind = EventKind::StageStarted;
        stageStarted.step = stage.id;
        stageStarted.text = stage.title;
        tell(stageStarted);
        for (const Step &step : stage.steps) {
            RunEvent event;
            event.kind = EventKind::StepStarted;
            event.step = step.id;
            event.host = step.host;
            event.text = step.shown;
            tell(event);
            event.kind = EventKind::StepFinished;
            event.state = StepState::Passed;
            tell(event);
        }
    }
    RunEvent finished;
    finished.kind = EventKind::RunFinished;
    finished.outcome = Outcome::Succeeded;
    finished.text = QStringLiteral("Dry run: every step was told, none was carried out.");
    tell(finished);
    return Outcome::Succeeded;
}

} // namespace belay
