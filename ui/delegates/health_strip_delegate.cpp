// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/health_strip_delegate.h"

#include "models/item/health_strip_model.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace belay {

namespace {

constexpr int tickWidth = 5;
constexpr int tickStep = 7;
constexpr int tickHeight = 16;
constexpr int nameWidth = 96;
constexpr int answerWidth = 136;
constexpr int factsWidth = 150;

QString factsOf(const QModelIndex &index)
{
    QStringList parts;
    if (const qint64 restarts = index.data(HealthStripModel::RestartsRole).toLongLong(); restarts > 0)
        parts.append(index.data(HealthStripModel::LoopRole).toBool()
                         ? HealthStripDelegate::tr("keeps crashing (%1)").arg(restarts)
                     : restarts == 1 ? HealthStripDelegate::tr("1 restart")
                                     : HealthStripDelegate::tr("%1 restarts").arg(restarts));
    if (const int errors = index.data(HealthStripModel::NewErrorsRole).toInt(); errors > 0)
        parts.append(errors == 1 ? HealthStripDelegate::tr("1 new error")
                                 : HealthStripDelegate::tr("%1 new errors").arg(errors));
    return parts.join(QStringLiteral(" · "));
}

void paintTick(QPainter *painter, const QRect &rect, StepState state)
{
    if (state == StepState::Passed) {
        painter->fillRect(rect, tokens().ok);
    } else if (state == StepState::Failed) {
        painter->fillRect(rect.adjusted(0, rect.height() / 2, 0, 0), tokens().danger);
    } else {
        painter->setPen(tokens().borderStrong);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(rect.adjusted(0, 0, -1, -1));
    }
}

} // namespace

QSize HealthStripDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {RowDelegateBase::sizeHint(option, index).width(), size::compactControl};
}

/// What the columns beside it leave: in every row the same, so that ticks of one moment stand below each
/// other.
QRect HealthStripDelegate::tickArea(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *model = qobject_cast<const HealthStripModel *>(index.model());
    const int facts = model && model->hasFacts() ? factsWidth : 0;
    const QRect all = option.rect.adjusted(space::s, 0, -space::s, 0);
    return {all.left() + nameWidth, all.center().y() - tickHeight / 2 + 1,
            std::max(0, all.width() - nameWidth - answerWidth - facts - space::m), tickHeight};
}

void HealthStripDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    const auto *model = qobject_cast<const HealthStripModel *>(index.model());
    if (!model)
        return;
    const QRect all = option.rect.adjusted(space::s, 0, -space::s, 0);
    drawText(painter, option, place(option, QRect(all.left(), all.top(), nameWidth - space::s, all.height())),
             index.data(HealthStripModel::HostRole).toString(), bodyFont(), tokens().text);
    const QRect area = tickArea(option, index);
    const int room = area.width() / tickStep;
    painter->save();
    for (int i = 0; i < room; ++i) {
        const HealthTick *tick = model->tickFromEnd(index.row(), i);
        if (!tick)
            break;
        const QRect rect(area.right() - (i + 1) * tickStep + 1, area.top(), tickWidth, tickHeight);
        paintTick(painter, place(option, rect), tick->state);
    }
    painter->restore();
    const auto state = static_cast<StepState>(index.data(HealthStripModel::StateRole).toInt());
    const QString answer = index.data(HealthStripModel::AnswerRole).toString();
    drawText(painter, option,
             place(option, QRect(area.right() + space::m, all.top(), answerWidth - space::s, all.height())),
             answer.isEmpty() ? tr("no health check") : answer, metaFont(),
             state == StepState::Failed ? tokens().danger : tokens().text2);
    if (const QString facts = factsOf(index); !facts.isEmpty())
        drawText(painter, option,
                 place(option, QRect(all.right() - factsWidth + 1, all.top(), factsWidth, all.height())),
                 facts, metaFont(), tokens().danger);
}

bool HealthStripDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                    const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *model = qobject_cast<const HealthStripModel *>(index.model());
    if (event->type() == QEvent::ToolTip && model) {
        const QRect area = tickArea(option, index);
        const QPoint at = place(option, QRect(event->pos(), QSize(1, 1))).topLeft();
        const HealthTick *tick =
            area.contains(at) ? model->tickFromEnd(index.row(), (area.right() - at.x()) / tickStep) : nullptr;
        if (tick) {
            QToolTip::showText(event->globalPos(), model->tickText(index.row(), *tick).toHtmlEscaped(), view);
            return true;
        }
    }
    return RowDelegateBase::helpEvent(event, view, option, index);
}

} // namespace belay
