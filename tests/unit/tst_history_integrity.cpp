// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/local_files.h"
#include "tests/support/history_samples.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

class TestHistoryIntegrity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void eventsCannotBeChangedRemovedOrReplaced_data();
    void eventsCannotBeChangedRemovedOrReplaced();
    void anEditedHistoryIsNoticed_data();
    void anEditedHistoryIsNoticed();
    void aDamagedFileIsMovedAside();
    void anOlderSchemaIsBroughtForwardWithItsRuns();
    void aNewerSchemaIsRefusedAndLeftAlone();
    void anotherProgramsDatabaseIsRefused();
    void networkFileSystemsAreKnown();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString data() const { return m_folder->path() + u"/data"_s; }
    QString file() const { return data() + u"/history.db"_s; }
};

void TestHistoryIntegrity::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestHistoryIntegrity::cleanup()
{
    m_folder.reset();
}

void TestHistoryIntegrity::eventsCannotBeChangedRemovedOrReplaced_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("update event") << QByteArray("UPDATE event SET body = '{}'");
    QTest::newRow("delete event") << QByteArray("DELETE FROM event");
    QTest::newRow("replace event") << QByteArray(
        "INSERT OR REPLACE INTO event VALUES (1, 'r1', 1, '{}', x'00')");
    QTest::newRow("replace event by run and number")
        << QByteArray("INSERT OR REPLACE INTO event VALUES (99, 'r1', 1, '{}', x'00')");
    QTest::newRow("update check") << QByteArray("UPDATE check_record SET state = 'passed'");
    QTest::newRow("delete check") << QByteArray("DELETE FROM check_record");
    QTest::newRow("replace check") << QByteArray(
        "INSERT OR REPLACE INTO check_record SELECT * FROM check_record");
}

void TestHistoryIntegrity::eventsCannotBeChangedRemovedOrReplaced()
{
    QFETCH(QByteArray, sql);
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, CheckRecord{}));
    RawDatabase raw(file());
    QVERIFY2(raw.exec(sql.constData()).endsWith(u"append-only"_s), qPrintable(raw.exec(sql.constData())));
    QCOMPARE(store->verify().value(), 1);
}

void TestHistoryIntegrity::anEditedHistoryIsNoticed_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("summary");
    QTest::newRow("a changed event")
        << QByteArray("UPDATE event SET body = replace(body, 'note', 'nope') WHERE seq = 3")
        << u"The history's chain of events is broken at event 3 of run r1."_s;
    QTest::newRow("a changed hash") << QByteArray("UPDATE event SET hash = zeroblob(32) WHERE seq = 2")
                                    << u"The history's chain of events is broken at event 2 of run r1."_s;
    QTest::newRow("a removed event") << QByteArray("DELETE FROM event WHERE seq = 2")
                                     << u"The history's chain of events is broken at event 3 of run r1."_s;
    QTest::newRow("a removed end")
        << QByteArray("DELETE FROM event WHERE seq = 4")
        << u"The history's chain of events is broken at its end: 3 events, 4 were recorded."_s;
    QTest::newRow("a renumbered event") << QByteArray("UPDATE event SET seq = 9 WHERE seq = 4")
                                        << u"Event 9 of run r1 does not say what its row says."_s;
    QTest::newRow("a better outcome") << QByteArray("UPDATE run SET outcome = 'succeeded'")
                                      << u"The summary of run r1 does not say what its events say."_s;
    QTest::newRow("a removed run") << QByteArray("DELETE FROM run")
                                   << u"The history holds events of 1 runs and summaries of 0."_s;
}

void TestHistoryIntegrity::anEditedHistoryIsNoticed()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, summary);
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    APPEND(*store, eventOf(u"r1"_s, 2, EventKind::Noted, u"note"_s));
    APPEND(*store, eventOf(u"r1"_s, 3, EventKind::Noted, u"note"_s));
    APPEND(*store, endOf(u"r1"_s, 4, Outcome::Failed));
    QCOMPARE(store->verify().value(), 4);
    {
        RawDatabase raw(file());
        QCOMPARE(raw.exec("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed"),
                 QString());
        QCOMPARE(raw.exec(sql.constData()), QString());
    }
    const auto verified = store->verify();
    QVERIFY(!verified);
    QCOMPARE(toString(verified.error().kind), toString(ErrorKind::Invalid));
    QCOMPARE(verified.error().summary, summary);
}

