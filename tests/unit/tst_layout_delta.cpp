// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/file_list.h"
#include "app/engine/tar_stream.h"
#include "app/engine/upload_talk.h"
#include "tests/support/layout_host.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A second upload to a host that has the first release.
struct Second
{
    explicit Second(const LayoutHost &on)
        : host(on)
    {
    }

    bool begin(const QStringList &files)
    {
        artifact = host.artifact(files);
        const auto parsed = fileListFromText(artifact.listText());
        if (!parsed)
            return false;
        list = *parsed;
        return host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})).code == 0;
    }
    Ran ask(const QByteArray &input = {}) const
    {
        return host.sh(askUploadScript(site, artifact, r2), input);
    }
    Ran askWithList() const { return ask("list\n" + artifact.listText()); }
    /// The paths the host said it needs.
    QStringList needed(const Ran &asked) const
    {
        QStringList paths;
        for (const std::size_t index : uploadAnswer(asked.out.toUtf8(), list.files.size()).needed)
            paths << QString::fromUtf8(list.files[index].path);
        return paths;
    }
    QByteArray tarOf(const Ran &asked) const
    {
        TarStream stream(artifact.path, list, uploadAnswer(asked.out.toUtf8(), list.files.size()).needed);
        QByteArray all;
        for (;;) {
            const auto chunk = stream.next(CancelToken());
            if (!chunk || chunk->isEmpty())
                return all;
            all += *chunk;
        }
    }
    Ran publish() const
    {
        PublishOptions options;
        options.release = r2;
        options.version = u"2.0.0"_s;
        return host.sh(publishScript(site, artifact, options));
    }
    QString staged(const QString &name) const { return stagingPath(site) + u"/release/"_s + name; }

    const LayoutHost &host;
    LayoutSite site = host.site(u"run-2"_s);
    Artifact artifact;
    FileList list;
};

QStringList numbered(int count, const QString &content = u"same"_s)
{
    QStringList files;
    for (int i = 0; i < count; ++i)
        files << u"dir %1/file%2=%3 %2"_s.arg(i % 7).arg(i).arg(content);
    return files;
}

ino_t inodeOf(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_ino : 0;
}

} // namespace

/// What a host does instead of being sent everything; for real on every shell installed here.
class LayoutDeltaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unchangedFilesAreCopiedAndNotLinked_data() { eachShell(); }
    void unchangedFilesAreCopiedAndNotLinked();
    void changesToAListMakeTheSameList_data() { eachShell(); }
    void changesToAListMakeTheSameList();
    void whatAProgramChangedInItsReleaseIsSent_data() { eachShell(); }
    void whatAProgramChangedInItsReleaseIsSent();
    void aReleaseWithoutRightsInItsManifestIsNoBase_data() { eachShell(); }
    void aReleaseWithoutRightsInItsManifestIsNoBase();
    void rightsAndEmptyFoldersArriveAsTheyAre_data() { eachShell(); }
    void rightsAndEmptyFoldersArriveAsTheyAre();
    void aCutTransferGoesOnWithTheRest_data() { eachShell(); }
    void aCutTransferGoesOnWithTheRest();
    void whatDoesNotBelongToTheReleaseGoesBeforeItGoesOn_data() { eachShell(); }
    void whatDoesNotBelongToTheReleaseGoesBeforeItGoesOn();
    void anOlderTransferIsEndedAndLocksNobodyOut_data() { eachShell(); }
    void anOlderTransferIsEndedAndLocksNobodyOut();
    void anArchiveGoesOnWhereItWasCut_data() { eachShell(); }
    void anArchiveGoesOnWhereItWasCut();
    void longNamesAndBigFilesPassThroughTheTar_data() { eachShell(); }
    void longNamesAndBigFilesPassThroughTheTar();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutDeltaTest::unchangedFilesAreCopiedAndNotLinked()
{
    const LayoutHost host(shell());
    const QStringList odd{u"a b.txt=1"_s, u"quote\".txt=3"_s, u"back\\slash=5"_s, u"-dash=6"_s, u"*=10"_s};
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.prepare(u"run-1b"_s, r3, u"1.0.1"_s, odd + numbered(40) + QStringList{u"app=old"_s}),
                 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1b"_s))), 0);
    QVERIFY(QFile::remove(host.at(u"current"_s))); // so that the newest release is the base
    Second second(host);
    QVERIFY(second.begin(odd + numbered(40) + QStringList{u"app=new"_s, u"more=x"_s}));
    const Ran asked = second.askWithList();
    COMPARE_CODE(asked, 0);
    QCOMPARE(second.needed(asked), (QStringList{u"app"_s, u"more"_s}));
    const QString old = host.at(u"releases/%1/a b.txt"_s.arg(r3));
    QVERIFY(inodeOf(second.staged(u"a b.txt"_s)) != 0);
    QVERIFY(inodeOf(second.staged(u"a b.txt"_s)) != inodeOf(old)); // the way back is nobody else's file
    QCOMPARE(QFileInfo(second.staged(u"a b.txt"_s)).lastModified(), QFileInfo(old).lastModified());
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    COMPARE_CODE(second.publish(), 0);
    QCOMPARE(host.read(u"releases/%1/app"_s.arg(r2)), QByteArray("new"));
    QCOMPARE(host.read(u"releases/%1/back\\slash"_s.arg(r2)), QByteArray("5"));
    QCOMPARE(host.read(u"releases/%1/app"_s.arg(r3)), QByteArray("old"));
}

