// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"
#include "app/system_clock.h"
#include "app/targets/layout_scripts.h"
#include "tests/support/cut_proxy.h"
#include "tests/support/fake_ports.h"
#include "tests/support/ssh_fixture.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString first = u"20261121140000"_s;
constexpr qint64 third = 8'000'000; ///< of what is uploaded
const QString second = u"20261121150000"_s;

bool write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(path.section(u'/', 0, -2));
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray noise(int seed, qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator(quint32(seed)).generate(bytes.begin(), bytes.end());
    return bytes;
}

/// A real host over a wire that can be cut, and uploads to it as a deployment makes them.
struct Upload
{
    QTemporaryDir folder;
    PrivateSshd sshd;
    std::unique_ptr<CutProxy> wire;
    FakePerson person;
    SshOptions options;
    std::unique_ptr<HostShell> shell;
    SystemClock clock;
    FakeLocal local;
    FakeHttp http;
    FakeSecrets secrets;
    CancelToken cancel;
    Plan plan;
    std::vector<RunEvent> events;

    bool start()
    {
        qputenv("XDG_CACHE_HOME", folder.path().toUtf8() + "/cache");
        if (!sshd.start())
            return false;
        wire = std::make_unique<CutProxy>(sshd.port());
        person.trusts = true; // the wire's port is another one than the server's
        options = isolatedOptions(folder.path());
        options.channelTimes.progress = std::chrono::seconds(3);
        shell = std::make_unique<SshHostShell>(person, options);
        HostRef host = sshd.host();
        host.spec.port = wire->port();
        plan.target.kind = TargetKind::Ssh;
        plan.target.identityFile = host.identityFile;
        plan.target.knownHosts = host.knownHosts;
        plan.hosts = {{host.spec, path(), {}, first}};
        PreflightOptions preflight;
        preflight.release = first;
        return run(lockScript(site(u"run-1"_s), {u"shop"_s, false, u"{}"_s})).exitCode == 0 &&
               run(preflightScript(site(u"run-1"_s), preflight)).exitCode == 0;
    }
    QString path() const { return folder.path() + u"/srv/shop"_s; }
    LayoutSite site(const QString &run) const
    {
        return {path(), u"shop/production"_s, u"v1:%1:ann@laptop:20261121140000"_s.arg(run), run};
    }
    ScriptResult run(const QString &script)
    {
        ScriptRequest request;
        request.script = script.toUtf8();
        return shell->run(hostRef(plan.target, plan.hosts[0].spec), request, cancel).value_or(ScriptResult());
    }
    StepEnd send(const Artifact &artifact, const QString &release)
    {
        const LayoutSite here = site(u"run-1"_s);
        plan.hosts[0].toReleaseId = release;
        plan.fileList = artifact.archive.isEmpty() ? QString::fromUtf8(artifact.listText()) : QString();
        Step step;
        step.id = u"upload"_s;
        step.host = plan.hosts[0].spec.name;
        step.kind = StepKind::Upload;
        step.action = UploadAction{artifact.path, stagingPath(here), receiveScript(here, artifact, release),
                                   askUploadScript(here, artifact, release)};
        Ports ports{*shell, local, http, clock, secrets};
        events.clear();
        return runUploadStep(StepContext{plan, step, ports, cancel,
                                         [this](const RunEvent &event) { events.push_back(event); }});
    }
    int publish(const Artifact &artifact, const QString &release)
    {
        PublishOptions publish;
        publish.release = release;
        publish.version = release;
        return run(publishScript(site(u"run-1"_s), artifact, publish)).exitCode;
    }
    QString said() const
    {
        QStringList lines;
        for (const RunEvent &event : events)
            if (event.kind == EventKind::StepOutput)
                lines << event.text;
        return lines.join(u'\n');
    }
    /// How many files were there when it went on.
    int thereAgain() const
    {
        const auto match = QRegularExpression(u"connected again: ([0-9,]+) of"_s).match(said());
        return match.captured(1).remove(u',').toInt();
    }
};

} // namespace

/// Uploads over a real sshd whose connection breaks.
class UploadResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString why = PrivateSshd::unavailable(); !why.isEmpty())
            QSKIP(qPrintable(why));
        // 400 files of 60 kB: more than what the buffers on the way hold.
        for (int i = 0; i < 400; ++i)
            QVERIFY(write(m_folder.filePath(u"dist/part %1/file %2"_s.arg(i % 9).arg(i)), noise(i, 60000)));
        QVERIFY(write(m_folder.filePath(u"app.tar"_s), noise(7, 24'000'000)));
        m_folderArtifact = scanArtifact(m_folder.filePath(u"dist"_s)).value();
        m_archive = scanArtifact(m_folder.filePath(u"app.tar"_s)).value();
    }
    void aCutWireSendsOnlyTheRest();
    void aKilledServerSessionSendsOnlyTheRest();
    void aFrozenServerIsLeftAndItsTransferEnded();
    void aCutArchiveGoesOnAtItsOffset();
    void anUnchangedFolderSendsAlmostNothing();

