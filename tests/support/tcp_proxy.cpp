// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tcp_proxy.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace belay::test {

namespace {

constexpr std::size_t mostWaiting = 1024; ///< chunks; then the sender has to wait, as on a real line

sockaddr_in addressOf(const QByteArray &host, quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host.constData(), &address.sin_addr);
    return address;
}

sockaddr *plain(sockaddr_in &address)
{
    return reinterpret_cast<sockaddr *>(&address);
}

void makeReady(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
}

TcpProxy::Way other(TcpProxy::Way way)
{
    return way == TcpProxy::ToServer ? TcpProxy::ToClient : TcpProxy::ToServer;
}

} // namespace

TcpProxy::TcpProxy(quint16 serverPort, const QByteArray &serverAddress)
    : m_serverAddress(serverAddress)
    , m_serverPort(serverPort)
{
    sockaddr_in address = addressOf("127.0.0.1", 0);
    socklen_t size = sizeof address;
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::bind(m_listener, plain(address), size);
    ::listen(m_listener, 128);
    ::getsockname(m_listener, plain(address), &size);
    ::fcntl(m_listener, F_SETFL, O_NONBLOCK);
    m_port = ntohs(address.sin_port);
    [[maybe_unused]] const int piped = ::pipe2(m_wake.data(), O_CLOEXEC | O_NONBLOCK);
    m_thread = std::jthread([this] { work(); });
}

TcpProxy::~TcpProxy()
{
    change([this] { m_ends = true; });
    m_thread.join();
    for (const auto &link : m_links)
        reset(*link);
    for (const int each : {m_listener, m_wake[0], m_wake[1]})
        ::close(each);
}

void TcpProxy::change(const std::function<void()> &edit)
{
    const std::scoped_lock lock(m_mutex);
    edit();
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(m_wake[1], &byte, 1);
}

void TcpProxy::delay(std::chrono::milliseconds time)
{
    change([&] { m_delay = time; });
}

void TcpProxy::freeze(Way way)
{
    change([&] { m_faults[way].frozen = true; });
}

void TcpProxy::blackHole(Way way)
{
    change([&] { m_faults[way].swallows = true; });
}

void TcpProxy::truncateAfter(Way way, qint64 bytes)
{
    change([&] { m_faults[way].bytesLeft = bytes; });
}

void TcpProxy::flipBit(Way way, qint64 offset)
{
    change([&] { m_faults[way].flipIn = offset; });
}

void TcpProxy::refuse(bool on)
{
    change([&] { m_refuses = on; });
}

void TcpProxy::cut()
{
    change([&] {
        for (const auto &link : m_links)
            link->dead = true;
    });
}

void TcpProxy::heal()
{
    change([&] {
        m_faults = {};
        m_delay = {};
        m_refuses = false;
        for (const auto &link : m_links)
            link->dead = link->dead || link->lanes[ToServer].lost || link->lanes[ToClient].lost;
    });
}

int TcpProxy::accepted() const
{
    const std::scoped_lock lock(m_mutex);
    return m_accepted;
}

int TcpProxy::open() const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<int>(m_links.size());
}

qint64 TcpProxy::forwarded(Way way) const
{
    const std::scoped_lock lock(m_mutex);
    return m_forwarded[way];
}

int TcpProxy::exchanges() const
{
    const std::scoped_lock lock(m_mutex);
    return m_exchanges;
}

