// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

/// What a failed command's output is taken for.
class TestScriptEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPasswordThatNobodyCanTypeIsNamed_data();
    void aPasswordThatNobodyCanTypeIsNamed();
    void whatElseSudoRefusesIsNamed_data();
    void whatElseSudoRefusesIsNamed();
};

void TestScriptEnd::aPasswordThatNobodyCanTypeIsNamed_data()
{
    QTest::addColumn<QByteArray>("err");
    QTest::addColumn<bool>("named");
    const auto row = [](const char *name, const QByteArray &err, bool named) {
        QTest::newRow(name) << err << named;
    };
    row("sudo -n", "sudo: a password is required\n", true);
    row("sudo",
        "sudo: a terminal is required to read the password; either use the -S option to read from standard "
        "input or configure an askpass helper\nsudo: a password is required\n",
        true);
    row("older sudo", "sudo: no tty present and no askpass program specified\n", true);
    row("after other output", "restarting\nsudo: a password is required\n", true);
    row("doas", "doas: a tty is required\n", true);
    row("doas -n", "doas: Authentication required\n", true);
    row("another failure of sudo", "sudo: systemctl: command not found\n", false);
    row("a program that speaks of passwords", "login: a password is required\n", false);
    row("nothing", {}, false);
}

void TestScriptEnd::aPasswordThatNobodyCanTypeIsNamed()
{
    QFETCH(QByteArray, err);
    QFETCH(bool, named);
    Step step;
    step.title = u"Restart"_s;
    ScriptResult result;
    result.proven = true;
    result.exitCode = 1;
    result.err = err;
    const StepEnd end = scriptEnd(step, result);
    QVERIFY(end.state == StepState::Failed);
    QCOMPARE(end.error->summary == u"sudo on the host wants a password"_s, named);
    QCOMPARE(end.error->hint.contains(u"NOPASSWD"_s), named);
    result.exitCode = 0;
    QVERIFY(scriptEnd(step, result).state == StepState::Passed);
}

void TestScriptEnd::whatElseSudoRefusesIsNamed_data()
{
    QTest::addColumn<QByteArray>("out");
    QTest::addColumn<QString>("what");
    QTest::newRow("wrong") << QByteArray("Sorry, try again.\nsudo: 3 incorrect password attempts\n")
                           << u"sudo on the host did not take the password"_s;
    QTest::newRow("wrong, then nobody")
        << QByteArray("sudo: no password was provided\nsudo: 1 incorrect password attempt\n")
        << u"sudo on the host did not take the password"_s;
    QTest::newRow("requiretty") << QByteArray("sudo: sorry, you must have a tty to run sudo\n")
                                << u"sudo on the host insists on a terminal"_s;
    QTest::newRow("nobody") << QByteArray("sudo: no password was provided\nsudo: a password is required\n")
                            << u"sudo on the host wants a password"_s;
}

void TestScriptEnd::whatElseSudoRefusesIsNamed()
{
    QFETCH(QByteArray, out);
    QFETCH(QString, what);
    Step step;
    step.title = u"Restart"_s;
    ScriptResult result;
    result.proven = true;
    result.exitCode = 1;
    result.out = out;
    QCOMPARE(scriptEnd(step, result).error->summary, what);
}

QTEST_GUILESS_MAIN(TestScriptEnd)
#include "tst_script_end.moc"
