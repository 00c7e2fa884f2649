// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/tray_notices.h"

namespace belay {

/// macOS and Windows.
std::unique_ptr<DesktopNotices> makeDesktopNotices()
{
    return std::make_unique<TrayNotices>();
}

} // namespace belay
