// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_filter.h"
#include "tests/support/history_samples.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

class TestHistoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();

    void aNewStoreIsPrivateAndEmpty();
    void eventsComeBackInOrderAfterReopening();
    void aNumberIsUsedOnce();
    void outputWaitsForTheNextImportantEvent();
    void manyOutputLinesAreWrittenWithoutWaiting();
    void theRowOfARunFollowsItsEvents();
    void runsAreNewestFirstInPages();
    void aRunIsFoundByAUniquePrefix();

    void theFilterFinds_data();
    void theFilterFinds();
    void searchTextIsDataAndNeverAnOperator();

    void aRunOfThisProcessIsAliveAndOfADeadOneInterrupted();
    void acknowledgedEventsSurviveAKill();
    void twoStoresWriteSideBySide();
    void threadsMayShareAStore();

    void theNewestCheckOfEachItemCounts();
    void notBeingAbleToLookUndoesNothing_data();
    void notBeingAbleToLookUndoesNothing();
    void trustIsBoundToFileAndContent();
    void settingsAndRecentProjectsAreKept();
    void theMemoryOfAnEnvironment_data();
    void theMemoryOfAnEnvironment();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QTemporaryDir m_threeRunsFolder;
    std::unique_ptr<HistoryStore> m_threeRuns;
    QString data() const { return m_folder->path() + u"/data"_s; }
    QString file() const { return data() + u"/history.db"_s; }
};

/// For the filter: a succeeded, b rolled back a day later in staging, c of another service still running.
void TestHistoryStore::initTestCase()
{
    QVERIFY(m_threeRunsFolder.isValid());
    m_threeRuns = openAt(m_threeRunsFolder.path());
    constexpr qint64 day = 86400000;
    APPEND(*m_threeRuns, startOf({u"a"_s}));
    APPEND(*m_threeRuns, eventOf(u"a"_s, 2, EventKind::Noted, u"the second coffee"_s));
    APPEND(*m_threeRuns, eventOf(u"a"_s, 3, EventKind::StepOutput, u"harmless"_s));
    APPEND(*m_threeRuns, endOf(u"a"_s, 4, Outcome::Succeeded));
    APPEND(*m_threeRuns, startOf({u"b"_s, noon + day, u"staging"_s, u"1.5.0"_s, {}, u"sam@desk"_s}));
    RunEvent output = eventOf(u"b"_s, 2, EventKind::StepOutput, u"psql: ECONNREFUSED 127.0.0.1"_s);
    output.isError = true;
    APPEND(*m_threeRuns, output);
    APPEND(*m_threeRuns, endOf(u"b"_s, 3, Outcome::RolledBack));
    RunFacts web{u"c"_s, noon + 2 * day};
    web.project = u"web"_s;
    APPEND(*m_threeRuns, startOf(web));
}

void TestHistoryStore::cleanupTestCase()
{
    m_threeRuns.reset();
}

void TestHistoryStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestHistoryStore::cleanup()
{
    m_folder.reset();
}

void TestHistoryStore::aNewStoreIsPrivateAndEmpty()
{
    const auto store = openAt(data());
    QVERIFY(store);
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup |
                        QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    QVERIFY(!(QFile::permissions(data()) & others));
    QVERIFY(!(QFile::permissions(store->path()) & others));
    QCOMPARE(store->warning(), QString());
    QCOMPARE(idsOf(*store, {}), QStringList());
    QCOMPARE(store->verify().value(), 0);
    QCOMPARE(RawDatabase(file()).one("PRAGMA journal_mode").toLower(),
             u"delete"_s); // no WAL left in the file
    QVERIFY(!store->run(u"r"_s)->has_value());
}

