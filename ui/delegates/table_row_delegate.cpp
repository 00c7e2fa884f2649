// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/table_row_delegate.h"

#include "ui/delegates/pill_painter.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace belay {

TableRowDelegate::TableRowDelegate(int statusColumn, Look look, QObject *parent)
    : RowDelegateBase(parent)
    , m_statusColumn(statusColumn)
    , m_look(std::move(look))
{
}

QSize TableRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    if (index.column() == m_statusColumn)
        return {pillSize(m_look(index)).width() + 2 * space::s, size::row};
    const QFontMetrics metrics(index.column() == 0 ? bodyStrongFont() : bodyFont());
    return {metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 2 * space::s + 1, size::row};
}

void TableRowDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const QRect inside = option.rect.adjusted(space::s, 0, -space::s, 0);
    if (index.column() != m_statusColumn) {
        drawText(painter, option, inside, index.data(Qt::DisplayRole).toString(),
                 index.column() == 0 ? bodyStrongFont() : bodyFont(),
                 index.column() == 0 ? tokens().text : tokens().text2);
        return;
    }
    const StatusLook look = m_look(index);
    const QSize size = pillSize(look);
    const QRect pill(inside.left(), inside.center().y() - size.height() / 2,
                     std::min(size.width(), inside.width()), size.height());
    paintPill(painter, place(option, pill), look, option.direction);
}

} // namespace belay
