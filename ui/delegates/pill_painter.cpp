// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/pill_painter.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

namespace belay {

namespace {
constexpr int pillIcon = 14;
constexpr int gap = 6;
} // namespace

QFont pillFont()
{
    QFont font = metaFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QSize pillSize(const StatusLook &look)
{
    const QFontMetrics metrics(pillFont());
    const int iconPart = look.icon.isEmpty() ? 0 : pillIcon + gap;
    return {iconPart + metrics.horizontalAdvance(look.word) + 1 + 2 * space::s,
            qMax(22, metrics.height() + 6)};
}

QString paintPill(QPainter *painter, const QRect &rect, const StatusLook &look, Qt::LayoutDirection direction)
{
    const QFont font = pillFont();
    const QFontMetrics metrics(font);
    paintRounded(painter, rect, rect.height() / 2.0, look.background());
    int left = rect.left() + space::s;
    if (!look.icon.isEmpty()) {
        const QRect box(left, rect.top() + (rect.height() - pillIcon) / 2, pillIcon, pillIcon);
        paintStatusIcon(painter, QStyle::visualRect(direction, rect, box), look);
        left += pillIcon + gap;
    }
    const QRect textRect(left, rect.top(), rect.right() + 1 - space::s - left, rect.height());
    const QString shown = metrics.elidedText(look.word, Qt::ElideRight, textRect.width());
    painter->save();
    painter->setFont(font);
    painter->setPen(look.color());
    painter->drawText(QStyle::visualRect(direction, rect, textRect),
                      Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, shown);
    painter->restore();
    return shown;
}

void paintStatusIcon(QPainter *painter, const QRect &rect, const StatusLook &look)
{
    if (look.turning)
        paintTurningIcon(painter, rect, look.icon, look.color());
    else
        look.statusIcon().paint(painter, rect);
}

} // namespace belay