void TestHistoryStore::eventsComeBackInOrderAfterReopening()
{
    {
        const auto store = openAt(data());
        APPEND(*store, startOf({u"r1"_s}));
        APPEND(*store, eventOf(u"r1"_s, 2, EventKind::StepOutput, u"line"_s));
        APPEND(*store, eventOf(u"r1"_s, 3, EventKind::Noted, u"note"_s));
        APPEND(*store, eventOf(u"r1"_s, 4, EventKind::StepOutput, u"last line, not followed by anything"_s));
    }
    const auto store = openAt(data());
    const auto events = store->events(u"r1"_s);
    QVERIFY(events);
    QCOMPARE(events->size(), std::size_t(4));
    for (std::size_t index = 0; index < events->size(); ++index)
        QCOMPARE(events->at(index).seq, qint64(index) + 1);
    QCOMPARE(events->at(0).data, startOf({u"r1"_s}).data);
    QCOMPARE(events->at(3).text, u"last line, not followed by anything"_s);
    QCOMPARE(store->verify().value(), 4);
    QVERIFY(store->events(u"r2"_s)->empty());
}

void TestHistoryStore::aNumberIsUsedOnce()
{
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    APPEND(*store, eventOf(u"r1"_s, 2, EventKind::StepOutput, u"waits"_s));
    const auto again = store->append(eventOf(u"r1"_s, 1, EventKind::Noted));
    QVERIFY(!again);
    QCOMPARE(toString(again.error().kind), toString(ErrorKind::Invalid));
    QCOMPARE(toString(store->append(eventOf(QString(), 1, EventKind::Noted)).error().kind),
             toString(ErrorKind::Invalid));
    QCOMPARE(toString(store->append(eventOf(u"r1"_s, 0, EventKind::Noted)).error().kind),
             toString(ErrorKind::Invalid));
    QCOMPARE(store->events(u"r1"_s)->size(), std::size_t(2)); // what waited is not lost with the refused one
    APPEND(*store, eventOf(u"r1"_s, 3, EventKind::Noted));
    QCOMPARE(store->verify().value(), 3);
}

void TestHistoryStore::outputWaitsForTheNextImportantEvent()
{
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    APPEND(*store, eventOf(u"r1"_s, 2, EventKind::StepOutput, u"a"_s));
    RawDatabase raw(file());
    QCOMPARE(raw.one("SELECT count(*) FROM event"), u"1"_s);
    APPEND(*store, eventOf(u"r1"_s, 3, EventKind::StepFinished));
    QCOMPARE(raw.one("SELECT count(*) FROM event"), u"3"_s);
    APPEND(*store, eventOf(u"r1"_s, 4, EventKind::SampleTaken));
    QCOMPARE(store->events(u"r1"_s)->size(), std::size_t(4)); // reading writes what waits
    QCOMPARE(raw.one("SELECT count(*) FROM event"), u"4"_s);
}

void TestHistoryStore::manyOutputLinesAreWrittenWithoutWaiting()
{
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    for (int line = 0; line < 64; ++line)
        APPEND(*store, eventOf(u"r1"_s, 2 + line, EventKind::StepOutput));
    RawDatabase raw(file());
    QCOMPARE(raw.one("SELECT count(*) FROM event"), u"65"_s);

    APPEND(*store, eventOf(u"r1"_s, 66, EventKind::StepOutput));
    QTest::qWait(300); // the age is the thing under test
    APPEND(*store, eventOf(u"r1"_s, 67, EventKind::StepOutput));
    QCOMPARE(raw.one("SELECT count(*) FROM event"), u"67"_s);
}

