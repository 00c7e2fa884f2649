// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/net_socket.h"

#include <vector>

namespace belay {

/// Talks to a running ssh-agent. Our own few lines instead of the library's, because that one waits for ever
/// on an agent that hangs: here every answer has a deadline and can be cancelled. Used by one thread.
class SshAgent
{
public:
    struct Key
    {
        QByteArray publicKey; ///< key blob
        QString comment;
    };

    /// Connects and asks for the keys. Errors: NotFound (no agent), Timeout, Cancelled, Network, Auth.
    static Result<SshAgent> open(const QString &socketPath, Deadline deadline, const CancelWake &wake);

    const std::vector<Key> &keys() const { return m_keys; }

    /// The bare signature, without the algorithm's name around it. A person may have to confirm at the agent.
    Result<QByteArray> sign(const QByteArray &publicKey, const QByteArray &data, Deadline deadline,
                            const CancelWake &wake);

private:
    explicit SshAgent(NetSocket socket)
        : m_socket(std::move(socket))
    {
    }
    Result<QByteArray> ask(const QByteArray &request, Deadline deadline, const CancelWake &wake);
    Result<void> transfer(QByteArray &buffer, bool sending, Deadline deadline, const CancelWake &wake);

    NetSocket m_socket;
    std::vector<Key> m_keys;
};

} // namespace belay
