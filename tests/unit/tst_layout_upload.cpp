// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include "models/domain/json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// From the upload to a complete release, for real on every shell installed here.
class LayoutUploadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMissingLinkedFileIsNamed_data() { eachShell(); }
    void aMissingLinkedFileIsNamed();
    void sharedFoldersAndFilesAreLinked_data() { eachShell(); }
    void sharedFoldersAndFilesAreLinked();
    void tooLittleRoomIsSaidBeforeTheUpload_data() { eachShell(); }
    void tooLittleRoomIsSaidBeforeTheUpload();
    void oddFileNamesSurvive_data() { eachShell(); }
    void oddFileNamesSurvive();
    void damagedAndForeignFilesAreRefused_data() { eachShell(); }
    void damagedAndForeignFilesAreRefused();
    void publishingTwiceDoesItOnce_data() { eachShell(); }
    void publishingTwiceDoesItOnce();
    void anArchiveIsVerifiedAndUnpacked_data() { eachShell(); }
    void anArchiveIsVerifiedAndUnpacked();
    void anArchiveThatLeadsOutIsRefused_data() { eachShell(); }
    void anArchiveThatLeadsOutIsRefused();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutUploadTest::aMissingLinkedFileIsNamed()
{
    const LayoutHost host(shell());
    TargetSpec target;
    target.linkedFiles = {u".env"_s, u"config/my prod.env"_s};
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s})), 0);
    QCOMPARE(host.observe(target).missingLinkedFiles, target.linkedFiles);
    PreflightOptions options;
    options.release = r1;
    options.linkedFiles = target.linkedFiles;
    Ran refused = host.sh(preflightScript(host.site(u"run-1"_s), options));
    QCOMPARE(refused.code, static_cast<int>(Refused));
    QVERIFY2(refused.said().contains(host.at(u"shared/.env"_s)), qPrintable(refused.out));
    QVERIFY(write(host.at(u"shared/.env"_s), "A=1"));
    refused = host.sh(preflightScript(host.site(u"run-1"_s), options));
    QVERIFY2(refused.said().contains(host.at(u"shared/config/my prod.env"_s)), qPrintable(refused.out));
    QVERIFY(write(host.at(u"shared/config/my prod.env"_s), "B=2"));
    COMPARE_CODE(host.sh(preflightScript(host.site(u"run-1"_s), options)), 0);
    QCOMPARE(host.observe(target).missingLinkedFiles, QStringList());
}

void LayoutUploadTest::sharedFoldersAndFilesAreLinked()
{
    const LayoutHost host(shell());
    QVERIFY(write(host.at(u"shared/.env"_s), "A=1"));
    const LayoutSite site = host.site(u"run-1"_s);
    const Artifact artifact = host.artifact({u"log/old.txt=x"_s, u"bin/app=y"_s});
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})), 0);
    PreflightOptions preflight;
    preflight.release = r1;
    preflight.linkedDirs = {u"log"_s, u"public/uploads"_s};
    COMPARE_CODE(host.sh(preflightScript(site, preflight)), 0);
    COMPARE_CODE(host.upload(site, artifact, r1), 0);
    PublishOptions publish;
    publish.release = r1;
    publish.version = u"1.0.0"_s;
    publish.linkedDirs = preflight.linkedDirs;
    publish.linkedFiles = QStringList{u".env"_s};
    COMPARE_CODE(host.sh(publishScript(site, artifact, publish)), 0);
    const QString release = host.at(u"releases/"_s + r1);
    QCOMPARE(QFile::symLinkTarget(release + u"/log"_s), host.at(u"shared/log"_s));
    QCOMPARE(QFile::symLinkTarget(release + u"/public/uploads"_s), host.at(u"shared/public/uploads"_s));
    QCOMPARE(QFile::symLinkTarget(release + u"/.env"_s), host.at(u"shared/.env"_s));
    QVERIFY(QFileInfo(host.at(u"shared/public/uploads"_s)).isDir());
}

void LayoutUploadTest::tooLittleRoomIsSaidBeforeTheUpload()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s})), 0);
    PreflightOptions options;
    options.release = r1;
    options.neededBytes = 1LL << 60;
    Ran refused = host.sh(preflightScript(host.site(u"run-1"_s), options));
    QCOMPARE(refused.code, static_cast<int>(NoRoom));
    QVERIFY2(refused.said().contains(u"MiB free, 1099511627777 MiB needed"), qPrintable(refused.out));
    if (host.observe().inodesFree < 0)
        QSKIP("this file system does not count inodes");
    options.neededBytes = 0;
    options.neededInodes = 1LL << 60;
    refused = host.sh(preflightScript(host.site(u"run-1"_s), options));
    QCOMPARE(refused.code, static_cast<int>(NoRoom));
    QVERIFY2(refused.said().contains(u"inodes"), qPrintable(refused.out));
}

