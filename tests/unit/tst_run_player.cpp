// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_player.h"

#include <QTest>

using namespace belay;

namespace {

/// Events at those times, numbered from 1.
std::vector<RunEvent> at(const std::vector<qint64> &times)
{
    std::vector<RunEvent> events;
    for (const qint64 time : times) {
        RunEvent event;
        event.seq = static_cast<qint64>(events.size()) + 1;
        event.timeMs = time;
        events.push_back(event);
    }
    return events;
}

QList<qint64> numbers(const std::vector<RunEvent> &events)
{
    QList<qint64> out;
    for (const RunEvent &event : events)
        out << event.seq;
    return out;
}

} // namespace

class TestRunPlayer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsComeAtTheirTimesScaled()
    {
        RunPlayer player(at({1000, 1000, 6000, 61000}), 10);
        QCOMPARE(player.durationMs(), 6000);
        QCOMPARE(player.nextDueMs().value_or(-1), 0);
        QCOMPARE(numbers(player.until(0)), (QList<qint64>{1, 2}));
        QCOMPARE(player.nextDueMs().value_or(-1), 500);
        QCOMPARE(numbers(player.until(499)), QList<qint64>());
        QCOMPARE(numbers(player.until(500)), (QList<qint64>{3}));
        QVERIFY(!player.over());
        QCOMPARE(numbers(player.until(100000)), (QList<qint64>{4}));
        QVERIFY(player.over());
        QVERIFY(!player.nextDueMs().has_value());
    }

    void aClockThatWasSetBackDoesNotStopIt()
    {
        RunPlayer player(at({5000, 9000, 2000, 10000}), 1);
        QCOMPARE(numbers(player.until(3999)), (QList<qint64>{1}));
        QCOMPARE(numbers(player.until(4000)), (QList<qint64>{2, 3}));
        QCOMPARE(numbers(player.until(5000)), (QList<qint64>{4}));
    }

    void aSpeedOfZeroIsAllAtOnce()
    {
        RunPlayer player(at({0, 3'600'000}), 0);
        QCOMPARE(player.durationMs(), 0);
        QCOMPARE(numbers(player.until(0)), (QList<qint64>{1, 2}));
        RunPlayer empty({}, 1);
        QVERIFY(empty.over());
        QCOMPARE(empty.durationMs(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRunPlayer)
#include "tst_run_player.moc"
