// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/ssh_config_resolve.h"

#include <QString>
#include <QStringList>

namespace belay {

/// How the system's `ssh` reaches one host.
struct SshWay
{
    QString program;    ///< ssh
    QString configFile; ///< made by us, see sshConfigText()
    QString socket;     ///< of the shared connection; empty: every script has its own
    QStringList to;     ///< user, port and key as options
    bool direct = true; ///< no jump host and no ProxyCommand stands between
    QString address;    ///< as the person's configuration knows it
    QString name;       ///< as in the project file
    QString where;      ///< "web-1 (10.0.0.5:22)"
    QString user;
};

/// Options that lead to the host over a connection of its own.
QStringList connectingOptions(const SshWay &way);

} // namespace belay