void LayoutDeltaTest::changesToAListMakeTheSameList()
{
    const LayoutHost host(shell());
    const QStringList odd{u"quote\".txt=3"_s, u"back\\slash=5"_s, u" space=7"_s};
    const Artifact before = host.artifact(odd + numbered(30) + QStringList{u"gone=x"_s});
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, odd + numbered(30) + QStringList{u"gone=x"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    QVERIFY(second.begin(odd + numbered(29) + QStringList{u"new=x"_s, u"back\\slash2=5"_s}));
    Ran asked = second.ask();
    COMPARE_CODE(asked, 0);
    const UploadAnswer answer = uploadAnswer(asked.out.toUtf8(), second.list.files.size());
    QVERIFY(answer.wantsList);
    QCOMPARE(answer.bases.size(), std::size_t(1));
    QCOMPARE(answer.bases[0].release, r1.toUtf8());
    QCOMPARE(answer.bases[0].digest, before.digest().toUtf8());
    const auto changes = listChanges(fileListFromText(before.listText()).value(), second.list);
    QVERIFY(changes.has_value());
    asked = second.ask("changes " + r1.toUtf8() + '\n' + *changes);
    COMPARE_CODE(asked, 0);
    QCOMPARE(second.needed(asked), (QStringList{u"back\\slash2"_s, u"new"_s}));
    // Changes that do not fit, or to a release that is not there, are answered with the same question again.
    Second third(host);
    third.site = host.site(u"run-2"_s);
    third.artifact = host.artifact({u"other=x"_s});
    asked = third.ask("changes " + r1.toUtf8() + "\n1d\n");
    QVERIFY2(asked.code == 0 && asked.out.contains(u"no list"), qPrintable(asked.out + asked.err));
    asked = third.ask("changes 20000101000000\n1d\n");
    QVERIFY2(asked.code == 0 && asked.out.contains(u"no list"), qPrintable(asked.out + asked.err));
}

void LayoutDeltaTest::whatAProgramChangedInItsReleaseIsSent()
{
    const LayoutHost host(shell());
    const QStringList files{u"a=1"_s, u"b=2"_s, u"c=3"_s, u"d=4"_s, u"e=5"_s, u"f/g=6"_s};
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, files), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    const auto old = [&host](const QString &name) { return host.at(u"releases/%1/"_s.arg(r1) + name); };
    QVERIFY(write(old(u"a"_s), "9"));                                        // the same size
    QVERIFY(QFile::remove(old(u"b"_s)) && QDir().mkdir(old(u"b"_s)));        // a folder by now
    QVERIFY(QFile::remove(old(u"c"_s)));                                     // gone
    QVERIFY(QFile::remove(old(u"d"_s)) && QFile::link(u"e"_s, old(u"d"_s))); // a link
    QVERIFY(QFile::remove(old(u"f/g"_s)));
    QCOMPARE(::mkfifo(QFile::encodeName(old(u"f/g"_s)).constData(), 0600), 0); // would be waited for
    Second second(host);
    QVERIFY(second.begin(files));
    const Ran asked = second.askWithList();
    COMPARE_CODE(asked, 0);
    QCOMPARE(second.needed(asked), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"f/g"_s}));
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    COMPARE_CODE(second.publish(), 0);
    QCOMPARE(host.read(u"releases/%1/a"_s.arg(r2)), QByteArray("1"));
    QCOMPARE(host.read(u"releases/%1/a"_s.arg(r1)), QByteArray("9"));
}

