// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/nudge.h"
#include "app/system_clock.h"
#include "tests/support/fake_ports.h"

#include <QTest>

#include <future>
#include <thread>

using namespace belay;
using namespace std::chrono_literals;

namespace {

/// How a wait of ten minutes ends in which `act` happens.
template <typename Act> Nudge::End endOf(const Nudge &nudge, const CancelToken &cancel, Act act)
{
    const SystemClock clock;
    std::promise<Nudge::End> end;
    std::future<Nudge::End> ended = end.get_future();
    std::jthread waiter([&] { end.set_value(nudge.wait(clock, 10min, cancel)); });
    const bool waits = QTest::qWaitFor([&nudge] { return nudge.isWaiting(); });
    act();
    const bool isOver = ended.wait_for(5s) == std::future_status::ready;
    cancel.cancel(); // the thread is joined, whatever went wrong
    return waits && isOver ? ended.get() : Nudge::End::Over;
}

} // namespace

/// A pause between two rounds can be cut short by a person, and by nothing else.
class TestNudge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoWaitsIsWoken();
    void aCancelIsNoNudge();
    void whatComesBetweenTwoWaitsIsForgotten();
};

void TestNudge::whoWaitsIsWoken()
{
    const Nudge nudge;
    const Nudge other = nudge; // of the window
    QVERIFY(endOf(nudge, CancelToken(), [&other] { other.nudge(); }) == Nudge::End::Nudged);
    QVERIFY(!nudge.isWaiting());
    QVERIFY(endOf(nudge, CancelToken(), [&other] { other.nudge(); }) == Nudge::End::Nudged);
}

void TestNudge::aCancelIsNoNudge()
{
    const Nudge nudge;
    const CancelToken cancel;
    QVERIFY(endOf(nudge, cancel, [&cancel] { cancel.cancel(); }) == Nudge::End::Cancelled);
    const FakeClock clock;
    QVERIFY(nudge.wait(clock, 10min, cancel) == Nudge::End::Cancelled);
    QCOMPARE(clock.monotonicMs(), qint64(0));
}

void TestNudge::whatComesBetweenTwoWaitsIsForgotten()
{
    const Nudge nudge;
    const FakeClock clock;
    nudge.nudge();
    QVERIFY(nudge.wait(clock, 10s, CancelToken()) == Nudge::End::Over);
    QCOMPARE(clock.monotonicMs(), qint64(10'000));
}

QTEST_GUILESS_MAIN(TestNudge)
#include "tst_nudge.moc"
