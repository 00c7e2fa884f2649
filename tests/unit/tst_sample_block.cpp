// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/sample_block.h"
#include "tests/support/history_samples.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

RunEvent sampleAt(qint64 seq, qint64 timeMs, const QString &series, std::optional<double> value,
                  const QString &host = {}, bool before = false)
{
    RunEvent event;
    event.kind = EventKind::SampleTaken;
    event.run = u"run-1"_s;
    event.seq = seq;
    event.timeMs = timeMs;
    event.step = u"watch"_s;
    event.host = host;
    event.series = series;
    event.before = before;
    event.sample = Sample{timeMs - 3, value};
    return event;
}

RunEvent other(EventKind kind, qint64 seq, qint64 timeMs)
{
    RunEvent event;
    event.kind = kind;
    event.run = u"run-1"_s;
    event.seq = seq;
    event.timeMs = timeMs;
    event.text = u"x"_s;
    if (kind == EventKind::RunFinished)
        event.outcome = Outcome::Succeeded;
    return event;
}

/// A watch of ten minutes on ten hosts and in total, three series, every ten seconds.
std::vector<RunEvent> watched()
{
    std::vector<RunEvent> events{other(EventKind::Noted, 1, noon)};
    for (int round = 0; round < 60; ++round) {
        const qint64 now = noon + round * 10'000;
        for (const QString &series : {u"error_rate"_s, u"p99"_s, u"request_rate"_s}) {
            for (int host = 0; host <= 10; ++host) {
                const auto seq = static_cast<qint64>(events.size()) + 1;
                const auto value = host == 7 && round == 9
                                       ? std::nullopt
                                       : std::optional(std::sin(static_cast<double>(seq)) * 180);
                events.push_back(
                    sampleAt(seq, now + host, series, value, host == 0 ? QString() : u"web-%1"_s.arg(host)));
            }
        }
    }
    const auto last = static_cast<qint64>(events.size());
    events.push_back(other(EventKind::Noted, last + 1, noon + 600'000));
    events.push_back(other(EventKind::RunFinished, last + 2, noon + 600'000));
    return events;
}

QByteArray text(const std::vector<RunEvent> &events)
{
    std::string out;
    for (const RunEvent &event : events)
        out += toJson(event).dump() + '\n';
    return QByteArray::fromStdString(out);
}

std::unique_ptr<HistoryStore> opened(const QTemporaryDir &folder)
{
    auto store = HistoryStore::open(folder.path());
    return store ? *std::move(store) : nullptr;
}

qint64 number(const QTemporaryDir &folder, const char *sql)
{
    SQLite::Database database(folder.filePath(u"history.db"_s).toStdString());
    SQLite::Statement query(database, sql);
    return query.executeStep() ? query.getColumn(0).getInt64() : -1;
}

void execute(const QTemporaryDir &folder, const char *sql)
{
    SQLite::Database database(folder.filePath(u"history.db"_s).toStdString(), SQLite::OPEN_READWRITE);
    database.exec(sql);
}

} // namespace

class TestSampleBlock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsPackedComesBackWhole()
    {
        RunEvent yesterday = sampleAt(9, noon, u"p99"_s, 170);
        yesterday.window = u"yesterday"_s;
        RunEvent lastWeek = sampleAt(10, noon, u"p99"_s, std::nullopt);
        lastWeek.window = u"last-week"_s;
        const std::vector<RunEvent> events{
            yesterday,
            lastWeek,
            sampleAt(7, noon, u"p99"_s, 180.25),
            sampleAt(8, noon + 1, u"p99"_s, -0.0, u"web-1"_s),
            sampleAt(3, noon - 5000, u"fehler-rate-ä"_s, std::nullopt, u"web-2"_s, true),
            sampleAt(std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::min() + 3, {}, 5e-324)};
        auto again = unpackSamples(packSamples(events));
        QVERIFY(again.has_value());
        for (RunEvent &event : *again)
            event.run = u"run-1"_s;
        QCOMPARE(again->size(), events.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            QCOMPARE((*again)[i].seq, events[i].seq);
            QCOMPARE((*again)[i].timeMs, events[i].timeMs);
            QCOMPARE((*again)[i].host, events[i].host);
            QCOMPARE((*again)[i].series, events[i].series);
            QCOMPARE((*again)[i].window, events[i].window);
            QCOMPARE((*again)[i].before, events[i].before);
            QVERIFY((*again)[i].sample == events[i].sample);
        }
        QVERIFY(unpackSamples(packSamples({})).has_value());
    }

    void whatIsDamagedIsRefused()
    {
        const QByteArray whole =
            packSamples({sampleAt(1, noon, u"p99"_s, 1), sampleAt(2, noon, u"p99"_s, 2)});
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY2(!unpackSamples(whole.left(size)), qPrintable(QString::number(size)));
        QVERIFY(!unpackSamples(whole + 'x'));
        QVERIFY(!unpackSamples(QByteArray("\x02") + whole.mid(1)));
    }

    void anEventThatSaysMoreIsNotPacked()
    {
        RunEvent event = sampleAt(1, noon, u"p99"_s, 1);
        QVERIFY(isPackable(event));
        event.text = u"estimated"_s;
        QVERIFY(!isPackable(event));
        QVERIFY(!isPackable(other(EventKind::Noted, 1, noon)));
    }

    void aPastWatchIsReadBackWholeAndIsSmall()
    {
        const QTemporaryDir folder;
        const std::vector<RunEvent> events = watched();
        {
            const auto store = opened(folder);
            QVERIFY(store);
            for (const RunEvent &event : events)
                QVERIFY(store->append(event).has_value());
        }
        const auto store = opened(folder);
        QVERIFY(store);
        const auto past = store->events(u"run-1"_s);
        QVERIFY(past.has_value());
        QCOMPARE(text(*past), text(events));
        QCOMPARE(store->verify().value_or(-1), static_cast<qint64>(events.size()));
        const qint64 bytes = number(folder, "SELECT sum(length(body)) FROM sample_block") +
                             number(folder, "SELECT sum(length(body)) FROM event");
        qInfo("%lld bytes for %zu samples", static_cast<long long>(bytes), events.size() - 3);
        QVERIFY(bytes < 40 * static_cast<qint64>(events.size()));
    }

    void prunedSamplesAreGoneAndTheRestStays()
    {
        const QTemporaryDir folder;
        const std::vector<RunEvent> events = watched();
        const auto store = opened(folder);
        QVERIFY(store);
        QVERIFY(store->append(events).has_value());
        QCOMPARE(store->pruneSamples(noon).value_or(-1), 0); // it had not ended then
        QCOMPARE(store->events(u"run-1"_s)->size(), events.size());
        QCOMPARE(store->pruneSamples(noon + 700'000).value_or(-1), 1);
        QCOMPARE(store->events(u"run-1"_s)->size(), std::size_t(3));
        QCOMPARE(number(folder, "SELECT count(*) FROM sample_block"), 0);
        QVERIFY(store->verify().has_value());
        QCOMPARE(store->pruneSamples(noon + 700'000).value_or(-1), 0);
    }

    void oneEnvironmentsSamplesArePrunedButThoseOfItsNewestDeployment()
    {
        const QTemporaryDir folder;
        const auto store = opened(folder);
        QVERIFY(store);
        const auto keep = [&store](const QString &run, const QString &environment, PlanKind kind,
                                   qint64 startedMs) {
            RunFacts facts{run};
            facts.environment = environment;
            facts.kind = kind;
            facts.startedMs = startedMs;
            std::vector<RunEvent> events = watched();
            events.front() = startOf(facts);
            for (RunEvent &event : events)
                event.run = run;
            return store->append(events).has_value();
        };
        QVERIFY(keep(u"first"_s, u"production"_s, PlanKind::Deploy, noon));
        QVERIFY(keep(u"newest"_s, u"production"_s, PlanKind::Deploy, noon + 60'000));
        QVERIFY(keep(u"afterwards"_s, u"production"_s, PlanKind::Watch, noon + 120'000));
        QVERIFY(keep(u"elsewhere"_s, u"staging"_s, PlanKind::Deploy, noon));
        const auto samples = [&folder](const QString &run) {
            const QByteArray sql = "SELECT count(*) FROM sample_block WHERE run = '" + run.toUtf8() + '\'';
            return number(folder, sql.constData());
        };
        QCOMPARE(store->pruneSamples(noon + 700'000, u"api"_s, u"production"_s).value_or(-1), 2);
        QCOMPARE(samples(u"first"_s), 0);
        QCOMPARE(samples(u"afterwards"_s), 0);
        QVERIFY(samples(u"newest"_s) > 0);
        QVERIFY(samples(u"elsewhere"_s) > 0);
        QCOMPARE(store->pruneSamples(noon + 700'000, u"shop"_s, u"production"_s).value_or(-1), 0);
    }

    void samplesThatWereChangedOrLostAreNoticed()
    {
        const QTemporaryDir folder;
        const auto store = opened(folder);
        QVERIFY(store);
        for (const RunEvent &event : watched())
            QVERIFY(store->append(event).has_value());
        QVERIFY(store->verify().has_value());
        QVERIFY_EXCEPTION_THROWN(execute(folder, "UPDATE sample_block SET body = x'01'"), SQLite::Exception);
        QVERIFY_EXCEPTION_THROWN(execute(folder, "DELETE FROM sample_block"), SQLite::Exception);
        execute(folder, "DROP TRIGGER sample_block_is_never_changed");
        execute(folder, "UPDATE sample_block SET body = x'01000000' WHERE seq = 2");
        QVERIFY(!store->verify());
        QCOMPARE(store->events(u"run-1"_s).error().summary,
                 u"The samples at event 2 of run run-1 are not those that were written."_s);
        execute(folder, "DROP TRIGGER sample_block_goes_only_when_pruned");
        execute(folder, "DELETE FROM sample_block WHERE seq = 2");
        QCOMPARE(store->events(u"run-1"_s).error().summary,
                 u"The samples at event 2 of run run-1 are gone."_s);
    }
};

QTEST_GUILESS_MAIN(TestSampleBlock)
#include "tst_sample_block.moc"
