// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/labels.h"

#include <QWidget>

namespace belay {

/// One line of plain text that ends in "…" when there is no room, with the whole text as tooltip then. Takes
/// the width it wants if there is room and shrinks to a few letters if not, so it never widens a window.
class ElidedLabel : public QWidget
{
    Q_OBJECT
public:
    explicit ElidedLabel(const QString &text = {}, TextRole role = TextRole::Body, QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    void setTone(Tone tone); ///< Neutral: the role's colour
    void setElideMode(Qt::TextElideMode mode);
    bool isElided() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QString m_text;
    TextRole m_role;
    Tone m_tone = Tone::Neutral;
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace belay
