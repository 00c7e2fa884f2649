// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

QT_BEGIN_NAMESPACE
class QIcon;
class QMenu;
class QSystemTrayIcon;
QT_END_NAMESPACE

namespace belay {

/// Belay in the tray while its window is closed and something goes on. Window thread.
class Tray : public QObject
{
    Q_OBJECT
public:
    explicit Tray(QObject *parent = nullptr);
    ~Tray() override;

    /// Whether this desktop has a tray at all; some have none.
    static bool isAvailable();

    void show(const QIcon &icon, const QString &whatGoesOn);
    void setText(const QString &whatGoesOn);
    void hide();
    bool isShown() const;
    QMenu *menu() const { return m_menu.get(); }

Q_SIGNALS:
    void openRequested();
    void quitRequested();

private:
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace belay
