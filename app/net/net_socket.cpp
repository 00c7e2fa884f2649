// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/net_socket.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

#ifdef MSG_NOSIGNAL
constexpr int sendFlags = MSG_NOSIGNAL;
#else
constexpr int sendFlags = 0; // SO_NOSIGPIPE is set on the socket instead
#endif

void makePrivate(int descriptor)
{
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

void setOption(int descriptor, int level, int name, int value)
{
    // Tuning only: a system that knows the option but refuses the value still works, slower to notice a dead
    // peer.
    ::setsockopt(descriptor, level, name, &value, sizeof value);
}

void quickAck([[maybe_unused]] int descriptor)
{
#ifdef TCP_QUICKACK
    // Not sticky: the kernel falls back to delayed acknowledgements, so it is asked for after every read.
    setOption(descriptor, IPPROTO_TCP, TCP_QUICKACK, 1);
#endif
}

void tune(int descriptor)
{
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, 15);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, 5);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPCNT, 3);
#endif
#ifdef TCP_USER_TIMEOUT
    setOption(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, 20000);
#endif
#ifdef SO_NOSIGPIPE
    setOption(descriptor, SOL_SOCKET, SO_NOSIGPIPE, 1);
#endif
    quickAck(descriptor);
}

QString systemText(int code)
{
    return QString::fromLocal8Bit(std::strerror(code));
}

int newSocket(int family)
{
    const int descriptor = ::socket(family, SOCK_STREAM, 0);
    if (descriptor >= 0)
        makePrivate(descriptor);
    return descriptor;
}

int pendingError(int descriptor)
{
    int code = 0;
    socklen_t size = sizeof code;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) != 0)
        return errno;
    return code;
}

Error connectError(int code, const QString &where)
{
    if (code == ECONNREFUSED)
        return Error{ErrorKind::Network, u"%1 refused the connection."_s.arg(where), systemText(code),
                     u"Check that an SSH server is running there and that the port is right."_s};
    return Error{ErrorKind::Network, u"%1 cannot be reached: %2."_s.arg(where, systemText(code)),
                 systemText(code), u"Check the address, the network and the firewall."_s};
}

Error stopError(Waited waited, const QString &where)
{
    if (waited == Waited::Cancelled)
        return Error{ErrorKind::Cancelled, u"Connecting to %1 was cancelled."_s.arg(where), {}, {}};
    return Error{ErrorKind::Timeout,
                 u"%1 did not answer in time."_s.arg(where),
                 {},
                 u"Check that the host is up and that no firewall drops the connection."_s};
}

Result<NetSocket> connectOne(const SocketAddress &address, const QString &where, Deadline deadline,
                             const CancelWake &wake)
{
    NetSocket socket(newSocket(address.family));
    if (!socket.isOpen())
        return tl::unexpected(connectError(errno, where));
    const auto *raw = reinterpret_cast<const sockaddr *>(address.raw.constData());
    if (::connect(socket.descriptor(), raw, socklen_t(address.raw.size())) != 0) {
        if (errno != EINPROGRESS)
            return tl::unexpected(connectError(errno, where));
        const Waited waited = waitFor(socket.descriptor(), false, true, deadline, wake);
        if (waited != Waited::Ready)
            return tl::unexpected(stopError(waited, where));
        if (const int code = pendingError(socket.descriptor()))
            return tl::unexpected(connectError(code, where));
    }
    tune(socket.descriptor());
    return socket;
}

} // namespace

struct CancelWake::Pipe
{
    int ends[2] = {-1, -1};

    Pipe()
    {
        if (::pipe(ends) == 0)
            std::for_each(std::begin(ends), std::end(ends), makePrivate);
    }
    ~Pipe()
    {
        for (const int end : ends)
            if (end >= 0)
                ::close(end);
    }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;

    void wake() const
    {
        // A full pipe is already readable, so a lost byte changes nothing.
        [[maybe_unused]] const auto written = ::write(ends[1], "x", 1);
    }
};

CancelWake::CancelWake(const CancelToken &cancel)
    : m_cancel(cancel)
    , m_pipe(std::make_shared<Pipe>())
{
    // The callback may run in another thread while we go away: it keeps the pipe alive itself.
    m_handle = cancel.onCancel([pipe = m_pipe] { pipe->wake(); });
}

int CancelWake::descriptor() const
{
    return m_pipe->ends[0];
}

