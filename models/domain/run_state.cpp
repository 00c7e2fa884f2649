// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_state.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Dropping one line at a time would move the whole vector for every line.
constexpr int linesDroppedAtOnce = 1000;

bool isSettled(StepState state)
{
    return state != StepState::Waiting && state != StepState::Running;
}

bool isDone(StepState state)
{
    return state == StepState::Passed || state == StepState::Skipped;
}

/// Steps that tidy up after the release serves; a host does not wait for them to count as done.
bool isHousekeeping(StepKind kind)
{
    switch (kind) {
    case StepKind::Record:
    case StepKind::Hold:
    case StepKind::Prune:
    case StepKind::Unlock:
    case StepKind::Watch:
        return true;
    default:
        return false;
    }
}

StepStatus *find(RunState &state, const QString &id)
{
    const auto found = state.stepIndex.constFind(id);
    return found == state.stepIndex.constEnd() ? nullptr : &state.steps[static_cast<std::size_t>(*found)];
}

void addSeries(RunState &state, const Step &step)
{
    const auto *watch = std::get_if<WatchAction>(&step.action);
    if (!watch)
        return;
    for (const SeriesSpec &spec : watch->metrics.series) {
        const auto known = std::any_of(state.series.begin(), state.series.end(),
                                       [&](const SeriesData &data) { return data.spec.id == spec.id; });
        if (!known)
            state.series.push_back({spec, {}, {}});
    }
}

void addStep(RunState &state, const Step &step)
{
    const int index = static_cast<int>(state.steps.size());
    state.steps.push_back({});
    StepStatus &status = state.steps.back();
    status.id = step.id;
    status.host = step.host;
    status.title = step.title;
    status.kind = step.kind;
    state.stepIndex.insert(step.id, index);
    for (const Step &undo : step.undo)
        state.undoIndex.insert(undo.id, index);
    addSeries(state, step);
}

Plan planOf(const RunEvent &event, QString &problem)
{
    const auto json = nlohmann::json::parse(event.data.toStdString(), nullptr, false);
    if (json.is_discarded()) {
        problem = u"The plan of this run was not kept in a readable form."_s;
        return {};
    }
    Result<Plan> plan = planFromJson(json);
    if (plan)
        return *std::move(plan);
    problem = plan.error().summary;
    return {};
}

/// A run that is taken up again starts with the same plan: what is known about its steps stays.
void startRun(RunState &state, const RunEvent &event)
{
    const std::vector<StepStatus> known = std::move(state.steps);
    QString problem;
    state.plan = planOf(event, problem);
    state.runId = event.run;
    state.started = true;
    state.finished = false;
    state.finishedMs = 0;
    state.undoing = false;
    state.outcome = Outcome::None;
    state.text = problem.isEmpty() ? event.text : problem;
    if (state.startedMs == 0)
        state.startedMs = event.timeMs;
    state.steps.clear();
    state.stepIndex.clear();
    state.undoIndex.clear();
    for (const Stage &stage : state.plan.stages) {
        for (const Step &step : stage.steps)
            addStep(state, step);
    }
    for (const StepStatus &old : known) {
        if (StepStatus *status = find(state, old.id); status && isDone(old.state))
            *status = old;
    }
}

void addLine(RunState &state, const RunEvent &event)
{
    const std::optional<LogLine> line = logLine(event);
    if (!line)
        return;
    if (state.log.size() >= static_cast<std::size_t>(RunState::logLimit)) {
        state.log.erase(state.log.begin(), state.log.begin() + linesDroppedAtOnce);
        state.logDropped += linesDroppedAtOnce;
    }
    state.log.push_back(*line);
}

void startStep(RunState &state, const RunEvent &event)
{
    StepStatus *status = find(state, event.step);
    if (!status || event.undo)
        return;
    status->state = StepState::Running;
    status->startedMs = event.timeMs;
    status->text.clear();
    status->error.reset();
}

