// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/server_offer.h"

#include "app/net/ssh_wire.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr quint8 kexInit = 20;

bool anyInCommon(const QByteArrayList &ours, const QByteArrayList &theirs)
{
    return std::any_of(ours.begin(), ours.end(),
                       [&](const QByteArray &each) { return theirs.contains(each); });
}

QString listed(const QByteArrayList &names)
{
    return printable(names.join(", "), 300);
}

} // namespace

const QByteArrayList &allowedKeyExchange()
{
    static const QByteArrayList list{"curve25519-sha256",
                                     "curve25519-sha256@libssh.org",
                                     "ecdh-sha2-nistp256",
                                     "ecdh-sha2-nistp384",
                                     "ecdh-sha2-nistp521",
                                     "diffie-hellman-group16-sha512",
                                     "diffie-hellman-group18-sha512"};
    return list;
}

const QByteArrayList &allowedHostKeys()
{
    static const QByteArrayList list{"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                     "ecdsa-sha2-nistp521"};
    return list;
}

const QByteArrayList &allowedCiphers()
{
    static const QByteArrayList list{"aes256-ctr", "aes128-ctr"};
    return list;
}

const QByteArrayList &allowedMacs()
{
    static const QByteArrayList list{"hmac-sha2-256", "hmac-sha2-512"};
    return list;
}

QByteArrayList hostKeyOrder(const QByteArrayList &knownTypes)
{
    QByteArrayList order = allowedHostKeys();
    std::stable_partition(order.begin(), order.end(),
                          [&](const QByteArray &type) { return knownTypes.contains(type); });
    return order;
}

std::optional<QByteArray> sshGreeting(const QByteArray &received)
{
    const qsizetype start = received.startsWith("SSH-") ? 0 : received.indexOf("\nSSH-") + 1;
    if (start == 0 && !received.startsWith("SSH-"))
        return {};
    const qsizetype end = received.indexOf('\n', start);
    return end < 0 ? std::optional<QByteArray>() : received.left(end + 1);
}

std::optional<ServerOffer> serverOffer(const QByteArray &received)
{
    const auto greeting = sshGreeting(received);
    if (!greeting)
        return {};
    WireReader packet(received.mid(greeting->size()));
    WireReader reader(packet.bytes(packet.number()));
    reader.byte(); // padding length
    if (!packet.ok() || reader.byte() != kexInit)
        return {};
    reader.bytes(16); // cookie
    const auto list = [&reader] { return reader.string().split(','); };
    ServerOffer offer;
    offer.keyExchange = list();
    offer.hostKeys = list();
    offer.ciphers = list();
    list(); // ciphers, server to client
    offer.macs = list();
    return reader.ok() ? std::optional(offer) : std::nullopt;
}

QString whyNothingInCommon(const ServerOffer &offer)
{
    if (!anyInCommon(allowedHostKeys(), offer.hostKeys))
        return u"It has host keys only of kinds that cannot be checked here (%1)."_s.arg(
            listed(offer.hostKeys));
    if (!anyInCommon(allowedKeyExchange(), offer.keyExchange))
        return u"It offers key exchange only by %1."_s.arg(listed(offer.keyExchange));
    if (!anyInCommon(allowedCiphers(), offer.ciphers))
        return u"It offers ciphers only of these kinds: %1."_s.arg(listed(offer.ciphers));
    if (!anyInCommon(allowedMacs(), offer.macs))
        return u"It offers message authentication only by %1."_s.arg(listed(offer.macs));
    return {};
}

QString printable(const QByteArray &text, int limit)
{
    QString out;
    for (const char each : text.left(limit))
        out += each >= ' ' && each <= '~' ? QLatin1Char(each) : QLatin1Char('?');
    return text.size() > limit ? out + u"…"_s : out;
}

} // namespace belay
