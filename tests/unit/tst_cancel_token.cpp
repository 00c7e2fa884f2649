// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/cancel_token.h"

#include <QElapsedTimer>
#include <QtTest>

#include <atomic>
#include <thread>

using namespace belay;
using namespace std::chrono_literals;

class CancelTokenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void copiesShareOneFlag();
    void aWaitEndsAtOnce();
    void aWaitEndsByItself();
    void callbacksRunOnce();
    void aCallbackOfACancelledTokenRunsAtOnce();
    void aDroppedCallbackDoesNotRun();
    void droppingWaitsForACallbackThatRuns();
    void aCallbackMayDropItself();
};

void CancelTokenTest::copiesShareOneFlag()
{
    const CancelToken token;
    const CancelToken copy = token;
    const CancelToken other;
    copy.cancel();
    QVERIFY(token.cancelled());
    QVERIFY(!other.cancelled());
}

void CancelTokenTest::aWaitEndsAtOnce()
{
    const CancelToken token;
    QElapsedTimer timer;
    timer.start();
    std::jthread canceller([token] { token.cancel(); });
    QVERIFY(token.waitFor(60s));
    QVERIFY(timer.elapsed() < 30000);
    QVERIFY(token.waitFor(60s)); // and at once ever after
}

void CancelTokenTest::aWaitEndsByItself()
{
    QVERIFY(!CancelToken().waitFor(1ms));
}

void CancelTokenTest::callbacksRunOnce()
{
    const CancelToken token;
    int called = 0;
    const auto one = token.onCancel([&called] { ++called; });
    const auto other = token.onCancel([&called] { called += 10; });
    token.cancel();
    token.cancel();
    QCOMPARE(called, 11);
}

void CancelTokenTest::aCallbackOfACancelledTokenRunsAtOnce()
{
    const CancelToken token;
    token.cancel();
    bool called = false;
    const auto handle = token.onCancel([&called] { called = true; });
    QVERIFY(called);
}

void CancelTokenTest::aDroppedCallbackDoesNotRun()
{
    const CancelToken token;
    bool called = false;
    auto handle = token.onCancel([&called] { called = true; });
    handle.reset();
    token.cancel();
    QVERIFY(!called);
}

void CancelTokenTest::droppingWaitsForACallbackThatRuns()
{
    const CancelToken token;
    std::atomic<bool> running = false;
    std::atomic<bool> ended = false;
    auto handle = token.onCancel([&] {
        running = true;
        running.notify_all();
        CancelToken().waitFor(50ms);
        ended = true;
    });
    std::jthread canceller([token] { token.cancel(); });
    running.wait(false);
    handle.reset();
    QVERIFY(ended);
}

void CancelTokenTest::aCallbackMayDropItself()
{
    const CancelToken token;
    std::shared_ptr<void> handle;
    bool called = false;
    handle = token.onCancel([&] {
        handle.reset();
        called = true;
    });
    token.cancel();
    QVERIFY(called);
}

QTEST_GUILESS_MAIN(CancelTokenTest)
#include "tst_cancel_token.moc"