/// The switch is over when every host's switch is; a host that already had the release counts, one that was
/// given up and brought back is not waited for.
void noteLive(RunState &state, qint64 timeMs)
{
    int switches = 0;
    for (const StepStatus &status : state.steps) {
        if (status.kind != StepKind::Switch || status.state == StepState::Undone) // given up
            continue;
        ++switches;
        if (!isDone(status.state))
            return;
    }
    if (switches > 0)
        state.liveMs = timeMs;
}

/// A step is undone when the last of its undo steps has passed; one that failed stays and is shown at its
/// step.
void finishUndo(RunState &state, const RunEvent &event)
{
    auto found = state.undoIndex.constFind(event.step);
    int index = found != state.undoIndex.constEnd() ? *found : state.stepIndex.value(event.step, -1);
    if (index < 0)
        return;
    StepStatus &status = state.steps[static_cast<std::size_t>(index)];
    if (!isDone(event.state)) {
        status.text = event.text;
        status.error = event.error;
        return;
    }
    state.undoIndex.remove(event.step);
    const bool waiting = std::any_of(state.undoIndex.constBegin(), state.undoIndex.constEnd(),
                                     [&](int other) { return other == index; });
    if (waiting)
        return;
    status.state = StepState::Undone;
    status.text = event.text;
}

void finishStep(RunState &state, const RunEvent &event)
{
    if (event.undo) {
        finishUndo(state, event);
        return;
    }
    StepStatus *status = find(state, event.step);
    if (!status)
        return;
    status->carriedOut = status->state == StepState::Running || event.state == StepState::Passed;
    status->state = event.state;
    status->text = event.text;
    status->durationMs = event.durationMs;
    status->error = event.error;
    if (status->startedMs == 0)
        status->startedMs = event.timeMs - event.durationMs;
    if (status->kind == StepKind::Switch && isDone(event.state))
        noteLive(state, event.timeMs);
}

void progress(RunState &state, const RunEvent &event)
{
    if (StepStatus *status = find(state, event.step)) {
        status->done = event.done;
        status->total = event.total;
    }
}

/// Range queries answer with older points after newer ones were seen: kept in order of time.
void insertInOrder(std::vector<Sample> &window, const Sample &sample)
{
    const auto later = [](qint64 time, const Sample &other) { return time < other.timeMs; };
    window.insert(std::upper_bound(window.begin(), window.end(), sample.timeMs, later), sample);
}

HostSamples &samplesOf(SeriesData &data, const QString &host)
{
    const auto found = std::find_if(data.hosts.begin(), data.hosts.end(),
                                    [&](const HostSamples &one) { return one.host == host; });
    if (found != data.hosts.end())
        return *found;
    data.hosts.push_back({host, {}, {}});
    return data.hosts.back();
}

void takeSample(RunState &state, const RunEvent &event)
{
    const auto data = std::find_if(state.series.begin(), state.series.end(),
                                   [&](const SeriesData &one) { return one.spec.id == event.series; });
    if (!event.sample || data == state.series.end())
        return;
    if (!event.window.isEmpty()) {
        if (event.host.isEmpty())
            insertInOrder(event.window == "yesterday"_L1 ? data->yesterday : data->lastWeek, *event.sample);
        return;
    }
    if (event.host.isEmpty()) {
        insertInOrder(event.before ? data->before : data->after, *event.sample);
        return;
    }
    HostSamples &own = samplesOf(*data, event.host);
    insertInOrder(event.before ? own.before : own.after, *event.sample);
}

void recordCheck(RunState &state, const RunEvent &event)
{
    if (!event.check)
        return;
    for (CheckRecord &record : state.checks) {
        if (record.item == event.check->item) {
            record = *event.check;
            return;
        }
    }
    state.checks.push_back(*event.check);
}

void note(RunState &state, const RunEvent &event)
{
    if (event.step.isEmpty())
        state.text = event.text;
}

