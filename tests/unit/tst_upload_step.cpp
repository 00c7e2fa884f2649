// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"
#include "app/engine/file_list.h"
#include "app/engine/known_lists.h"
#include "app/engine/upload_talk.h"
#include "tests/support/rehearsal.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

bool write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(path.section(u'/', 0, -2));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

ListedFile listed(const QByteArray &path, const QByteArray &content)
{
    return {path, content.size(), 0644, digestOfText(content)};
}

/// An upload to one host that answers what a test told it to.
struct OneUpload
{
    QTemporaryDir folder;
    FakePorts world;
    Plan plan = emptyPlan({u"app1"_s});
    CancelToken cancel;
    std::vector<RunEvent> events;
    FileList list;

    /// Three files: 1,000, 20,000 and 300,000 bytes.
    OneUpload()
    {
        plan.hosts[0].fromReleaseId = u"20261121130000"_s;
        // The lists that were sent are remembered in the user's cache; here that is a folder of the test.
        qputenv("XDG_CACHE_HOME", folder.path().toUtf8() + "/cache");
        for (const auto &[name, size] : {std::pair("a", 1000), {"b/c", 20000}, {"d", 300000}}) {
            const QByteArray content(size, *name);
            QVERIFY(write(folder.path() + u"/dist/"_s + QLatin1String(name), content));
            list.files.push_back(listed(name, content));
        }
        plan.fileList = QString::fromUtf8(toText(list));
    }
    StepEnd send(const QString &artifact = u"dist"_s)
    {
        Step step = hostStep(StepKind::Upload, u"upload"_s, u"app1"_s);
        step.action = UploadAction{folder.filePath(artifact), u"/srv/staging"_s, u"receive"_s, u"ask"_s};
        return runUploadStep(StepContext{plan, step, world.ports, cancel,
                                         [this](const RunEvent &event) { events.push_back(event); }});
    }
    QStringList progress() const
    {
        QStringList all;
        for (const RunEvent &event : events)
            if (event.kind == EventKind::StepProgress)
                all << u"%1/%2 %3"_s.arg(event.done).arg(event.total).arg(event.text);
        return all;
    }
    QStringList said() const
    {
        QStringList all;
        for (const RunEvent &event : events)
            if (event.kind == EventKind::StepOutput)
                all << event.text;
        return all;
    }
};

QString wordOf(const StepEnd &end)
{
    return toString(end.state) + (end.error ? u" "_s + toString(end.error->kind) : QString()) + u": "_s +
           end.text;
}

const QString asks = u"app1: ask"_s;
const QString sends = u"app1: receive"_s;

} // namespace

class UploadStepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsAreTextAndBack();
    void damagedListsAreRefused_data();
    void damagedListsAreRefused();
    void onlyChangedLinesAreTold_data();
    void onlyChangedLinesAreTold();
    void knownListsAreCheckedAndForgotten();
    void theAnswerOfTheHostIsRead();
    void everythingIsSentToANewHost();
    void onlyWhatIsNeededIsSent();
    void whatWasBroughtFromHereIsNotAskedFor();
    void aHostThatHasNothingOfUsIsToldTheWholeList();
    void aListThatDoesNotFitIsToldWhole();
    void aBrokenConnectionGoesOnWhereItWas();
    void connectionsThatKeepBreakingEndTheUpload();
    void aHostThatStaysAwayEndsTheUpload();
    void aHostThatWasNeverReachedGotNothing();
    void anArchiveGoesOnAtItsVerifiedEnd();
    void anArchiveWithAnotherBeginningIsSentWhole();
    void whatThePlanDoesNotKnowIsNotSent();
    void aFileThatChangedStopsTheUpload();
    void aCancelEndsTheUpload();
    void anUploadIsUndoneByAScript();
};

void UploadStepTest::listsAreTextAndBack()
{
    FileList list;
    list.files = {{"a b", 5, 0755, QByteArray(64, 'a')}, {"ä -> ö", 0, 0644, QByteArray(64, '0')}};
    list.folders = {{"tmp/empty dir", 0700}};
    list.links = {{"link", "a b"}};
    const QByteArray text = QByteArray(64, 'a') + " 5 755 a b\n" + QByteArray(64, '0') +
                            " 0 644 ä -> ö\ndir 700 tmp/empty dir\nlink link -> a b\n";
    QCOMPARE(toText(list), text);
    const auto back = fileListFromText(text);
    QVERIFY(back.has_value());
    QVERIFY(*back == list);
    QCOMPARE(list.bytes(), 5);
}