bool TcpProxy::waitForForwarded(Way way, qint64 bytes, std::chrono::milliseconds patience) const
{
    const Instant end = std::chrono::steady_clock::now() + patience;
    while (forwarded(way) < bytes) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

/// A reset, not a polite end: what a cut line looks like to both sides once they send something.
void TcpProxy::reset(Link &link)
{
    for (int &end : link.ends) {
        const linger now{1, 0};
        ::setsockopt(end, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(end);
        end = -1;
    }
}

void TcpProxy::accept()
{
    const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0)
        return;
    auto link = std::make_unique<Link>();
    link->ends[ToClient] = client;
    link->ends[ToServer] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in server = addressOf(m_serverAddress, m_serverPort);
    ++m_accepted;
    if (m_refuses || ::connect(link->ends[ToServer], plain(server), sizeof server) != 0) {
        reset(*link);
        return;
    }
    makeReady(client);
    makeReady(link->ends[ToServer]);
    m_links.push_back(std::move(link));
}

void TcpProxy::damage(Link &link, Way way, QByteArray &bytes)
{
    Fault &fault = m_faults[way];
    if (fault.flipIn && *fault.flipIn < bytes.size()) {
        bytes[*fault.flipIn] = static_cast<char>(bytes[*fault.flipIn] ^ 1);
        fault.flipIn.reset();
    } else if (fault.flipIn) {
        *fault.flipIn -= bytes.size();
    }
    if (fault.bytesLeft) {
        bytes.truncate(*fault.bytesLeft);
        *fault.bytesLeft -= bytes.size();
        link.lanes[way].ended = *fault.bytesLeft == 0;
    }
    if (fault.swallows && !bytes.isEmpty()) {
        link.lanes[way].lost = true;
        bytes.clear();
    }
}

void TcpProxy::readFrom(Link &link, Way way)
{
    QByteArray bytes(65536, Qt::Uninitialized);
    const auto size = ::read(link.ends[other(way)], bytes.data(), static_cast<std::size_t>(bytes.size()));
    Lane &lane = link.lanes[way];
    if (size < 0) {
        link.dead = link.dead || (errno != EAGAIN && errno != EINTR);
        return;
    }
    if (size == 0) {
        lane.ended = true;
        return;
    }
    bytes.truncate(size);
    // Words of the server that are still on the way cannot be what the client answers.
    if (way == ToServer)
        m_exchanges += std::exchange(link.wasTold, false) ? 1 : 0;
    damage(link, way, bytes);
    if (!bytes.isEmpty())
        lane.waiting.push_back({std::chrono::steady_clock::now() + m_delay, bytes});
}

void TcpProxy::writeTo(Link &link, Way way)
{
    Lane &lane = link.lanes[way];
    while (!lane.waiting.empty() && lane.waiting.front().due <= std::chrono::steady_clock::now()) {
        QByteArray &bytes = lane.waiting.front().bytes;
        const auto size =
            ::send(link.ends[way], bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
        if (size < 0) {
            link.dead = link.dead || (errno != EAGAIN && errno != EINTR);
            return;
        }
        m_forwarded[way] += size;
        link.wasTold = link.wasTold || way == ToClient;
        bytes.remove(0, size);
        if (bytes.isEmpty())
            lane.waiting.erase(lane.waiting.begin());
    }
    if (!lane.waiting.empty() || !lane.ended || lane.shut)
        return;
    if (m_faults[way].bytesLeft) {
        link.dead = true; // what was to come through has
        return;
    }
    lane.shut = true;
    ::shutdown(link.ends[way], SHUT_WR);
    link.dead = link.dead || (link.lanes[ToServer].shut && link.lanes[ToClient].shut);
}

void TcpProxy::closeDead()
{
    std::erase_if(m_links, [](const std::unique_ptr<Link> &link) {
        if (link->dead)
            reset(*link);
        return link->dead;
    });
}

void TcpProxy::work()
{
    while (true) {
        std::vector<pollfd> watched{{m_wake[0], POLLIN, 0}, {m_listener, POLLIN, 0}};
        Instant next = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        {
            const std::scoped_lock lock(m_mutex);
            if (m_ends)
                return;
            for (const auto &link : m_links) {
                for (const Way way : {ToServer, ToClient}) {
                    // By the end it is read from: the bytes of this way come from the other one.
                    const Lane &lane = link->lanes[way];
                    const Lane &back = link->lanes[other(way)];
                    const bool reads =
                        !lane.ended && !m_faults[way].frozen && lane.waiting.size() < mostWaiting;
                    const bool isDue =
                        !back.waiting.empty() && back.waiting.front().due <= std::chrono::steady_clock::now();
                    if (!lane.waiting.empty())
                        next = std::min(next, lane.waiting.front().due);
                    const int events = (reads ? POLLIN : 0) | (isDue ? POLLOUT : 0);
                    watched.push_back({link->ends[other(way)], static_cast<short>(events), 0});
                }
            }
        }
        const auto wait =
            std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
        ::poll(watched.data(), watched.size(), static_cast<int>(std::max<qint64>(0, wait.count())));
        const std::scoped_lock lock(m_mutex);
        std::array<char, 256> bytes{};
        while (::read(m_wake[0], bytes.data(), bytes.size()) > 0) {
        }
        for (std::size_t i = 0; 2 + 2 * i + 1 < watched.size(); ++i) {
            Link &link = *m_links[i];
            for (const Way way : {ToServer, ToClient}) {
                const short seen = watched[2 + 2 * i + (way == ToServer ? 0 : 1)].revents;
                if (!link.dead && (seen & POLLIN) != 0 && !m_faults[way].frozen)
                    readFrom(link, way);
                link.dead = link.dead || (seen & (POLLERR | POLLNVAL)) != 0;
            }
            for (const Way way : {ToServer, ToClient})
                if (!link.dead)
                    writeTo(link, way);
        }
        if ((watched[1].revents & POLLIN) != 0)
            accept();
        closeDead();
    }
}

} // namespace belay::test
