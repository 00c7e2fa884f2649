// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sample_release.h"
#include "app/sandbox/sandbox_files.h"
#include "models/domain/project_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace belay;

class TestSampleRelease : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodReleaseNeverFails()
    {
        SampleRelease release;
        QCOMPARE(errorShare(release, 1'000'000), 0.0);
    }

    void theLeakStartsLateGrowsAndHasAWorst()
    {
        SampleRelease release;
        release.leaksAfter = 100;
        release.leakPerRequest = 0.01;
        release.worstErrorShare = 0.25;
        QCOMPARE(errorShare(release, 99), 0.0);
        QCOMPARE(errorShare(release, 110), 0.1);
        QCOMPARE(errorShare(release, 10'000), 0.25);
    }

    void settingsSurviveTheirFile()
    {
        SampleRelease release;
        release.version = QStringLiteral("1.5.0");
        release.leaksAfter = 2400;
        release.leakPerRequest = 0.0005;
        release.worstErrorShare = 0.25;
        release.latencyMs = 25;
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("release.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(sampleReleaseJson(release));
        file.close();
        const auto read = readSampleRelease(folder.path());
        QVERIFY(read.has_value());
        QCOMPARE(*read, release);
        QVERIFY(readSampleRelease(QStringLiteral("/nonexistent")).error().kind == ErrorKind::NotFound);
    }

    void theSampleProjectIsAValidProjectFile()
    {
        const auto project = readProjectFile(QStringLiteral(BELAY_SOURCE_DIR "/resources/sample/belay.json"));
        QVERIFY2(project.has_value(), project ? "" : qPrintable(project.error().summary));
        QCOMPARE(project->environments.size(), std::size_t(2));
        QVERIFY(project->environments[1].unserved.isEmpty());
    }

    void theSandboxProjectIsAValidProjectFile()
    {
        for (const bool ssh : {false, true}) {
            SandboxProject world;
            world.folder = QStringLiteral("/tmp/belay-sandbox-test");
            world.usesSsh = ssh;
            world.sshPort = 2222;
            world.ports = {4000, 4001, 4002, 4003};
            const auto project = parseProject(
                sandboxProjectFile(world), QStringLiteral("/tmp/belay-sandbox-test/storefront/belay.json"));
            QVERIFY2(project.has_value(), project ? "" : qPrintable(project.error().summary));
            const Environment *production = project->environment(QStringLiteral("production"));
            QVERIFY(production != nullptr);
            QCOMPARE(production->target.hosts.size(), std::size_t(3));
            QCOMPARE(production->target.kind, ssh ? TargetKind::Ssh : TargetKind::Local);
            QVERIFY(production->unserved.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestSampleRelease)
#include "tst_sample_release.moc"
