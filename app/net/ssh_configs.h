// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/ssh_config_resolve.h"

#include <map>
#include <mutex>
#include <optional>

namespace belay {

/// What the person's SSH configuration says about each host, asked for once per address. Thread-safe.
class SshConfigs
{
public:
    /// `configFile`: see askSshConfig(). `home` replaces a leading "~".
    SshConfigs(QString configFile, QString home)
        : m_file(std::move(configFile))
        , m_home(std::move(home))
    {
    }

    SshConfig of(const HostRef &host, const CancelToken &cancel);
    SshConfig of(const QString &address, const CancelToken &cancel);
    /// The answer of earlier, if there is one.
    std::optional<SshConfig> known(const HostRef &host);
    void forget(const HostRef &host);

private:
    QString m_file;
    QString m_home;
    std::mutex m_mutex;
    std::map<QString, SshConfig> m_known;
};

/// Reads the files ourselves, and asks `ssh` only where they hold something that it alone can judge. `file`:
/// see askSshConfig().
SshConfig resolveSshConfig(const QString &address, const QString &file, const QString &home,
                           const CancelToken &cancel);

/// What the project file wants connected to: the address, or the name when there is none.
QString addressOf(const HostSpec &host);

} // namespace belay
