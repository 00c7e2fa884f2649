// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/background.h"
#include "app/session/run_session.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QThread>
#include <QtTest>

#include <atomic>
#include <stdexcept>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

RunEvent eventOf(qint64 seq)
{
    RunEvent event;
    event.seq = seq;
    return event;
}

/// A run that waits until it is stopped.
Outcome untilStopped(const RunSession::Observer &observer, const CancelToken &cancel)
{
    observer(eventOf(1));
    cancel.waitFor(std::chrono::seconds(60));
    observer(eventOf(2));
    return cancel.cancelled() ? Outcome::Cancelled : Outcome::Succeeded;
}

} // namespace

class SessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eventsArriveInOrderAndCompleteBeforeTheEnd();
    void aFloodOfEventsComesInFewBatches();
    void aFloodDoesNotStopTheWindow();
    void aRunThatWaitsForTheWindowCanBeStopped();
    void theWindowStaysAliveWhileTheRunBlocks();
    void stopReachesTheRun();
    void deletingStopsAndWaits();
    void aListenerMayDeleteTheSession();
    void anExceptionEndsTheRunOnly();
    void aValueComesBackToTheWindowsThread();
    void nothingComesBackToWhatIsGone();
    void closingWaitsForTheBackground();
};

void SessionTest::initTestCase()
{
    qRegisterMetaType<std::vector<RunEvent>>();
    qRegisterMetaType<Outcome>();
}

void SessionTest::eventsArriveInOrderAndCompleteBeforeTheEnd()
{
    RunSession session([](const RunSession::Observer &observer, const CancelToken &) {
        for (qint64 seq = 1; seq <= 1000; ++seq)
            observer(eventOf(seq));
        return Outcome::RolledBack;
    });
    std::vector<qint64> seen;
    std::optional<Outcome> end;
    connect(&session, &RunSession::eventsReady, this, [&](const std::vector<RunEvent> &events) {
        QCOMPARE(QThread::currentThread(), thread());
        QVERIFY(!end);
        for (const RunEvent &event : events)
            seen.push_back(event.seq);
    });
    connect(&session, &RunSession::finished, this, [&](Outcome outcome) { end = outcome; });
    session.start();
    QTRY_VERIFY(end);
    QCOMPARE(toString(*end), toString(Outcome::RolledBack));
    QCOMPARE(seen.size(), std::size_t(1000));
    for (std::size_t i = 0; i < seen.size(); ++i)
        QCOMPARE(seen[i], static_cast<qint64>(i) + 1);
}

void SessionTest::aFloodOfEventsComesInFewBatches()
{
    RunSession session([](const RunSession::Observer &observer, const CancelToken &cancel) {
        QElapsedTimer timer;
        timer.start();
        for (qint64 seq = 1; timer.elapsed() < 400; ++seq) {
            observer(eventOf(seq));
            cancel.waitFor(std::chrono::milliseconds(1));
        }
        return Outcome::Succeeded;
    });
    QElapsedTimer timer;
    qint64 lastBatch = -1000;
    qint64 shortest = 1000;
    int batches = 0;
    connect(&session, &RunSession::eventsReady, this, [&](const std::vector<RunEvent> &) {
        ++batches;
        shortest = std::min(shortest, timer.elapsed() - lastBatch);
        lastBatch = timer.elapsed();
    });
    QSignalSpy finished(&session, &RunSession::finished);
    timer.start();
    session.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(batches >= 2);
    QVERIFY2(batches <= 400 / 15 + 2, qPrintable(QString::number(batches)));
    QVERIFY2(shortest >= 14, qPrintable(QString::number(shortest))); // one frame, but for the timer's grain
}

void SessionTest::aFloodDoesNotStopTheWindow()
{
    constexpr int flood = 200000;
    RunSession session([](const RunSession::Observer &observer, const CancelToken &) {
        for (qint64 seq = 1; seq <= flood; ++seq)
            observer(eventOf(seq));
        return Outcome::Succeeded;
    });
    qint64 seen = 0;
    std::size_t biggest = 0;
    connect(&session, &RunSession::eventsReady, this, [&](const std::vector<RunEvent> &events) {
        for (const RunEvent &event : events)
            QCOMPARE(event.seq, ++seen);
        biggest = std::max(biggest, events.size());
    });
    QSignalSpy finished(&session, &RunSession::finished);
    session.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60000);
    QCOMPARE(seen, qint64(flood));
    QVERIFY2(biggest <= 8192, qPrintable(QString::number(biggest)));
}

