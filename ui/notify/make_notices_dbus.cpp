// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/dbus_notices.h"
#include "ui/notify/tray_notices.h"

namespace belay {

/// Systems with D-Bus; where no notification server is there, the tray.
std::unique_ptr<DesktopNotices> makeDesktopNotices()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (DBusNotices::isAvailable(bus))
        return std::make_unique<DBusNotices>(bus);
    return std::make_unique<TrayNotices>();
}

} // namespace belay
