// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_server.h"

#include <QList>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace belay::test {

namespace {

constexpr int patienceMs = 5000; ///< for a client that connects and then says nothing

/// Reads up to the end of the head, then as much body as it announces.
bool readRequest(int connection, QByteArray &head, QByteArray &body)
{
    QByteArray all;
    std::array<char, 16384> buffer{};
    qsizetype wanted = -1;
    qsizetype headEnd = -1;
    while (wanted < 0 || all.size() < wanted) {
        pollfd ready{connection, POLLIN, 0};
        if (::poll(&ready, 1, patienceMs) <= 0)
            return false;
        const ssize_t got = ::recv(connection, buffer.data(), buffer.size(), 0);
        if (got <= 0)
            return false;
        all.append(buffer.data(), got);
        headEnd = all.indexOf("\r\n\r\n");
        if (headEnd < 0)
            continue;
        const QByteArray lower = all.left(headEnd).toLower();
        const auto length = lower.indexOf("\r\ncontent-length:");
        wanted = headEnd + 4;
        if (length >= 0)
            wanted += lower.mid(length + 17).split('\r').first().trimmed().toLongLong();
    }
    head = all.left(headEnd);
    body = all.mid(headEnd + 4);
    return true;
}

void sendAll(int connection, const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const ssize_t now = ::send(connection, bytes.constData() + sent,
                                   static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
        if (now <= 0)
            return;
        sent += now;
    }
}

} // namespace

HttpServer::HttpServer(Handler handler)
    : m_handler(std::move(handler))
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    std::array<int, 2> stop{};
    if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 64) != 0 ||
        ::getsockname(m_listener, generic, &size) != 0 || ::pipe(stop.data()) != 0)
        qFatal("The test's HTTP server cannot listen on 127.0.0.1");
    m_port = ntohs(address.sin_port);
    m_stopRead = stop[0];
    m_stopWrite = stop[1];
    m_thread = std::thread([this] { serve(); });
}

HttpServer::~HttpServer()
{
    ::close(m_stopWrite);
    m_thread.join();
    for (const int connection : m_silent)
        ::close(connection);
    ::close(m_listener);
    ::close(m_stopRead);
}

QString HttpServer::url(const QString &path) const
{
    return QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path);
}

bool HttpServer::waitForRequests(int count)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::seconds(10),
                              [&] { return m_requests.size() >= static_cast<std::size_t>(count); });
}

std::vector<HttpServer::Request> HttpServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

QByteArray HttpServer::answer(int status, const QByteArray &body, const QByteArray &extraHead)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " Test\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n" +
           extraHead + "\r\n" + body;
}

void HttpServer::serve()
{
    for (;;) {
        std::array<pollfd, 2> ready{{{m_listener, POLLIN, 0}, {m_stopRead, POLLIN, 0}}};
        if (::poll(ready.data(), ready.size(), -1) < 0)
            continue;
        if (ready[1].revents != 0)
            return;
        const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0)
            serveOne(connection);
    }
}

void HttpServer::serveOne(int connection)
{
    Request request;
    if (!readRequest(connection, request.head, request.body)) {
        ::close(connection);
        return;
    }
    const QList<QByteArray> words = request.head.left(request.head.indexOf('\r')).split(' ');
    request.method = words.value(0);
    request.path = words.value(1);
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
    }
    m_changed.notify_all();
    const QByteArray bytes = m_handler(request);
    if (bytes.isEmpty()) {
        m_silent.push_back(connection);
        return;
    }
    sendAll(connection, bytes);
    ::shutdown(connection, SHUT_WR);
    ::close(connection);
}

} // namespace belay::test
