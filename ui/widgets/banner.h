// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace belay {

/// A sentence that matters now: icon, title, one line of explanation, up to two buttons at the end. The icon
/// follows from the tone unless set.
class Banner : public QWidget
{
    Q_OBJECT
public:
    explicit Banner(Tone tone = Tone::Info, QWidget *parent = nullptr);

    void setTone(Tone tone);
    void setIcon(const QString &lucideName);
    void setTexts(const QString &title, const QString &text);
    void addButton(QPushButton *button); ///< takes ownership; order is reading order
    void clearButtons();
    Tone tone() const { return m_tone; }
    QString title() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    QString m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace belay
