// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace belay {

/// What stands where there is nothing yet: an icon, one sentence, and what to do about it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(const QString &lucideName, const QString &title, const QString &text = {},
                        QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &text = {});
    void addAction(QPushButton *button); ///< takes ownership
    using QWidget::addAction;

private:
    QLabel *m_title;
    QLabel *m_text;
    QHBoxLayout *m_actions;
};

} // namespace belay