NetSocket::NetSocket(NetSocket &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

NetSocket &NetSocket::operator=(NetSocket &&other) noexcept
{
    if (this != &other) {
        close();
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

NetSocket::~NetSocket()
{
    close();
}

void NetSocket::shutdown()
{
    if (isOpen())
        ::shutdown(m_descriptor, SHUT_RDWR);
}

void NetSocket::close()
{
    if (isOpen())
        ::close(std::exchange(m_descriptor, -1));
}

QString numericHost(const SocketAddress &address)
{
    char text[NI_MAXHOST] = "";
    const auto *raw = reinterpret_cast<const sockaddr *>(address.raw.constData());
    const int code = ::getnameinfo(raw, static_cast<socklen_t>(address.raw.size()), text, sizeof text,
                                   nullptr, 0, NI_NUMERICHOST);
    return code == 0 ? QString::fromUtf8(text) : QString();
}

Result<std::vector<SocketAddress>> resolveBlocking(const QString &host, int port, bool onlyNumeric)
{
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV | (onlyNumeric ? AI_NUMERICHOST : 0);
    addrinfo *found = nullptr;
    const int code =
        ::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(), &wanted, &found);
    if (code != 0)
        return fail(ErrorKind::Network, u"The name %1 cannot be resolved."_s.arg(host),
                    u"Check the host's address in the project file and the name servers."_s,
                    QString::fromLocal8Bit(::gai_strerror(code)));
    std::vector<SocketAddress> addresses;
    for (const addrinfo *each = found; each; each = each->ai_next)
        addresses.push_back({each->ai_family, QByteArray(reinterpret_cast<const char *>(each->ai_addr),
                                                         qsizetype(each->ai_addrlen))});
    ::freeaddrinfo(found);
    return addresses;
}

Result<NetSocket> connectTcp(const std::vector<SocketAddress> &addresses, const QString &where,
                             Deadline deadline, const CancelWake &wake)
{
    Error last{ErrorKind::Network, u"%1 has no address."_s.arg(where), {}, {}};
    for (const SocketAddress &address : addresses) {
        auto socket = connectOne(address, where, deadline, wake);
        if (socket || socket.error().kind == ErrorKind::Cancelled || isOver(deadline))
            return socket;
        last = socket.error();
    }
    return tl::unexpected(last);
}

Result<NetSocket> connectLocal(const QString &path)
{
    if (QFileInfo(path).ownerId() != ::geteuid())
        return fail(ErrorKind::Auth, u"The socket %1 does not belong to you."_s.arg(path));
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (size_t(name.size()) >= sizeof address.sun_path)
        return fail(ErrorKind::Network, u"The socket path %1 is too long."_s.arg(path));
    std::copy(name.begin(), name.end(), address.sun_path);
    NetSocket socket(newSocket(AF_UNIX));
    if (!socket.isOpen() ||
        ::connect(socket.descriptor(), reinterpret_cast<sockaddr *>(&address), sizeof address))
        return fail(ErrorKind::Network, u"The socket %1 cannot be used: %2."_s.arg(path, systemText(errno)));
    return socket;
}

Waited waitFor(int descriptor, bool forReading, bool forWriting, Deadline deadline, const CancelWake &wake)
{
    const auto events = short((forReading ? POLLIN : 0) | (forWriting ? POLLOUT : 0));
    for (;;) {
        if (wake.cancelled())
            return Waited::Cancelled;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return Waited::Overdue;
        pollfd watched[2] = {{descriptor, events, 0}, {wake.descriptor(), POLLIN, 0}};
        ::poll(watched, 2, int(std::min<qint64>(left.count(), 3600 * 1000)));
        if (watched[0].revents != 0)
            return Waited::Ready;
    }
}

qint64 receiveSome(int descriptor, void *buffer, size_t size)
{
    ssize_t got = 0;
    do {
        got = ::recv(descriptor, buffer, size, 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return -(errno == EWOULDBLOCK ? EAGAIN : errno);
    quickAck(descriptor);
    return got;
}

qint64 sendSome(int descriptor, const void *buffer, size_t size)
{
    ssize_t sent = 0;
    do {
        sent = ::send(descriptor, buffer, size, sendFlags);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -(errno == EWOULDBLOCK ? EAGAIN : errno) : sent;
}

} // namespace belay
