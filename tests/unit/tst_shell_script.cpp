// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rehearsal.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Ended
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Ended shell(const QStringList &arguments, const QString &script)
{
    QProcess process;
    process.start(u"/bin/sh"_s, arguments);
    process.write(script.toUtf8());
    process.closeWriteChannel();
    process.waitForFinished();
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

Step localStep(const QString &id, StepAction action)
{
    Step step;
    step.id = id;
    step.title = id;
    step.action = std::move(action);
    return step;
}

Plan everyKindOfStep(const QString &folder)
{
    Plan plan = emptyPlan({u"app1"_s});
    plan.hosts[0].spec.user = u"deploy"_s;
    plan.hosts[0].spec.port = 2222;
    plan.target.identityFile = u"/home/jo/my key"_s;
    Step script = hostStep(StepKind::Switch, u"switch"_s, u"app1"_s);
    script.action = ScriptAction{u"echo 'it'\\''s'\nBELAY_SCRIPT\n"_s, {}};
    Step upload = hostStep(StepKind::Upload, u"upload"_s, u"app1"_s);
    upload.action =
        UploadAction{folder + u"/it's here"_s, u"/srv/staging"_s, u"cat > '/srv/a b'"_s, u"echo 'turn 1'"_s};
    HealthSpec health;
    health.url = u"http://app1/health?a=%1&b='%20"_s;
    CheckItem asked;
    asked.title = u"Did you tell support?"_s;
    CheckItem command;
    command.run = u"mix test # all of them"_s;
    plan.stages = {stageOf(u"all"_s, {localStep(u"build"_s, CommandAction{u"make # \"all\""_s, folder}),
                                      localStep(u"package"_s, PackageAction{folder}), upload, script,
                                      localStep(u"health"_s, HealthAction{health}),
                                      localStep(u"wait"_s, WaitAction{Milliseconds(1500)}),
                                      localStep(u"asked"_s, CheckAction{asked, folder, {}}),
                                      localStep(u"check"_s, CheckAction{command, folder, {}})}),
                   watchStage()};
    return plan;
}

} // namespace

class ShellScriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfStepIsASoundScript();
    void itSaysWhatItIsAndReachesTheHosts();
    void aLocalPlanDoesWhatItSays();
};

void ShellScriptTest::everyKindOfStepIsASoundScript()
{
    const QString script = asShellScript(everyKindOfStep(u"/srv/it's"_s));
    const Ended checked = shell({u"-n"_s}, script);
    QVERIFY2(checked.code == 0, QByteArray(checked.err + script.toUtf8()).constData());
    QVERIFY(shell({u"-n"_s}, u"if true; then"_s).code != 0); // the check itself can say no
}

void ShellScriptTest::itSaysWhatItIsAndReachesTheHosts()
{
    const QStringList script = asShellScript(everyKindOfStep(u"/srv/shop"_s)).split(u'\n');
    QCOMPARE(script.mid(0, 2),
             (QStringList{u"#!/bin/sh"_s, u"# deploy shop in production: 1.4.0 → 1.5.0"_s}));
    const qsizetype at = script.indexOf(u"# app1: switch "_s);
    QVERIFY(at > 0);
    QCOMPARE(
        script.mid(at + 1, 4),
        (QStringList{u"ssh -p 2222 -i '/home/jo/my key' -- 'deploy@app1' 'exec /bin/sh' <<'BELAY_SCRIPT_2'"_s,
                     u"echo 'it'\\''s'"_s, u"BELAY_SCRIPT"_s, u"BELAY_SCRIPT_2"_s}));
    QVERIFY(script.contains(u"sleep 2"_s));
    QVERIFY(script.contains(u"# This item is answered by a person."_s));
}

void ShellScriptTest::aLocalPlanDoesWhatItSays()
{
    QTemporaryDir folder;
    QFile artifact(folder.filePath(u"app.tar"_s));
    QVERIFY(artifact.open(QIODevice::WriteOnly));
    artifact.write("the archive");
    artifact.close();
    Plan plan = emptyPlan({u"here"_s});
    plan.target.kind = TargetKind::Local;
    plan.fileList = u"the list\n"_s;
    Step upload = hostStep(StepKind::Upload, u"upload"_s, u"here"_s);
    upload.action = UploadAction{artifact.fileName(),
                                 {},
                                 u"cat > '%1/received'"_s.arg(folder.path()),
                                 u"cat > '%1/asked'; echo 'turn 7'"_s.arg(folder.path())};
    Step show = hostStep(StepKind::Switch, u"switch"_s, u"here"_s);
    show.action = ScriptAction{u"cat '%1/asked' '%1/received'"_s.arg(folder.path()), {}};
    Step fails = hostStep(StepKind::Restart, u"restart"_s, u"here"_s);
    fails.action = ScriptAction{u"exit 3"_s, {}};
    Step never = hostStep(StepKind::Record, u"record"_s, u"here"_s);
    never.action = ScriptAction{u"echo never"_s, {}};
    plan.stages = {stageOf(u"all"_s, {upload, show, fails, never})};
    const Ended ended = shell({}, asShellScript(plan));
    QCOMPARE(ended.out, "list\nthe list\nturn 7 from 0\nthe archive");
    QCOMPARE(ended.code, 3); // it stops at the first failure
}

QTEST_GUILESS_MAIN(ShellScriptTest)
#include "tst_shell_script.moc"
