// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/tray_notices.h"

#include <QGuiApplication>

namespace belay {

namespace {

constexpr int shownMs = 10000;

} // namespace

TrayNotices::TrayNotices(QObject *parent)
    : DesktopNotices(parent)
{
}

TrayNotices::~TrayNotices() = default;

void TrayNotices::show(const DesktopNotice &notice)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
        return;
    if (!m_icon) {
        m_icon = std::make_unique<QSystemTrayIcon>(QGuiApplication::windowIcon());
        connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this,
                [this] { Q_EMIT chosen(m_key, QString()); });
    }
    m_key = notice.key;
    m_icon->show();
    m_icon->showMessage(notice.title, notice.text,
                        notice.urgent ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information, shownMs);
}

} // namespace belay
