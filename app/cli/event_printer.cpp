// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/event_printer.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

QString mark(StepState state)
{
    switch (state) {
    case StepState::Passed:
        return QStringLiteral("ok");
    case StepState::Skipped:
        return QStringLiteral("skipped");
    case StepState::Failed:
        return QStringLiteral("FAILED");
    case StepState::Unknown:
        return QStringLiteral("UNKNOWN");
    case StepState::Cancelled:
        return QStringLiteral("cancelled");
    default:
        return toString(state);
    }
}

/// A check that could not run, or whose evidence waits for a person: the line's text says it, and "ok" or
/// "skipped" would not be true.
bool isUnsettledCheck(const RunState &state, const RunEvent &event)
{
    const StepStatus *step = state.step(event.step);
    if (!step || step->kind != StepKind::Check || event.state == StepState::Failed || event.text.isEmpty())
        return false;
    const QString item = event.step.section(QLatin1Char(':'), 1);
    return std::any_of(state.checks.begin(), state.checks.end(), [&item](const CheckRecord &record) {
        return record.item == item && !isSettled(record.state);
    });
}

QString place(const RunEvent &event)
{
    return event.host.isEmpty() ? QStringLiteral("here") : event.host;
}

} // namespace

void EventPrinter::operator()(const RunEvent &event)
{
    apply(m_state, event);
    if (m_console.json()) {
        m_console.data(toJson(event), true);
        return;
    }
    switch (event.kind) {
    case EventKind::RunStarted:
        m_console.message(
            QStringLiteral("%1 %2 → %3  (run %4)")
                .arg(toString(m_state.plan.kind),
                     m_state.plan.version.isEmpty() ? m_state.plan.project : m_state.plan.version,
                     m_state.plan.environment, event.run));
        break;
    case EventKind::StageStarted:
        m_console.message(QStringLiteral("— %1").arg(event.text));
        break;
    case EventKind::StepOutput:
        m_console.message(QStringLiteral("    %1 | %2").arg(place(event), event.text));
        break;
    case EventKind::StepFinished:
        printStep(event);
        break;
    case EventKind::UndoStarted:
        m_console.message(QStringLiteral("— undoing: %1").arg(event.text));
        break;
    case EventKind::VerdictReached:
        m_console.message(QStringLiteral("  verdict: %1").arg(event.text));
        break;
    case EventKind::Noted:
    case EventKind::CountdownStarted:
        m_console.message(QStringLiteral("  %1").arg(event.text));
        break;
    case EventKind::HealthSeen:
    case EventKind::LogFound:
        if (const QString line = findingLine(event); !line.isEmpty())
            m_console.message(QStringLiteral("  %1  %2").arg(place(event), line));
        break;
    case EventKind::HoldChanged:
        m_console.message(event.state == StepState::Passed
                              ? QStringLiteral("  deploys are held: %1").arg(event.text)
                              : QStringLiteral("  deploys are free again: %1").arg(event.text));
        break;
    case EventKind::RunFinished:
        if (const QString end = QStringLiteral("%1: %2").arg(toString(event.outcome), event.text);
            m_data == Data::Written)
            m_console.data(end);
        else
            m_console.message(end);
        break;
    case EventKind::StepStarted:
    case EventKind::StepProgress:
    case EventKind::SampleTaken:
    case EventKind::CheckRecorded:
        break;
    }
}

void EventPrinter::printStep(const RunEvent &event)
{
    const StepStatus *step = m_state.step(event.step);
    QString title = step ? step->title : event.step.section(QLatin1Char('@'), 0, 0);
    if (event.undo)
        title = QStringLiteral("undo: ") + title;
    QString line = QStringLiteral("  %1  %2").arg(place(event), title);
    if (!isUnsettledCheck(m_state, event))
        line += QStringLiteral("  ") + mark(event.state);
    if (event.durationMs >= 100)
        line += QStringLiteral(" (%1)").arg(formatDuration(event.durationMs));
    if (!event.text.isEmpty())
        line += QStringLiteral("  %1").arg(event.text);
    if (event.state == StepState::Failed || event.state == StepState::Unknown) {
        m_console.warning(line);
        if (event.error && !event.error->detail.isEmpty())
            m_console.warning(event.error->detail.trimmed());
        if (event.error && !event.error->hint.isEmpty())
            m_console.warning(QStringLiteral("    ") + event.error->hint);
        return;
    }
    m_console.message(line);
}

void BesidePrinter::operator()(const RunEvent &event)
{
    const bool isVerdict = event.kind == EventKind::VerdictReached && event.verdict &&
                           event.verdict->kind != VerdictKind::Collecting &&
                           event.verdict->kind != VerdictKind::NotEnoughData;
    const bool isFinding = event.kind == EventKind::HealthSeen || event.kind == EventKind::LogFound;
    const bool isProblem = event.kind == EventKind::Noted || event.kind == EventKind::StepOutput;
    if (m_console.json() || isVerdict || isFinding || isProblem)
        m_printer(event);
}

} // namespace belay
