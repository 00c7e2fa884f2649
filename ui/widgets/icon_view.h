// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QWidget>

namespace belay {

/// One icon at a fixed size; stays sharp and follows the theme, unlike a QLabel with a pixmap.
class IconView : public QWidget
{
    Q_OBJECT
public:
    explicit IconView(const QIcon &icon = {}, int side = 18, QWidget *parent = nullptr);

    void setIcon(const QIcon &icon);
    QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_side;
};

} // namespace belay
