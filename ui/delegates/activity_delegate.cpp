// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/activity_delegate.h"

#include "models/item/activity_model.h"
#include "ui/delegates/pill_painter.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QPainter>

#include <utility>

namespace belay {

namespace {

constexpr int rowMargin = 6;
constexpr int textLeft = space::xs + size::icon + space::s;

int lineHeight()
{
    return QFontMetrics(bodyFont()).height() + 1;
}

/// The text over at most two lines; the second one may still be too long.
std::pair<QString, QString> twoLines(const QString &text, int width)
{
    const QFontMetrics metrics(bodyFont());
    if (metrics.horizontalAdvance(text) <= width)
        return {text, {}};
    for (qsizetype at = text.lastIndexOf(QLatin1Char(' ')); at > 0;
         at = text.lastIndexOf(QLatin1Char(' '), at - 1)) {
        if (metrics.horizontalAdvance(text.left(at)) <= width)
            return {text.left(at), text.mid(at + 1)};
    }
    return {text, {}};
}

} // namespace

QSize ActivityDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = view ? view->viewport()->width() : 240;
    const int lines =
        twoLines(index.data(Qt::DisplayRole).toString(), width - textLeft - space::s).second.isEmpty() ? 1
                                                                                                       : 2;
    return {width, lines * lineHeight() + QFontMetrics(metaFont()).height() + 2 * rowMargin};
}

void ActivityDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const StatusLook look = statusLook(static_cast<Outcome>(index.data(ActivityModel::OutcomeRole).toInt()));
    const QRect rect = option.rect.adjusted(0, rowMargin, 0, -rowMargin);
    const QRect icon(rect.left() + space::xs, rect.top(), size::icon, size::icon);
    paintStatusIcon(painter, place(option, icon), look);
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(index.data(ActivityModel::TimeRole).toLongLong());
    const QString when = time.toString(time.date() == QDate::currentDate() ? QStringLiteral("HH:mm")
                                                                           : QStringLiteral("d MMM HH:mm"));
    const int width = rect.width() - textLeft - space::s;
    const auto [first, second] = twoLines(index.data(Qt::DisplayRole).toString(), width);
    QRect line(rect.left() + textLeft, rect.top(), width, lineHeight());
    drawText(painter, option, line, first, bodyFont(), tokens().text);
    line.translate(0, lineHeight());
    if (!second.isEmpty()) {
        drawText(painter, option, line, second, bodyFont(), tokens().text);
        line.translate(0, lineHeight());
    }
    line.setHeight(QFontMetrics(metaFont()).height());
    drawText(painter, option, line, when, metaFont(), tokens().text3);
}

} // namespace belay
