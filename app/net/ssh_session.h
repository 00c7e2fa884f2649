// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/net_socket.h"
#include "app/net/sign_of_life.h"

#include <QByteArrayList>

#include <functional>
#include <optional>

struct _LIBSSH2_SESSION;
struct _LIBSSH2_CHANNEL;

namespace belay {

/// One SSH connection: owns the socket and the libssh2 session. Used by one thread at a time. Non-blocking
/// below, blocking above: every wait ends at the deadline or the cancel of the operation in hand, also while
/// a peer keeps sending, because both are checked on every receive.
class SshSession
{
public:
    /// `where` names the host in errors.
    SshSession(NetSocket socket, QString where);
    ~SshSession(); ///< says goodbye without waiting for an answer
    SshSession(const SshSession &) = delete;
    SshSession &operator=(const SshSession &) = delete;

    /// From here on waits end with these. The wake must outlive the operation.
    void arm(Deadline deadline, const CancelWake &wake);
    /// A later deadline for the next part of the same operation.
    void arm(Deadline deadline) { m_deadline = deadline; }
    void disarm() { m_wake = nullptr; }

    /// Greeting and key exchange; the host key is not judged yet. Errors: Network, HostKey, Timeout,
    /// Cancelled.
    Result<void> handshake(const QByteArrayList &hostKeyTypes);
    /// The peer went away before it greeted, or said it is busy: worth trying again.
    bool wasTurnedAway() const;

    QByteArray hostKey() const;
    QByteArray method(int kind) const; ///< LIBSSH2_METHOD_…: what was negotiated

    /// Repeats `call` while it would block. Answers its code, or LIBSSH2_ERROR_TIMEOUT when stopped.
    int finish(const std::function<int()> &call);
    /// Waits for whatever libssh2 waits for, not longer than `latest`.
    Waited wait(Deadline latest);
    /// Asks a peer that has been silent for a while whether it is there. False: it left several questions
    /// unanswered, and the connection is dead. Only while no call is stuck half-way.
    bool isAlive();
    Deadline askAliveAt() const { return m_life.next(); }
    QString silenceText() const; ///< what to tell people when it is not
    /// Output is stuck half-way in the socket: the same call must be repeated before any other.
    bool isSendPending() const;
    std::optional<Waited> stopped() const; ///< Overdue or Cancelled

    /// The Error for a code of finish() or of a direct call.
    Error error(int code, const QString &doing) const;
    Error stopError(Waited why, const QString &doing) const;

    _LIBSSH2_SESSION *raw() const { return m_session; }
    int descriptor() const { return m_socket.descriptor(); }
    const CancelWake &wake() const { return *m_wake; }
    const QString &where() const { return m_where; }

private:
    static ptrdiff_t receive(int socket, void *buffer, size_t size, int flags, void **abstract);
    static ptrdiff_t send(int socket, const void *buffer, size_t size, int flags, void **abstract);
    void remember(const char *data, qint64 size);
    Result<void> setMethods(const QByteArrayList &hostKeyTypes);
    Error handshakeError(int code) const;

    NetSocket m_socket;
    QString m_where;
    _LIBSSH2_SESSION *m_session = nullptr;
    const CancelWake *m_wake = nullptr;
    Deadline m_deadline{};
    QByteArray m_start; ///< the first bytes received, until the handshake is over
    qint64 m_received = 0;
    bool m_greeted = false;
    bool m_shaken = false;
    SignOfLife m_life{std::chrono::seconds(5), 3}; ///< as ServerAliveInterval and ServerAliveCountMax
};

} // namespace belay
