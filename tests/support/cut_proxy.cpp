// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cut_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace belay::test {

namespace {

sockaddr_in loopback(int port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool sendAll(int to, const char *data, ssize_t size)
{
    for (ssize_t done = 0; done < size;) {
        const ssize_t now = ::send(to, data + done, std::size_t(size - done), MSG_NOSIGNAL);
        if (now <= 0)
            return false;
        done += now;
    }
    return true;
}

void noDelay(int socket)
{
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

} // namespace

CutProxy::CutProxy(int serverPort)
    : m_serverPort(serverPort)
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 64) != 0 ||
        ::getsockname(m_listener, generic, &size) != 0)
        return;
    m_port = ntohs(address.sin_port);
    m_threads.emplace_back([this] { accept(); });
}

CutProxy::~CutProxy()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
    }
    ::shutdown(m_listener, SHUT_RDWR);
    cut();
    // The first one makes the others; it is over before they are counted.
    if (!m_threads.empty())
        m_threads.front().join();
    cut();
    for (std::size_t i = 1; i < m_threads.size(); ++i)
        m_threads[i].join();
    ::close(m_listener);
    for (const Wire &wire : m_wires) {
        ::close(wire.client);
        ::close(wire.server);
    }
}

void CutProxy::after(qint64 bytes, std::function<void()> act)
{
    m_act = std::move(act);
    m_actAt = m_sent + bytes;
}

void CutProxy::cut()
{
    const std::lock_guard lock(m_mutex);
    for (const Wire &wire : m_wires) {
        ::shutdown(wire.client, SHUT_RDWR);
        ::shutdown(wire.server, SHUT_RDWR);
    }
}

void CutProxy::accept()
{
    for (;;) {
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            return;
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(m_serverPort);
        const bool connected = ::connect(server, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
        noDelay(client);
        noDelay(server);
        const std::lock_guard lock(m_mutex);
        m_wires.push_back({client, server});
        if (!connected || m_ended) {
            ::shutdown(client, SHUT_RDWR);
            continue;
        }
        ++m_connections;
        m_threads.emplace_back([this, wire = m_wires.size() - 1] { forward(wire); });
    }
}

void CutProxy::count(bool fromClient, qint64 bytes)
{
    if (!fromClient) {
        m_received += bytes;
        return;
    }
    m_sent += bytes;
    qint64 at = m_actAt;
    if (at >= 0 && m_sent >= at && m_actAt.compare_exchange_strong(at, -1))
        m_act();
}

void CutProxy::forward(std::size_t index)
{
    Wire wire;
    {
        const std::lock_guard lock(m_mutex);
        wire = m_wires[index];
    }
    std::vector<char> buffer(256 * 1024);
    pollfd ends[] = {{wire.client, POLLIN, 0}, {wire.server, POLLIN, 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (::poll(ends, 2, -1) < 0)
            break;
        for (const int from : {0, 1}) {
            if (ends[from].revents == 0)
                continue;
            const int to = from == 0 ? wire.server : wire.client;
            const ssize_t got = ::recv(ends[from].fd, buffer.data(), buffer.size(), 0);
            if (got > 0)
                count(from == 0, got);
            if (got > 0 && sendAll(to, buffer.data(), got))
                continue;
            ::shutdown(to, SHUT_WR);
            ends[from].fd = -1;
            ends[from].revents = 0;
        }
    }
    ::shutdown(wire.client, SHUT_RDWR);
    ::shutdown(wire.server, SHUT_RDWR);
}

} // namespace belay::test
