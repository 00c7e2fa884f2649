// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/watch_outlook.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 began = 1'700'000'000'000;
constexpr qint64 second = 1000;

/// A run that watches one series, asked every `interval` seconds: before, the values after, "." a value, "-"
/// none.
class Watched
{
public:
    Watched(int interval, int before, std::optional<double> ratio, int warmUp = 0)
        : m_everyMs(interval * second)
    {
        SeriesSpec p99;
        p99.id = u"p99"_s;
        p99.rollback = 500;
        p99.rollbackRatio = ratio;
        WatchAction action;
        action.metrics.series = {p99};
        action.metrics.interval = Milliseconds(m_everyMs);
        action.metrics.before = Milliseconds(before * m_everyMs);
        action.metrics.watch = Milliseconds(600 * second);
        action.metrics.warmUp = Milliseconds(warmUp * second);
        Step step;
        step.id = u"watch"_s;
        step.kind = StepKind::Watch;
        step.action = action;
        Stage stage;
        stage.steps = {step};
        Plan plan;
        plan.stages = {stage};
        RunEvent event;
        event.kind = EventKind::RunStarted;
        event.timeMs = began;
        event.data = QString::fromStdString(toJson(plan).dump());
        apply(m_state, event);
        for (int i = 0; i < before; ++i)
            sample(began - (before - i) * m_everyMs, 100.0, true);
        event = {};
        event.kind = EventKind::StepStarted;
        event.step = u"watch"_s;
        event.timeMs = began;
        apply(m_state, event);
    }

    Watched &after(const char *values)
    {
        for (int i = 0; values[i] != 0; ++i)
            sample(began + i * m_everyMs, values[i] == '.' ? std::optional(100.0) : std::nullopt, false);
        return *this;
    }

    Watched &error(const QString &text)
    {
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.step = u"watch"_s;
        event.text = text;
        event.isError = true;
        event.timeMs = m_state.lastEventMs;
        apply(m_state, event);
        return *this;
    }

    Watched &end(qint64 timeMs)
    {
        RunEvent event;
        event.kind = EventKind::StepFinished;
        event.step = u"watch"_s;
        event.state = StepState::Passed;
        event.timeMs = timeMs;
        event.durationMs = timeMs - began;
        apply(m_state, event);
        return *this;
    }

    const RunState &state() const { return m_state; }

private:
    void sample(qint64 timeMs, std::optional<double> value, bool before)
    {
        RunEvent event;
        event.kind = EventKind::SampleTaken;
        event.series = u"p99"_s;
        event.before = before;
        event.sample = Sample{timeMs, value};
        event.timeMs = std::max(began, timeMs);
        apply(m_state, event);
    }

    qint64 m_everyMs;
    RunState m_state;
};

/// "30 needed, 0 here, 120 s"
QString first(const WatchOutlook &outlook)
{
    return u"%1 needed, %2 here, %3 s"_s.arg(outlook.samplesNeeded)
        .arg(outlook.samplesHere)
        .arg(outlook.firstVerdictMs / second);
}

} // namespace