void UploadStepTest::damagedListsAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray sum(64, 'a');
    QTest::newRow("cut") << QByteArray(sum + " 5 644 a");
    QTest::newRow("no path") << QByteArray(sum + " 5 644 \n");
    QTest::newRow("no size") << QByteArray(sum + " x 644 a\n");
    QTest::newRow("no mode") << QByteArray(sum + " 5 999 a\n");
    QTest::newRow("a short sum") << QByteArray("abc 5 644 a\n");
    QTest::newRow("no arrow") << QByteArray("link a b\n");
    QTest::newRow("words") << QByteArray("hello\n");
}

void UploadStepTest::damagedListsAreRefused()
{
    QFETCH(QByteArray, text);
    const auto list = fileListFromText(text);
    QVERIFY(!list.has_value());
    QVERIFY(list.error().kind == ErrorKind::Invalid);
}

void UploadStepTest::onlyChangedLinesAreTold_data()
{
    QTest::addColumn<QByteArray>("base"); // a letter is a file, an upper-case one the same with other content
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("gone");
    QTest::addColumn<QByteArray>("added");
    QTest::newRow("the same") << QByteArray("abc") << QByteArray("abc") << QByteArray() << QByteArray();
    QTest::newRow("one changed") << QByteArray("abc") << QByteArray("aBc") << QByteArray("2d\n")
                                 << QByteArray("B");
    QTest::newRow("one more in front")
        << QByteArray("bc") << QByteArray("abc") << QByteArray() << QByteArray("a");
    QTest::newRow("one more at the end")
        << QByteArray("ab") << QByteArray("abc") << QByteArray() << QByteArray("c");
    QTest::newRow("the last ones gone")
        << QByteArray("abcd") << QByteArray("ab") << QByteArray("3d\n4d\n") << QByteArray();
    QTest::newRow("some of all") << QByteArray("bcde") << QByteArray("aBdf") << QByteArray("1d\n2d\n4d\n")
                                 << QByteArray("aBf");
}

void UploadStepTest::onlyChangedLinesAreTold()
{
    const auto listOf = [](const QByteArray &letters) {
        FileList list;
        for (const char letter : letters)
            list.files.push_back(listed(QByteArray(1, letter).toLower(), QByteArray(1, letter)));
        return list;
    };
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, gone);
    QFETCH(QByteArray, added);
    const auto changes = listChanges(listOf(base), listOf(wanted));
    QVERIFY(changes.has_value());
    QCOMPARE(*changes, QByteArray(gone + toText(listOf(added))));
    // Nothing in common: the whole list is shorter.
    QVERIFY(!listChanges(listOf("abc"), listOf("xyz")).has_value());
}

void UploadStepTest::knownListsAreCheckedAndForgotten()
{
    const QTemporaryDir folder;
    const KnownLists lists(folder.filePath(u"lists"_s));
    const QByteArray digest = digestOfText("one\n");
    QVERIFY(!lists.find(digest).has_value());
    lists.remember("one\n");
    QVERIFY(lists.find(digest) == std::optional(QByteArray("one\n")));
    QVERIFY(write(folder.filePath(u"lists/"_s) + QString::fromLatin1(digest), "two\n"));
    QVERIFY(!lists.find(digest).has_value()); // not what its name says
    QVERIFY(!lists.find("../../etc/passwd").has_value());
    lists.remember("three\n", u"app1:22:/srv/shop/releases/1"_s);
    QVERIFY(lists.findAt(u"app1:22:/srv/shop/releases/1"_s) == std::optional(QByteArray("three\n")));
    QVERIFY(!lists.findAt(u"app1:22:/srv/shop/releases/2"_s).has_value());
    for (int i = 0; i < 60; ++i)
        lists.remember(QByteArray::number(i));
    QCOMPARE(QDir(folder.filePath(u"lists"_s)).entryList(QDir::Files).size(), 40 + 1);
    QVERIFY(!lists.findAt(u"app1:22:/srv/shop/releases/1"_s).has_value()); // forgotten meanwhile
}

