// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/notify/desktop_notices.h"

#include <QPointer>
#include <QSystemTrayIcon>

namespace belay {

/// Notices as messages of an icon in the tray, which is there while one is shown. One at a time and without
/// actions: that is all these systems have in common. Without a tray nothing is shown.
class TrayNotices final : public DesktopNotices
{
    Q_OBJECT
public:
    explicit TrayNotices(QObject *parent = nullptr);
    ~TrayNotices() override;

    void show(const DesktopNotice &notice) override;

private:
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QString m_key;
};

} // namespace belay
