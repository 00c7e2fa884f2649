// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

namespace belay {

/// What a private key file says about itself before any passphrase is asked for.
struct KeyHeader
{
    QByteArray type; ///< "ssh-ed25519", "ecdsa-sha2-…", "ssh-rsa", …; empty: hidden by the encryption
    QByteArray publicKey; ///< the public key blob when it is in the clear (OpenSSH format)
    bool encrypted = false;

    bool operator==(const KeyHeader &) const = default;
};

/// Reads the header of an OpenSSH, PEM or PKCS#8 private key. Pure. Errors: Auth (not a private key, PuTTY
/// format).
Result<KeyHeader> readKeyHeader(const QByteArray &content, const QString &file);

/// Why a key of this type cannot be used here; nothing when it can.
Result<void> usableKeyType(const QByteArray &type, const QString &file);

struct KeyFile
{
    QString path;
    QByteArray content;
    KeyHeader header;
};

/// Whether the file is there and nobody else can read it. Error: Auth.
Result<void> checkKeyFile(const QString &path);

/// Reads the file and its header, and refuses what cannot work: missing, readable by others, RSA, security
/// key. Errors: Auth.
Result<KeyFile> readKeyFile(const QString &path);

} // namespace belay
