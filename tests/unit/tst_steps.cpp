// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"
#include "tests/support/rehearsal.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <optional>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// One step carried out alone, with what it told.
struct OneStep
{
    FakePorts world;
    Plan plan = emptyPlan({u"app1"_s});
    CancelToken cancel;
    std::vector<RunEvent> events;

    StepEnd carryOut(StepKind kind, StepAction action, const QString &host = u"app1"_s)
    {
        Step step = hostStep(kind, u"step"_s, host);
        step.action = std::move(action);
        const StepRunners runners = builtinSteps();
        return runners.at(kind)(
            StepContext{plan, step, world.ports, cancel, [this](const RunEvent &e) { events.push_back(e); }});
    }
    StepEnd health(const std::vector<int> &statuses, int consecutive = 2)
    {
        world.http.answers(statuses);
        HealthSpec spec;
        spec.url = u"http://app1:4000/health"_s;
        spec.consecutive = consecutive;
        spec.within = Milliseconds(10000);
        return carryOut(StepKind::Health, HealthAction{spec});
    }
};

QString wordOf(const StepEnd &end)
{
    return toString(end.state) + (end.error ? u" "_s + toString(end.error->kind) : QString()) + u": "_s +
           end.text;
}

void write(const QString &path, const QByteArray &bytes)
{
    QVERIFY(QDir().mkpath(path.section(u'/', 0, -2)));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class StepsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCodesHaveMeanings_data();
    void exitCodesHaveMeanings();
    void aScriptSaysItsOwnLine();
    void aScriptThatCannotBeSentDidNothing();

    void healthIsProvenInARow_data();
    void healthIsProvenInARow();
    void healthSaysWhatItHeardLast();
    void healthStopsWhenCancelled();

    void commandsTellTheirOutputAndEnd_data();
    void commandsTellTheirOutputAndEnd();
    void thePackageIsCounted();
    void waitingIsTimeOnTheClock();
};

void StepsTest::exitCodesHaveMeanings_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("err");
    QTest::addColumn<QString>("expected");
    QTest::newRow("0") << 0 << QByteArray() << u"passed: "_s;
    QTest::newRow("92") << 92 << QByteArray() << u"skipped: already there"_s;
    QTest::newRow("93") << 93 << QByteArray() << u"failed remote: current was changed by someone else"_s;
    QTest::newRow("94") << 94 << QByteArray() << u"failed remote: the disk is full"_s;
    QTest::newRow("95") << 95 << QByteArray() << u"failed invalid: the host belongs to another environment"_s;
    QTest::newRow("96") << 96 << QByteArray() << u"failed locked: deploys are held"_s;
    QTest::newRow("97") << 97 << QByteArray() << u"failed locked: someone else holds the lock"_s;
    QTest::newRow("1 with a reason") << 1 << QByteArray("starting\nport 4000 is taken\n")
                                     << u"failed remote: exit code 1: port 4000 is taken"_s;
    QTest::newRow("1 without") << 1 << QByteArray() << u"failed remote: exit code 1"_s;
    QTest::newRow("127") << 127 << QByteArray("sh: 1: systemctl: not found\n")
                         << u"failed remote: command not found: sh: 1: systemctl: not found"_s;
    QTest::newRow("137") << 137 << QByteArray() << u"failed remote: killed by signal 9 (out of memory?)"_s;
    QTest::newRow("143") << 143 << QByteArray() << u"failed remote: killed by signal 15"_s;
}

void StepsTest::exitCodesHaveMeanings()
{
    QFETCH(int, code);
    QFETCH(QByteArray, err);
    QFETCH(QString, expected);
    OneStep step;
    step.world.hosts.answer(u"script"_s, {exits(code, {}, err)});
    QCOMPARE(wordOf(step.carryOut(StepKind::Restart, ScriptAction{u"script"_s, {}})), expected);
}

void StepsTest::aScriptSaysItsOwnLine()
{
    OneStep step;
    step.world.hosts.answer(u"script"_s, {exits(0, "copying\nbelay: 12 files linked\nbelay: more\n")});
    QCOMPARE(wordOf(step.carryOut(StepKind::Publish, ScriptAction{u"script"_s, {}})),
             u"passed: 12 files linked"_s);
    QCOMPARE(transcript(step.events), (QStringList{u" | copying"_s, u" | belay: more"_s}));
}

void StepsTest::aScriptThatCannotBeSentDidNothing()
{
    OneStep step;
    step.world.hosts.answer(u"script"_s, neverReachable());
    const StepEnd end = step.carryOut(StepKind::Switch, ScriptAction{u"script"_s, {}});
    QCOMPARE(wordOf(end), u"failed network: connection refused"_s);
    QVERIFY(!end.begun);
}

