// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metrics.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

using namespace belay;

// How often a release that changes nothing is called bad, and how long one that does stays unnoticed:
// releases are made up, sample by sample, and judged after every sample, as the watch does.
// BELAY_SIMULATED_RELEASES sets how many of each kind (tests/bench/stats/stats runs 10,000).

namespace {

constexpr qint64 secondMs = 1000;
constexpr qint64 dayMs = 86'400 * secondMs;
constexpr qint64 beginMs = 20'000 * dayMs;
constexpr double nominal = 0.02; ///< what a confidence of 98 % allows

/// What a series does without any release: the value at a time, around 200 ms.
using World = std::function<double(qint64 timeMs)>;

class Chance
{
public:
    explicit Chance(unsigned seed)
        : m_engine(seed)
    {
    }
    double normal() { return m_normal(m_engine); }
    double uniform() { return m_uniform(m_engine); }

private:
    std::mt19937_64 m_engine;
    std::normal_distribution<double> m_normal;
    std::uniform_real_distribution<double> m_uniform;
};

/// Each sample for itself, spread as latencies are.
World noise(Chance &chance, double spread)
{
    return [&chance, spread](qint64) { return 200 * std::exp(spread * chance.normal()); };
}

/// Each sample leans on the one before.
World leaning(Chance &chance, double spread, double memory)
{
    auto state = std::make_shared<double>(chance.normal());
    return [&chance, spread, memory, state](qint64) {
        *state = memory * *state + std::sqrt(1 - memory * memory) * chance.normal();
        return 200 * std::exp(spread * *state);
    };
}

/// Calm, and now and then twice the value for a while: so many times in an hour.
World bursts(Chance &chance, qint64 seconds, double perHour)
{
    auto until = std::make_shared<qint64>(0);
    return [&chance, until, seconds, perHour](qint64 timeMs) {
        if (timeMs >= *until && chance.uniform() < perHour / 360)
            *until = timeMs + seconds * secondMs;
        return 200 * (timeMs < *until ? 2 : 1) * std::exp(0.1 * chance.normal());
    };
}

/// Twice as slow at noon as at night.
World daily(Chance &chance)
{
    return [&chance](qint64 timeMs) {
        const double day = static_cast<double>(timeMs % dayMs) / static_cast<double>(dayMs);
        return 200 * (1 + 0.33 * std::sin(2 * std::numbers::pi * day)) * std::exp(0.15 * chance.normal());
    };
}

MetricsSpec tenMinutes()
{
    MetricsSpec spec;
    SeriesSpec p99;
    p99.id = QStringLiteral("p99");
    p99.unit = QStringLiteral("ms");
    p99.rollbackRatio = 1.5;
    spec.series = {p99};
    return spec;
}

std::vector<Sample> window(const World &world, qint64 fromMs, qint64 toMs, qint64 stepMs, double factor)
{
    std::vector<Sample> samples;
    for (qint64 time = fromMs; time < toMs; time += stepMs)
        samples.push_back({time, world(time) * factor});
    return samples;
}

struct Called
{
    qint64 holdMs = -1; ///< after the release; -1: never
    qint64 rollBackMs = -1;
};

/// One release at the time; its values are those of the world, times the factor.
Called release(const MetricsSpec &spec, const World &world, qint64 atMs, double factor, bool withYesterday)
{
    const qint64 step = spec.interval.count();
    const VerdictRules rules = rulesFor(spec);
    SeriesData data{spec.series.front(), {}, {}};
    if (withYesterday)
        data.yesterday = window(world, atMs - dayMs, atMs - dayMs + spec.watch.count() + 1, step, 1);
    data.before = window(world, atMs - spec.before.count(), atMs, step, 1);
    const std::vector<Sample> after = window(world, atMs, atMs + spec.watch.count() + 1, step, factor);
    Called called;
    for (const Sample &sample : after) {
        data.after.push_back(sample);
        const VerdictKind kind = judge({data}, rules).kind;
        const bool isBad = kind == VerdictKind::Hold || kind == VerdictKind::RollBack;
        if (isBad && called.holdMs < 0)
            called.holdMs = sample.timeMs - atMs;
        if (kind == VerdictKind::RollBack) {
            called.rollBackMs = sample.timeMs - atMs;
            break;
        }
    }
    return called;
}

int releases()
{
    const int count = qEnvironmentVariableIntValue("BELAY_SIMULATED_RELEASES");
    return count > 0 ? count : 100;
}

/// The most alarms that a share of at most that much explains in so many releases: three standard deviations.
double allowed(int count, double share)
{
    return count * share + 3 * std::sqrt(count * share * (1 - share));
}

using Maker = World (*)(Chance &);

struct Kind
{
    const char *name;
    Maker make;
    qint64 windowMinutes;
    bool withYesterday;
};

const Kind kinds[] = {
    {"steady", [](Chance &chance) { return noise(chance, 0.1); }, 10, false},
    {"noisy", [](Chance &chance) { return noise(chance, 0.3); }, 10, false},
    {"very noisy", [](Chance &chance) { return noise(chance, 0.6); }, 10, false},
    {"each sample leans on the one before", [](Chance &chance) { return leaning(chance, 0.2, 0.6); }, 10,
     false},
    {"bursts of 20 s, six an hour", [](Chance &chance) { return bursts(chance, 20, 6); }, 10, false},
    {"bursts of 40 s, thirty an hour", [](Chance &chance) { return bursts(chance, 40, 30); }, 10, false},
    {"daily rhythm, ten minutes", daily, 10, false},
    {"daily rhythm, one hour and yesterday known", daily, 60, true},
};

} // namespace