class TestWatchOutlook : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFirstVerdictIsAsFarAwayAsItsSamples_data()
    {
        QTest::addColumn<int>("interval");
        QTest::addColumn<int>("before");
        QTest::addColumn<double>("ratio");
        QTest::addColumn<int>("warmUp");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("expected");
        QTest::newRow("compared, nothing yet")
            << 4 << 60 << 1.5 << 0 << QByteArray("") << u"30 needed, 0 here, 120 s"_s;
        QTest::newRow("compared, a third")
            << 4 << 60 << 1.5 << 0 << QByteArray("..........") << u"30 needed, 10 here, 80 s"_s;
        QTest::newRow("only a limit")
            << 10 << 60 << 0.0 << 0 << QByteArray("") << u"3 needed, 0 here, 30 s"_s;
        QTest::newRow("nothing from before")
            << 10 << 0 << 1.5 << 0 << QByteArray(".") << u"3 needed, 1 here, 20 s"_s;
        QTest::newRow("warming up") << 10 << 60 << 0.0 << 60 << QByteArray("") << u"3 needed, 0 here, 90 s"_s;
        QTest::newRow("warm at half")
            << 10 << 60 << 0.0 << 20 << QByteArray("..") << u"3 needed, 0 here, 30 s"_s;
        QTest::newRow("gaps do not count")
            << 10 << 60 << 0.0 << 0 << QByteArray(".-") << u"3 needed, 1 here, 20 s"_s;
        QTest::newRow("enough") << 10 << 60 << 0.0 << 0 << QByteArray("...") << u"3 needed, 3 here, 0 s"_s;
    }

    void theFirstVerdictIsAsFarAwayAsItsSamples()
    {
        QFETCH(const int, interval);
        QFETCH(const int, before);
        QFETCH(const double, ratio);
        QFETCH(const int, warmUp);
        QFETCH(const QByteArray, after);
        QFETCH(const QString, expected);
        Watched run(interval, before, ratio > 0 ? std::optional(ratio) : std::nullopt, warmUp);
        run.after(after.constData());
        QCOMPARE(first(watchOutlook(run.state(), began)), expected);
    }

    void theWatchHasAClock()
    {
        Watched run(10, 60, {});
        const WatchOutlook now = watchOutlook(run.state(), began + 392 * second);
        QVERIFY(now.watching);
        QCOMPARE(now.watchedMs, 392 * second);
        QCOMPARE(now.windowMs, 600 * second);
        run.end(began + 500 * second);
        const WatchOutlook over = watchOutlook(run.state(), began + 9000 * second);
        QVERIFY(!over.watching);
        QCOMPARE(over.watchedMs, 500 * second);
    }

    void aSourceIsSilentAfterThreeRounds_data()
    {
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<bool>("silent");
        QTest::addColumn<int>("missed");
        QTest::addColumn<qint64>("since");
        QTest::newRow("answers") << QByteArray("....") << false << 0 << began + 30 * second;
        QTest::newRow("two missing") << QByteArray("..--") << false << 2 << began + 10 * second;
        QTest::newRow("three missing") << QByteArray("..---") << true << 3 << began + 10 * second;
        QTest::newRow("came back") << QByteArray("..---.") << false << 0 << began + 50 * second;
        QTest::newRow("never answered") << QByteArray("-----") << true << 5 << began;
    }

    void aSourceIsSilentAfterThreeRounds()
    {
        QFETCH(const QByteArray, after);
        QFETCH(const bool, silent);
        QFETCH(const int, missed);
        QFETCH(const qint64, since);
        Watched run(10, 60, {});
        run.after(after.constData());
        const WatchOutlook outlook = watchOutlook(run.state(), began + 60 * second);
        QCOMPARE(outlook.silent, silent);
        QCOMPARE(outlook.roundsMissed, missed);
        QCOMPARE(outlook.silentSinceMs, since);
        QCOMPARE(outlook.nextRoundMs, began + after.size() * 10 * second);
    }

    void onlyAnErrorMakesItUnreachable()
    {
        Watched run(10, 60, {});
        run.after("..---");
        QVERIFY(!watchOutlook(run.state(), began + 60 * second).unreachable);
        run.error(u"http://prometheus:9090 refused the connection."_s);
        QVERIFY(watchOutlook(run.state(), began + 60 * second).unreachable);
        run.after("......"); // it is back: the old error says nothing about now
        QVERIFY(!watchOutlook(run.state(), began + 60 * second).unreachable);
    }

    void withoutAWatchThereIsNothingToSay()
    {
        const WatchOutlook outlook = watchOutlook(RunState(), began);
        QVERIFY(!outlook.watching && !outlook.silent);
        QCOMPARE(outlook.samplesNeeded, 0);
        QCOMPARE(outlook.windowMs, 0);
    }
};

QTEST_GUILESS_MAIN(TestWatchOutlook)
#include "tst_watch_outlook.moc"
