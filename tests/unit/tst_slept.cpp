// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/slept.h"

#include <QTest>

using namespace belay;

/// A computer that slept, stood still, or whose clock was set.
class TestSlept : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLongerClockDecides_data()
    {
        QTest::addColumn<qint64>("wall");
        QTest::addColumn<qint64>("monotonic");
        QTest::addColumn<qint64>("late");
        QTest::newRow("in time") << qint64(30000) << qint64(30000) << qint64(0);
        QTest::newRow("a busy computer") << qint64(30400) << qint64(30400) << qint64(400);
        QTest::newRow("slept for a night") << qint64(28830000) << qint64(30000) << qint64(28800000);
        QTest::newRow("stood still") << qint64(75000) << qint64(75000) << qint64(45000);
        QTest::newRow("the clock was set back an hour") << qint64(-3570000) << qint64(30000) << qint64(0);
        QTest::newRow("stood still, clock set back") << qint64(0) << qint64(75000) << qint64(45000);
    }
    void theLongerClockDecides()
    {
        QFETCH(qint64, wall);
        QFETCH(qint64, monotonic);
        QFETCH(qint64, late);
        const Moment begin{1795273200000, 5000};
        QCOMPARE(lateMs(begin, {begin.wallMs + wall, begin.monotonicMs + monotonic}, 30000), late);
    }
};

QTEST_GUILESS_MAIN(TestSlept)
#include "tst_slept.moc"