void TestHistoryStore::theRowOfARunFollowsItsEvents()
{
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    RunSummary run = **store->run(u"r1"_s);
    QCOMPARE(run.kind, u"deploy"_s);
    QCOMPARE(run.project, u"api"_s);
    QCOMPARE(run.environment, u"production"_s);
    QCOMPARE(run.version, u"1.4.2"_s);
    QCOMPARE(run.fromVersion, u"1.4.1"_s);
    QCOMPARE(run.by, u"jo@desk"_s);
    QCOMPARE(run.reason, u"planned release"_s);
    QCOMPARE(run.startedMs, noon);
    QCOMPARE(run.finishedMs, 0);
    QCOMPARE(run.hosts, 2);
    QCOMPARE(run.strategy, u"rolling"_s);
    QCOMPARE(run.committedMs, noon - 7000);

    APPEND(*store, switched(u"r1"_s, 2, u"app1"_s));
    QCOMPARE((*store->run(u"r1"_s))->liveMs, 0);
    APPEND(*store, switched(u"r1"_s, 3, u"app2"_s));
    QCOMPARE((*store->run(u"r1"_s))->liveMs, noon + 3000);
    RunEvent verdict = eventOf(u"r1"_s, 4, EventKind::VerdictReached);
    verdict.verdict = Verdict{VerdictKind::Healthy, u"no limit was crossed"_s, 9, {}};
    APPEND(*store, verdict);
    APPEND(*store, endOf(u"r1"_s, 5, Outcome::Succeeded));
    run = **store->run(u"r1"_s);
    QCOMPARE(run.finishedMs, noon + 5000);
    QCOMPARE(toString(run.outcome), toString(Outcome::Succeeded));
    QCOMPARE(run.text, u"all said"_s);
    QCOMPARE(run.verdict, toString(VerdictKind::Healthy));
    QCOMPARE(run.verdictSentence, u"no limit was crossed"_s);
}

void TestHistoryStore::runsAreNewestFirstInPages()
{
    const auto store = openAt(data());
    for (int run = 0; run < 5; ++run)
        APPEND(*store, startOf({u"r%1"_s.arg(run), noon + run * 1000}));
    QCOMPARE(idsOf(*store, {}), (QStringList{u"r4"_s, u"r3"_s, u"r2"_s, u"r1"_s, u"r0"_s}));
    HistoryQuery query;
    query.limit = 2;
    query.offset = 3;
    const auto page = store->runs(query);
    QCOMPARE(page->size(), std::size_t(2));
    QCOMPARE(page->at(0).id, u"r1"_s);
    QCOMPARE(store->countRuns(query).value(), 5);
    query.environment = u"staging"_s;
    QCOMPARE(store->countRuns(query).value(), 0);
}

void TestHistoryStore::aRunIsFoundByAUniquePrefix()
{
    const auto store = openAt(data());
    APPEND(*store, startOf({u"20261101-aa"_s}));
    APPEND(*store, startOf({u"20261101-ab"_s}));
    APPEND(*store, startOf({u"20261101-aaa"_s}));
    QCOMPARE((*store->run(u"20261101-ab"_s))->id, u"20261101-ab"_s);
    QCOMPARE((*store->run(u"20261101-aa"_s))->id, u"20261101-aa"_s); // exact wins over longer ones
    QCOMPARE(toString(store->run(u"2026"_s).error().kind), toString(ErrorKind::Invalid));
    QVERIFY(!store->run(u"%"_s)->has_value());
    QVERIFY(!store->run(u""_s)->has_value());
}

void TestHistoryStore::theFilterFinds_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("expected");
    const QStringList none;
    QTest::newRow("everything") << u""_s << QStringList{u"c"_s, u"b"_s, u"a"_s};
    QTest::newRow("environment") << u"env:production"_s << QStringList{u"c"_s, u"a"_s};
    QTest::newRow("beginning of an environment") << u"env:PROD"_s << QStringList{u"c"_s, u"a"_s};
    QTest::newRow("two environments") << u"env:prod env:stag"_s << QStringList{u"c"_s, u"b"_s, u"a"_s};
    QTest::newRow("service") << u"service:web"_s << QStringList{u"c"_s};
    QTest::newRow("version") << u"version:1.5"_s << QStringList{u"b"_s};
    QTest::newRow("person") << u"by:sam"_s << QStringList{u"b"_s};
    QTest::newRow("succeeded") << u"status:succeeded"_s << QStringList{u"a"_s};
    QTest::newRow("all that failed") << u"status:failed"_s << QStringList{u"b"_s};
    QTest::newRow("exactly rolled back") << u"status:rolled-back"_s << QStringList{u"b"_s};
    QTest::newRow("running") << u"status:running"_s << QStringList{u"c"_s};
    QTest::newRow("interrupted") << u"status:interrupted"_s << none;
    QTest::newRow("running or succeeded")
        << u"status:running status:succeeded"_s << QStringList{u"c"_s, u"a"_s};
    QTest::newRow("since a day") << u"since:2026-11-02"_s << QStringList{u"c"_s, u"b"_s};
    QTest::newRow("a word of error output") << u"econnrefused"_s << QStringList{u"b"_s};
    QTest::newRow("beginning of a word") << u"econn"_s << QStringList{u"b"_s};
    QTest::newRow("ordinary output is not searched") << u"harmless"_s << none;
    QTest::newRow("a note") << u"coffee"_s << QStringList{u"a"_s};
    QTest::newRow("two words of two events") << u"coffee release"_s << QStringList{u"a"_s};
    QTest::newRow("a phrase") << u"\"second coffee\""_s << QStringList{u"a"_s};
    QTest::newRow("a phrase the other way round") << u"\"coffee second\""_s << none;
    QTest::newRow("a host") << u"app2"_s << QStringList{u"c"_s, u"b"_s, u"a"_s};
    QTest::newRow("all together") << u"env:production status:succeeded coffee since:2026-11-01"_s
                                  << QStringList{u"a"_s};
    QTest::newRow("percent is not a wildcard") << u"env:%"_s << none;
}