void UploadStepTest::theAnswerOfTheHostIsRead()
{
    const UploadAnswer some = uploadAnswer("turn 3\nhello\n1\n3\n4\n0\nneed these\n", 3);
    QCOMPARE(some.turn, 3);
    QVERIFY((some.needed == std::vector<std::size_t>{0, 2})); // there is no fourth file
    QVERIFY((uploadAnswer("turn 1\nneed all\n", 2).needed == std::vector<std::size_t>{0, 1}));
    const UploadAnswer asks = uploadAnswer("base 20261121140000 abc\nno list\n", 3);
    QVERIFY(asks.wantsList && asks.turn == 0);
    QCOMPARE(asks.bases.size(), std::size_t(1));
    QCOMPARE(asks.bases[0].digest, "abc");
    QCOMPARE(uploadAnswer("have 12 abc\n", 0).have, 12);
}

void UploadStepTest::everythingIsSentToANewHost()
{
    OneUpload upload;
    upload.plan.hosts[0].fromReleaseId.clear();
    upload.world.hosts.answer(u"ask"_s, {exits(0, "turn 1\nneed all\n")});
    QCOMPARE(wordOf(upload.send()), u"passed: 321 kB"_s);
    QCOMPARE(upload.world.hosts.calls(), (QStringList{asks, sends}));
    // The list, the turn, three blocks of 512 with the files rounded up, the end.
    const qint64 list = QByteArray("list\n" + upload.plan.fileList.toUtf8()).size();
    QCOMPARE(upload.world.hosts.received, list + 7 + 3 * 512 + 1024 + 20480 + 300032 + 1024);
    // No time passed in between: only the beginning and the end are told.
    QCOMPARE(upload.progress(), (QStringList{u"0/321000 0 of 3 files"_s, u"321000/321000 3 of 3 files"_s}));
}

void UploadStepTest::onlyWhatIsNeededIsSent()
{
    OneUpload upload;
    FileList before = upload.list;
    before.files[1] = listed("b/c", "old");
    KnownLists().remember(toText(before));
    const QByteArray base = "base 20261121130000 " + digestOfText(toText(before)) + "\nno list\n";
    upload.world.hosts.answer(u"ask"_s, {exits(0, "turn 1\n" + base), exits(0, "turn 2\n2\nneed these\n")});
    QCOMPARE(wordOf(upload.send()), u"passed: 20 kB of 321 kB sent, 2 of 3 files were there already"_s);
    QCOMPARE(upload.world.hosts.calls(), (QStringList{asks, asks, sends}));
    const QByteArray told = "changes 20261121130000\n2d\n" + toText(FileList{{upload.list.files[1]}, {}, {}});
    QCOMPARE(upload.world.hosts.received, told.size() + 7 + 512 + 20480 + 1024);
    QCOMPARE(upload.progress().last(), u"20000/20000 "_s);
    QCOMPARE(upload.said(), QStringList());
}

void UploadStepTest::whatWasBroughtFromHereIsNotAskedFor()
{
    OneUpload upload;
    PlanHost &host = upload.plan.hosts[0];
    host.fromReleaseId.clear();
    host.toReleaseId = u"20261121130000"_s;
    upload.world.hosts.answer(u"ask"_s, {exits(0, "turn 1\nneed all\n"), exits(0, "turn 2\nneed these\n")});
    QCOMPARE(wordOf(upload.send()), u"passed: 321 kB"_s);
    host.fromReleaseId = u"20261121130000"_s;
    host.toReleaseId = u"20261121140000"_s;
    const qint64 before = upload.world.hosts.received;
    QCOMPARE(wordOf(upload.send()), u"passed: 0 B of 321 kB sent, 3 of 3 files were there already"_s);
    QCOMPARE(upload.world.hosts.calls(), (QStringList{asks, sends, asks, sends}));
    // No change to the list, no file.
    QCOMPARE(upload.world.hosts.received - before, QByteArray("changes 20261121130000\n").size() + 7 + 1024);
}