private:
    QTemporaryDir m_folder;
    Artifact m_folderArtifact;
    Artifact m_archive;
};

void UploadResumeTest::aCutWireSendsOnlyTheRest()
{
    Upload upload;
    QVERIFY2(upload.start(), qPrintable(upload.sshd.whyNot()));
    upload.wire->after(third, [&upload] { upload.wire->cut(); });
    const qint64 before = upload.wire->sent();
    const StepEnd end = upload.send(m_folderArtifact, first);
    QVERIFY2(end.state == StepState::Passed, qPrintable(end.text + upload.said()));
    const int there = upload.thereAgain();
    QVERIFY2(there > 40, qPrintable(upload.said()));
    // What was on the way when the wire was cut went twice; what had arrived did not.
    const qint64 sent = upload.wire->sent() - before;
    QVERIFY2(sent < 24'000'000 * 5 / 4, qPrintable(QString::number(sent)));
    QCOMPARE(upload.publish(m_folderArtifact, first), 0);
}

void UploadResumeTest::aKilledServerSessionSendsOnlyTheRest()
{
    Upload upload;
    QVERIFY2(upload.start(), qPrintable(upload.sshd.whyNot()));
    upload.wire->after(third, [&upload] {
        for (const qint64 session : upload.sshd.sessions())
            ::kill(pid_t(session), SIGKILL);
    });
    const StepEnd end = upload.send(m_folderArtifact, first);
    QVERIFY2(end.state == StepState::Passed, qPrintable(end.text + upload.said()));
    QVERIFY2(upload.thereAgain() > 40, qPrintable(upload.said()));
    QCOMPARE(upload.publish(m_folderArtifact, first), 0);
}

void UploadResumeTest::aFrozenServerIsLeftAndItsTransferEnded()
{
    Upload upload;
    QVERIFY2(upload.start(), qPrintable(upload.sshd.whyNot()));
    std::vector<qint64> frozen;
    upload.wire->after(third, [&] {
        frozen = upload.sshd.sessions();
        for (const qint64 session : frozen)
            ::kill(pid_t(session), SIGSTOP);
    });
    const StepEnd end = upload.send(m_folderArtifact, first);
    QVERIFY2(end.state == StepState::Passed, qPrintable(end.text + upload.said()));
    QVERIFY2(upload.thereAgain() > 40, qPrintable(upload.said()));
    QCOMPARE(upload.publish(m_folderArtifact, first), 0);
    for (const qint64 session : frozen)
        ::kill(pid_t(session), SIGCONT); // what it still had comes too late for anything
    QCOMPARE(upload.run(u"cd '%1/releases/%2' && find . -type f | wc -l"_s.arg(upload.path(), first))
                 .out.trimmed(),
             QByteArray("401")); // with REVISION
}

void UploadResumeTest::aCutArchiveGoesOnAtItsOffset()
{
    Upload upload;
    QVERIFY2(upload.start(), qPrintable(upload.sshd.whyNot()));
    upload.wire->after(third, [&upload] { upload.wire->cut(); });
    const qint64 before = upload.wire->sent();
    const StepEnd end = upload.send(m_archive, first);
    // Noise is no tar: it arrived whole, as its sum says, and cannot be unpacked.
    QVERIFY2(end.error && upload.said().contains(u" of 24 MB are there, going on"_s),
             qPrintable(end.text + upload.said()));
    QVERIFY2(end.error->summary.contains(u"could not be unpacked"_s), qPrintable(end.error->summary));
    const qint64 sent = upload.wire->sent() - before;
    QVERIFY2(sent < 24'000'000 * 5 / 4, qPrintable(QString::number(sent)));
}

void UploadResumeTest::anUnchangedFolderSendsAlmostNothing()
{
    Upload upload;
    QVERIFY2(upload.start(), qPrintable(upload.sshd.whyNot()));
    QVERIFY(upload.send(m_folderArtifact, first).state == StepState::Passed);
    QCOMPARE(upload.publish(m_folderArtifact, first), 0);
    upload.plan.hosts[0].fromReleaseId = first;
    const qint64 before = upload.wire->sent() + upload.wire->received();
    const StepEnd end = upload.send(m_folderArtifact, second);
    QCOMPARE(end.text, u"0 B of 24 MB sent, 400 of 400 files were there already"_s);
    const qint64 passed = upload.wire->sent() + upload.wire->received() - before;
    QVERIFY2(passed < 60'000, qPrintable(QString::number(passed)));
    QCOMPARE(upload.publish(m_folderArtifact, second), 0);
}

QTEST_GUILESS_MAIN(UploadResumeTest)
#include "tst_upload_resume.moc"
