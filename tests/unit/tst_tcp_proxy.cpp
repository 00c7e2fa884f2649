// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tcp_proxy.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

#include <cerrno>
#include <memory>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace belay::test;

namespace {

/// A client and its server with the proxy in between.
struct Line
{
    QTcpServer server;
    std::unique_ptr<TcpProxy> proxy;
    QTcpSocket client;
    std::unique_ptr<QTcpSocket> accepted;

    bool open()
    {
        if (!server.isListening() && !server.listen(QHostAddress::LocalHost))
            return false;
        if (!proxy)
            proxy = std::make_unique<TcpProxy>(server.serverPort());
        return connectAgain();
    }
    bool connectAgain()
    {
        client.abort();
        client.connectToHost(QHostAddress::LocalHost, proxy->port());
        const bool there = QTest::qWaitFor([this] { return server.hasPendingConnections(); }, 3000);
        if (there)
            accepted.reset(server.nextPendingConnection());
        return there;
    }
    /// What arrives at the server within the time when so much is expected.
    QByteArray received(qsizetype size, int ms = 3000)
    {
        QByteArray all;
        [[maybe_unused]] const bool came = QTest::qWaitFor(
            [&] {
                all += accepted->readAll();
                return all.size() >= size;
            },
            ms);
        return all;
    }
};

/// Connects once and waits for what comes: true if it is the end of the line. Not a QTcpSocket: that one
/// tries again by itself when the reset comes early, as often as 20 times a second.
bool isTurnedAway(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{5, 0};
    ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char byte = 0;
    const bool ended = ::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
                       ::recv(client, &byte, 1, 0) == 0 || errno == ECONNRESET;
    ::close(client);
    return ended;
}

} // namespace

class TcpProxyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesPassBothWays();
    void aDelayIsADelayNotALoss();
    void whatIsFrozenArrivesOnceHealed();
    void aBlackHoleSwallowsOneWay();
    void aTruncatedConnectionIsReset();
    void oneBitIsFlipped();
    void aCutIsNoticedAndANewConnectionWorks();
    void anEndIsPassedOn();
};

void TcpProxyTest::bytesPassBothWays()
{
    Line line;
    QVERIFY(line.open());
    const QByteArray much(3'000'000, 'x');
    line.client.write(much);
    QCOMPARE(line.received(much.size()), much);
    line.accepted->write("back");
    QTRY_COMPARE(line.client.bytesAvailable(), 4);
    QCOMPARE(line.proxy->forwarded(TcpProxy::ToServer), 3'000'000);
    QCOMPARE(line.proxy->forwarded(TcpProxy::ToClient), 4);
    QCOMPARE(line.proxy->accepted(), 1);
    QCOMPARE(line.proxy->open(), 1);
}

void TcpProxyTest::aDelayIsADelayNotALoss()
{
    Line line;
    QVERIFY(line.open());
    line.proxy->delay(std::chrono::milliseconds(150));
    QElapsedTimer timer;
    timer.start();
    line.client.write("ping");
    QCOMPARE(line.received(4), QByteArray("ping"));
    QVERIFY2(timer.elapsed() >= 150, QByteArray::number(timer.elapsed()).constData());
}

void TcpProxyTest::whatIsFrozenArrivesOnceHealed()
{
    Line line;
    QVERIFY(line.open());
    line.proxy->freeze(TcpProxy::ToServer);
    line.client.write("ping");
    QCOMPARE(line.received(1, 100), QByteArray());
    line.accepted->write("pong"); // the other way is free
    QTRY_COMPARE(line.client.bytesAvailable(), 4);
    line.proxy->heal();
    QCOMPARE(line.received(4), QByteArray("ping"));
}

void TcpProxyTest::aBlackHoleSwallowsOneWay()
{
    Line line;
    QVERIFY(line.open());
    line.proxy->blackHole(TcpProxy::ToServer);
    line.client.write("ping");
    QCOMPARE(line.received(1, 100), QByteArray());
    QCOMPARE(line.client.state(), QAbstractSocket::ConnectedState);
    line.accepted->write("pong");
    QTRY_COMPARE(line.client.bytesAvailable(), 4);
    line.proxy->heal(); // nothing can repair this connection
    QTRY_COMPARE(line.client.state(), QAbstractSocket::UnconnectedState);
}

void TcpProxyTest::aTruncatedConnectionIsReset()
{
    Line line;
    QVERIFY(line.open());
    line.proxy->truncateAfter(TcpProxy::ToServer, 1000);
    line.client.write(QByteArray(5000, 'x'));
    QCOMPARE(line.received(1000).size(), 1000);
    QTRY_COMPARE(line.client.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(line.proxy->open(), 0);
}

void TcpProxyTest::oneBitIsFlipped()
{
    Line line;
    QVERIFY(line.open());
    line.proxy->flipBit(TcpProxy::ToServer, 3);
    line.client.write("abcabc");
    QCOMPARE(line.received(6), QByteArray("abc`bc"));
    line.client.write("abc");
    QCOMPARE(line.received(3), QByteArray("abc"));
}

void TcpProxyTest::aCutIsNoticedAndANewConnectionWorks()
{
    Line line;
    QVERIFY(line.open());
    line.proxy->refuse(true);
    line.proxy->cut();
    QTRY_COMPARE(line.client.state(), QAbstractSocket::UnconnectedState);
    QVERIFY(isTurnedAway(line.proxy->port()));
    QCOMPARE(line.proxy->accepted(), 2);
    line.proxy->heal();
    QVERIFY(line.connectAgain());
    line.client.write("ping");
    QCOMPARE(line.received(4), QByteArray("ping"));
}

void TcpProxyTest::anEndIsPassedOn()
{
    Line line;
    QVERIFY(line.open());
    line.client.write("last");
    line.client.disconnectFromHost();
    QCOMPARE(line.received(4), QByteArray("last"));
    QTRY_COMPARE(line.accepted->state(), QAbstractSocket::UnconnectedState);
    QTRY_COMPARE(line.proxy->open(), 0);
}

QTEST_GUILESS_MAIN(TcpProxyTest)

#include "tst_tcp_proxy.moc"
