// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/notify/desktop_notices.h"

#include <QDBusConnection>
#include <QHash>

#include <optional>

namespace belay {

/// Notices over D-Bus (org.freedesktop.Notifications), as desktops on Linux and the BSDs show them: with
/// actions, and replaced in place. Every call is sent without waiting; a server that does not answer shows
/// nothing and holds up nobody.
class DBusNotices final : public DesktopNotices
{
    Q_OBJECT
public:
    explicit DBusNotices(const QDBusConnection &bus, QObject *parent = nullptr);

    /// Whether a notification server is there, or would be started.
    static bool isAvailable(const QDBusConnection &bus);
    void show(const DesktopNotice &notice) override;

private Q_SLOTS:
    void takeAction(uint id, const QString &action);
    void takeClosed(uint id);

private:
    void send(const DesktopNotice &notice);
    void askWhatItCan();

    QDBusConnection m_bus;
    std::optional<QStringList> m_capabilities; ///< not known until the server has answered
    std::vector<DesktopNotice> m_early;        ///< came before that
    QHash<QString, uint> m_ids;                ///< by key, as the server numbers them
};

} // namespace belay
