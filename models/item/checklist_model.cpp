// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/checklist_model.h"

#include "models/domain/held_waiver.h"
#include "models/item/check_line.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace belay {

namespace {

/// Top-level rows carry this; items carry their group's row plus one.
constexpr quintptr groupMark = 0;

/// The tail of a running check's output that is kept for looking at it while it runs.
constexpr qsizetype liveOutput = 64 * 1024;

void appendLine(QString &output, const QString &line)
{
    if (!output.isEmpty())
        output += QLatin1Char('\n');
    output += line;
    if (output.size() > liveOutput)
        output.remove(0, output.indexOf(QLatin1Char('\n'), output.size() - liveOutput) + 1);
}

bool sameKnowledge(const CheckStatus &a, const CheckStatus &b)
{
    return a.record == b.record && a.was == b.was;
}

QString idOfStep(const QString &step)
{
    return step.section(QLatin1Char(':'), 1);
}

} // namespace

void ChecklistModel::setStatuses(const std::vector<CheckStatus> &statuses)
{
    std::vector<CheckStatus> next = statuses;
    for (CheckStatus &status : next) {
        const CheckStatus *shown = m_running.contains(status.item.id) ? known(status.item.id) : nullptr;
        if (shown)
            status = *shown;
    }
    const bool sameItems =
        std::equal(next.begin(), next.end(), m_statuses.begin(), m_statuses.end(),
                   [](const CheckStatus &a, const CheckStatus &b) { return a.item == b.item; });
    if (sameItems) {
        const std::vector<CheckStatus> old = std::exchange(m_statuses, next);
        for (std::size_t i = 0; i < old.size(); ++i)
            if (!sameKnowledge(old[i], m_statuses[i]))
                tellChanged(m_statuses[i].item.id);
        return;
    }
    beginResetModel(); // another project or another list
    m_statuses = std::move(next);
    m_groups.clear();
    for (std::size_t i = 0; i < m_statuses.size(); ++i) {
        const CheckItem &item = m_statuses[i].item;
        const auto known = std::find_if(m_groups.begin(), m_groups.end(), [&item](const Group &group) {
            return group.title == item.group && group.phase == item.phase;
        });
        if (known == m_groups.end())
            m_groups.push_back({item.group, item.phase, {i}});
        else
            known->items.push_back(i);
    }
    endResetModel();
}

void ChecklistModel::setContext(const QString &commit, const QHash<QString, qint64> &usual)
{
    if (m_commit == commit && m_usual == usual)
        return;
    m_commit = commit;
    m_usual = usual;
    for (const CheckStatus &status : m_statuses) {
        const QModelIndex item = find(status.item.id);
        Q_EMIT dataChanged(item, item);
    }
}

void ChecklistModel::applyEvents(const std::vector<RunEvent> &events)
{
    QStringList changed;
    for (const RunEvent &event : events) {
        noteRunning(event);
        CheckRecord shown;
        if (event.kind == EventKind::StepStarted) {
            shown.item = idOfStep(event.step);
            shown.state = CheckState::Running;
            shown.timeMs = event.timeMs;
            if (const CheckStatus *status = known(shown.item))
                m_before.insert(shown.item, status->record);
        } else if (event.kind == EventKind::CheckRecorded && event.check) {
            shown = *event.check;
        } else if (event.kind == EventKind::StepOutput && m_running.contains(idOfStep(event.step))) {
            shown.item = idOfStep(event.step);
            if (const CheckStatus *running = known(shown.item)) {
                shown = running->record;
                appendLine(shown.detail, event.text);
            }
        } else if (event.kind == EventKind::StepFinished && event.state == StepState::Cancelled &&
                   m_before.contains(idOfStep(event.step))) {
            shown = m_before.take(idOfStep(event.step)); // nothing was found out
        } else {
            continue;
        }
        CheckStatus *status = known(shown.item);
        if (!status)
            continue;
        status->record = shown;
        if (!changed.contains(shown.item))
            changed.append(shown.item);
    }
    for (const QString &id : changed)
        tellChanged(id);
}

CheckStatus *ChecklistModel::known(const QString &id)
{
    const auto status = std::find_if(m_statuses.begin(), m_statuses.end(),
                                     [&id](const CheckStatus &each) { return each.item.id == id; });
    return status == m_statuses.end() ? nullptr : &*status;
}

void ChecklistModel::noteRunning(const RunEvent &event)
{
    switch (event.kind) {
    case EventKind::RunStarted:
    case EventKind::RunFinished:
        m_running.clear();
        break;
    case EventKind::StepStarted:
        m_running.insert(idOfStep(event.step));
        break;
    case EventKind::StepFinished:
        m_running.remove(idOfStep(event.step));
        break;
    case EventKind::CheckRecorded:
        if (event.check)
            m_running.remove(event.check->item);
        break;
    default:
        break;
    }
}

void ChecklistModel::tellChanged(const QString &id)
{
    const QModelIndex item = find(id);
    Q_EMIT dataChanged(item, item);
    Q_EMIT dataChanged(item.parent(), item.parent()); // its counts
}

