// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/artifact.h"
#include "models/domain/project.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

bool put(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

} // namespace

class ArtifactTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFolderIsListedInByteOrderWithItsHashes();
    void linksAreKeptAsTheirTextAndMustStayInside_data();
    void linksAreKeptAsTheirTextAndMustStayInside();
    void oddThingsAreRefusedByName();
    void anArchiveIsOneHashedFile();
    void theDigestChangesWithEveryName();
    void thePathFollowsTheVersion();
    void scanningStopsWhenAsked();
};

void ArtifactTest::aFolderIsListedInByteOrderWithItsHashes()
{
    const QTemporaryDir folder;
    QVERIFY(put(folder.filePath(u"z.txt"_s), "hello"));
    QVERIFY(put(folder.filePath(u"bin/Größe"_s), ""));
    QVERIFY(put(folder.filePath(u".hidden"_s), "x"));
    QVERIFY(put(folder.filePath(u"Z.txt"_s), "y"));
    const auto artifact = scanArtifact(folder.path());
    QVERIFY(artifact.has_value());
    QStringList names;
    for (const ArtifactFile &file : artifact->files)
        names.append(u"%1 %2"_s.arg(file.path).arg(file.size));
    QCOMPARE(names, (QStringList{u".hidden 1"_s, u"Z.txt 1"_s, u"bin/Größe 0"_s, u"z.txt 5"_s}));
    QCOMPARE(artifact->files.back().sha256,
             QByteArray("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
    QCOMPARE(artifact->bytes, 7);
    QCOMPARE(artifact->archive, QString());
}

void ArtifactTest::linksAreKeptAsTheirTextAndMustStayInside_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("beside") << u"a"_s << true;
    QTest::newRow("up and down inside") << u"../bin/../lib/a"_s << true;
    QTest::newRow("the folder itself") << u".."_s << true;
    QTest::newRow("absolute") << u"/etc/passwd"_s << false;
    QTest::newRow("one too far up") << u"../../outside"_s << false;
    QTest::newRow("out and back in") << u"../../artifact/bin/a"_s << false;
}

void ArtifactTest::linksAreKeptAsTheirTextAndMustStayInside()
{
    QFETCH(QString, target);
    QFETCH(bool, allowed);
    const QTemporaryDir folder;
    QVERIFY(put(folder.filePath(u"artifact/bin/a"_s), "x"));
    QVERIFY(QFile::link(target, folder.filePath(u"artifact/bin/link"_s)));
    const auto artifact = scanArtifact(folder.filePath(u"artifact"_s));
    QCOMPARE(artifact.has_value(), allowed);
    if (allowed)
        QCOMPARE(artifact->links, (std::vector<ArtifactLink>{{u"bin/link"_s, target}}));
    else
        QVERIFY(artifact.error().summary.contains(
            u"bin/link is a link that leads out of the folder (to %1)"_s.arg(target)));
}

void ArtifactTest::oddThingsAreRefusedByName()
{
    const QTemporaryDir folder;
    const auto refusal = [&folder] {
        const auto artifact = scanArtifact(folder.path());
        return artifact ? QString() : artifact.error().summary;
    };
    QCOMPARE(refusal(), u"The artifact %1 holds no files."_s.arg(folder.path()));
    QVERIFY(put(folder.filePath(u"a\nb"_s), "x"));
    QVERIFY2(refusal().contains(u"has a control character in its name"), qPrintable(refusal()));
    QVERIFY(QFile::remove(folder.filePath(u"a\nb"_s)));
    QCOMPARE(::mkfifo(QFile::encodeName(folder.filePath(u"pipe"_s)).constData(), 0600), 0);
    QVERIFY2(refusal().contains(u"pipe is neither file, folder nor link"), qPrintable(refusal()));
    const auto missing = scanArtifact(folder.filePath(u"nowhere"_s));
    QVERIFY(!missing.has_value());
    QCOMPARE(missing.error().summary, u"The artifact %1 is not there."_s.arg(folder.filePath(u"nowhere"_s)));
}

void ArtifactTest::anArchiveIsOneHashedFile()
{
    const QTemporaryDir folder;
    QVERIFY(put(folder.filePath(u"app-1.0.tar.gz"_s), "hello"));
    const auto artifact = scanArtifact(folder.filePath(u"app-1.0.tar.gz"_s));
    QVERIFY(artifact.has_value());
    QCOMPARE(artifact->archive, u"tar.gz"_s);
    QCOMPARE(artifact->bytes, 5);
    QCOMPARE(artifact->files.size(), std::size_t(1));
    QVERIFY(put(folder.filePath(u"app.rar"_s), "hello"));
    QVERIFY(!scanArtifact(folder.filePath(u"app.rar"_s)).has_value());
}

void ArtifactTest::theDigestChangesWithEveryName()
{
    const Artifact one{{}, {}, 1, {{u"a"_s, 1, QByteArray(64, '0')}}, {}};
    Artifact other = one;
    QCOMPARE(one.digest(), other.digest());
    other.files[0].path = u"b"_s;
    QVERIFY(one.digest() != other.digest());
    other = one;
    other.links = {{u"l"_s, u"a"_s}};
    QVERIFY(one.digest() != other.digest());
}

void ArtifactTest::thePathFollowsTheVersion()
{
    Project project;
    project.directory = u"/src/app"_s;
    project.release.artifact = u"../dist/{version}"_s;
    QCOMPARE(artifactPath(project, u"1.0.0"_s), u"/src/dist/1.0.0"_s);
    project.release.artifact = u"/abs/app-{version}.zip"_s;
    QCOMPARE(artifactPath(project, u"2"_s), u"/abs/app-2.zip"_s);
}

void ArtifactTest::scanningStopsWhenAsked()
{
    const QTemporaryDir folder;
    QVERIFY(put(folder.filePath(u"a"_s), "x"));
    const auto artifact = scanArtifact(folder.path(), [] { return true; });
    QVERIFY(!artifact.has_value());
    QCOMPARE(toString(artifact.error().kind), u"cancelled"_s);
}

QTEST_GUILESS_MAIN(ArtifactTest)
#include "tst_artifact.moc"
