// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace belay {

/// Quiet bars where rows will stand while they load: same place and height as the real rows, no motion.
class Skeleton : public QWidget
{
    Q_OBJECT
public:
    explicit Skeleton(int rows = 5, int rowHeight = 52, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_rows;
    int m_rowHeight;
};

} // namespace belay