void StepsTest::healthIsProvenInARow_data()
{
    QTest::addColumn<std::vector<int>>("statuses");
    QTest::addColumn<int>("consecutive");
    QTest::addColumn<QString>("expected");
    const QString never = u"failed timeout: last answer: %1; needed 2xx twice in a row within 10 s"_s;
    QTest::newRow("at once") << std::vector{200} << 1 << u"passed: HTTP 200 once after 1 poll"_s;
    QTest::newRow("twice") << std::vector{200} << 2 << u"passed: HTTP 200 twice in a row after 2 polls"_s;
    QTest::newRow("after a refusal") << std::vector{0, 204} << 2
                                     << u"passed: HTTP 204 twice in a row after 3 polls"_s;
    QTest::newRow("a failure starts the count anew")
        << std::vector{200, 500, 200} << 2 << u"passed: HTTP 200 twice in a row after 4 polls"_s;
    QTest::newRow("500") << std::vector{500} << 2 << never.arg(u"HTTP 500"_s);
    QTest::newRow("301 is not health")
        << std::vector{301} << 2 << never.arg(u"HTTP 301 (a redirect, not followed)"_s);
    QTest::newRow("nobody answers") << std::vector{0} << 2 << never.arg(u"connection refused"_s);
    QTest::newRow("flapping") << std::vector{200, 500, 200, 500, 200, 500, 200, 500, 200, 500, 200, 500} << 2
                              << never.arg(u"HTTP 500"_s);
}

void StepsTest::healthIsProvenInARow()
{
    QFETCH(std::vector<int>, statuses);
    QFETCH(int, consecutive);
    QFETCH(QString, expected);
    OneStep step;
    QCOMPARE(wordOf(step.health(statuses, consecutive)), expected);
    QVERIFY(step.world.clock.monotonicMs() <= 10000);
}

void StepsTest::healthSaysWhatItHeardLast()
{
    OneStep step;
    step.health({0, 500, 200});
    QStringList heard;
    for (const RunEvent &event : step.events)
        heard << u"%1/%2 %3"_s.arg(event.done).arg(event.total).arg(event.text);
    QCOMPARE(heard, (QStringList{u"0/2 connection refused"_s, u"0/2 HTTP 500"_s, u"1/2 HTTP 200"_s,
                                 u"2/2 HTTP 200"_s}));
}

void StepsTest::healthStopsWhenCancelled()
{
    OneStep step;
    step.world.http.onSend = [&step] {
        if (step.world.http.asked == 3)
            step.cancel.cancel();
    };
    QCOMPARE(wordOf(step.health({500})), u"cancelled: stopped; last answer: HTTP 500"_s);
    QCOMPARE(step.world.http.asked, 3);
}

void StepsTest::commandsTellTheirOutputAndEnd_data()
{
    QTest::addColumn<CommandResult>("result");
    QTest::addColumn<QString>("expected");
    using End = CommandResult::End;
    QTest::newRow("passed") << CommandResult{End::Exited, 0, {}, {}} << u"passed: "_s;
    QTest::newRow("failed") << CommandResult{End::Exited, 2, "out", "mix: not found"}
                            << u"failed remote: exit code 2"_s;
    QTest::newRow("killed") << CommandResult{End::Signalled, 9, {}, {}}
                            << u"failed remote: killed by signal 9"_s;
    QTest::newRow("too long") << CommandResult{End::TimedOut, -1, {}, {}}
                              << u"failed timeout: not finished after 1 min"_s;
    QTest::newRow("stopped") << CommandResult{End::Cancelled, -1, {}, {}} << u"cancelled: stopped"_s;
    QTest::newRow("not there") << CommandResult{End::NotStarted, -1, {}, {}}
                               << u"failed not-found: could not be started"_s;
}

void StepsTest::commandsTellTheirOutputAndEnd()
{
    QFETCH(CommandResult, result);
    QFETCH(QString, expected);
    OneStep step;
    step.world.local.result = result;
    step.world.local.lines = {"compiling"};
    const StepEnd end = step.carryOut(StepKind::Build, CommandAction{u"mix release"_s, u"/srv/shop"_s}, {});
    QCOMPARE(wordOf(end), expected);
    QCOMPARE(step.world.local.commands, QStringList{u"mix release"_s});
    QCOMPARE(transcript(step.events), QStringList{u" | compiling"_s});
}

void StepsTest::thePackageIsCounted()
{
    QTemporaryDir folder;
    OneStep step;
    const auto package = [&](const QString &path) {
        return wordOf(step.carryOut(StepKind::Package, PackageAction{path}, {}));
    };
    QCOMPARE(package(folder.filePath(u"dist"_s)),
             u"failed not-found: There is no %1."_s.arg(folder.filePath(u"dist"_s)));
    write(folder.filePath(u"dist/one"_s), "12345");
    QCOMPARE(package(folder.filePath(u"dist"_s)), u"passed: 1 file, 5 B"_s);
    write(folder.filePath(u"dist/sub/.hidden"_s), QByteArray(2000, 'x'));
    QCOMPARE(package(folder.filePath(u"dist"_s)), u"passed: 2 files, 2.0 kB"_s);
    write(folder.filePath(u"app.tar.gz"_s), "123");
    QCOMPARE(package(folder.filePath(u"app.tar.gz"_s)), u"passed: 1 file, 3 B"_s);
}

void StepsTest::waitingIsTimeOnTheClock()
{
    OneStep step;
    QCOMPARE(wordOf(step.carryOut(StepKind::Wait, WaitAction{Milliseconds(90000)}, {})),
             u"passed: 1 min 30 s"_s);
    QCOMPARE(step.world.clock.monotonicMs(), 90000);
    step.cancel.cancel();
    QCOMPARE(wordOf(step.carryOut(StepKind::Wait, WaitAction{Milliseconds(90000)}, {})),
             u"cancelled: stopped"_s);
}

QTEST_GUILESS_MAIN(StepsTest)
#include "tst_steps.moc"