void TestHistoryStore::theFilterFinds()
{
    QFETCH(QString, filter);
    QFETCH(QStringList, expected);
    QCOMPARE(idsOf(*m_threeRuns, filter), expected);
    HistoryQuery query;
    query.text = filter;
    QCOMPARE(m_threeRuns->countRuns(query).value(), expected.size());
}

void TestHistoryStore::searchTextIsDataAndNeverAnOperator()
{
    QCOMPARE(ftsQuery({u"OR"_s, false}), u"\"OR\"*"_s);
    QCOMPARE(ftsQuery({u"a* NEAR b"_s, true}), u"\"a* NEAR b\""_s);
    QCOMPARE(ftsQuery({u"--"_s, false}), QString());
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    for (const QString &text : {u"*"_s, u"("_s, u"^a"_s, u"text:x"_s, u"a AND"_s, u"-"_s,
                                u"'; DROP TABLE run; --"_s, u"\"\""_s, u"{x}"_s, u"\0z"_s}) {
        HistoryQuery query;
        query.text = text;
        const auto runs = store->runs(query);
        QVERIFY2(runs || runs.error().kind == ErrorKind::Invalid, qPrintable(text));
    }
    QCOMPARE(idsOf(*store, {}), QStringList{u"r1"_s});
}

void TestHistoryStore::aRunOfThisProcessIsAliveAndOfADeadOneInterrupted()
{
    const pid_t child = fork();
    if (child == 0) {
        const auto store = openAt(data());
        const bool good = store && store->append(startOf({u"dead"_s})) &&
                          store->append(startOf({u"finished"_s})) &&
                          store->append(endOf(u"finished"_s, 2, Outcome::Failed));
        if (good)
            ::kill(::getpid(), SIGKILL);
        ::_exit(1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));

    const auto store = openAt(data());
    APPEND(*store, startOf({u"alive"_s, noon + 1}));
    const auto second = openAt(data()); // the window and the command line at the same time
    for (const HistoryStore *one : {store.get(), second.get()}) {
        const auto interrupted = one->interrupted();
        QVERIFY(interrupted);
        QCOMPARE(interrupted->size(), std::size_t(1));
        QCOMPARE(interrupted->front().id, u"dead"_s);
        QCOMPARE(idsOf(*one, u"status:interrupted"_s), QStringList{u"dead"_s});
        QCOMPARE(idsOf(*one, u"status:running"_s), QStringList{u"alive"_s});
    }
    // A remark does not make it alive; an end does away with it.
    APPEND(*second, eventOf(u"dead"_s, 2, EventKind::Noted, u"the laptop's battery was empty"_s));
    QCOMPARE(store->interrupted()->size(), std::size_t(1));
    APPEND(*second, endOf(u"dead"_s, 3, Outcome::Handled));
    QVERIFY(store->interrupted()->empty());
    QCOMPARE(QDir(data() + u"/running"_s).entryList(QDir::Files), QStringList{u"alive.lock"_s});
}

