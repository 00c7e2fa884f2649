// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

class ElidedLabel;

/// A raised area: surface, border, round corners, an optional heading row. Put content into body().
class Card : public QWidget
{
    Q_OBJECT
public:
    explicit Card(const QString &heading = {}, QWidget *parent = nullptr);

    void setHeading(const QString &heading); ///< empty: no heading row
    void addHeadingWidget(QWidget *widget);  ///< right end of the heading row
    QVBoxLayout *body() const { return m_body; }
    void setBodyMargins(int left, int top, int right, int bottom);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *m_headingRow;
    QHBoxLayout *m_headingLayout;
    ElidedLabel *m_heading;
    QVBoxLayout *m_body;
};

} // namespace belay
