// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/comparison.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 secondMs = 1000;
constexpr qint64 dayMs = 86'400 * secondMs;
constexpr qint64 beginMs = 20'000 * dayMs;
constexpr double gap = -1;

/// Values that swing around the middle by up to a twentieth, in an order that follows no pattern of minutes.
std::vector<double> around(double middle, int count)
{
    static constexpr int swings[] = {0, 3, -2, 5, -4, 1, -5, 2, 4, -1, -3};
    std::vector<double> values;
    for (int i = 0; i < count; ++i)
        values.push_back(middle * (1 + swings[(i * 7) % 11] / 100.0));
    return values;
}

std::vector<Sample> every10s(const std::vector<double> &values, qint64 fromMs)
{
    std::vector<Sample> samples;
    for (const double value : values) {
        samples.push_back({fromMs + static_cast<qint64>(samples.size()) * 10 * secondMs,
                           value == gap ? std::nullopt : std::optional(value)});
    }
    return samples;
}

SeriesSpec p99(BadDirection bad = BadDirection::Up)
{
    SeriesSpec spec;
    spec.id = u"p99"_s;
    spec.title = u"p99"_s;
    spec.unit = u"ms"_s;
    spec.bad = bad;
    spec.rollbackRatio = 1.5;
    return spec;
}

SeriesSpec requests()
{
    SeriesSpec spec;
    spec.id = u"request_rate"_s;
    spec.title = u"Request rate"_s;
    spec.unit = u"per_second"_s;
    spec.bad = BadDirection::Both;
    spec.holdRatio = 1.5;
    return spec;
}

SeriesSpec errors()
{
    SeriesSpec spec;
    spec.id = u"error_rate"_s;
    spec.title = u"Error rate"_s;
    spec.unit = u"percent"_s;
    spec.holdRatio = 1.1;
    return spec;
}

/// Ten minutes before, and after the release what is given.
SeriesData watched(const SeriesSpec &spec, double before, const std::vector<double> &after)
{
    return {spec, every10s(around(before, 60), beginMs - 600 * secondMs), every10s(after, beginMs)};
}

VerdictRules rules(qint64 warmUpSeconds = 0)
{
    MetricsSpec metrics;
    metrics.warmUp = std::chrono::seconds(warmUpSeconds);
    return rulesFor(metrics);
}

QString said(const Verdict &verdict)
{
    return QString(toString(verdict.kind) + u" | " + verdict.series.front().sentence);
}