void TestHistoryStore::acknowledgedEventsSurviveAKill()
{
    QVERIFY(openAt(data())); // closed again: no connection is open while forking
    qint64 reached = 0;
    for (int round = 0; round < 5; ++round) {
        const QString run = u"run%1"_s.arg(round);
        int pipe[2] = {-1, -1};
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = fork();
        if (child == 0) {
            const auto store = openAt(data());
            for (qint64 seq = 1; store; ++seq) {
                const EventKind kind = seq == 1       ? EventKind::RunStarted
                                       : seq % 3 == 0 ? EventKind::StepOutput
                                                      : EventKind::StepStarted;
                if (!store->append(eventOf(run, seq, kind, u"x"_s)))
                    break;
                if (kind != EventKind::StepOutput && ::write(pipe[1], &seq, sizeof seq) != sizeof seq)
                    break;
            }
            ::_exit(1);
        }
        ::close(pipe[1]);
        qint64 acknowledged = 0;
        qint64 seq = 0;
        while (acknowledged < 10 + round * 7 && ::read(pipe[0], &seq, sizeof seq) == sizeof seq)
            acknowledged = seq;
        ::kill(child, SIGKILL);
        while (::read(pipe[0], &seq, sizeof seq) == sizeof seq)
            acknowledged = seq;
        ::close(pipe[0]);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(acknowledged >= 10);

        const auto store = openAt(data());
        QVERIFY(store);
        QCOMPARE(store->warning(), QString());
        const auto events = store->events(run);
        QVERIFY(events);
        // Every acknowledged event is there, and the output that came before it: no gap.
        QVERIFY(qint64(events->size()) >= acknowledged);
        for (std::size_t index = 0; index < events->size(); ++index)
            QCOMPARE(events->at(index).seq, qint64(index) + 1);
        reached += qint64(events->size());
        const auto verified = store->verify();
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().summary));
        QCOMPARE(*verified, reached);
        QCOMPARE(store->interrupted()->size(), std::size_t(round + 1));
    }
}

void TestHistoryStore::twoStoresWriteSideBySide()
{
    QVERIFY(openAt(data()));
    constexpr int events = 20;
    std::vector<pid_t> children;
    for (int writer = 0; writer < 2; ++writer) {
        const pid_t child = fork();
        if (child == 0) {
            const auto store = openAt(data());
            const QString run = u"run%1"_s.arg(writer);
            bool good = store && store->append(startOf({run}));
            for (int seq = 2; good && seq <= events; ++seq)
                good = store->append(eventOf(run, seq, EventKind::StepStarted)).has_value();
            ::_exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }
    const auto store = openAt(data());
    QCOMPARE(store->verify().value(), 2 * events);
}

void TestHistoryStore::threadsMayShareAStore()
{
    const auto store = openAt(data());
    constexpr int events = 24;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 3; ++writer) {
        writers.emplace_back([&, run = u"run%1"_s.arg(writer)] {
            if (!store->append(startOf({run})))
                ++refused;
            for (int seq = 2; seq <= events; ++seq) {
                if (!store->append(eventOf(run, seq, seq % 2 ? EventKind::StepOutput : EventKind::Noted)))
                    ++refused;
            }
        });
    }
    while (refused == 0 && store->countRuns({}).value() < 3)
        std::this_thread::yield();
    QVERIFY(store->verify().has_value()); // while they write
    writers.clear();
    QCOMPARE(refused.load(), 0);
    QCOMPARE(store->verify().value(), 3 * events);
    QCOMPARE(store->events(u"run1"_s)->size(), std::size_t(events));
}

