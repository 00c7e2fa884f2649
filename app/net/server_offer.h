// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <optional>

namespace belay {

/// The algorithms a server offers in its first packet, which travels in the clear.
struct ServerOffer
{
    QByteArrayList keyExchange;
    QByteArrayList hostKeys;
    QByteArrayList ciphers; ///< client to server
    QByteArrayList macs;    ///< client to server

    bool operator==(const ServerOffer &) const = default;
};

/// What we accept, in order of preference: no SHA-1, no CBC, no group exchange with primes of the server's
/// choice.
const QByteArrayList &allowedKeyExchange();
const QByteArrayList &allowedHostKeys();
const QByteArrayList &allowedCiphers();
const QByteArrayList &allowedMacs();

/// Host key types in the order to ask for: those known for the host first.
QByteArrayList hostKeyOrder(const QByteArrayList &knownTypes);

/// The first lines a peer sent, up to and with its "SSH-" line; nothing while that has not come.
std::optional<QByteArray> sshGreeting(const QByteArray &received);

/// The first packet after the greeting; nothing when it is not there whole or is something else.
std::optional<ServerOffer> serverOffer(const QByteArray &received);

/// Why no common algorithm was found, in one sentence; empty when there is one in every list.
QString whyNothingInCommon(const ServerOffer &offer);

/// Text from a peer made harmless for one line: printable ASCII, at most `limit` characters.
QString printable(const QByteArray &text, int limit = 80);

} // namespace belay
