// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/run_model.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

QString keyOf(const QString &host, const QString &title)
{
    return host + QLatin1Char('\n') + title;
}

/// Taking a lock and giving it back are not what a person watches; they show in the log.
bool isColumn(StepKind kind)
{
    return kind != StepKind::Lock && kind != StepKind::Unlock && kind != StepKind::Prune &&
           kind != StepKind::Record && kind != StepKind::Wait && kind != StepKind::Hold;
}

} // namespace

void RunModel::reset(const RunState &state)
{
    beginResetModel(); // another run is shown
    m_state = state;
    layOut();
    endResetModel();
    Q_EMIT changed();
}

void RunModel::layOut()
{
    m_hosts.clear();
    m_titles.clear();
    m_stepAt.clear();
    for (std::size_t i = 0; i < m_state.steps.size(); ++i) {
        const StepStatus &step = m_state.steps[i];
        if (!isColumn(step.kind))
            continue;
        if (!m_hosts.contains(step.host))
            m_hosts.append(step.host);
        if (!m_titles.contains(step.title))
            m_titles.append(step.title);
        m_stepAt.insert(keyOf(step.host, step.title), static_cast<int>(i));
    }
    // This computer's own steps stand below the hosts.
    if (m_hosts.removeOne(QString()))
        m_hosts.append(QString());
}

void RunModel::applyEvents(const std::vector<RunEvent> &events)
{
    if (events.empty())
        return;
    const bool begins = std::any_of(events.begin(), events.end(), [](const RunEvent &event) {
        return event.kind == EventKind::RunStarted;
    });
    if (begins)
        beginResetModel();
    for (const RunEvent &event : events)
        apply(m_state, event);
    if (begins) {
        layOut();
        endResetModel();
    } else if (rowCount() > 0 && columnCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
    Q_EMIT changed();
}

void RunModel::applyLater(const Plan &later, const std::vector<RunEvent> &events)
{
    for (const RunEvent &event : events)
        applyAftermath(m_state, later, event);
    if (!events.empty())
        Q_EMIT changed();
}

RunModel::Summary RunModel::summary(qint64 nowMs) const
{
    Summary summary;
    summary.hosts = static_cast<int>(m_state.plan.hosts.size());
    summary.hostsDone = m_state.hostsDone();
    summary.steps = static_cast<int>(m_state.steps.size());
    summary.stepsDone = m_state.stepsDone();
    if (m_state.startedMs)
        summary.elapsedMs = (m_state.finished ? m_state.finishedMs : nowMs) - m_state.startedMs;
    if (!m_state.finished && !m_state.undoing && summary.hostsDone > 0 && summary.hostsDone < summary.hosts)
        summary.leftMs = summary.elapsedMs / summary.hostsDone * (summary.hosts - summary.hostsDone);
    return summary;
}

const StepStatus *RunModel::step(const QModelIndex &index) const
{
    const auto found = m_stepAt.constFind(keyOf(m_hosts.value(index.row()), m_titles.value(index.column())));
    return found == m_stepAt.constEnd() ? nullptr : &m_state.steps[static_cast<std::size_t>(*found)];
}

int RunModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_hosts.size());
}

int RunModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == HostRole)
        return m_hosts.value(index.row());
    const StepStatus *shown = step(index);
    if (!shown)
        return role == Qt::AccessibleTextRole ? tr("not needed") : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return shown->title;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1 %2: %3 %4")
            .arg(shown->host.isEmpty() ? tr("this computer") : shown->host, shown->title,
                 stateWord(shown->state), shown->text)
            .trimmed();
    case StateRole:
        return static_cast<int>(shown->state);
    case TextRole:
        return shown->text;
    case ProgressRole:
        return shown->total > 0 ? static_cast<double>(shown->done) / static_cast<double>(shown->total) : -1.0;
    case DurationRole:
        return shown->durationMs;
    case StepRole:
        return shown->id;
    default:
        return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Horizontal)
        return m_titles.value(section);
    const QString name = m_hosts.value(section);
    return name.isEmpty() ? tr("this computer") : name;
}

QString stateWord(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return RunModel::tr("waiting");
    case StepState::Running:
        return RunModel::tr("running");
    case StepState::Passed:
        return RunModel::tr("passed");
    case StepState::Failed:
        return RunModel::tr("failed");
    case StepState::Unknown:
        return RunModel::tr("unknown");
    case StepState::Skipped:
        return RunModel::tr("skipped");
    case StepState::Cancelled:
        return RunModel::tr("cancelled");
    case StepState::Undone:
        return RunModel::tr("undone");
    }
    return {};
}

} // namespace belay
