// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QPushButton>

namespace belay {

/// A filter field with a magnifier and a clear button. Esc empties it first.
class SearchField : public QLineEdit
{
    Q_OBJECT
public:
    explicit SearchField(const QString &placeholder, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// Looks like a field, opens the palette: "Search or run a command…  Ctrl+K".
class CommandField : public QPushButton
{
    Q_OBJECT
public:
    explicit CommandField(const QString &text, const QString &shortcut, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_shortcut;
};

} // namespace belay
