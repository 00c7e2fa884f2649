// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/sample_release.h"

#include <QElapsedTimer>
#include <QTcpServer>

#include <array>
#include <random>

class QTcpSocket;

namespace belay {

/// One instance of the sandbox's sample service: HTTP on 127.0.0.1 with `/` (work), `/health/ready`,
/// `/version` and
/// `/metrics` (Prometheus text). Lives on one thread with an event loop. Its randomness is seeded, so that
/// two runs with the same traffic behave alike.
class SampleService : public QObject
{
    Q_OBJECT
public:
    explicit SampleService(SampleRelease release, QObject *parent = nullptr);

    /// Binds 127.0.0.1:port; 0 picks a free one.
    Result<void> listen(quint16 port);
    quint16 port() const { return m_server.serverPort(); }

    /// Upper bounds of the latency histogram's buckets, seconds.
    static constexpr std::array<double, 8> bucketBounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0};

private:
    void accept();
    void read(QTcpSocket *socket);
    QByteArray answer(const QByteArray &path);
    void work(QTcpSocket *socket);
    void observe(double seconds);
    QByteArray metrics() const;

    SampleRelease m_release;
    QTcpServer m_server;
    QElapsedTimer m_uptime;
    std::mt19937 m_random{20261121};
    qint64 m_served = 0;
    qint64 m_failed = 0;
    double m_latencySum = 0;
    std::array<qint64, bucketBounds.size() + 1> m_buckets{}; ///< not cumulative; the last one is +Inf
};

/// `belay sandbox-service --port P --release DIR --lifeline PORT`: serves until the lifeline's owner goes
/// away.
int runSampleService(const QStringList &arguments);

} // namespace belay