void LayoutDeltaTest::aReleaseWithoutRightsInItsManifestIsNoBase()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, {u"a=1"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    const QString manifest = u".belay/manifests/%1.json"_s.arg(r1);
    QByteArray older = host.read(manifest);
    QVERIFY(older.contains(",\"mode\":\"644\""));
    QVERIFY(write(host.at(manifest), older.replace(",\"mode\":\"644\"", "")));
    Second second(host);
    QVERIFY(second.begin({u"a=1"_s}));
    const Ran asked = second.ask();
    QVERIFY2(asked.code == 0 && !asked.out.contains(u"base"), qPrintable(asked.out + asked.err));
    QCOMPARE(second.needed(second.askWithList()), QStringList{u"a"_s});
}

void LayoutDeltaTest::rightsAndEmptyFoldersArriveAsTheyAre()
{
    const LayoutHost host(shell());
    const auto mode = [](const QString &path) {
        struct stat info = {};
        return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? int(info.st_mode & 07777) : -1;
    };
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, {u"run=x"_s, u"same=y"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    QVERIFY(second.begin({u"run=x"_s, u"same=y"_s, u"secret/key=z"_s}));
    const QString from = second.artifact.path;
    QCOMPARE(::chmod(QFile::encodeName(from + u"/run"_s).constData(), 0775), 0);
    QCOMPARE(::chmod(QFile::encodeName(from + u"/secret"_s).constData(), 0500), 0);
    QVERIFY(QDir().mkpath(from + u"/tmp/empty"_s));
    QVERIFY(QFile::link(u"secret/key"_s, from + u"/link"_s));
    second.artifact = scanArtifact(from).value();
    second.list = fileListFromText(second.artifact.listText()).value();
    QVERIFY(second.list.folders == (std::vector<ListedFolder>{{"secret", 0700}, {"tmp/empty", 0755}}));
    const Ran asked = second.askWithList();
    QCOMPARE(second.needed(asked), (QStringList{u"run"_s, u"secret/key"_s})); // other rights: another file
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    COMPARE_CODE(second.publish(), 0);
    const QString release = host.at(u"releases/%1/"_s.arg(r2));
    QCOMPARE(mode(release + u"run"_s), 0755);
    QCOMPARE(mode(release + u"same"_s), 0644);
    QCOMPARE(mode(release + u"secret"_s), 0700);
    QVERIFY(QFileInfo(release + u"tmp/empty"_s).isDir());
    QCOMPARE(host.read(u"releases/%1/link"_s.arg(r2)), QByteArray("z"));
}

void LayoutDeltaTest::aCutTransferGoesOnWithTheRest()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, {u"a=1"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    QStringList files = numbered(50);
    files << u"zz-long="_s + QString(100000, u'x');
    QVERIFY(second.begin(files));
    Ran asked = second.askWithList();
    QCOMPARE(second.needed(asked).size(), 51);
    QByteArray tar = second.tarOf(asked);
    // Cut in the middle of the last file.
    const Ran cut = host.transfer(second.site, second.artifact, r2, asked, tar.left(50 * 1024 + 512 + 50000));
    QVERIFY(cut.code != 0 || shell() == u"busybox"); // some tars take that for the end
    QVERIFY(second.publish().code == 1);             // never the manifest
    const Ran old = asked;
    asked = second.ask();
    COMPARE_CODE(asked, 0);
    QCOMPARE(second.needed(asked), QStringList{u"zz-long"_s});
    // What the first transfer still sends comes too late.
    const Ran late = host.transfer(second.site, second.artifact, r2, old, tar);
    QCOMPARE(late.code, 1);
    QVERIFY2(late.said().startsWith(u"Another transfer of this run has taken over."), qPrintable(late.out));
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    COMPARE_CODE(second.publish(), 0);
    QCOMPARE(host.read(u"releases/%1/zz-long"_s.arg(r2)).size(), 100000);
    // And once it is published there is nothing to ask any more.
    COMPARE_CODE(second.ask(), AlreadyDone);
}

void LayoutDeltaTest::whatDoesNotBelongToTheReleaseGoesBeforeItGoesOn()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, {u"a=1"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    QVERIFY(second.begin({u"a=1"_s, u"b=2"_s}));
    COMPARE_CODE(second.askWithList(), 0);
    QVERIFY(write(second.staged(u"sub/-rf extra"_s), "x"));
    QVERIFY(QFile::link(host.root(), second.staged(u"way-out"_s)));
    const Ran asked = second.ask();
    COMPARE_CODE(asked, 0);
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    COMPARE_CODE(second.publish(), 0);
    QVERIFY(!QFileInfo(host.at(u"releases/%1/way-out"_s.arg(r2))).isSymLink());
    // An upload of something else in the same run begins anew.
    Second other(host);
    other.artifact = host.artifact({u"c=3"_s});
    other.list = fileListFromText(other.artifact.listText()).value();
    QCOMPARE(
        host.sh(askUploadScript(other.site, other.artifact, r3), "list\n" + other.artifact.listText()).code,
        0);
    QVERIFY(!QFile::exists(other.staged(u"a"_s)));
}

void LayoutDeltaTest::anOlderTransferIsEndedAndLocksNobodyOut()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, {u"a=1"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    QVERIFY(second.begin({u"one=1"_s, u"two=22"_s}));
    Ran asked = second.askWithList();
    const QByteArray tar = second.tarOf(asked);
    // A transfer whose connection hangs: it waits for more, for ever.
    QVERIFY(write(host.root() + u"/hanging.sh"_s, receiveScript(second.site, second.artifact, r2).toUtf8()));
    QProcess hanging;
    hanging.setEnvironment(host.environment());
    hanging.start(host.command().first(), {host.root() + u"/hanging.sh"_s});
    hanging.write("turn 1\n" + tar.left(1024 + 512));
    const QString writer = stagingPath(second.site) + u"/writer"_s;
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(writer).size() > 0, 10000);
    asked = second.ask();
    COMPARE_CODE(asked, 0);
    QVERIFY(!QFile::exists(writer));
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    hanging.closeWriteChannel();
    QVERIFY(hanging.waitForFinished(10000));
    QVERIFY(hanging.exitStatus() == QProcess::CrashExit || hanging.exitCode() != 0);
    COMPARE_CODE(second.publish(), 0); // and what it did at its end harmed nothing
}

