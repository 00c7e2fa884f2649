// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

#include <functional>

QT_BEGIN_NAMESPACE
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

/// A message that comes and goes. `key` replaces an older toast of the same key in place. Danger stays until
/// closed.
struct Toast
{
    Tone tone = Tone::Info;
    QString title;
    QString text;
    QString key;
    QString actionText; ///< empty: no button
    std::function<void()> action;
};

/// Toasts over the lower end corner of `host`; at most three, newest at the bottom. Never takes the focus.
class ToastStack : public QWidget
{
    Q_OBJECT
public:
    explicit ToastStack(QWidget *host);

    void show(const Toast &toast);
    using QWidget::show;
    int count() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QVBoxLayout *m_column;
};

} // namespace belay
