// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/row_delegate_base.h"

#include "ui/theme/paint.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace belay {

RowDelegateBase::RowDelegateBase(QObject *parent)
    : QStyledItemDelegate(parent)
{
}

void RowDelegateBase::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Tokens &t = tokens();
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, t.infoBg);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, mix(t.text, t.surface, 0.03));
    if (selected && index.column() == 0)
        painter->fillRect(place(option, QRect(option.rect.topLeft(), QSize(3, option.rect.height()))),
                          t.accent);
    painter->setClipRect(option.rect);
    paintRow(painter, option, index);
    if (option.state.testFlag(QStyle::State_HasFocus) &&
        option.state.testFlag(QStyle::State_KeyboardFocusChange))
        paintFocusRing(painter, option.rect, radius::control);
    painter->restore();
}

QSize RowDelegateBase::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize wanted = QStyledItemDelegate::sizeHint(option, index);
    wanted.setHeight(qMax(wanted.height(), size::row));
    return wanted;
}

bool RowDelegateBase::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text = index.data(Qt::ToolTipRole).toString();
    if (text.isEmpty()) {
        const QString shown = index.data(Qt::DisplayRole).toString();
        if (option.fontMetrics.horizontalAdvance(shown) > option.rect.width() - 2 * space::s)
            text = shown;
    }
    QToolTip::showText(event->globalPos(), plainToolTip(text), view);
    return true;
}

void RowDelegateBase::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const bool trailing = alignment.isValid() && (Qt::Alignment(alignment.toInt()) & Qt::AlignRight);
    drawText(painter, option, option.rect.adjusted(10, 0, -10, 0), index.data(Qt::DisplayRole).toString(),
             bodyFont(), tokens().text, trailing ? Qt::AlignTrailing : Qt::AlignLeading);
}

int RowDelegateBase::drawText(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                              const QString &text, const QFont &font, const QColor &color,
                              Qt::Alignment align)
{
    const QFontMetrics metrics(font);
    const QString shown =
        metrics.elidedText(text.section(QLatin1Char('\n'), 0, 0), Qt::ElideRight, rect.width());
    painter->setFont(font);
    painter->setPen(option.state.testFlag(QStyle::State_Enabled) ? color : tokens().text3);
    painter->drawText(place(option, rect), static_cast<int>(align | Qt::AlignVCenter) | Qt::TextSingleLine,
                      shown);
    return metrics.horizontalAdvance(shown);
}

void RowDelegateBase::drawTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                                   const QString &title, const QString &text, const QColor &textColor)
{
    if (text.isEmpty()) {
        drawText(painter, option, rect, title, bodyStrongFont(), tokens().text);
        return;
    }
    const int first = QFontMetrics(bodyStrongFont()).height();
    const int second = QFontMetrics(metaFont()).height();
    const int top = rect.top() + (rect.height() - first - second - 2) / 2;
    drawText(painter, option, QRect(rect.left(), top, rect.width(), first), title, bodyStrongFont(),
             tokens().text);
    drawText(painter, option, QRect(rect.left(), top + first + 2, rect.width(), second), text, metaFont(),
             textColor);
}

QRect RowDelegateBase::place(const QStyleOptionViewItem &option, const QRect &rect)
{
    return QStyle::visualRect(option.direction, option.rect, rect);
}

} // namespace belay
