// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// All that a person saw; for messages of failed checks, too.
QByteArray words(const CliResult &result)
{
    return result.out + result.err;
}

QString restartWaitingFor(const QString &gate)
{
    return u"if [ {version} = 2.0.0 ] && [ {host} = two ]; then while [ ! -e %1 ]; do sleep 0.05; done; fi; "
           "cat {current_path}/REVISION > ../../served"_s.arg(gate);
}

} // namespace

/// The program dies by SIGKILL in the middle of a deployment; what a person finds afterwards, and both ways
/// on from there.
class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKilledDeploymentIsFoundAndBroughtToAnEnd_data()
    {
        QTest::addColumn<bool>("ssh");
        QTest::addColumn<QString>("event");
        QTest::addColumn<QString>("step");
        QTest::addColumn<QStringList>("liveAfterwards"); ///< of the hosts' links
        QTest::addColumn<bool>("back");
        const QStringList none{u"1.0.0"_s, u"1.0.0"_s, u"1.0.0"_s};
        const QStringList batch{u"2.0.0"_s, u"2.0.0"_s, u"1.0.0"_s};
        const QString started = u"step-started"_s;
        QTest::newRow("upload, local, on") << false << started << u"upload@two"_s << none << false;
        QTest::newRow("upload, ssh, back") << true << started << u"upload@two"_s << none << true;
        QTest::newRow("between switches, local, on") << false << started << u"wait-1"_s << batch << false;
        QTest::newRow("between switches, ssh, back") << true << started << u"wait-1"_s << batch << true;
        QTest::newRow("restart, ssh, on") << true << started << u"restart@two"_s << batch << false;
        QTest::newRow("restart, local, back") << false << started << u"restart@two"_s << batch << true;
    }

    void aKilledDeploymentIsFoundAndBroughtToAnEnd()
    {
        QFETCH(bool, ssh);
        QFETCH(QString, event);
        QFETCH(QString, step);
        QFETCH(QStringList, liveAfterwards);
        QFETCH(bool, back);
        Fleet fleet;
        PrivateSshd sshd({{u"127.0.0.1"_s}, fleet.uploadGateConfig(), {u"ed25519"_s}});
        if (ssh && !sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        const bool uploading = step.startsWith(u"upload"_s);
        const QString gate = fleet.cli.home() + u"/restart-may-go"_s;
        fleet.environment[u"commands"_s] = QJsonObject{{u"restart"_s, restartWaitingFor(gate)}};
        if (step != u"restart@two"_s)
            writeFile(gate, "");
        fleet.write();
        if (ssh)
            fleet.overSsh(sshd);
        // An older one, too: the way back leads to what was live before this run, not one further.
        QCOMPARE(fleet.deploy(u"0.9.0"_s).exitCode, 0);
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);

        fleet.environment[u"strategy"_s] = QJsonObject{
            {u"kind"_s, u"rolling"_s}, {u"batch"_s, 2}, {u"wait"_s, step == u"wait-1"_s ? u"5s"_s : u"0s"_s}};
        fleet.write();
        fleet.build(u"2.0.0"_s, uploading ? 8 * 1024 * 1024 : 0);
        if (uploading)
            fleet.holdUploads();
        const auto doomed = fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--json"_s}));
        QList<QJsonObject> seen;
        const QJsonObject moment = readUntil(*doomed, eventIs(event, step), seen);
        QVERIFY2(!moment.isEmpty(), doomed->readAllStandardError());
        if (step == u"restart@two"_s) // both of the batch are switched; one restart is done, the other waits
            QVERIFY(readUntilFinished(*doomed, u"health@one"_s, seen));
        if (uploading)
            QVERIFY(fleet.waitForUpload());
        doomed->kill();
        QVERIFY(doomed->waitForFinished());
        QCOMPARE(doomed->exitStatus(), QProcess::CrashExit);
        const QString run = moment[u"run"_s].toString();

        for (int i = 0; i < 3; ++i)
            QCOMPARE(fleet.current(fleet.hosts()[i]), liveAfterwards[i]);
        const QJsonArray open = fleet.belay({u"runs"_s, u"--json"_s}).json()[u"runs"_s].toArray();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0].toObject()[u"id"_s].toString(), run);
        const CliResult refused = fleet.deploy(u"3.0.0"_s);
        QVERIFY2(refused.exitCode == 10, words(refused).constData());
        QVERIFY2(refused.err.contains(run.toUtf8()), words(refused).constData());

        writeFile(gate, "");
        fleet.letUploadsGo();
        const CliResult resumed = fleet.belay(back ? QStringList{u"resume"_s, run, u"--rollback"_s, u"-y"_s}
                                                   : QStringList{u"resume"_s, run, u"-y"_s});
        QVERIFY2(resumed.exitCode == 0, words(resumed).constData());
        const QString wanted = back ? u"1.0.0/1.0.0"_s : u"2.0.0/2.0.0"_s;
        QCOMPARE(fleet.live(), QStringList({wanted, wanted, wanted}).join(u' '));
        for (const QString &host : fleet.hosts())
            QVERIFY2(!fleet.locked(host) && fleet.staged(host).isEmpty(), qPrintable(host));
        const CliResult none = fleet.belay({u"runs"_s, u"--json"_s});
        QVERIFY2(none.json()[u"runs"_s].toArray().isEmpty(), words(none).constData());
        const CliResult intact = fleet.belay({u"verify-history"_s});
        QVERIFY2(intact.exitCode == 0, words(intact).constData());
        const CliResult status = fleet.belay({u"status"_s, u"--json"_s});
        QVERIFY2(status.exitCode == 0, words(status).constData());
        QCOMPARE(status.json()[u"drift"_s].toString(), QString());
    }

private:
    /// Everything up to the end of a step, whether it was read already or is still to come.
    static bool readUntilFinished(QProcess &process, const QString &step, QList<QJsonObject> &seen)
    {
        const auto matches = eventIs(u"step-finished"_s, step);
        for (const QJsonObject &event : seen)
            if (matches(event))
                return true;
        return !readUntil(process, matches, seen).isEmpty();
    }
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
