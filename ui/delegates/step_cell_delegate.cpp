// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/step_cell_delegate.h"

#include "models/domain/names.h"
#include "models/item/run_model.h"
#include "ui/delegates/pill_painter.h"
#include "ui/theme/paint.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace belay {

namespace {

/// "31 of 48 MB" while something is sent, else how far it is.
QString progressText(const QModelIndex &index)
{
    const auto *model = qobject_cast<const RunModel *>(index.model());
    const StepStatus *step = model ? model->step(index) : nullptr;
    if (!step || step->total <= 0)
        return stateWord(StepState::Running);
    if (step->kind == StepKind::Upload)
        return QStringLiteral("%1/%2").arg(formatBytes(step->done).section(QLatin1Char(' '), 0, 0),
                                           formatBytes(step->total));
    return QStringLiteral("%1 %").arg(100 * step->done / step->total);
}

QString secondLine(const QModelIndex &index, StepState state)
{
    const QString text = index.data(RunModel::TextRole).toString();
    if (state == StepState::Failed || state == StepState::Unknown)
        return text;
    if (state == StepState::Running)
        return !text.isEmpty() ? text : progressText(index);
    if (state == StepState::Passed)
        return formatDuration(index.data(RunModel::DurationRole).toLongLong());
    return stateWord(state);
}

} // namespace

void StepCellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect.adjusted(space::xs, 3, -space::xs, -3);
    const QVariant stored = index.data(RunModel::StateRole);
    if (!stored.isValid()) {
        // No such step on this host: a dot where the others have their icon.
        const QRect dot(rect.left() + size::iconSmall / 2, rect.center().y() - 1, 3, 3);
        paintRounded(painter, QStyle::visualRect(option.direction, rect, dot), 1.5, tokens().border);
        painter->restore();
        return;
    }
    const auto state = static_cast<StepState>(stored.toInt());
    const StatusLook look = statusLook(state);
    const bool bad = state == StepState::Failed || state == StepState::Unknown;
    if (bad)
        paintRounded(painter, rect, radius::control, look.background());
    const QRect icon(rect.left() + 2, rect.top() + 5, size::iconSmall, size::iconSmall);
    paintStatusIcon(painter, QStyle::visualRect(option.direction, rect, icon), look);
    const int left = icon.right() + 6;
    const auto draw = [&](int top, int height, const QFont &font, const QColor &color, const QString &text) {
        const QRect where(left, top, rect.right() - left - 2, height);
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(QStyle::visualRect(option.direction, rect, where),
                          static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) |
                              Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, where.width()));
    };
    draw(rect.top() + 2, 20, bodyFont(), state == StepState::Waiting ? tokens().text3 : tokens().text,
         index.data(Qt::DisplayRole).toString());
    draw(rect.top() + 21, 18, metaFont(), bad ? look.color() : tokens().text3, secondLine(index, state));
    const double progress = index.data(RunModel::ProgressRole).toDouble();
    if (state == StepState::Running && progress >= 0) {
        const QRectF bar(rect.left() + 2, rect.bottom() - 3, rect.width() - space::s, 3);
        paintRounded(painter, bar, 1.5, tokens().border);
        paintRounded(painter, QRectF(bar.left(), bar.top(), bar.width() * std::clamp(progress, 0.0, 1.0), 3),
                     1.5, tokens().accent);
    }
    if (option.state.testFlag(QStyle::State_HasFocus))
        paintFocusRing(painter, rect, radius::control);
    painter->restore();
}

QSize StepCellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {92, size::twoLineRow};
}

bool StepCellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                                 const QModelIndex &index)
{
    const QString text = index.data(Qt::ToolTipRole).toString();
    QToolTip::showText(event->globalPos(), text.isEmpty() ? QString() : plainToolTip(text), view);
    return true;
}

} // namespace belay
