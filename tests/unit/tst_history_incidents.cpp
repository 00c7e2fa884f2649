// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/history_samples.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

IncidentEntry entry(const QString &incident, IncidentFact fact, const QString &text = {},
                    const QString &environment = u"production"_s)
{
    IncidentEntry made;
    made.incident = incident;
    made.project = u"shop"_s;
    made.environment = environment;
    made.timeMs = 1000;
    made.fact = fact;
    made.by = u"dana"_s;
    made.text = text;
    return made;
}

} // namespace

class TestHistoryIncidents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void factsComeBackInTheirOrder();
    void anEnvironmentHasOneOpenIncident();
    void ofTwoProgramsOnlyOneOpens();
    void aClosedIncidentTakesNotesOnly();
    void incidentsAreFoundAndListed();
    void whatIsWrittenStays();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryStore> m_store;
};

void TestHistoryIncidents::init()
{
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openAt(m_folder->path());
    QVERIFY(m_store);
}

void TestHistoryIncidents::factsComeBackInTheirOrder()
{
    IncidentEntry ticked = entry(u"a"_s, IncidentFact::Ticked, u"it's the pool; DROP TABLE"_s);
    ticked.step = IncidentStep::Verify;
    ticked.run = u"run-1"_s;
    const std::vector<IncidentEntry> all{entry(u"a"_s, IncidentFact::Opened, u"p99"_s),
                                         entry(u"a"_s, IncidentFact::Led), ticked,
                                         entry(u"a"_s, IncidentFact::FollowUp, u"test it"_s)};
    for (const IncidentEntry &each : all)
        QVERIFY(m_store->appendIncident(each));
    m_store.reset();
    m_store = openAt(m_folder->path());
    const auto incident = m_store->incident(u"a"_s);
    QVERIFY(incident);
    QVERIFY(incident->entries == all);
    QVERIFY(incident->step(IncidentStep::Verify).done);
    QCOMPARE(incident->followUps, QStringList{u"test it"_s});
}

void TestHistoryIncidents::anEnvironmentHasOneOpenIncident()
{
    QVERIFY(m_store->openIncident(u"shop"_s, u"production"_s)->id.isEmpty());
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::Opened)));
    const auto second = m_store->appendIncident(entry(u"b"_s, IncidentFact::Opened));
    QVERIFY(!second);
    QCOMPARE(second.error().summary, u"shop production has an open incident: a."_s);
    QVERIFY(m_store->appendIncident(entry(u"c"_s, IncidentFact::Opened, {}, u"staging"_s)));
    QCOMPARE(m_store->openIncident(u"shop"_s, u"production"_s)->id, u"a"_s);
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::Closed)));
    QVERIFY(m_store->openIncident(u"shop"_s, u"production"_s)->id.isEmpty());
    QVERIFY(m_store->appendIncident(entry(u"b"_s, IncidentFact::Opened)));
    QCOMPARE(m_store->openIncident(u"shop"_s, u"production"_s)->id, u"b"_s);
}

void TestHistoryIncidents::ofTwoProgramsOnlyOneOpens()
{
    std::atomic<int> opened = 0;
    std::vector<std::jthread> programs;
    for (int i = 0; i < 4; ++i)
        programs.emplace_back([&, i] {
            const auto store = openAt(m_folder->path());
            if (store && store->appendIncident(entry(QString::number(i), IncidentFact::Opened)))
                ++opened;
        });
    programs.clear();
    QCOMPARE(opened.load(), 1);
    QCOMPARE(m_store->incidents({}, {})->size(), size_t(1));
}

void TestHistoryIncidents::aClosedIncidentTakesNotesOnly()
{
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::Opened)));
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::Closed)));
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::Noted, u"it was the pool"_s)));
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::FollowUp, u"test the pool"_s)));
    for (const IncidentFact fact : {IncidentFact::Led, IncidentFact::Ticked, IncidentFact::Closed,
                                    IncidentFact::Posted, IncidentFact::Returned}) {
        const auto refused = m_store->appendIncident(entry(u"a"_s, fact));
        QVERIFY(!refused);
        QCOMPARE(refused.error().summary, u"The incident a is closed."_s);
    }
    const auto unknown = m_store->appendIncident(entry(u"x"_s, IncidentFact::Noted));
    QVERIFY(!unknown);
    QVERIFY(unknown.error().kind == ErrorKind::NotFound);
}

void TestHistoryIncidents::incidentsAreFoundAndListed()
{
    for (const QString &id : {u"20261121-aa"_s, u"20261121-ab"_s, u"20261122-aa"_s}) {
        QVERIFY(m_store->appendIncident(entry(id, IncidentFact::Opened)));
        QVERIFY(m_store->appendIncident(entry(id, IncidentFact::Closed)));
    }
    QVERIFY(m_store->appendIncident(entry(u"20261123-aa"_s, IncidentFact::Opened, {}, u"staging"_s)));
    QCOMPARE(m_store->incident(u"20261122"_s)->id, u"20261122-aa"_s);
    QVERIFY(m_store->incident(u"20261121"_s).error().kind == ErrorKind::Invalid);
    QVERIFY(m_store->incident(u"2025"_s).error().kind == ErrorKind::NotFound);
    QVERIFY(m_store->incident(QString()).error().kind == ErrorKind::NotFound);
    const auto ids = [](const Result<std::vector<Incident>> &found) {
        QStringList list;
        for (const Incident &each : *found)
            list += each.id;
        return list.join(u' ');
    };
    QCOMPARE(ids(m_store->incidents({}, {})), u"20261123-aa 20261122-aa 20261121-ab 20261121-aa"_s);
    QCOMPARE(ids(m_store->incidents(u"shop"_s, u"staging"_s)), u"20261123-aa"_s);
    QCOMPARE(ids(m_store->incidents(u"other"_s, {})), QString());
    QCOMPARE(ids(m_store->incidents({}, {}, 2)), u"20261123-aa 20261122-aa"_s);
}

void TestHistoryIncidents::whatIsWrittenStays()
{
    QVERIFY(m_store->appendIncident(entry(u"a"_s, IncidentFact::Opened)));
    RawDatabase raw(m_store->path());
    for (const char *sql : {"UPDATE incident_entry SET person = 'x'", "DELETE FROM incident_entry",
                            "INSERT OR REPLACE INTO incident_entry SELECT * FROM incident_entry"})
        QCOMPARE(raw.exec(sql), u"incidents are append-only"_s);
}

QTEST_GUILESS_MAIN(TestHistoryIncidents)
#include "tst_history_incidents.moc"