void TestHistoryStore::theNewestCheckOfEachItemCounts()
{
    const auto store = openAt(data());
    const CheckRecord failed{u"tests"_s, CheckState::Failed, u"3 failed"_s, u"tail"_s, u"jo"_s, noon,
                             12,         u"abc"_s,           u"1.4.2"_s};
    CheckRecord passed = failed;
    passed.state = CheckState::Passed;
    passed.timeMs = noon + 1;
    CheckRecord other = failed;
    other.item = u"lint"_s;
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, failed));
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, other));
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, passed));
    QVERIFY(store->appendCheck(u"api"_s, u"staging"_s, failed));
    const auto checks = store->newestChecks(u"api"_s, u"production"_s);
    QVERIFY(checks);
    QVERIFY((*checks == std::vector<CheckRecord>{other, passed}));
    QVERIFY(store->newestChecks(u"web"_s, u"production"_s)->empty());
    CheckRecord waiver = other;
    waiver.state = CheckState::Waived;
    waiver.confirmedBy = u"bo@desk"_s;
    waiver.confirmedMs = noon + 5;
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, waiver));
    QVERIFY((*store->newestChecks(u"api"_s, u"production"_s) == std::vector<CheckRecord>{waiver, passed}));

    // As it stood before the second try.
    QVERIFY((*store->checksAt(u"api"_s, u"production"_s, noon) == std::vector<CheckRecord>{other, failed}));
    QVERIFY(store->checksAt(u"api"_s, u"production"_s, noon - 1)->empty());
}

void TestHistoryStore::notBeingAbleToLookUndoesNothing_data()
{
    QTest::addColumn<QString>("states"); // oldest first, with their commits
    QTest::addColumn<QString>("counts");
    QTest::newRow("nothing known") << u"cannot-run:a"_s << u"cannot-run"_s;
    QTest::newRow("answered") << u"cannot-run:a passed:a cannot-run:a"_s << u"passed"_s;
    QTest::newRow("waived") << u"waived:a cannot-run:a"_s << u"waived"_s;
    QTest::newRow("failed") << u"failed:a cannot-run:a cannot-run:a"_s << u"failed"_s;
    QTest::newRow("answered for another commit") << u"passed:a cannot-run:b"_s << u"cannot-run"_s;
    QTest::newRow("failed after the answer") << u"passed:a cannot-run:a failed:a"_s << u"failed"_s;
}

void TestHistoryStore::notBeingAbleToLookUndoesNothing()
{
    QFETCH(QString, states);
    QFETCH(QString, counts);
    const auto store = openAt(data());
    qint64 time = noon;
    for (const QString &word : states.split(u' ')) {
        CheckRecord record;
        record.item = u"backup"_s;
        record.state = checkStateFromString(word.section(u':', 0, 0));
        record.commit = word.section(u':', 1);
        record.timeMs = ++time;
        QVERIFY(store->appendCheck(u"api"_s, u"production"_s, record));
    }
    const auto checks = store->newestChecks(u"api"_s, u"production"_s);
    QVERIFY(checks && checks->size() == 1);
    QCOMPARE(toString(checks->front().state), counts);
}

void TestHistoryStore::trustIsBoundToFileAndContent()
{
    const auto store = openAt(data());
    const QString project = m_folder->path() + u"/belay.json"_s;
    QFile written(project);
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.close();
    QVERIFY(!store->isTrusted(project, u"f1"_s).value());
    QVERIFY(store->trust(project, u"f1"_s, u"jo"_s));
    QVERIFY(store->isTrusted(project, u"f1"_s).value());
    QVERIFY(!store->isTrusted(project, u"f2"_s).value());
    QVERIFY(!store->isTrusted(project, QString()).value());
    QVERIFY(!store->isTrusted(m_folder->path() + u"/other.json"_s, u"f1"_s).value());
    const QString link = m_folder->path() + u"/link.json"_s;
    QVERIFY(QFile::link(project, link));
    QVERIFY(store->isTrusted(link, u"f1"_s).value()); // the same file by another name
}

void TestHistoryStore::settingsAndRecentProjectsAreKept()
{
    {
        const auto store = openAt(data());
        QCOMPARE(store->setting(u"theme"_s, u"system"_s).value(), u"system"_s);
        QVERIFY(store->setSetting(u"theme"_s, u"dark"_s));
        QVERIFY(store->setSetting(u"theme"_s, u"light"_s));
        for (const QString &path : {u"/p/a"_s, u"/p/b"_s, u"/p/c"_s, u"/p/a"_s})
            QVERIFY(store->rememberProject(path));
        QVERIFY(store->forgetProject(u"/p/b"_s));
    }
    const auto store = openAt(data());
    QCOMPARE(store->setting(u"theme"_s).value(), u"light"_s);
    QCOMPARE(store->recentProjects().value(), (QStringList{u"/p/a"_s, u"/p/c"_s}));
}

