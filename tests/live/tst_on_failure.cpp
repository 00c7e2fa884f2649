// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <atomic>
#include <memory>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray words(const CliResult &result)
{
    return result.out + result.err;
}

/// Two hosts on 1.0.0, and a 2.0.0 that will not get healthy on the second one.
std::unique_ptr<Fleet> beforeAFailure(std::shared_ptr<std::atomic<int>> failuresLeft)
{
    auto fleet = std::make_unique<Fleet>(QStringList{u"one"_s, u"two"_s});
    fleet->deploy(u"1.0.0"_s);
    fleet->build(u"2.0.0"_s);
    fleet->giveUpOnHealthAfter(u"3s"_s);
    fleet->answerHealthWith([failuresLeft](const QByteArray &) {
        return *failuresLeft > 0 ? HttpServer::answer(500, "no") : HttpServer::answer(200, "ok");
    });
    return fleet;
}

} // namespace

/// --on-failure with the real program, on real folders.
class TestOnFailure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWordNobodyKnowsIsRefusedBeforeAnything();
    void askingNeedsATerminal();
    void aSkippedHostIsBackOnTheOldReleaseAndTheExitIsSix();
    void aStopLeavesAMixedFleetThatCanBeTakenBack();
    void aStopLeavesAMixedFleetThatCanBeResumed();
    void aRetryGetsOverAPassingFailure();
};

void TestOnFailure::aWordNobodyKnowsIsRefusedBeforeAnything()
{
    const Fleet fleet({u"one"_s});
    const CliResult result = fleet.deploy(u"1.0.0"_s, {u"--on-failure"_s, u"ignore"_s});
    QVERIFY2(result.exitCode == 2, words(result).constData());
    QCOMPARE(fleet.current(u"one"_s), u"-"_s);
}

void TestOnFailure::askingNeedsATerminal()
{
    const Fleet fleet({u"one"_s});
    const CliResult result = fleet.deploy(u"1.0.0"_s, {u"--on-failure"_s, u"retry,ask"_s});
    QVERIFY2(result.exitCode == 2, words(result).constData());
    QVERIFY2(result.err.contains("no terminal"), words(result).constData());
}

void TestOnFailure::aSkippedHostIsBackOnTheOldReleaseAndTheExitIsSix()
{
    Fleet fleet({u"one"_s, u"two"_s});
    QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
    fleet.build(u"2.0.0"_s);
    fleet.giveUpOnHealthAfter(u"3s"_s);
    // The first host never gets healthy with it, the second does.
    fleet.answerHealthWith([&fleet](const QByteArray &served) {
        const bool sick = served == "2.0.0" && fleet.served(u"two"_s) != u"2.0.0"_s;
        return sick ? HttpServer::answer(500, "no") : HttpServer::answer(200, "ok");
    });
    const CliResult result = fleet.deploy(u"2.0.0"_s, {u"--on-failure"_s, u"skip"_s});
    QVERIFY2(result.exitCode == 6, words(result).constData());
    QVERIFY2(words(result).contains("live in production on 1 of 2 hosts"), words(result).constData());
    QVERIFY2(words(result).contains("still on 1.0.0: one"), words(result).constData());
    QCOMPARE(fleet.live(), u"1.0.0/1.0.0 2.0.0/2.0.0"_s);
    for (const QString &host : fleet.hosts())
        QVERIFY(!fleet.locked(host) && fleet.staged(host).isEmpty());
}

void TestOnFailure::aStopLeavesAMixedFleetThatCanBeTakenBack()
{
    const auto failures = std::make_shared<std::atomic<int>>(1);
    const auto fleet = beforeAFailure(failures);
    const CliResult result = fleet->deploy(u"2.0.0"_s, {u"--on-failure"_s, u"stop"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 5, words(result).constData());
    QCOMPARE(fleet->live(), u"2.0.0/2.0.0 1.0.0/1.0.0"_s);
    QVERIFY(fleet->locked(u"one"_s) && fleet->locked(u"two"_s));
    const QString run = QJsonDocument::fromJson(result.out.split('\n').first()).object()[u"run"_s].toString();
    QVERIFY(!run.isEmpty());

    const CliResult other = fleet->deploy(u"2.0.1"_s); // nobody deploys over it
    QVERIFY2(other.exitCode == 10, words(other).constData());

    *failures = 0;
    const CliResult back = fleet->belay({u"resume"_s, run, u"--rollback"_s, u"-y"_s});
    QVERIFY2(back.exitCode == 0, words(back).constData());
    QCOMPARE(fleet->live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
    QVERIFY(!fleet->locked(u"one"_s) && !fleet->locked(u"two"_s));
}

void TestOnFailure::aStopLeavesAMixedFleetThatCanBeResumed()
{
    const auto failures = std::make_shared<std::atomic<int>>(1);
    const auto fleet = beforeAFailure(failures);
    const CliResult result = fleet->deploy(u"2.0.0"_s, {u"--on-failure"_s, u"stop"_s, u"--json"_s});
    QVERIFY2(result.exitCode == 5, words(result).constData());
    const QString run = QJsonDocument::fromJson(result.out.split('\n').first()).object()[u"run"_s].toString();
    *failures = 0;
    const CliResult on = fleet->belay({u"resume"_s, run, u"-y"_s});
    QVERIFY2(on.exitCode == 0, words(on).constData());
    QCOMPARE(fleet->live(), u"2.0.0/2.0.0 2.0.0/2.0.0"_s);
    QVERIFY(!fleet->locked(u"one"_s) && !fleet->locked(u"two"_s));
}

void TestOnFailure::aRetryGetsOverAPassingFailure()
{
    Fleet fleet({u"one"_s});
    QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
    fleet.build(u"2.0.0"_s);
    // Sick for the whole of the first check; the restart of a retry would not help, time does.
    fleet.giveUpOnHealthAfter(u"2s"_s);
    QElapsedTimer since;
    since.start();
    auto begun = std::make_shared<std::atomic<qint64>>(-1);
    fleet.answerHealthWith([&since, begun](const QByteArray &served) {
        if (served == "2.0.0" && *begun < 0)
            *begun = since.elapsed();
        const bool sick = served == "2.0.0" && since.elapsed() - *begun < 2500;
        return sick ? HttpServer::answer(503, "warming up") : HttpServer::answer(200, "ok");
    });
    const CliResult result = fleet.deploy(u"2.0.0"_s, {u"--on-failure"_s, u"retry:3,rollback"_s});
    QVERIFY2(result.exitCode == 0, words(result).constData());
    QVERIFY2(words(result).contains("Decided by --on-failure"), words(result).constData());
    QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
}

QTEST_GUILESS_MAIN(TestOnFailure)

#include "tst_on_failure.moc"