void LayoutUploadTest::oddFileNamesSurvive()
{
    const LayoutHost host(shell());
    const QStringList files{u"a b.txt=1"_s,     u"it's=2"_s,  u"quote\".txt=3"_s,    u"Größe äöü.txt=4"_s,
                            u"back\\slash=5"_s, u"-dash=6"_s, u"$(touch pwned)=7"_s, u"`id`;rm -rf ~=8"_s,
                            u".hidden=9"_s,     u"*=10"_s};
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s, files), 0);
    for (const QString &file : files) {
        QCOMPARE(host.read(u"releases/"_s + r1 + u'/' + file.section(u'=', 0, 0)),
                 file.section(u'=', 1).toUtf8());
    }
    const QByteArray manifest = host.read(u".belay/manifests/%1.json"_s.arg(r1));
    const nlohmann::json json = nlohmann::json::parse(manifest.begin(), manifest.end(), nullptr, false);
    QVERIFY2(json.is_object(), manifest);
    QCOMPARE(json.at("files").size(), static_cast<std::size_t>(files.size()));
    QStringList names;
    for (const nlohmann::json &file : json.at("files"))
        names.append(QString::fromStdString(file.at("path").get<std::string>()));
    QVERIFY(names.contains(u"quote\".txt"_s) && names.contains(u"back\\slash"_s) &&
            names.contains(u"Größe äöü.txt"_s));
}

void LayoutUploadTest::damagedAndForeignFilesAreRefused()
{
    const LayoutHost host(shell());
    const LayoutSite site = host.site(u"run-1"_s);
    const Artifact artifact = host.artifact({u"bin/app=hello"_s, u"b=c"_s});
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})), 0);
    PreflightOptions preflight;
    preflight.release = r1;
    COMPARE_CODE(host.sh(preflightScript(site, preflight)), 0);
    PublishOptions publish;
    publish.release = r1;

    COMPARE_CODE(host.upload(site, artifact, r1), 0);
    QVERIFY(write(host.at(u".belay/staging/run-1/release/bin/app"_s), "hellO"));
    Ran refused = host.sh(publishScript(site, artifact, publish));
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.said().startsWith(u"The upload arrived damaged: bin/app"), qPrintable(refused.out));

    COMPARE_CODE(host.upload(site, artifact, r1), 0);
    QVERIFY(write(host.at(u".belay/staging/run-1/release/extra.sh"_s), "x"));
    refused = host.sh(publishScript(site, artifact, publish));
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.said().contains(u"not in the manifest: extra.sh"), qPrintable(refused.out));

    COMPARE_CODE(host.upload(site, artifact, r1), 0);
    QVERIFY(QFile::link(u"/etc/passwd"_s, host.at(u".belay/staging/run-1/release/link"_s)));
    refused = host.sh(publishScript(site, artifact, publish));
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.said().contains(u"link -> /etc/passwd"), qPrintable(refused.out));

    // A tar that ends in the middle may look complete to tar; never to the manifest.
    const Ran asked = host.sh(askUploadScript(site, artifact, r1));
    const Ran cut = host.transfer(site, artifact, r1, asked, host.tar(artifact).left(700));
    refused = cut.code == 0 ? host.sh(publishScript(site, artifact, publish)) : cut;
    QCOMPARE(refused.code, 1);
    QCOMPARE(host.releases(), QStringList());
}

void LayoutUploadTest::publishingTwiceDoesItOnce()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), AlreadyDone);
    COMPARE_CODE(host.sh(publishResolve(host.site(u"run-1"_s), r1)), 0);
    COMPARE_CODE(host.sh(publishResolve(host.site(u"run-1"_s), r2)), 1);
    COMPARE_CODE(host.sh(switchResolve(host.site(u"run-1"_s), r1)), 1);
    COMPARE_CODE(host.sh(switchScript(host.site(u"run-1"_s), host.switchTo(u"run-1"_s, r1, {}))), 0);
    COMPARE_CODE(host.sh(switchResolve(host.site(u"run-1"_s), r1)), 0);
    COMPARE_CODE(host.sh(switchScript(host.site(u"run-1"_s), host.switchTo(u"run-1"_s, r1, {}))),
                 AlreadyDone);
    QCOMPARE(host.logEvents(), QStringList{u"activated "_s + r1});
}

