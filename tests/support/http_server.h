// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace belay::test {

/// A tiny HTTP server on 127.0.0.1 for tests, on a thread of its own. Each connection gets one answer, made
/// by the handler from the request line's path, and is then closed. Bytes are sent as they are: garbage is
/// possible.
class HttpServer
{
public:
    struct Request
    {
        QByteArray method;
        QByteArray path; ///< with the query
        QByteArray head; ///< all header lines
        QByteArray body;
    };
    /// The whole answer, head and body. `std::nullopt`-like: an empty answer keeps the connection open and
    /// silent until the server is destroyed.
    using Handler = std::function<QByteArray(const Request &)>;

    /// Called on the server's thread, one request at a time.
    explicit HttpServer(Handler handler);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    quint16 port() const { return m_port; }
    QString url(const QString &path = QStringLiteral("/")) const;

    /// Waits until this many requests have been read; false after ten seconds.
    bool waitForRequests(int count);
    std::vector<Request> requests() const;

    static QByteArray answer(int status, const QByteArray &body, const QByteArray &extraHead = {});

private:
    void serve();
    void serveOne(int connection);

    Handler m_handler;
    int m_listener = -1;
    int m_stopRead = -1;
    int m_stopWrite = -1;
    quint16 m_port = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Request> m_requests;
    std::vector<int> m_silent;
    std::thread m_thread;
};

} // namespace belay::test