Q_DECLARE_METATYPE(Kind)

class TestFalseAlarms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReleaseThatChangesNothingIsSeldomCalledBad_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind &kind : kinds)
            QTest::newRow(kind.name) << kind;
    }

    void aReleaseThatChangesNothingIsSeldomCalledBad()
    {
        QFETCH(Kind, kind);
        MetricsSpec spec = tenMinutes();
        spec.before = spec.watch = std::chrono::minutes(kind.windowMinutes);
        spec.interval = std::chrono::seconds(kind.windowMinutes);
        const int count = releases();
        int holds = 0;
        int rollbacks = 0;
        for (int i = 0; i < count; ++i) {
            Chance chance(static_cast<unsigned>(i) + 1);
            const qint64 at = beginMs + static_cast<qint64>(chance.uniform() * static_cast<double>(dayMs));
            const Called called = release(spec, kind.make(chance), at, 1, kind.withYesterday);
            holds += called.holdMs >= 0 ? 1 : 0;
            rollbacks += called.rollBackMs >= 0 ? 1 : 0;
        }
        qInfo("%s: %d of %d releases called bad (%.2f %%, nominal 2 %%), %d of them to roll back", kind.name,
              holds, count, 100.0 * holds / count, rollbacks);
        QVERIFY2(holds <= allowed(count, nominal), kind.name);
        QVERIFY2(rollbacks <= allowed(count, nominal / 2), kind.name); // what acts by itself must be rarer
    }

    void aRealShiftIsCalled_data()
    {
        QTest::addColumn<double>("spread");
        QTest::addColumn<double>("factor");
        QTest::addColumn<double>("least"); ///< share of the releases that must be called within the watch
        QTest::newRow("+20 %, steady") << 0.1 << 1.2 << 0.99;
        QTest::newRow("+20 %, noisy") << 0.3 << 1.2 << 0.5;
        QTest::newRow("+40 %, noisy") << 0.3 << 1.4 << 0.99;
        QTest::newRow("+80 %, steady") << 0.1 << 1.8 << 1.0;
        QTest::newRow("+80 %, noisy") << 0.3 << 1.8 << 1.0;
        QTest::newRow("three times, very noisy") << 0.6 << 3.0 << 1.0;
    }

    void aRealShiftIsCalled()
    {
        QFETCH(double, spread);
        QFETCH(double, factor);
        QFETCH(double, least);
        const int count = std::max(50, releases() / 5);
        std::vector<qint64> delays;
        int rollbacks = 0;
        for (int i = 0; i < count; ++i) {
            Chance chance(static_cast<unsigned>(i) + 100'000);
            const Called called = release(tenMinutes(), noise(chance, spread), beginMs, factor, false);
            if (called.holdMs >= 0)
                delays.push_back(called.holdMs / secondMs);
            rollbacks += called.rollBackMs >= 0 ? 1 : 0;
        }
        std::sort(delays.begin(), delays.end());
        const auto at = [&delays](double share) {
            return delays.empty()
                       ? qint64(-1)
                       : delays[static_cast<std::size_t>(share * static_cast<double>(delays.size() - 1))];
        };
        qInfo("%s: %zu of %d called, after %lld s (median), %lld s (nine of ten); %d to roll back",
              QTest::currentDataTag(), delays.size(), count, static_cast<long long>(at(0.5)),
              static_cast<long long>(at(0.9)), rollbacks);
        QVERIFY(static_cast<double>(delays.size()) >= least * count);
    }
};

QTEST_GUILESS_MAIN(TestFalseAlarms)
#include "tst_false_alarms.moc"
