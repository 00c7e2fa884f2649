// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/result.h"

#include <QString>
#include <QStringList>

namespace belay {

/// What a server showed when TLS began.
struct ServerCertificate
{
    QString subject;      ///< the common name, or the whole subject without one
    QStringList names;    ///< DNS names and addresses it is for
    qint64 expiresMs = 0; ///< UTC; 0: not known
    QString refusal; ///< why it is not accepted for the address, in the TLS library's words; empty: it is
};

/// Begins TLS with the server of an https address, twice: once with everything verified, which decides
/// `refusal`, and once without, to be able to tell what a refused certificate is. No request is sent either
/// time. Blocks. Errors: Invalid (no https address), Network, Timeout, Cancelled. `authorities`: a file of
/// certificates to trust instead of the system's; empty: the system's.
Result<ServerCertificate> serverCertificate(const QString &url, const CancelToken &cancel,
                                            const QString &authorities = {});

/// The fields of one certificate as libcurl gives them ("Subject:CN = a", "X509v3 Subject Alternative
/// Name:DNS:a, DNS:b", "Expire date:Nov 21 12:00:00 2026 GMT"). Pure.
ServerCertificate certificateFrom(const QStringList &fields);

} // namespace belay