void UploadStepTest::aHostThatHasNothingOfUsIsToldTheWholeList()
{
    OneUpload upload;
    upload.world.hosts.answer(u"ask"_s, {exits(0, "turn 1\nno list\n"), exits(0, "turn 2\nneed all\n")});
    QCOMPARE(wordOf(upload.send()), u"passed: 321 kB"_s);
    QCOMPARE(upload.world.hosts.calls(), (QStringList{asks, asks, sends}));
    QVERIFY(KnownLists().find(digestOfText(upload.plan.fileList.toUtf8())).has_value());
}

void UploadStepTest::aListThatDoesNotFitIsToldWhole()
{
    OneUpload upload;
    FileList before = upload.list;
    before.files[1] = listed("b/c", "old");
    KnownLists().remember(toText(before));
    const QByteArray base = "base 20261121130000 " + digestOfText(toText(before)) + "\nno list\n";
    const QByteArray none = "turn 2\nno list\n";
    upload.world.hosts.answer(
        u"ask"_s, {exits(0, "turn 1\n" + base), exits(0, none), exits(0, "turn 3\nneed these\n")});
    QCOMPARE(wordOf(upload.send()), u"passed: 0 B of 321 kB sent, 3 of 3 files were there already"_s);
    upload.world.hosts.answer(u"ask"_s, {exits(0, none), exits(0, none), exits(0, none)});
    QCOMPARE(wordOf(upload.send()), u"failed remote: the host did not say what it needs"_s);
}

void UploadStepTest::aBrokenConnectionGoesOnWhereItWas()
{
    OneUpload upload;
    upload.plan.hosts[0].fromReleaseId.clear();
    upload.world.hosts.answer(
        u"ask"_s, {exits(0, "turn 1\nneed all\n"), unreachable(), exits(0, "turn 2\n3\nneed these\n")});
    upload.world.hosts.answer(u"receive"_s, {lost()});
    QCOMPARE(wordOf(upload.send()), u"passed: 321 kB"_s);
    QCOMPARE(upload.world.hosts.calls(), (QStringList{asks, sends, asks, asks, sends}));
    QCOMPARE(upload.said(),
             (QStringList{u"connection lost at 321 kB of 321 kB (connection lost); connecting again"_s,
                          u"connected again: 2 of 3 files are there, going on"_s}));
    QCOMPARE(upload.world.hosts.forgotten(), 2);
    QCOMPARE(upload.progress().last(), u"321000/321000 3 of 3 files"_s);
    QVERIFY(upload.progress().contains(u"21000/321000 2 of 3 files"_s));
}

void UploadStepTest::connectionsThatKeepBreakingEndTheUpload()
{
    OneUpload upload;
    const HostAnswer all = exits(0, "turn 1\nneed all\n");
    upload.world.hosts.answer(u"ask"_s, {all, all, all, all, all});
    upload.world.hosts.answer(u"receive"_s, {lost(), lost(), lost(), lost(), lost()});
    const StepEnd end = upload.send();
    QVERIFY(end.error && end.error->kind == ErrorKind::Network);
    QVERIFY(end.begun); // what lies in the staging area has to go
    QCOMPARE(upload.world.hosts.calls().count(sends), 4);
}

void UploadStepTest::aHostThatStaysAwayEndsTheUpload()
{
    OneUpload upload;
    upload.world.hosts.answer(u"receive"_s, {lost()});
    std::deque<HostAnswer> answers{exits(0, "turn 1\nneed all\n")};
    answers.insert(answers.end(), 100, unreachable());
    upload.world.hosts.answer(u"ask"_s, answers);
    const StepEnd end = upload.send();
    QVERIFY(end.error && end.error->kind == ErrorKind::Network);
    QCOMPARE(end.error->detail, u"connection refused"_s);
    const qint64 waited = upload.world.clock.monotonicMs();
    QVERIFY2(waited >= 30000 && waited < 45000, qPrintable(QString::number(waited)));
}