QModelIndex ChecklistModel::find(const QString &id) const
{
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        const std::vector<std::size_t> &items = m_groups[g].items;
        for (std::size_t i = 0; i < items.size(); ++i)
            if (m_statuses[items[i]].item.id == id)
                return createIndex(static_cast<int>(i), 0, quintptr(g + 1));
    }
    return {};
}

QModelIndex ChecklistModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : groupMark);
}

QModelIndex ChecklistModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == groupMark)
        return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, groupMark);
}

int ChecklistModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != groupMark || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].items.size());
}

int ChecklistModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant ChecklistModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == IsGroupRole)
        return index.internalId() == groupMark;
    if (index.internalId() == groupMark)
        return groupData(m_groups[static_cast<std::size_t>(index.row())], role);
    const Group &group = m_groups[static_cast<std::size_t>(index.internalId()) - 1];
    return checkData(m_statuses[group.items[static_cast<std::size_t>(index.row())]], role);
}

QVariant ChecklistModel::groupData(const Group &group, int role) const
{
    const auto done = std::count_if(group.items.begin(), group.items.end(), [this](std::size_t item) {
        return isSettled(m_statuses[item].record.state);
    });
    switch (role) {
    case Qt::DisplayRole:
        return group.title;
    case Qt::AccessibleTextRole:
        return tr("%1: %2 of %3 settled").arg(group.title).arg(done).arg(group.items.size());
    case PhaseRole:
        return static_cast<int>(group.phase);
    case DoneRole:
        return static_cast<int>(done);
    case TotalRole:
        return static_cast<int>(group.items.size());
    default:
        return {};
    }
}

QVariant ChecklistModel::checkData(const CheckStatus &status, int role) const
{
    const CheckItem &item = status.item;
    const CheckRecord &record = status.record;
    switch (role) {
    case Qt::DisplayRole:
        return item.title;
    case Qt::ToolTipRole:
        return QStringList{item.title, checkData(status, LineRole).toString(), item.help}.join(
            QLatin1Char('\n'));
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3 %4")
            .arg(item.title, item.level == CheckLevel::Must ? tr("must pass") : tr("should pass"),
                 stateWord(record.state), checkData(status, LineRole).toString())
            .trimmed();
    case IdRole:
        return item.id;
    case StateRole:
        return static_cast<int>(record.state);
    case IsMustRole:
        return item.level == CheckLevel::Must;
    case KindRole:
        return static_cast<int>(item.kind);
    case SummaryRole:
        return record.summary;
    case DetailRole:
        return record.detail;
    case HelpRole:
        return item.help;
    case OriginRole:
        return item.origin;
    case ByRole:
        return record.by;
    case TimeRole:
        return record.timeMs;
    case DurationRole:
        return record.durationMs;
    case TextRequiredRole:
        return item.textRequired;
    case CommandRole:
        return item.run;
    case LineRole:
        return checkLine(status, {m_commit, m_usual.value(item.id), QDateTime::currentMSecsSinceEpoch()});
    case PhaseRole:
        return static_cast<int>(item.phase);
    case CommitRole:
        return record.commit;
    case WasRole:
        return static_cast<int>(status.was);
    case HeldByRole:
        return awaitsSecondPerson(status) ? status.heldWaiver->by : QString();
    case HeldRole:
        return status.heldWaiver.has_value();
    case ConfirmedByRole:
        return record.confirmedBy;
    case UsualRole:
        return m_usual.value(item.id);
    default:
        return {};
    }
}

ChecklistFilterModel::ChecklistFilterModel(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
}

void ChecklistFilterModel::setPhase(CheckPhase phase)
{
    m_phase = phase;
    invalidateFilter();
}

void ChecklistFilterModel::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

void ChecklistFilterModel::setOpenOnly(bool only)
{
    m_openOnly = only;
    invalidateFilter();
}

bool ChecklistFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex shown = sourceModel()->index(row, 0, parent);
    if (shown.data(ChecklistModel::IsGroupRole).toBool())
        return false; // stays through its items
    if (static_cast<CheckPhase>(shown.data(ChecklistModel::PhaseRole).toInt()) != m_phase)
        return false;
    if (m_openOnly && isSettled(static_cast<CheckState>(shown.data(ChecklistModel::StateRole).toInt())))
        return false;
    const auto has = [this, &shown](int role) {
        return shown.data(role).toString().contains(m_text, Qt::CaseInsensitive);
    };
    return m_text.isEmpty() || has(Qt::DisplayRole) || has(ChecklistModel::IdRole) ||
           has(ChecklistModel::LineRole) || has(ChecklistModel::OriginRole) ||
           has(ChecklistModel::CommandRole);
}

QString stateWord(CheckState state)
{
    switch (state) {
    case CheckState::Open:
        return ChecklistModel::tr("Open");
    case CheckState::Running:
        return ChecklistModel::tr("Running");
    case CheckState::Passed:
        return ChecklistModel::tr("Passed");
    case CheckState::Failed:
        return ChecklistModel::tr("Failed");
    case CheckState::CannotRun:
        return ChecklistModel::tr("Cannot run here");
    case CheckState::NotApplicable:
        return ChecklistModel::tr("Not applicable");
    case CheckState::Waived:
        return ChecklistModel::tr("Waived");
    case CheckState::Stale:
        return ChecklistModel::tr("Stale");
    }
    return {};
}

} // namespace belay
