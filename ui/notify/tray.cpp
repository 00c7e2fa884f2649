// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/tray.h"

#include <QIcon>
#include <QMenu>
#include <QSystemTrayIcon>

namespace belay {

Tray::Tray(QObject *parent)
    : QObject(parent)
    , m_menu(std::make_unique<QMenu>())
    , m_icon(std::make_unique<QSystemTrayIcon>())
{
    m_menu->addAction(tr("Open Belay"), this, &Tray::openRequested);
    m_menu->addAction(tr("Stop watching and quit"), this, &Tray::quitRequested);
    m_icon->setContextMenu(m_menu.get());
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason != QSystemTrayIcon::Context)
                    Q_EMIT openRequested();
            });
}

Tray::~Tray() = default;

bool Tray::isAvailable()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void Tray::show(const QIcon &icon, const QString &whatGoesOn)
{
    m_icon->setIcon(icon);
    setText(whatGoesOn);
    m_icon->show();
}

void Tray::setText(const QString &whatGoesOn)
{
    m_icon->setToolTip(whatGoesOn);
}

void Tray::hide()
{
    m_icon->hide();
}

bool Tray::isShown() const
{
    return m_icon->isVisible();
}

} // namespace belay