void LayoutDeltaTest::anArchiveGoesOnWhereItWasCut()
{
    const LayoutHost host(shell());
    const Artifact folder = host.artifact({u"bin/app=hello"_s, u"big="_s + QString(70000, u'x')});
    const QString file = host.root() + u"/app.tar"_s;
    QCOMPARE(QProcess::execute(u"tar"_s, {u"-cf"_s, file, u"-C"_s, folder.path, u"."_s}), 0);
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    QVERIFY(second.begin({u"a=b"_s}));
    second.artifact = scanArtifact(file).value();
    QFile opened(file);
    QVERIFY(opened.open(QIODevice::ReadOnly));
    const QByteArray bytes = opened.readAll();
    // The first part, in its turn; the connection ends and the sum is wrong, so it would be thrown away: the
    // script of a cut connection is killed before it can look.
    Ran asked = second.ask();
    QVERIFY2(asked.out.contains(u"have 0 -"), qPrintable(asked.out));
    QVERIFY(write(stagingPath(second.site) + u"/artifact"_s, bytes.left(40000)));
    asked = second.ask();
    const UploadAnswer answer = uploadAnswer(asked.out.toUtf8(), 0);
    QCOMPARE(answer.have, 40000);
    QCOMPARE(answer.haveSha256, digestOfText(bytes.left(40000)));
    const auto rest = [&](qint64 from, const QByteArray &data) {
        return host.sh(receiveScript(second.site, second.artifact, r2),
                       "turn " + QByteArray::number(answer.turn) + " from " + QByteArray::number(from) +
                           '\n' + data);
    };
    QCOMPARE(rest(39999, bytes.mid(39999)).code, 1); // not what it said it had
    COMPARE_CODE(rest(40000, bytes.mid(40000)), 0);
    COMPARE_CODE(second.publish(), 0);
    QCOMPARE(host.read(u"releases/%1/bin/app"_s.arg(r2)), QByteArray("hello"));
}

void LayoutDeltaTest::longNamesAndBigFilesPassThroughTheTar()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, {u"a=1"_s}), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    Second second(host);
    const QString longName = QString(90, u'd') + u'/' + QString(200, u'n');
    const QString exact(100, u'e');
    QVERIFY(second.begin({longName + u"=long"_s, exact + u"=exact"_s, u"empty="_s,
                          u"big="_s + QString(1'000'000, u'b'), u"block="_s + QString(512, u'c')}));
    QVERIFY(QFile::link(longName, second.artifact.path + u"/link"_s));
    second.artifact = scanArtifact(second.artifact.path).value();
    second.list = fileListFromText(second.artifact.listText()).value();
    const Ran asked = second.askWithList();
    COMPARE_CODE(host.transfer(second.site, second.artifact, r2, asked, second.tarOf(asked)), 0);
    COMPARE_CODE(second.publish(), 0);
    QCOMPARE(host.read(u"releases/%1/link"_s.arg(r2)), QByteArray("long"));
    QCOMPARE(host.read(u"releases/%1/"_s.arg(r2) + exact), QByteArray("exact"));
    QCOMPARE(host.read(u"releases/%1/big"_s.arg(r2)).size(), 1'000'000);
}

QTEST_GUILESS_MAIN(LayoutDeltaTest)
#include "tst_layout_delta.moc"
