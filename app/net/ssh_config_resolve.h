// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace belay {

/// What the person's SSH configuration says about a host, as `ssh -G` prints it.
struct SshConfig
{
    QString hostName;
    QString user;
    int port = 0;
    QStringList identityFiles; ///< only those that were configured, not ssh's own defaults
    bool identitiesOnly = false;
    QString hostKeyAlias;
    QString proxyJump; ///< the jump hosts, as written; with this or the next the host is not reached directly
    QString proxyCommand;
    QStringList certificateFiles;
    QString identityAgent; ///< the agent's socket, "SSH_AUTH_SOCK" or "none"; empty: not configured
    QString pkcs11Provider;
    bool gssapi = false;
    QStringList userKnownHosts; ///< instead of ~/.ssh/known_hosts; empty: not configured

    bool operator==(const SshConfig &) const = default;
};

/// Pure: reads the output of `ssh -G`. `home` replaces a leading "~".
SshConfig parseSshConfig(const QByteArray &output, const QString &home);

/// Asks the `ssh` program; an empty answer when there is none or it fails. `configFile`: empty for ssh's own
/// choice, else the file to read instead ("none" for no file). Waits at most 5 s. Start-up of a process: once
/// per host.
SshConfig askSshConfig(const QString &address, const QString &configFile, const QString &home,
                       const CancelToken &cancel);

/// An address that is safe to hand to a resolver and to `ssh`: no spaces, no control characters, no leading
/// dash.
bool isPlainAddress(const QString &address);

} // namespace belay
