// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon_view.h"

#include <QPainter>

namespace belay {

IconView::IconView(const QIcon &icon, int side, QWidget *parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_side(side)
{
    setFixedSize(side, side);
}

void IconView::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect(), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
}

} // namespace belay