void TestHistoryIntegrity::aDamagedFileIsMovedAside()
{
    {
        const auto store = openAt(data());
        APPEND(*store, startOf({u"r1"_s}));
    }
    QFile damaged(file());
    QVERIFY(damaged.open(QIODevice::ReadWrite));
    damaged.write(QByteArray(2000, 'x'));
    damaged.close();

    const auto store = openAt(data());
    QVERIFY(store);
    const QStringList aside = QDir(data()).entryList({u"history.db.damaged-*"_s}, QDir::Files);
    QCOMPARE(aside.size(), 2);
    QCOMPARE(aside.back(), QString(aside.front() + u"-journal"_s)); // what SQLite needs to look into it
    QVERIFY2(store->warning().contains(aside.front()), qPrintable(store->warning()));
    QCOMPARE(idsOf(*store, {}), QStringList());
    APPEND(*store, startOf({u"r2"_s}));
    QVERIFY(!(QFile::permissions(store->path()) & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
    QCOMPARE(openAt(data())->warning(), QString());
}

void TestHistoryIntegrity::anOlderSchemaIsBroughtForwardWithItsRuns()
{
    {
        const auto store = openAt(data());
        RunEvent start = startOf({u"r1"_s});
        start.data.remove(QRegularExpression(u"\"committed\":\"[^\"]*\","_s));
        APPEND(*store, start);
        APPEND(*store, endOf(u"r1"_s, 2, Outcome::Succeeded));
    }
    {
        RawDatabase raw(file());
        QCOMPARE(raw.exec("ALTER TABLE run DROP COLUMN committed_ms"), QString());
        QCOMPARE(raw.exec("DROP TABLE attachment"), QString());
        QCOMPARE(raw.exec("DROP TABLE incident_entry"), QString());
        QCOMPARE(raw.exec("DROP TABLE sample_block"), QString());
        QCOMPARE(raw.exec("DROP TABLE samples_pruned"), QString());
        QCOMPARE(raw.exec("ALTER TABLE check_record DROP COLUMN confirmed_by"), QString());
        QCOMPARE(raw.exec("ALTER TABLE check_record DROP COLUMN confirmed_ms"), QString());
        QCOMPARE(raw.exec("PRAGMA user_version = 1"), QString());
    }
    const auto store = openAt(data());
    QVERIFY(store);
    const RunSummary run = **store->run(u"r1"_s);
    QCOMPARE(run.version, u"1.4.2"_s);
    QCOMPARE(run.committedMs, 0); // nobody wrote it down then
    APPEND(*store, startOf({u"r2"_s}));
    QCOMPARE((*store->run(u"r2"_s))->committedMs, noon - 7000);
    QVERIFY(store->verify().has_value());
}

void TestHistoryIntegrity::aNewerSchemaIsRefusedAndLeftAlone()
{
    {
        const auto store = openAt(data());
        APPEND(*store, startOf({u"r1"_s}));
    }
    QCOMPARE(RawDatabase(file()).exec("PRAGMA user_version = 99"), QString());
    const auto store = HistoryStore::open(data());
    QVERIFY(!store);
    QCOMPARE(toString(store.error().kind), toString(ErrorKind::Invalid));
    QVERIFY2(store.error().summary.contains(u"written by a newer Belay (schema 99"_s),
             qPrintable(store.error().summary));
    RawDatabase raw(file());
    QCOMPARE(raw.one("SELECT count(*) FROM event"), u"1"_s);
    QCOMPARE(raw.one("PRAGMA user_version"), u"99"_s);
}

void TestHistoryIntegrity::anotherProgramsDatabaseIsRefused()
{
    QVERIFY(QDir().mkpath(data()));
    QCOMPARE(RawDatabase(file()).exec("CREATE TABLE recipes (name TEXT)"), QString());
    const auto store = HistoryStore::open(data());
    QVERIFY(!store);
    QCOMPARE(toString(store.error().kind), toString(ErrorKind::Invalid));
    QVERIFY(store.error().summary.endsWith(u"is a database of another program."_s));
}

void TestHistoryIntegrity::networkFileSystemsAreKnown()
{
    QCOMPARE(networkFileSystemName(0x6969), u"NFS"_s);
    QCOMPARE(networkFileSystemName(0xff534d42), u"CIFS"_s);
    QCOMPARE(networkFileSystemName(0x65735546), u"FUSE"_s);
    QCOMPARE(networkFileSystemName(0xef53), QString());     // ext4
    QCOMPARE(networkFileSystemName(0x01021994), QString()); // tmpfs
    QCOMPARE(networkFileSystemAt(m_folder->path()), QString());
}

QTEST_GUILESS_MAIN(TestHistoryIntegrity)
#include "tst_history_integrity.moc"