void finishRun(RunState &state, const RunEvent &event)
{
    state.finished = true;
    state.undoing = false;
    state.finishedMs = event.timeMs;
    state.outcome = event.outcome;
    state.text = event.text;
    state.countdownEndsMs = 0;
    for (StepStatus &status : state.steps) {
        if (status.state == StepState::Waiting) {
            status.state = StepState::Skipped;
            status.text = u"not reached"_s;
        }
    }
}

} // namespace

int RunState::stepsDone() const
{
    return static_cast<int>(std::count_if(steps.begin(), steps.end(),
                                          [](const StepStatus &step) { return isSettled(step.state); }));
}

int RunState::hostsDone() const
{
    std::set<QString> all;
    std::set<QString> open;
    for (const StepStatus &status : steps) {
        if (status.host.isEmpty() || isHousekeeping(status.kind))
            continue;
        all.insert(status.host);
        if (!isDone(status.state) || !status.carriedOut)
            open.insert(status.host);
    }
    return static_cast<int>(all.size() - open.size());
}

const StepStatus *RunState::step(const QString &id) const
{
    const auto found = stepIndex.constFind(id);
    return found == stepIndex.constEnd() ? nullptr : &steps[static_cast<std::size_t>(*found)];
}

std::optional<LogLine> logLine(const RunEvent &event)
{
    switch (event.kind) {
    case EventKind::StepOutput:
    case EventKind::Noted:
        return LogLine{event.timeMs, event.host, event.step, event.text, event.isError};
    case EventKind::StepFinished: {
        const bool bad = event.state == StepState::Failed || event.state == StepState::Unknown;
        QString text = u"%1: %2"_s.arg(event.step.section(u'@', 0, 0), toString(event.state));
        if (!event.text.isEmpty())
            text += u", "_s + event.text;
        return LogLine{event.timeMs, event.host, event.step, text, bad};
    }
    case EventKind::HealthSeen:
    case EventKind::LogFound: {
        const QString text = findingLine(event);
        if (text.isEmpty())
            return std::nullopt;
        return LogLine{event.timeMs, event.host, event.step, text, event.state != StepState::Passed};
    }
    default:
        return std::nullopt;
    }
}

void apply(RunState &state, const RunEvent &event)
{
    state.lastEventMs = event.timeMs;
    addLine(state, event);
    switch (event.kind) {
    case EventKind::RunStarted:
        startRun(state, event);
        break;
    case EventKind::StageStarted:
        state.stage = event.text.isEmpty() ? event.step : event.text;
        break;
    case EventKind::StepStarted:
        startStep(state, event);
        break;
    case EventKind::StepOutput:
        break; // only a line of the log
    case EventKind::StepProgress:
        progress(state, event);
        break;
    case EventKind::StepFinished:
        finishStep(state, event);
        break;
    case EventKind::UndoStarted:
        state.undoing = true;
        state.countdownEndsMs = 0;
        state.text = event.text;
        break;
    case EventKind::SampleTaken:
        takeSample(state, event);
        break;
    case EventKind::VerdictReached:
        state.verdict = event.verdict;
        state.text = event.text;
        break;
    case EventKind::CountdownStarted:
        state.countdownEndsMs = event.timeMs + event.total;
        break;
    case EventKind::CheckRecorded:
        recordCheck(state, event);
        break;
    case EventKind::HealthSeen:
    case EventKind::LogFound:
        state.findings.take(event);
        break;
    case EventKind::HoldChanged:
        state.text = event.text;
        break;
    case EventKind::Noted:
        note(state, event);
        break;
    case EventKind::RunFinished:
        finishRun(state, event);
        break;
    }
}

RunState replay(const std::vector<RunEvent> &events)
{
    RunState state;
    for (const RunEvent &event : events)
        apply(state, event);
    return state;
}

} // namespace belay
