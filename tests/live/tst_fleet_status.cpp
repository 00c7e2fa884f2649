// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int count = 50;

QStringList names()
{
    QStringList all;
    for (int i = 1; i <= count; ++i)
        all.append(u"app%1"_s.arg(i, 2, 10, QLatin1Char('0')));
    return all;
}

/// Every host at an address of its own, as fifty machines would be.
void spread(Fleet &fleet)
{
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    QJsonArray hosts = target[u"hosts"_s].toArray();
    for (int i = 0; i < hosts.size(); ++i) {
        QJsonObject host = hosts[i].toObject();
        host[u"address"_s] = u"127.0.1.%1"_s.arg(i + 1);
        hosts[i] = host;
    }
    target[u"hosts"_s] = hosts;
    fleet.environment[u"target"_s] = target;
    fleet.write();
}

void setPort(Fleet &fleet, int index, int port)
{
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    QJsonArray hosts = target[u"hosts"_s].toArray();
    QJsonObject host = hosts[index].toObject();
    host[u"port"_s] = port;
    hosts[index] = host;
    target[u"hosts"_s] = hosts;
    fleet.environment[u"target"_s] = target;
    fleet.write();
}

} // namespace

/// Fifty hosts at once.
class TestFleetStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fiftyHostsAnswerAndADeadOneHoldsUpNobody();
};

void TestFleetStatus::fiftyHostsAnswerAndADeadOneHoldsUpNobody()
{
    PrivateSshd::Options options;
    options.addresses = {u"0.0.0.0"_s}; // sshd has room for sixteen addresses of its own
    options.extraConfig = "MaxStartups 100\n";
    PrivateSshd sshd(options);
    if (!sshd.start())
        QSKIP(qPrintable(sshd.whyNot()));
    QByteArray known;
    for (int i = 1; i <= count; ++i)
        known += "[127.0.1." + QByteArray::number(i) + "]:" + QByteArray::number(sshd.port()) + ' ' +
                 sshd.hostPublicKey() + '\n';
    writeFile(sshd.knownHosts(), known);
    Fleet fleet(names());
    fleet.overSsh(sshd);
    spread(fleet);

    QElapsedTimer timer;
    timer.start();
    const CliResult all = fleet.belay({u"status"_s, u"--trust"_s, u"--json"_s});
    const qint64 took = timer.elapsed();
    QVERIFY2(all.exitCode == 0, all.err.constData());
    const QJsonArray hosts = all.json()[u"hosts"_s].toArray();
    QCOMPARE(hosts.size(), count);
    for (const QJsonValue &host : hosts)
        QVERIFY2(!host.toObject().contains(u"error"_s), all.out.constData());
    qint64 slowest = 0;
    for (const QJsonValue &host : hosts)
        slowest = std::max<qint64>(slowest, host[u"roundTripMs"_s].toInteger());
    qInfo("status of %d hosts: %lld ms, the slowest host after %lld ms", count, static_cast<long long>(took),
          static_cast<long long>(slowest));

    // One that accepts and never greets, the first in the list.
    QTcpServer dead;
    QVERIFY(dead.listen(QHostAddress(u"127.0.1.1"_s)));
    setPort(fleet, 0, dead.serverPort());
    const QString script = QStandardPaths::findExecutable(u"script"_s);
    if (script.isEmpty())
        QSKIP("there is no `script` to make a terminal with");
    QProcess process;
    fleet.cli.prepare(process, fleet.projectFolder());
    process.setProcessChannelMode(QProcess::MergedChannels);
    timer.restart();
    process.start(script,
                  {u"-qfec"_s, QStringLiteral(BELAY_BIN_DIR "/belay status --trust"), u"/dev/null"_s});
    QByteArray seen;
    const auto rows = [&] { return seen.count(" nothing "); };
    while (rows() < count - 1 && !seen.contains("no answer") && timer.elapsed() < 60000) {
        process.waitForReadyRead(1000);
        seen += process.readAll();
    }
    qInfo("with one dead host the %d others are shown after %lld ms", count - 1,
          static_cast<long long>(timer.elapsed()));
    QVERIFY2(rows() == count - 1, seen.constData());
    QVERIFY2(!seen.contains("no answer"), seen.constData()); // it may still answer
    QVERIFY(process.waitForFinished(60000));
    seen += process.readAll();
    QVERIFY2(seen.contains("app01  no answer"), seen.constData());
    QCOMPARE(process.exitCode(), 6);
}

QTEST_GUILESS_MAIN(TestFleetStatus)

#include "tst_fleet_status.moc"