void TestHistoryStore::theMemoryOfAnEnvironment_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("switches");
    QTest::addColumn<QString>("version");
    QTest::addColumn<qint64>("since");
    const qint64 first = noon + 3000;
    const int deploy = static_cast<int>(PlanKind::Deploy);
    const int rollback = static_cast<int>(PlanKind::Rollback);
    const auto of = [](Outcome outcome) { return static_cast<int>(outcome); };
    QTest::newRow("a second deployment") << deploy << of(Outcome::Succeeded) << 2 << u"2.0"_s << noon + 3000;
    QTest::newRow("a rollback") << rollback << of(Outcome::Succeeded) << 2 << u"2.0"_s << noon + 3000;
    QTest::newRow("live, judged bad")
        << deploy << of(Outcome::VerdictRollBack) << 2 << u"2.0"_s << noon + 3000;
    QTest::newRow("failed before the switch") << deploy << of(Outcome::Failed) << 0 << u"1.4.2"_s << first;
    QTest::newRow("rolled back") << deploy << of(Outcome::RolledBack) << 2 << u"1.4.2"_s << first;
    QTest::newRow("cancelled") << deploy << of(Outcome::Cancelled) << 0 << u"1.4.2"_s << first;
    QTest::newRow("some hosts") << deploy << of(Outcome::Partial) << 1 << QString() << qint64(0);
    QTest::newRow("under way, one host") << deploy << of(Outcome::None) << 1 << u"1.4.2"_s << first;
    QTest::newRow("under way, live and watched")
        << deploy << of(Outcome::None) << 2 << u"2.0"_s << noon + 3000;
    QTest::newRow("a checklist") << static_cast<int>(PlanKind::Checklist) << of(Outcome::Succeeded) << 0
                                 << u"1.4.2"_s << first;
}

void TestHistoryStore::theMemoryOfAnEnvironment()
{
    QFETCH(int, kind);
    QFETCH(int, outcome);
    QFETCH(int, switches);
    QFETCH(QString, version);
    QFETCH(qint64, since);
    const auto store = openAt(data());
    APPEND(*store, startOf({u"r1"_s}));
    APPEND(*store, switched(u"r1"_s, 2, u"app1"_s));
    APPEND(*store, switched(u"r1"_s, 3, u"app2"_s));
    APPEND(*store, endOf(u"r1"_s, 4, Outcome::Succeeded));
    RunFacts next{u"r2"_s, noon + 1, u"production"_s, u"2.0"_s};
    next.kind = static_cast<PlanKind>(kind);
    APPEND(*store, startOf(next));
    if (switches > 0)
        APPEND(*store, switched(u"r2"_s, 2, u"app1"_s));
    if (switches > 1)
        APPEND(*store, switched(u"r2"_s, 3, u"app2"_s));
    if (static_cast<Outcome>(outcome) != Outcome::None)
        APPEND(*store, endOf(u"r2"_s, 4, static_cast<Outcome>(outcome)));

    const auto memory = environmentMemory(*store, u"api"_s, u"production"_s);
    QVERIFY(memory);
    QCOMPARE(memory->version, version);
    QCOMPARE(memory->sinceMs, since);
    const bool moves = next.kind != PlanKind::Checklist;
    QCOMPARE(memory->lastRun, moves ? u"r2"_s : u"r1"_s);
    QCOMPARE(static_cast<int>(memory->lastOutcome), moves ? outcome : static_cast<int>(Outcome::Succeeded));
    QCOMPARE(environmentMemory(*store, u"api"_s, u"staging"_s)->lastRun, QString());
}

QTEST_GUILESS_MAIN(TestHistoryStore)
#include "tst_history_store.moc"
