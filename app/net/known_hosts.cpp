// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/known_hosts.h"

#include "app/net/ssh_patterns.h"
#include "app/net/ssh_wire.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

/// "|1|salt|hash": HMAC-SHA1 of the name under the salt.
bool hashMatches(const QByteArray &hashed, const QByteArray &name)
{
    const QByteArrayList parts = hashed.split('|');
    if (parts.size() != 4 || parts.at(1) != "1")
        return false;
    const QByteArray salt = QByteArray::fromBase64(parts.at(2));
    return QMessageAuthenticationCode::hash(name, salt, QCryptographicHash::Sha1) ==
           QByteArray::fromBase64(parts.at(3));
}

QByteArray takeWord(QByteArray &rest)
{
    qsizetype end = 0;
    while (end < rest.size() && rest.at(end) != ' ' && rest.at(end) != '\t')
        ++end;
    const QByteArray word = rest.left(end);
    rest = rest.mid(end).trimmed();
    return word;
}

} // namespace

void KnownHosts::add(const QByteArray &content, const QString &file)
{
    int number = 0;
    for (const QByteArray &each : content.split('\n')) {
        ++number;
        const QByteArray text = each.trimmed();
        if (!text.isEmpty() && !text.startsWith('#') && !parse(text, file, number))
            ++m_skipped;
    }
}

bool KnownHosts::parse(const QByteArray &text, const QString &file, int number)
{
    QByteArray rest = text;
    Line line{Marker::None, takeWord(rest), {}, {}, file, number};
    if (line.names.startsWith('@')) {
        if (line.names == "@revoked")
            line.marker = Marker::Revoked;
        else if (line.names == "@cert-authority")
            line.marker = Marker::Authority;
        else
            return false;
        line.names = takeWord(rest);
    }
    line.type = takeWord(rest);
    const auto decoded =
        QByteArray::fromBase64Encoding(takeWord(rest), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return false;
    line.key = *decoded;
    if (line.names.isEmpty() || line.type.isEmpty() || keyType(line.key) != line.type)
        return false;
    m_lines.push_back(std::move(line));
    return true;
}

bool KnownHosts::matches(const Line &line, const QByteArray &name)
{
    return line.names.startsWith('|') ? hashMatches(line.names, name) : listMatches(line.names, name);
}

HostKeyVerdict KnownHosts::check(const QString &host, int port, const QByteArray &key) const
{
    using Kind = HostKeyVerdict::Kind;
    const QByteArray exact = knownHostsName(host, port);
    const QByteArray bare = knownHostsName(host, 22);
    HostKeyVerdict known;
    HostKeyVerdict knownByBareName;
    HostKeyVerdict changed;
    HostKeyVerdict authority;
    for (const Line &line : m_lines) {
        const bool isExact = matches(line, exact);
        if (!isExact && (exact == bare || !matches(line, bare)))
            continue;
        const bool same = line.key == key;
        if (line.marker == Marker::Revoked) {
            if (same)
                return {Kind::Revoked, line.file, line.number, {}};
        } else if (line.marker == Marker::Authority) {
            authority = {Kind::Authority, line.file, line.number, {}};
        } else if (same) {
            (isExact ? known : knownByBareName) = {Kind::Known, line.file, line.number, {}};
        } else if (isExact && (changed.kind == Kind::Unknown || line.type == keyType(key))) {
            // Only a type we can ask for counts as another key; an RSA line says nothing about an ED25519
            // key.
            if (line.type == keyType(key) || line.type == "ssh-ed25519" ||
                line.type.startsWith("ecdsa-sha2-"))
                changed = {Kind::Changed, line.file, line.number, line.key};
        }
    }
    for (const HostKeyVerdict &verdict : {known, changed, knownByBareName})
        if (verdict.kind != Kind::Unknown)
            return verdict;
    return authority;
}

QByteArrayList KnownHosts::keyTypes(const QString &host, int port) const
{
    const QByteArray exact = knownHostsName(host, port);
    const QByteArray bare = knownHostsName(host, 22);
    QByteArrayList types;
    for (const QByteArray &name : {exact, bare}) {
        for (const Line &line : m_lines)
            if (line.marker == Marker::None && matches(line, name) && !types.contains(line.type))
                types.append(line.type);
        if (!types.isEmpty())
            break; // a bare line only counts when nothing is said about the port itself
    }
    return types;
}

QByteArray knownHostsName(const QString &host, int port)
{
    const QByteArray name = host.toLower().toUtf8();
    return port == 22 ? name : '[' + name + "]:" + QByteArray::number(port);
}

QByteArray knownHostsLine(const QString &host, int port, const QByteArray &key)
{
    return knownHostsName(host, port) + ' ' + keyType(key) + ' ' + key.toBase64() + '\n';
}

QString fingerprint(const QByteArray &key)
{
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256);
    return u"SHA256:"_s + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals));
}

QByteArray keyType(const QByteArray &key)
{
    WireReader reader(key);
    const QByteArray type = reader.string();
    return reader.ok() ? type : QByteArray();
}

QString keyTypeName(const QByteArray &type)
{
    if (type.startsWith("sk-"))
        return u"security key"_s;
    if (type.startsWith("ecdsa-"))
        return u"ECDSA"_s;
    if (type.startsWith("ssh-dss"))
        return u"DSA"_s;
    if (type.startsWith("rsa-"))
        return u"RSA"_s;
    return QString::fromLatin1(type.startsWith("ssh-") ? type.mid(4) : type).toUpper();
}

} // namespace belay