template <typename Values> Values operator+(Values first, const Values &second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace

Q_DECLARE_METATYPE(SeriesSpec)
Q_DECLARE_METATYPE(std::vector<double>)

class TestComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSeriesIsComparedWithBefore_data()
    {
        QTest::addColumn<SeriesSpec>("spec");
        QTest::addColumn<double>("before");
        QTest::addColumn<std::vector<double>>("after");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const SeriesSpec &spec, double before,
                            const std::vector<double> &after, const QString &expected) {
            QTest::newRow(name) << spec << before << after << expected;
        };
        row("nothing differs", p99(), 180, around(181, 61),
            u"healthy | Healthy — p99 180 → 181 ms (+1 %, 98 % interval -1 … +3), trigger is 270 ms."_s);
        row("a proven difference of a fifth", p99(), 180, around(216, 61),
            u"hold | Hold — p99 180 → 216 ms (+20 %, 98 % interval +18 … +22), limit +10 %."_s);
        row("proven, and too small to matter", p99(), 180, around(191, 61),
            u"healthy | Healthy — p99 180 → 191 ms (+6 %, 98 % interval +4 … +8), trigger is 270 ms."_s);
        row("over the ratio", p99(), 180, around(310, 61),
            u"roll-back | Roll back — p99 180 → 310 ms (+72 %, 98 % interval +69 … +75), limit +50 %."_s);
        row("faster is no harm", p99(), 180, around(90, 61),
            u"healthy | Healthy — p99 180 → 90 ms (-50 %, 98 % interval -52 … -48), trigger is 270 ms."_s);
        row("half of it, where falling is bad", p99(BadDirection::Down), 180, around(90, 61),
            u"roll-back | Roll back — p99 180 → 90 ms (-50 %, 98 % interval -52 … -48), limit -33 %."_s);
        row("requests rise", requests(), 400, around(800, 61),
            u"hold | Hold — request rate 400 → 800 /s (+100 %, 98 % interval +97 … +103), limit +50 %."_s);
        row("requests fall", requests(), 400, around(100, 61),
            u"hold | Hold — request rate 400 → 100 /s (-75 %, 98 % interval -77 … -73), limit -33 %."_s);
        row("twice of almost no errors", errors(), 0.1, around(0.2, 61),
            u"healthy | Healthy — error rate 0.1 → 0.2 % (+100 %, 98 % interval +97 … +103)."_s);
        row("a point more of them", errors(), 0.5, around(1.5, 61),
            u"hold | Hold — error rate 0.5 → 1.5 % (+200 %, 98 % interval +195 … +205), limit +10 %."_s);
        row("twenty-nine samples", p99(), 180, around(181, 29),
            u"collecting | Collecting — p99 has 29 of the 30 samples needed."_s);
        row("the trigger does not wait for thirty", p99(), 180, around(310, 3),
            u"roll-back | Roll back — p99 316 ms, trigger is 270 ms (1.5 times the 180 ms before the "
            u"release), "
            "for 3 samples in a row."_s);
        row("one spike", p99(), 180, around(180, 30) + std::vector<double>{5000} + around(180, 30),
            u"healthy | Healthy — p99 180 → 180 ms (0 %, 98 % interval -2 … +2), trigger is 270 ms."_s);
        row("a quarter is missing", p99(), 180,
            around(180, 30) + std::vector<double>(12, gap) + around(180, 6),
            u"not-enough-data | Not enough data — 25 % of the samples of p99 are missing; up to 20 % would do."_s);
    }

    void aSeriesIsComparedWithBefore()
    {
        QFETCH(SeriesSpec, spec);
        QFETCH(double, before);
        QFETCH(std::vector<double>, after);
        QTEST(said(judge({watched(spec, before, after)}, rules())), "expected");
    }

    void oneWindowDoesNotDecide()
    {
        // Until 5:00 there are 30 samples, all slower; the second window that says so closes at 6:00.
        const std::vector<double> slow = around(216, 61);
        const auto until = [&slow](std::ptrdiff_t count) {
            return judge({watched(p99(), 180, {slow.begin(), slow.begin() + count})}, rules()).kind;
        };
        QVERIFY(until(30) == VerdictKind::Healthy);
        QVERIFY(until(31) == VerdictKind::Healthy);
        QVERIFY(until(36) == VerdictKind::Healthy);
        QVERIFY(until(37) == VerdictKind::Hold);
    }

    void whatWasNotYetProvenIsNotSaid()
    {
        const SeriesData data = watched(p99(), 180, around(216, 31));
        const Compared compared = compareWithBefore(data, rules());
        QVERIFY(compared.newest.has_value());
        QVERIFY(!compared.holds);
        QCOMPARE(compared.newest->after, 30);
        QCOMPARE(compared.newest->before, 60);
    }

    void theWarmUpIsShownAndNotJudged()
    {
        const SeriesData data =
            watched(p99(), 180, around(900, 6) + around(180, 55)); // a cold cache for a minute
        QVERIFY(judge({watched(p99(), 180, around(900, 6))}, rules()).kind == VerdictKind::RollBack);
        const Verdict young = judge({watched(p99(), 180, around(900, 6))}, rules(60));
        QCOMPARE(said(young), u"collecting | Collecting — p99 has 0 of the 30 samples needed."_s);
        const Verdict verdict = judge({data}, rules(60));
        QVERIFY(verdict.kind == VerdictKind::Healthy);
        QCOMPARE(verdict.samples, 55);
    }

    void theSameHourYesterdayExcusesADifference()
    {
        SeriesData data = watched(p99(), 180, around(216, 61));
        data.yesterday = every10s(around(214, 61), beginMs - dayMs);
        data.lastWeek = every10s(around(220, 61), beginMs - 7 * dayMs);
        const Verdict verdict = judge({data}, rules());
        QCOMPARE(
            said(verdict),
            u"healthy | Healthy — p99 180 → 216 ms (+20 %, 98 % interval +18 … +22), trigger is 270 ms, as "
            "yesterday at this hour (214 ms)."_s);
        QCOMPARE(verdict.sentence,
                 u"Healthy — what differs from before the release (p99) was so yesterday at this "
                 "hour. 61 samples."_s);
        data.yesterday = every10s(around(182, 61), beginMs - dayMs);
        QCOMPARE(said(judge({data}, rules())), u"hold | Hold — p99 180 → 216 ms (+20 %, 98 % interval +18 … "
                                               u"+22), limit +10 %. Yesterday at this "
                                               "hour 182 ms, last week 220 ms."_s);
    }

    void yesterdayExcusesNoBrokenTrigger()
    {
        SeriesData data = watched(p99(), 180, around(310, 61));
        data.yesterday = every10s(around(310, 61), beginMs - dayMs);
        QVERIFY(judge({data}, rules()).kind == VerdictKind::RollBack);
    }

    void aNoisySeriesNeedsALongerRow()
    {
        // Every sixth value before is beyond the trigger: three in a row are nothing.
        SeriesData data = watched(p99(), 180, around(180, 30) + around(300, 3));
        QVERIFY(judge({data}, rules()).kind == VerdictKind::RollBack);
        for (std::size_t i = 0; i < data.before.size(); i += 6)
            data.before[i].value = 400;
        QVERIFY(judge({data}, rules()).kind == VerdictKind::Healthy);
        data.after = every10s(around(180, 30) + around(300, 8), beginMs);
        QVERIFY(judge({data}, rules()).kind == VerdictKind::RollBack);
    }

    void aHostWithoutDataIsNamed()
    {
        SeriesData data = watched(p99(), 180, around(181, 61));
        for (const QString &host : {u"web-1"_s, u"web-2"_s, u"web-3"_s, u"web-4"_s})
            data.hosts.push_back({host, {}, every10s(around(181, host == u"web-4" ? 40 : 61), beginMs)});
        const Verdict verdict = judge({data}, rules());
        QCOMPARE(verdict.sentence, u"Healthy on 3 hosts, web-4 has no data."_s);
        QVERIFY(verdict.kind == VerdictKind::NotEnoughData);
    }

    void oneBadHostDoesNotDrownInTheOthers()
    {
        SeriesData data = watched(p99(), 180, around(181, 61));
        data.hosts = {{u"web-1"_s, {}, every10s(around(180, 61), beginMs)},
                      {u"web-2"_s, {}, every10s(around(900, 61), beginMs)}};
        const Verdict verdict = judge({data}, rules());
        QCOMPARE(verdict.sentence, u"Hold — p99 873 ms on web-2 alone, trigger is 270 ms."_s);
        QVERIFY(verdict.kind == VerdictKind::Hold);
    }

    void theRulesFollowTheLengthOfTheWatch()
    {
        MetricsSpec metrics;
        QCOMPARE(rulesFor(metrics).minCompared, 30);
        QCOMPARE(rulesFor(metrics).windowMs, 60 * secondMs);
        metrics.interval = std::chrono::seconds(1);
        metrics.before = std::chrono::seconds(8);
        metrics.watch = std::chrono::seconds(90);
        QCOMPARE(rulesFor(metrics).minCompared, 6);
        QCOMPARE(rulesFor(metrics).windowMs, 18 * secondMs);
        metrics.watch = std::chrono::seconds(2);
        QCOMPARE(rulesFor(metrics).minCompared, 3);
        QCOMPARE(rulesFor(metrics).windowMs, 1 * secondMs);
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
