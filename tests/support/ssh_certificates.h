// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

namespace belay {

/// Signs a public key with an authority's private key, as ssh-keygen does it: the certificate appears beside
/// the public key, as <name>-cert.pub. `principal`: the user, or the host name for a host's certificate.
inline bool signKey(const QString &authority, const QString &publicKey, const QString &principal,
                    bool forHost)
{
    QStringList arguments{QStringLiteral("-q"),   QStringLiteral("-s"), authority, QStringLiteral("-I"),
                          QStringLiteral("test"), QStringLiteral("-n"), principal};
    if (forHost)
        arguments.append(QStringLiteral("-h"));
    QProcess process;
    process.start(QStringLiteral("ssh-keygen"), arguments + QStringList{publicKey});
    return process.waitForFinished() && process.exitCode() == 0;
}

} // namespace belay
