// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>
#include <vector>

// The one place that touches the operating system's sockets.
namespace belay {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline deadlineIn(std::chrono::milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}
inline bool isOver(Deadline deadline)
{
    return std::chrono::steady_clock::now() >= deadline;
}

/// Makes a CancelToken visible to poll(): its descriptor becomes readable the moment the token is cancelled.
/// Lives as long as one operation; used by one thread.
class CancelWake
{
public:
    explicit CancelWake(const CancelToken &cancel);

    const CancelToken &token() const { return m_cancel; }
    bool cancelled() const { return m_cancel.cancelled(); }
    int descriptor() const;

private:
    struct Pipe;
    CancelToken m_cancel;
    std::shared_ptr<Pipe> m_pipe;
    std::shared_ptr<void> m_handle;
};

/// Owns one stream socket; always non-blocking and closed on exec.
class NetSocket
{
public:
    NetSocket() = default;
    explicit NetSocket(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    NetSocket(NetSocket &&other) noexcept;
    NetSocket &operator=(NetSocket &&other) noexcept;
    NetSocket(const NetSocket &) = delete;
    NetSocket &operator=(const NetSocket &) = delete;
    ~NetSocket();

    bool isOpen() const { return m_descriptor >= 0; }
    int descriptor() const { return m_descriptor; }
    void shutdown(); ///< both directions; every later call on it ends at once
    void close();

private:
    int m_descriptor = -1;
};

/// One resolved address, ready to be connected to.
struct SocketAddress
{
    int family = 0;
    QByteArray raw; ///< a sockaddr of that family
};

/// The name's addresses in the system's order; blocks as long as the resolver does. Errors: Network.
Result<std::vector<SocketAddress>> resolveBlocking(const QString &host, int port, bool onlyNumeric);

/// "10.0.0.5", "2001:db8::7"; empty when it is no internet address.
QString numericHost(const SocketAddress &address);

/// Connects to the first address that answers. `where` names the peer in errors ("web-1 (10.0.0.5:22)").
/// Errors: Network (refused, unreachable), Timeout, Cancelled.
Result<NetSocket> connectTcp(const std::vector<SocketAddress> &addresses, const QString &where,
                             Deadline deadline, const CancelWake &wake);

/// Connects to a Unix socket that belongs to the current user. Errors: Network, Auth (belongs to someone
/// else).
Result<NetSocket> connectLocal(const QString &path);

enum class Waited { Ready, Overdue, Cancelled };

/// Waits until the socket can be read or written (a dead socket counts as ready: the next call says why).
Waited waitFor(int descriptor, bool forReading, bool forWriting, Deadline deadline, const CancelWake &wake);

/// recv and send without signals. Answers bytes, 0 at the end, or the negative errno (-EAGAIN: nothing now).
qint64 receiveSome(int descriptor, void *buffer, size_t size);
qint64 sendSome(int descriptor, const void *buffer, size_t size);

} // namespace belay