void UploadStepTest::aHostThatWasNeverReachedGotNothing()
{
    OneUpload upload;
    upload.world.hosts.answer(u"ask"_s, {unreachable()});
    const StepEnd end = upload.send();
    QCOMPARE(wordOf(end), u"failed network: connection refused"_s);
    QVERIFY(!end.begun);
}

void UploadStepTest::anArchiveGoesOnAtItsVerifiedEnd()
{
    OneUpload upload;
    upload.plan.fileList.clear();
    const QByteArray bytes = QByteArray(600'000, 'x') + QByteArray(400'000, 'y');
    QVERIFY(write(upload.folder.filePath(u"app.tar"_s), bytes));
    upload.world.hosts.answer(u"ask"_s,
                              {exits(0, "turn 1\nhave 0 -\n"),
                               exits(0, "turn 2\nhave 700000 " + digestOfText(bytes.left(700'000)) + '\n')});
    upload.world.hosts.answer(u"receive"_s, {lost()});
    QCOMPARE(wordOf(upload.send(u"app.tar"_s)), u"passed: 1.0 MB"_s);
    QCOMPARE(upload.said().last(), u"connected again: 700 kB of 1.0 MB are there, going on"_s);
    // The broken transfer took its first line and the whole archive; the second one the rest.
    QCOMPARE(upload.world.hosts.received, 14 + 1'000'000 + 19 + 300'000);
}

void UploadStepTest::anArchiveWithAnotherBeginningIsSentWhole()
{
    OneUpload upload;
    upload.plan.fileList.clear();
    QVERIFY(write(upload.folder.filePath(u"app.tar"_s), QByteArray(1000, 'x')));
    upload.world.hosts.answer(u"ask"_s,
                              {exits(0, "turn 1\nhave 700 " + digestOfText("something else") + '\n')});
    QCOMPARE(wordOf(upload.send(u"app.tar"_s)), u"passed: 1.0 kB"_s);
    QCOMPARE(upload.world.hosts.received, 14 + 1000);
}

void UploadStepTest::whatThePlanDoesNotKnowIsNotSent()
{
    OneUpload upload;
    const StepEnd gone = upload.send(u"nowhere"_s);
    QCOMPARE(wordOf(gone), u"failed not-found: There is no %1."_s.arg(upload.folder.filePath(u"nowhere"_s)));
    QVERIFY(!gone.begun);
    upload.plan.fileList.clear(); // a folder without its list
    QVERIFY(!upload.send().begun);
    QCOMPARE(upload.world.hosts.calls(), QStringList());
}

void UploadStepTest::aFileThatChangedStopsTheUpload()
{
    OneUpload upload;
    upload.world.hosts.answer(u"ask"_s, {exits(0, "turn 1\nneed all\n")});
    QVERIFY(write(upload.folder.filePath(u"dist/b/c"_s), "shorter"));
    QCOMPARE(wordOf(upload.send()), u"failed invalid: %1 was changed after the plan was made."_s.arg(
                                        upload.folder.filePath(u"dist/b/c"_s)));
}

void UploadStepTest::aCancelEndsTheUpload()
{
    OneUpload upload;
    upload.world.hosts.answer(u"ask"_s, {exits(0, "turn 1\nneed all\n")});
    upload.world.hosts.onRun = [&upload](const QString &script) {
        if (script == u"receive")
            upload.cancel.cancel();
    };
    QCOMPARE(wordOf(upload.send()), u"cancelled: stopped after 0 B"_s);
    QCOMPARE(upload.world.hosts.calls(), (QStringList{asks, sends}));
}

void UploadStepTest::anUploadIsUndoneByAScript()
{
    FakePorts world;
    const Plan plan = emptyPlan({u"app1"_s});
    Step step = hostStep(StepKind::Upload, u"undo"_s, u"app1"_s);
    step.action = ScriptAction{u"discard"_s, {}};
    const StepEnd end =
        runUploadStep(StepContext{plan, step, world.ports, CancelToken(), [](const RunEvent &) {}});
    QCOMPARE(wordOf(end), u"passed: "_s);
    QCOMPARE(world.hosts.calls(), QStringList{u"app1: discard"_s});
}

QTEST_GUILESS_MAIN(UploadStepTest)
#include "tst_upload_step.moc"
