// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/ssh_config_resolve.h"

#include <QByteArrayList>

#include <optional>
#include <vector>

namespace belay {

/// A private key that may log in, as its file tells without a passphrase.
struct KeyFact
{
    QString file;
    QByteArray type; ///< "ssh-ed25519", "ssh-rsa", …; empty: hidden by the encryption or not readable
    bool hasCertificate = false;

    bool operator==(const KeyFact &) const = default;
};

/// What is known about a host before it is connected to.
struct TransportFacts
{
    SshTransport pin = SshTransport::Auto;
    SshConfig config;
    std::vector<KeyFact> keys; ///< configured ones, or the usual ones of ~/.ssh that exist
    bool hasAgent = false;
    bool hasTicket = false;       ///< of Kerberos
    QByteArrayList knownKeyTypes; ///< of the host, in the known_hosts files
};

struct TransportChoice
{
    SshTransport transport = SshTransport::Libssh2; ///< never Auto
    QString why; ///< half a sentence after "because"; empty for the usual choice

    bool operator==(const TransportChoice &) const = default;
};

/// libssh2, unless something is needed that only the system's `ssh` can do, or the project says which. Pure.
TransportChoice chooseTransport(const TransportFacts &facts);

/// Why `ssh` may succeed where libssh2 has just failed like this: no common algorithm, a host certificate, a
/// key it cannot use, a Kerberos ticket. Nothing when it would fail too. Pure.
std::optional<QString> whySshInstead(const Error &error, const TransportFacts &facts);

} // namespace belay
