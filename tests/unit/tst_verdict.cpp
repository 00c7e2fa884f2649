// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metrics.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double gap = -1e300; ///< in a literal row: asked, no data

using Row = std::vector<double>;

std::vector<Sample> samples(const Row &row)
{
    std::vector<Sample> out;
    for (const double value : row) {
        const auto time = static_cast<qint64>(out.size()) * 1000;
        out.push_back({time, value == gap ? std::nullopt : std::optional<double>(value)});
    }
    return out;
}

SeriesSpec errorRate()
{
    SeriesSpec spec;
    spec.id = u"error_rate"_s;
    spec.title = u"Error rate"_s;
    spec.unit = u"percent"_s;
    spec.warn = 1;
    spec.critical = 3;
    spec.rollback = 5;
    return spec;
}

SeriesSpec p99()
{
    SeriesSpec spec;
    spec.id = u"p99"_s;
    spec.title = u"p99 latency"_s;
    spec.unit = u"ms"_s;
    spec.rollbackRatio = 1.5;
    return spec;
}

SeriesSpec p99WithWarning()
{
    SeriesSpec spec = p99();
    spec.warn = 500;
    return spec;
}

/// Bad when it falls: below 100 a second is a trigger, and so is two thirds of before.
SeriesSpec throughput()
{
    SeriesSpec spec;
    spec.id = u"rate"_s;
    spec.title = u"Requests"_s;
    spec.unit = u"per_second"_s;
    spec.bad = BadDirection::Down;
    spec.warn = 200;
    spec.rollback = 100;
    spec.rollbackRatio = 1.5;
    return spec;
}

SeriesSpec unlimited()
{
    SeriesSpec spec;
    spec.id = u"load"_s;
    spec.unit = u"count"_s;
    return spec;
}

QString said(const Verdict &verdict)
{
    return QString(toString(verdict.kind) + u" | " + verdict.sentence);
}

} // namespace

Q_DECLARE_METATYPE(Row)
Q_DECLARE_METATYPE(SeriesSpec)

class TestVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneSeriesIsJudgedByItsLimits_data()
    {
        QTest::addColumn<SeriesSpec>("spec");
        QTest::addColumn<Row>("before");
        QTest::addColumn<Row>("after");
        QTest::addColumn<QString>("expected");

        const auto row = [](const char *name, const SeriesSpec &spec, const Row &before, const Row &after,
                            const QString &expected) {
            QTest::newRow(name) << spec << before << after << expected;
        };
        const Row calm{0.1, 0.1, 0.2};
        const Row fast{230, 230, 230};

        row("healthy", errorRate(), calm, {0.2, 0.1, 0.2},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 3 samples."_s);
        row("healthy without a before-window", errorRate(), {}, {0.2, 0.1, 0.2},
            u"healthy | Healthy — nothing is over its limits; there is no before to compare with. 3 samples."_s);
        row("exactly at the trigger is not beyond it", errorRate(), calm, {3, 3, 3},
            u"hold | Hold — error rate 3 %, warning limit is 1 %, for 3 samples in a row."_s);
        row("rollback limit broken three times in a row", errorRate(), calm, {0.1, 5.7, 5.8, 6},
            u"roll-back | Roll back — error rate 5.8 %, trigger is 5 %, for 3 samples in a row."_s);
        row("the row is counted in full", errorRate(), calm, {9, 9, 9, 9, 9},
            u"roll-back | Roll back — error rate 9 %, trigger is 5 %, for 5 samples in a row."_s);
        row("two samples over the trigger are not yet three", errorRate(), calm, {0.1, 0.1, 6, 6},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 4 samples."_s);
        row("an outlier changes nothing", errorRate(), calm, {0.1, 0.1, 80, 0.1},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 4 samples."_s);
        row("a gap does not interrupt the row", errorRate(), calm, {6, gap, 6, gap, 6},
            u"roll-back | Roll back — error rate 6 %, trigger is 5 %, for 3 samples in a row."_s);
        row("what has recovered is healthy again", errorRate(), calm, {2, 2, 2, 0.1, 0.1, 0.1},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 6 samples."_s);
        row("warning", errorRate(), calm, {1.3, 1.4, 1.5},
            u"hold | Hold — error rate 1.4 %, warning limit is 1 %, for 3 samples in a row."_s);
        row("critical speaks before warning", errorRate(), calm, {3.5, 3.6, 3.7},
            u"hold | Hold — error rate 3.6 %, critical limit is 3 %, for 3 samples in a row."_s);

        row("ratio broken", p99(), fast, {390, 391, 390},
            u"roll-back | Roll back — p99 latency 390 ms, trigger is 345 ms (1.5 times the 230 ms before the "
            u"release), "
            "for 3 samples in a row."_s);
        row("past half-way to the ratio", p99(), fast, {292, 292, 292},
            u"hold | Hold — p99 latency is 27 % slower than before the release."_s);
        row("half-way is not past it", p99(), {200, 200, 200}, {250, 250, 250},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 3 samples."_s);
        row("the median of before ignores outliers and missing values", p99(), {230, gap, 9000, 230, none},
            {390, 390, 390},
            u"roll-back | Roll back — p99 latency 390 ms, trigger is 345 ms (1.5 times the 230 ms before the "
            u"release), "
            "for 3 samples in a row."_s);
        row("no before for a ratio", p99(), {230, 230}, {390, 390, 390},
            u"not-enough-data | Not enough data — p99 latency cannot be compared: 2 of 3 samples from before "
            u"the "
            "release."_s);
        row("a before of zero has no ratio", p99(), {0, 0, 0}, {1, 1, 1},
            u"not-enough-data | Not enough data — p99 latency cannot be compared: the median before the "
            u"release is "
            "0 ms, which has no ratio."_s);
        row("another limit judges when there is no before", p99WithWarning(), {}, {501, 502, 503},
            u"hold | Hold — p99 latency 502 ms, warning limit is 500 ms, for 3 samples in a row. Not "
            u"compared with "
            "before: 0 of 3 samples from before the release."_s);

        row("a falling series within its limits", throughput(), {400, 400, 400}, {390, 390, 390},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 3 samples."_s);
        row("a falling series: the ratio is reached before the limit", throughput(), {400, 400, 400},
            {260, 260, 260},
            u"roll-back | Roll back — requests 260 /s, trigger is 267 /s (0.667 times the 400 /s before the "
            u"release), "
            "for 3 samples in a row."_s);
        row("a falling series: the limit is reached before the ratio", throughput(), {120, 120, 120},
            {90, 90, 90},
            u"roll-back | Roll back — requests 90 /s, trigger is 100 /s, for 3 samples in a row."_s);
        row("a falling series past half-way", throughput(), {600, 600, 600}, {450, 450, 450},
            u"hold | Hold — requests is 25 % lower than before the release."_s);
        row("a falling series does not mind rising", throughput(), {400, 400, 400}, {9000, 9000, 9000},
            u"healthy | Healthy — nothing differs from before the release by more than its limits. 3 samples."_s);

        row("no samples yet", errorRate(), calm, {},
            u"collecting | Collecting — error rate has 0 of the 3 samples needed."_s);
        row("too few samples, all bad", errorRate(), calm, {90, 90},
            u"collecting | Collecting — error rate has 2 of the 3 samples needed."_s);
        row("too few samples, one of them missing", errorRate(), calm, {0.1, gap, 0.1},
            u"collecting | Collecting — error rate has 2 of the 3 samples needed."_s);
        row("values have stopped", errorRate(), calm, {0.1, 0.1, 0.1, 0.1, gap, gap, gap},
            u"not-enough-data | Not enough data — error rate has had no value for 3 samples in a row."_s);
        row("values never came", errorRate(), calm, {gap, gap, gap, gap},
            u"not-enough-data | Not enough data — error rate has had no value for 4 samples in a row."_s);
        row("not a number is no data", errorRate(), calm, {0.1, 0.1, 0.1, none, infinite, -infinite},
            u"not-enough-data | Not enough data — error rate has had no value for 3 samples in a row."_s);
        row("a series without limits judges nothing", unlimited(), calm, {1, 1, 1},
            u"not-enough-data | Not enough data — no series has a limit. Give one of them warn, critical, "
            u"rollback or "
            "rollback_ratio in belay.json."_s);
    }

    void oneSeriesIsJudgedByItsLimits()
    {
        QFETCH(SeriesSpec, spec);
        QFETCH(Row, before);
        QFETCH(Row, after);
        QTEST(said(judge({{spec, samples(before), samples(after)}})), "expected");
    }

    /// What the documents ask for: three in a row, at once, but not what the series does by itself.
    void aBurstIsCalledWithItsThirdSampleUnlessOneCameBefore_data()
    {
        QTest::addColumn<Row>("before");
        QTest::addColumn<int>("calledAfter"); ///< samples of a burst of a minute, at 10 s; 0: never
        Row calm(60, 200.0);
        QTest::newRow("none before") << calm << 3;
        Row outlier = calm;
        outlier[20] = 400;
        QTest::newRow("one sample before, which is no burst") << outlier << 3;
        Row minute = calm;
        std::fill_n(minute.begin() + 20, 6, 400.0);
        QTest::newRow("a minute before") << minute << 0;
    }

    void aBurstIsCalledWithItsThirdSampleUnlessOneCameBefore()
    {
        QFETCH(Row, before);
        QFETCH(int, calledAfter);
        MetricsSpec spec;
        spec.series = {p99()};
        Row after(5, 200.0);
        int called = 0;
        for (int burst = 1; burst <= 6 && called == 0; ++burst) {
            after.push_back(400);
            const Verdict verdict =
                judge({SeriesData{p99(), samples(before), samples(after)}}, rulesFor(spec));
            called = verdict.kind == VerdictKind::RollBack ? burst : 0;
        }
        QCOMPARE(called, calledAfter);
    }

    void theWorstSeriesSpeaksForAll()
    {
        const SeriesData good{errorRate(), samples({0.1, 0.1, 0.1}), samples({0.1, 0.1, 0.1})};
        const SeriesData young{errorRate(), samples({0.1, 0.1, 0.1}), samples({0.1})};
        const SeriesData blind{p99(), samples({230, 230, 230}), samples({gap, gap, gap})};
        const SeriesData slow{p99(), samples({230, 230, 230}), samples({292, 292, 292})};
        const SeriesData broken{errorRate(), samples({0.1, 0.1, 0.1}), samples({8, 8, 8})};
        QCOMPARE(toString(judge({good, slow}).kind), u"hold"_s);
        QCOMPARE(toString(judge({good, slow, young}).kind), u"collecting"_s);
        QCOMPARE(toString(judge({good, slow, young, blind}).kind), u"not-enough-data"_s);
        QCOMPARE(toString(judge({good, slow, young, blind, broken}).kind), u"roll-back"_s);
        QCOMPARE(toString(judge({}).kind), u"not-enough-data"_s);
    }

    void theNumbersBehindTheVerdictAreGiven()
    {
        const Verdict verdict =
            judge({{throughput(), samples({400, 410, 420, 430}), samples({390, 390, 380, gap, 370})}});
        QCOMPARE(verdict.samples, 4);
        QCOMPARE(verdict.series.size(), std::size_t(1));
        QCOMPARE(verdict.series.front().series, u"rate"_s);
        QCOMPARE(verdict.series.front().before.value_or(-1), 415.0);
        QCOMPARE(verdict.series.front().now.value_or(-1), 380.0);
        QCOMPARE(verdict.series.front().trigger.value_or(-1), 415 / 1.5);
        QCOMPARE(verdict.series.front().sentence,
                 u"Healthy — requests 380 /s, 415 /s before the release, trigger is 277 /s."_s);
    }

    /// Two series, six samples each, every sample either good or missing: 4096 ways to lose data. One in six
    /// may be missing, more than a fifth may not.
    void unknownIsNeverGreen()
    {
        const Row calm{100, 100, 100};
        int healthy = 0;
        for (unsigned mask = 0; mask < 4096; ++mask) {
            Row first;
            Row second;
            for (unsigned i = 0; i < 6; ++i) {
                first.push_back((mask >> i) & 1 ? gap : 0.1);
                second.push_back((mask >> (i + 6)) & 1 ? none : 100);
            }
            const auto seen = [](const Row &row) {
                return std::count_if(row.begin(), row.end(),
                                     [](double v) { return v != gap && !std::isnan(v); });
            };
            const auto holed = [&seen](const Row &row) { return seen(row) >= 3 && seen(row) < 5; };
            const auto endsBlind = [](const Row &row) {
                return std::all_of(row.end() - 3, row.end(),
                                   [](double v) { return v == gap || std::isnan(v); });
            };
            const Verdict verdict = judge(
                {{errorRate(), samples(calm), samples(first)}, {p99(), samples(calm), samples(second)}});
            const bool blind = endsBlind(first) || endsBlind(second) || holed(first) || holed(second);
            const bool few = seen(first) < 3 || seen(second) < 3;
            const VerdictKind expected = blind ? VerdictKind::NotEnoughData
                                         : few ? VerdictKind::Collecting
                                               : VerdictKind::Healthy;
            QVERIFY2(verdict.kind == expected, qPrintable(u"mask %1: %2"_s.arg(mask).arg(said(verdict))));
            healthy += verdict.kind == VerdictKind::Healthy ? 1 : 0;
        }
        QVERIFY(healthy > 0);
    }

    /// A bad release with every pattern of missing samples is never called healthy either.
    void missingSamplesCannotHideABadRelease()
    {
        for (unsigned mask = 0; mask < 1024; ++mask) {
            Row row;
            for (unsigned i = 0; i < 10; ++i)
                row.push_back((mask >> i) & 1 ? gap : 50);
            const Verdict verdict = judge({{errorRate(), samples({0.1, 0.1, 0.1}), samples(row)}});
            QVERIFY2(verdict.kind != VerdictKind::Healthy && verdict.kind != VerdictKind::Hold,
                     qPrintable(u"mask %1: %2"_s.arg(mask).arg(said(verdict))));
        }
    }

    void valuesAreShownWithTheirUnit_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("expected");
        const auto row = [](double value, const QString &unit, const QString &expected) {
            QTest::newRow(qPrintable(expected)) << value << unit << expected;
        };
        row(5.8, u"percent"_s, u"5.8 %"_s);
        row(5, u"percent"_s, u"5 %"_s);
        row(0, u"percent"_s, u"0 %"_s);
        row(0.1234, u"percent"_s, u"0.12 %"_s);
        row(0.00123, u"percent"_s, u"0.0012 %"_s);
        row(99.96, u"percent"_s, u"100 %"_s);
        row(230.4, u"ms"_s, u"230 ms"_s);
        row(12.34, u"ms"_s, u"12.3 ms"_s);
        row(1.5, u"s"_s, u"1.5 s"_s);
        row(405.2, u"per_second"_s, u"405 /s"_s);
        row(31999, u"count"_s, u"32 k"_s);
        row(9999, u"count"_s, u"9999"_s);
        row(1234567, u"count"_s, u"1.2 M"_s);
        row(-0.04, u"count"_s, u"-0.04"_s);
        row(3, u"apples"_s, u"3"_s);
        row(none, u"percent"_s, u"no data"_s);
        row(infinite, u"ms"_s, u"no data"_s);
    }

    void valuesAreShownWithTheirUnit()
    {
        QFETCH(double, value);
        QFETCH(QString, unit);
        QTEST(formatValue(value, unit), "expected");
    }

    void wordsGoThereAndBack()
    {
        for (const VerdictKind kind : {VerdictKind::Collecting, VerdictKind::Healthy, VerdictKind::Hold,
                                       VerdictKind::RollBack, VerdictKind::NotEnoughData})
            QVERIFY(verdictKindFromString(toString(kind)) == kind);
        QVERIFY(verdictKindFromString(u"excellent"_s) == VerdictKind::NotEnoughData);
        QCOMPARE(toString(MetricsSourceKind::Scrape), u"scrape"_s);
    }

    void everyProfileWatchesErrorsLatencyAndRequests()
    {
        for (const QString &profile : {u"phoenix"_s, u"node"_s, u"generic"_s}) {
            const std::vector<SeriesSpec> series = profileSeries(profile);
            QCOMPARE(series.size(), std::size_t(3));
            QCOMPARE(series[0].id, u"error_rate"_s);
            QCOMPARE(series[0].rollback.value_or(-1), 5.0);
            QCOMPARE(series[1].id, u"p99"_s);
            QCOMPARE(series[1].rollbackRatio.value_or(-1), 1.5);
            QCOMPARE(series[2].id, u"request_rate"_s);
            QVERIFY(!series[2].warn && !series[2].rollback && !series[2].rollbackRatio);
        }
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
