// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/key_file.h"

#include "app/net/known_hosts.h"
#include "app/net/ssh_error.h"
#include "app/net/ssh_wire.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qint64 sizeLimit = 64 * 1024;

QString newKeyHint()
{
    return u"Make a key with \"ssh-keygen -t ed25519\", add its .pub line to ~/.ssh/authorized_keys on the "
           u"host, and "
           u"name the key in the project file or in ~/.ssh/config."_s;
}

/// The base64 text between the BEGIN and END lines, without the PEM header lines ("Proc-Type: …").
QByteArray armoured(const QByteArray &content)
{
    QByteArray body;
    for (const QByteArray &line : content.split('\n')) {
        const QByteArray text = line.trimmed();
        if (!text.startsWith("-----") && !text.contains(':'))
            body += text;
    }
    return QByteArray::fromBase64(body);
}

Result<KeyHeader> openSshHeader(const QByteArray &content, const QString &file)
{
    const QByteArray magic("openssh-key-v1\0", 15);
    const QByteArray body = armoured(content);
    WireReader reader(body.mid(magic.size()));
    const QByteArray cipher = reader.string();
    reader.string(); // key derivation
    reader.string(); // its options
    reader.number(); // keys
    const QByteArray publicKey = reader.string();
    if (!body.startsWith(magic) || !reader.ok() || keyType(publicKey).isEmpty())
        return fail(ErrorKind::Auth, u"The private key %1 is damaged."_s.arg(file), newKeyHint());
    return KeyHeader{keyType(publicKey), publicKey, cipher != "none"};
}

/// PKCS#8 names the algorithm by an object identifier near the start.
QByteArray pkcs8Type(const QByteArray &content)
{
    const QByteArray start = armoured(content).left(64);
    if (start.contains(QByteArray::fromHex("2a864886f70d010101")))
        return "ssh-rsa";
    if (start.contains(QByteArray::fromHex("2a8648ce3d0201")))
        return "ecdsa-sha2-nistp256";
    return start.contains(QByteArray::fromHex("06032b6570")) ? "ssh-ed25519" : "unknown";
}

} // namespace

Result<KeyHeader> readKeyHeader(const QByteArray &content, const QString &file)
{
    const bool pemEncrypted = content.contains("\nProc-Type: 4,ENCRYPTED");
    if (content.contains("-----BEGIN OPENSSH PRIVATE KEY-----"))
        return openSshHeader(content, file);
    if (content.contains("-----BEGIN RSA PRIVATE KEY-----"))
        return KeyHeader{"ssh-rsa", {}, pemEncrypted};
    if (content.contains("-----BEGIN DSA PRIVATE KEY-----"))
        return KeyHeader{"ssh-dss", {}, pemEncrypted};
    if (content.contains("-----BEGIN EC PRIVATE KEY-----"))
        return KeyHeader{"ecdsa-sha2-nistp256", {}, pemEncrypted};
    if (content.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        return KeyHeader{{}, {}, true};
    if (content.contains("-----BEGIN PRIVATE KEY-----"))
        return KeyHeader{pkcs8Type(content), {}, false};
    if (content.startsWith("PuTTY-User-Key-File"))
        return fail(ErrorKind::Auth, u"%1 is a PuTTY key."_s.arg(file),
                    u"Convert it with \"puttygen key.ppk -O private-openssh -o key\"."_s);
    if (content.startsWith("ssh-") || content.startsWith("ecdsa-") || content.startsWith("sk-"))
        return fail(ErrorKind::Auth, u"%1 is a public key."_s.arg(file),
                    u"Name the private key: the file without .pub."_s);
    return fail(ErrorKind::Auth, u"%1 is not a private key."_s.arg(file), newKeyHint());
}

Result<void> usableKeyType(const QByteArray &type, const QString &file)
{
    if (type.isEmpty() || type == "ssh-ed25519" || type.startsWith("ecdsa-sha2-nistp"))
        return {};
    if (type == "ssh-rsa")
        return fail(
            ErrorKind::Auth, u"%1 is an RSA key, which %2."_s.arg(file, QLatin1String(phrase::unusableKey)),
            newKeyHint(),
            u"Current SSH servers accept RSA keys only with SHA-2 signatures, which the SSH library of this "
            u"build cannot make."_s);
    return fail(ErrorKind::Auth,
                u"%1 is a key of a kind that %2 (%3)."_s.arg(file, QLatin1String(phrase::unusableKey),
                                                             keyTypeName(type)),
                newKeyHint());
}

Result<void> checkKeyFile(const QString &path)
{
    if (!QFileInfo(path).isFile())
        return fail(ErrorKind::Auth, u"The private key %1 does not exist."_s.arg(path), newKeyHint());
#ifndef Q_OS_WIN
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup |
                        QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    if (QFileInfo(path).permissions() & others)
        return fail(ErrorKind::Auth, u"The private key %1 can be read by others."_s.arg(path),
                    u"Protect it with \"chmod 600 %1\"."_s.arg(path));
#endif
    return {};
}

Result<KeyFile> readKeyFile(const QString &path)
{
    if (const auto checked = checkKeyFile(path); !checked)
        return tl::unexpected(checked.error());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > sizeLimit)
        return fail(ErrorKind::Auth, u"The private key %1 cannot be read."_s.arg(path),
                    u"Make it readable for you."_s, file.errorString());
    KeyFile key{path, file.readAll(), {}};
    auto header = readKeyHeader(key.content, path);
    if (!header)
        return tl::unexpected(header.error());
    key.header = std::move(*header);
    if (const auto usable = usableKeyType(key.header.type, path); !usable)
        return tl::unexpected(usable.error());
    return key;
}

} // namespace belay
