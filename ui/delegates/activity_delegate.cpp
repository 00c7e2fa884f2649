// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/activity_delegate.h"

#include "models/item/activity_model.h"
#include "ui/delegates/pill_painter.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>

namespace belay {

QSize ActivityDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {160, size::twoLineRow - 6};
}

void ActivityDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const StatusLook look = statusLook(static_cast<Outcome>(index.data(ActivityModel::OutcomeRole).toInt()));
    const QRect rect = option.rect;
    const QRect icon(rect.left() + 4, rect.top() + 6, size::icon, size::icon);
    paintStatusIcon(painter, place(option, icon), look);
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(index.data(ActivityModel::TimeRole).toLongLong());
    const bool today = time.date() == QDate::currentDate();
    const QString when = today ? QLocale().toString(time.time(), QLocale::ShortFormat)
                               : QLocale().toString(time, QLocale::ShortFormat);
    drawTwoLines(painter, option,
                 QRect(icon.right() + 9, rect.top(), rect.right() - icon.right() - 13, rect.height()),
                 index.data(Qt::DisplayRole).toString(), when, tokens().text);
}

} // namespace belay
