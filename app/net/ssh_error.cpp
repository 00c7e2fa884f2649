// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_error.h"

#include <libssh2.h>

using namespace Qt::Literals::StringLiterals;

namespace belay {

bool isConnectionLost(int code)
{
    switch (code) {
    case LIBSSH2_ERROR_SOCKET_NONE:
    case LIBSSH2_ERROR_SOCKET_SEND:
    case LIBSSH2_ERROR_SOCKET_DISCONNECT:
    case LIBSSH2_ERROR_SOCKET_RECV:
    case LIBSSH2_ERROR_SOCKET_TIMEOUT:
    case LIBSSH2_ERROR_BAD_SOCKET:
        return true;
    default:
        return false;
    }
}

Error sshError(int code, const QString &where, const QString &doing, const QString &text)
{
    const QString detail = u"libssh2 %1 while %2: %3"_s.arg(QString::number(code), doing, text);
    if (isConnectionLost(code))
        return {ErrorKind::Network, u"The connection to %1 was lost while %2."_s.arg(where, doing), detail,
                u"Check the network and the SSH server's log on the host."_s};
    switch (code) {
    case LIBSSH2_ERROR_BANNER_RECV:
    case LIBSSH2_ERROR_BANNER_SEND:
        return {ErrorKind::Network, u"%1 did not greet as an SSH server does."_s.arg(where), detail,
                u"Check that the port is the one of the SSH server."_s};
    case LIBSSH2_ERROR_KEX_FAILURE:
    case LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE:
    case LIBSSH2_ERROR_METHOD_NONE:
    case LIBSSH2_ERROR_METHOD_NOT_SUPPORTED:
        return {ErrorKind::Network, u"%1 with %2."_s.arg(QLatin1String(phrase::noCommonAlgorithm), where),
                detail,
                u"Allow curve25519-sha256, aes256-ctr and hmac-sha2-256 in the host's sshd_config."_s};
    case LIBSSH2_ERROR_HOSTKEY_INIT:
    case LIBSSH2_ERROR_HOSTKEY_SIGN:
        return {ErrorKind::HostKey, u"%1 could not prove that it owns its host key."_s.arg(where), detail,
                u"Do not connect until you know why; someone may be between you and the host."_s};
    case LIBSSH2_ERROR_AUTHENTICATION_FAILED:
    case LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
    case LIBSSH2_ERROR_KEYFILE_AUTH_FAILED:
    case LIBSSH2_ERROR_FILE:
    case LIBSSH2_ERROR_PASSWORD_EXPIRED:
        return {ErrorKind::Auth, u"%1 refused the log-in."_s.arg(where), detail, {}};
    case LIBSSH2_ERROR_CHANNEL_FAILURE:
    case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED:
        return {
            ErrorKind::Remote, u"%1 does not let this account run commands."_s.arg(where), detail,
            u"Check MaxSessions and ForceCommand in the host's sshd_config, and the account's login shell."_s};
    case LIBSSH2_ERROR_OUT_OF_BOUNDARY:
        return {ErrorKind::Network,
                u"%1 sent more than an SSH server should (an oversized banner?)."_s.arg(where), detail,
                u"Shorten the Banner in the host's sshd_config."_s};
    case LIBSSH2_ERROR_ALLOC:
        return {ErrorKind::Internal, u"Out of memory while %1 on %2."_s.arg(doing, where), detail, {}};
    default:
        return {ErrorKind::Network, u"Talking to %1 failed while %2."_s.arg(where, doing), detail,
                u"Try again; if it stays, see the SSH server's log on the host."_s};
    }
}

} // namespace belay
