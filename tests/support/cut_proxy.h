// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace belay::test {

/// A wire between a client and a server on 127.0.0.1 that counts what passes and can be cut. Forwards from
/// threads of its own; thread-safe. POSIX only.
class CutProxy
{
public:
    explicit CutProxy(int serverPort);
    ~CutProxy(); ///< cuts everything

    int port() const { return m_port; }            ///< 0: could not listen
    qint64 sent() const { return m_sent; }         ///< bytes from clients to the server
    qint64 received() const { return m_received; } ///< and back
    int connections() const { return m_connections; }

    /// Does this once, in a thread of the proxy, when the clients have sent so much in all from now on.
    void after(qint64 bytes, std::function<void()> act);
    void cut(); ///< now

private:
    struct Wire
    {
        int client = -1;
        int server = -1;
    };
    void accept();
    void forward(std::size_t wire);
    void count(bool fromClient, qint64 bytes);

    int m_serverPort;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<qint64> m_sent = 0;
    std::atomic<qint64> m_received = 0;
    std::atomic<qint64> m_actAt = -1;
    std::function<void()> m_act; ///< set before m_actAt
    std::atomic<int> m_connections = 0;
    std::mutex m_mutex; ///< guards the rest
    std::vector<Wire> m_wires;
    std::vector<std::thread> m_threads;
    bool m_ended = false;
};

} // namespace belay::test
