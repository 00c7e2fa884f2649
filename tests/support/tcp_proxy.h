// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace belay::test {

/// A bad network for tests, without root: a TCP proxy on 127.0.0.1, on a thread of its own, in front of a
/// server on this computer. What it does wrong can be changed at any time, from any thread, and holds for the
/// connections that are open as well as for later ones.
class TcpProxy
{
public:
    enum Way { ToServer, ToClient };

    explicit TcpProxy(quint16 serverPort, const QByteArray &serverAddress = "127.0.0.1");
    ~TcpProxy();
    TcpProxy(const TcpProxy &) = delete;
    TcpProxy &operator=(const TcpProxy &) = delete;

    quint16 port() const { return m_port; }

    void delay(std::chrono::milliseconds time); ///< every byte, each way
    void freeze(Way way);                       ///< holds bytes back until heal(): loss that is made good
    void blackHole(Way way);                    ///< swallows bytes; the sender hears nothing of it
    void truncateAfter(Way way, qint64 bytes);  ///< so many more bytes, then the connection is reset
    void flipBit(Way way, qint64 offset);       ///< one bit of the byte so many bytes from now
    void refuse(bool on);                       ///< new connections are reset at once
    void cut();                                 ///< resets the open connections
    /// Everything is passed on again. Connections that lost bytes to a black hole are reset: nothing could
    /// repair them.
    void heal();

    int accepted() const;            ///< connections so far
    int open() const;                ///< connections now
    qint64 forwarded(Way way) const; ///< bytes, of all connections
    /// How often, of all connections, a client spoke after it had heard the server, its first word included:
    /// what it waited for before it went on.
    int exchanges() const;
    /// Waits until so many bytes have been forwarded that way; false when that takes longer.
    bool waitForForwarded(Way way, qint64 bytes, std::chrono::milliseconds patience) const;

private:
    using Instant = std::chrono::steady_clock::time_point;
    struct Chunk
    {
        Instant due;
        QByteArray bytes;
    };
    struct Lane
    {
        std::vector<Chunk> waiting;
        bool ended = false; ///< the sender sent its last byte
        bool shut = false;  ///< and the receiver knows
        bool lost = false;  ///< bytes went into a black hole
    };
    struct Link
    {
        std::array<int, 2> ends{-1, -1}; ///< by Way: where the bytes of that way go to
        std::array<Lane, 2> lanes;
        bool dead = false;
        bool wasTold = true; ///< the client has heard something since it last spoke, or never spoke
    };
    struct Fault
    {
        bool frozen = false;
        bool swallows = false;
        std::optional<qint64> bytesLeft;
        std::optional<qint64> flipIn;
    };

    void work();
    void accept();
    void readFrom(Link &link, Way way);
    void damage(Link &link, Way way, QByteArray &bytes);
    void writeTo(Link &link, Way way);
    void closeDead();
    void change(const std::function<void()> &edit);
    static void reset(Link &link);

    const QByteArray m_serverAddress;
    const quint16 m_serverPort;
    quint16 m_port = 0;
    int m_listener = -1;
    std::array<int, 2> m_wake{-1, -1};
    mutable std::mutex m_mutex; ///< guards the rest
    std::array<Fault, 2> m_faults;
    std::chrono::milliseconds m_delay{0};
    bool m_refuses = false;
    bool m_ends = false;
    int m_accepted = 0;
    int m_exchanges = 0;
    std::array<qint64, 2> m_forwarded{0, 0};
    std::vector<std::unique_ptr<Link>> m_links;
    std::jthread m_thread;
};

} // namespace belay::test