void LayoutUploadTest::anArchiveIsVerifiedAndUnpacked()
{
    const LayoutHost host(shell());
    const Artifact folder = host.artifact({u"bin/app=hello"_s, u"a b=c"_s});
    const QString file = host.root() + u"/app.tar.gz"_s;
    QCOMPARE(QProcess::execute(u"tar"_s, {u"-czf"_s, file, u"-C"_s, folder.path, u"."_s}), 0);
    const auto archive = scanArtifact(file);
    QVERIFY(archive.has_value());
    QCOMPARE(archive->archive, u"tar.gz"_s);
    const LayoutSite site = host.site(u"run-1"_s);
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})), 0);
    PreflightOptions preflight;
    preflight.release = r1;
    COMPARE_CODE(host.sh(preflightScript(site, preflight)), 0);
    QFile bytes(file);
    QVERIFY(bytes.open(QIODevice::ReadOnly));
    const QByteArray sent = bytes.readAll();
    const Ran cut = host.transfer(site, *archive, r1, host.sh(askUploadScript(site, *archive, r1)),
                                  sent.left(sent.size() - 1));
    QCOMPARE(cut.code, 1);
    QVERIFY2(cut.said().startsWith(u"The archive did not arrive to its end"), qPrintable(cut.out));
    QByteArray wrong = sent;
    wrong.back() = static_cast<char>(wrong.back() ^ 1);
    const Ran damaged =
        host.transfer(site, *archive, r1, host.sh(askUploadScript(site, *archive, r1)), wrong);
    QCOMPARE(damaged.code, 1);
    QVERIFY2(damaged.said().contains(u"The archive arrived damaged"), qPrintable(damaged.out));
    COMPARE_CODE(host.transfer(site, *archive, r1, host.sh(askUploadScript(site, *archive, r1)), sent), 0);
    PublishOptions publish;
    publish.release = r1;
    publish.version = u"1.0.0"_s;
    COMPARE_CODE(host.sh(publishScript(site, *archive, publish)), 0);
    QCOMPARE(host.read(u"releases/%1/bin/app"_s.arg(r1)), QByteArray("hello"));
    const QByteArray manifest = host.read(u".belay/manifests/%1.json"_s.arg(r1));
    QVERIFY2(manifest.contains("{\"path\":\"a b\",\"size\":1,\"mode\":\"644\",\"sha256\":"), manifest);
}

void LayoutUploadTest::anArchiveThatLeadsOutIsRefused()
{
    const LayoutHost host(shell());
    const LayoutSite site = host.site(u"run-1"_s);
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})), 0);
    PreflightOptions preflight;
    preflight.release = r1;
    COMPARE_CODE(host.sh(preflightScript(site, preflight)), 0);
    const Artifact folder = host.artifact({u"app=hello"_s});
    QVERIFY(QFile::link(u"../../../../outside"_s, folder.path + u"/way-out"_s));
    const QList<QStringList> tricks{{u"--transform=s,app,../evil,"_s, u"app"_s}, {u"way-out"_s}};
    for (const QStringList &trick : tricks) {
        const QString file = host.root() + u"/evil.tar.gz"_s;
        QCOMPARE(QProcess::execute(u"tar"_s, QStringList{u"-czPf"_s, file, u"-C"_s, folder.path} + trick), 0);
        const auto archive = scanArtifact(file);
        QVERIFY(archive.has_value());
        QFile bytes(file);
        QVERIFY(bytes.open(QIODevice::ReadOnly));
        const Ran refused =
            host.transfer(site, *archive, r1, host.sh(askUploadScript(site, *archive, r1)), bytes.readAll());
        QCOMPARE(refused.code, static_cast<int>(Refused));
        // busybox leaves such a link out by itself; then the archive is refused because something is missing.
        QVERIFY2(refused.said().contains(u"out of the release"), qPrintable(refused.out));
        QVERIFY(!QFile::exists(host.at(u".belay/staging/run-1"_s)));
    }
}

QTEST_GUILESS_MAIN(LayoutUploadTest)
#include "tst_layout_upload.moc"