void SessionTest::aRunThatWaitsForTheWindowCanBeStopped()
{
    std::atomic<qint64> told = 0;
    auto session = std::make_unique<RunSession>(
        [&told](const RunSession::Observer &observer, const CancelToken &cancel) {
            while (!cancel.cancelled())
                observer(eventOf(++told));
            return Outcome::Cancelled;
        });
    session->start();
    // The window's thread takes nothing in: the run has to wait for it.
    QElapsedTimer timer;
    timer.start();
    qint64 before = -1;
    while (before != told && timer.elapsed() < 20000) {
        before = told;
        QThread::msleep(50);
    }
    QCOMPARE(told.load(), qint64(50001));
    session.reset();
    QVERIFY(timer.elapsed() < 20000);
}

void SessionTest::theWindowStaysAliveWhileTheRunBlocks()
{
    RunSession session([](const RunSession::Observer &, const CancelToken &cancel) {
        cancel.waitFor(std::chrono::milliseconds(300)); // a step that blocks
        return Outcome::Succeeded;
    });
    int ticks = 0;
    QTimer ticker;
    ticker.setInterval(10);
    connect(&ticker, &QTimer::timeout, this, [&ticks] { ++ticks; });
    QSignalSpy finished(&session, &RunSession::finished);
    ticker.start();
    session.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(ticks >= 15, qPrintable(QString::number(ticks)));
}

void SessionTest::stopReachesTheRun()
{
    RunSession session(untilStopped);
    QSignalSpy events(&session, &RunSession::eventsReady);
    QSignalSpy finished(&session, &RunSession::finished);
    session.start();
    QTRY_COMPARE(events.size(), 1);
    session.stop();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(toString(finished.at(0).at(0).value<Outcome>()), toString(Outcome::Cancelled));
}

void SessionTest::deletingStopsAndWaits()
{
    std::atomic<bool> ended = false;
    auto session = std::make_unique<RunSession>(
        [&ended](const RunSession::Observer &observer, const CancelToken &cancel) {
            const Outcome outcome = untilStopped(observer, cancel);
            ended = true;
            return outcome;
        });
    QSignalSpy finished(session.get(), &RunSession::finished);
    session->start();
    session.reset();
    QVERIFY(ended);
    QCoreApplication::processEvents();
    QCOMPARE(finished.size(), 0);

    RunSession neverStarted(untilStopped);
}

void SessionTest::aListenerMayDeleteTheSession()
{
    auto *session = new RunSession([](const RunSession::Observer &observer, const CancelToken &) {
        observer(eventOf(1));
        return Outcome::Succeeded;
    });
    const QPointer<RunSession> alive(session);
    connect(session, &RunSession::eventsReady, this, [session] { delete session; });
    session->start();
    QTRY_VERIFY(!alive);
}

void SessionTest::anExceptionEndsTheRunOnly()
{
    RunSession session([](const RunSession::Observer &, const CancelToken &) -> Outcome {
        throw std::runtime_error("basic_string::substr");
    });
    QString note;
    connect(&session, &RunSession::eventsReady, this,
            [&note](const std::vector<RunEvent> &events) { note = events.back().text; });
    QSignalSpy finished(&session, &RunSession::finished);
    session.start();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(toString(finished.at(0).at(0).value<Outcome>()), toString(Outcome::None));
    QCOMPARE(note, u"The run ended in an internal error: basic_string::substr"_s);
}

void SessionTest::aValueComesBackToTheWindowsThread()
{
    QObject context;
    QThread *worked = nullptr;
    QThread *delivered = nullptr;
    QString value;
    runInBackground<QString>(
        &context,
        [&worked] {
            worked = QThread::currentThread();
            return u"1.5.0"_s;
        },
        [&](const QString &version) {
            delivered = QThread::currentThread();
            value = version;
        });
    QTRY_COMPARE(value, u"1.5.0"_s);
    QCOMPARE(delivered, thread());
    QVERIFY(worked != thread());
}

void SessionTest::nothingComesBackToWhatIsGone()
{
    auto context = std::make_unique<QObject>();
    bool came = false;
    runInBackground<int>(
        context.get(), [] { return 1; }, [&came](int) { came = true; });
    context.reset();
    finishBackgroundWork();
    QCoreApplication::processEvents();
    QVERIFY(!came);
}

void SessionTest::closingWaitsForTheBackground()
{
    QObject context;
    const CancelToken never;
    std::atomic<int> ended = 0;
    for (int i = 0; i < 20; ++i) {
        runInBackground(
            &context,
            [&] {
                never.waitFor(std::chrono::milliseconds(10));
                ++ended;
            },
            [] {});
    }
    finishBackgroundWork();
    QCOMPARE(ended.load(), 20);
}

QTEST_GUILESS_MAIN(SessionTest)
#include "tst_session.moc"
