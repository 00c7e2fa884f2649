// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <vector>

namespace belay {

/// What the known_hosts files say about a host's key.
struct HostKeyVerdict
{
    enum class Kind {
        Known,     ///< a line holds exactly this key
        Unknown,   ///< no line speaks about this host
        Changed,   ///< the host is known by another key
        Revoked,   ///< a @revoked line names this key; nothing else counts
        Authority, ///< the host is trusted through a certificate authority only
    };
    Kind kind = Kind::Unknown;
    QString file;        ///< of the line that decided; empty for Unknown
    int line = 0;        ///< 1-based
    QByteArray knownKey; ///< Changed: the key of that line

    bool operator==(const HostKeyVerdict &) const = default;
};

/// Reads known_hosts files as OpenSSH does: plain, hashed and [host]:port names, comma lists, * and ?
/// patterns, ! negation, @revoked and @cert-authority. Pure: text in, verdict out. Lines it cannot read are
/// skipped.
class KnownHosts
{
public:
    void add(const QByteArray &content, const QString &file);
    int skipped() const { return m_skipped; } ///< lines that are neither empty, comment nor readable

    /// `key` is the key blob as sent by the host. A bare host line also vouches for other ports, but its key
    /// being another one there is no contradiction.
    HostKeyVerdict check(const QString &host, int port, const QByteArray &key) const;

    /// The key types the files hold for this host ("ssh-ed25519"), to ask the host for first.
    QByteArrayList keyTypes(const QString &host, int port) const;

private:
    enum class Marker { None, Revoked, Authority };
    struct Line
    {
        Marker marker = Marker::None;
        QByteArray names;
        QByteArray type;
        QByteArray key;
        QString file;
        int number = 0;
    };
    bool parse(const QByteArray &text, const QString &file, int number);
    static bool matches(const Line &line, const QByteArray &name);

    std::vector<Line> m_lines;
    int m_skipped = 0;
};

/// The name a host has in known_hosts: "host", or "[host]:port" for a port other than 22; lower case.
QByteArray knownHostsName(const QString &host, int port);

/// The line to append for a key that was accepted, with its line end.
QByteArray knownHostsLine(const QString &host, int port, const QByteArray &key);

/// "SHA256:…" as `ssh-keygen -lf` prints it.
QString fingerprint(const QByteArray &key);

/// The type inside a key blob ("ssh-ed25519"); empty when it is not a key.
QByteArray keyType(const QByteArray &key);

/// The type as a person knows it: "ED25519", "ECDSA", "RSA".
QString keyTypeName(const QByteArray &type);

} // namespace belay
