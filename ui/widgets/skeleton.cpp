// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/skeleton.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyle>

namespace belay {

Skeleton::Skeleton(int rows, int rowHeight, QWidget *parent)
    : QWidget(parent)
    , m_rows(rows)
    , m_rowHeight(rowHeight)
{
    setAccessibleName(tr("Loading"));
}

QSize Skeleton::sizeHint() const
{
    return {320, m_rows * m_rowHeight};
}

void Skeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor bar = tokens().neutralBg;
    for (int row = 0; row < m_rows && row * m_rowHeight < height(); ++row) {
        const int top = row * m_rowHeight;
        const int third = width() / 3;
        const int wide = third + (row * 37) % qMax(1, third); // uneven ends read as text
        const QRect head(space::xxl, top + m_rowHeight / 2 - 12, wide, 10);
        const QRect line(space::xxl, top + m_rowHeight / 2 + 4, wide * 2 / 3, 8);
        const QRect dot(0, top + m_rowHeight / 2 - 9, 18, 18);
        const auto place = [this](const QRect &box) {
            return QStyle::visualRect(layoutDirection(), rect(), box);
        };
        paintRounded(&painter, place(dot), 9, bar);
        paintRounded(&painter, place(head), 4, bar);
        paintRounded(&painter, place(line), 4, bar);
    }
}

} // namespace belay
