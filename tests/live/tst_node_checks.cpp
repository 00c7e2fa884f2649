// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges.h"
#include "app/local/local_shell.h"
#include "tests/support/belay_cli.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

/// The items of the Node profile with the real npm and node: a small project with a dependency in a folder
/// beside it, so that nothing is fetched.
class NodeChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aCleanInstallNeedsTheLockFile();
    void passingTestsAreCounted();
    void failingTestsAreNamed();
    void aScriptThatIsNotThereSaysNothingAboutTheCode();
    void anAuditFindsNothingOrCannotAsk();

private:
    CheckRecord check(const QString &command) const;
    QString at(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

CheckRecord NodeChecksTest::check(const QString &command) const
{
    CheckItem item;
    item.id = u"it"_s;
    item.title = u"It"_s;
    item.kind = CheckKind::Command;
    item.run = command;
    CommandRequest request;
    request.command = command;
    request.directory = at(u"app"_s);
    request.timeout = 2min;
    LocalShellImpl shell;
    return judgeOutput(item, shell.run(request, CancelToken()));
}

void NodeChecksTest::initTestCase()
{
    for (const QString &tool : {u"node"_s, u"npm"_s}) {
        if (QStandardPaths::findExecutable(tool).isEmpty())
            QSKIP(qPrintable(tool + u" is not installed"_s));
    }
    using test::writeFile;
    writeFile(at(u"lib/package.json"_s), "{\"name\": \"lib\", \"version\": \"1.0.0\"}\n");
    writeFile(at(u"lib/index.js"_s), "exports.add = (a, b) => a + b;\n");
    writeFile(at(u"app/package.json"_s),
              "{\"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {\"lib\": \"file:../lib\"},\n"
              " \"scripts\": {\"test\": \"node --test\"}}\n");
    writeFile(at(u"app/test/add.test.js"_s),
              "const test = require('node:test');\nconst assert = require('node:assert');\n"
              "const { add } = require('lib');\n"
              "test('adds', () => assert.equal(add(1, 2), 3));\n"
              "test('adds up', () => assert.equal(add(1, 2), Number(process.env.SUM || 3)));\n");
}

void NodeChecksTest::aCleanInstallNeedsTheLockFile()
{
    const CheckRecord without = check(u"npm ci --offline --no-audit --no-fund"_s);
    QVERIFY2(without.state == CheckState::Failed, qPrintable(without.detail));
    QVERIFY2(without.summary.contains(u"package-lock.json"_s), qPrintable(without.summary));
    const CheckRecord locked = check(u"npm install --offline --no-audit --no-fund"_s);
    QVERIFY2(locked.state == CheckState::Passed, qPrintable(locked.detail));
    const CheckRecord with = check(u"npm ci --offline --no-audit --no-fund"_s);
    QVERIFY2(with.state == CheckState::Passed, qPrintable(with.detail));
    QVERIFY2(with.summary.endsWith(u"package"_s) || with.summary.endsWith(u"packages"_s),
             qPrintable(with.summary));
}

void NodeChecksTest::passingTestsAreCounted()
{
    const CheckRecord record = check(u"npm test"_s);
    QVERIFY2(record.state == CheckState::Passed, qPrintable(record.detail));
    QCOMPARE(record.summary, u"2 tests"_s);
}

void NodeChecksTest::failingTestsAreNamed()
{
    const CheckRecord record = check(u"SUM=4 npm test"_s);
    QVERIFY2(record.state == CheckState::Failed, qPrintable(record.detail));
    QVERIFY2(record.summary.startsWith(u"1 of 2 tests failed: adds up"_s), qPrintable(record.summary));
}

void NodeChecksTest::aScriptThatIsNotThereSaysNothingAboutTheCode()
{
    const CheckRecord record = check(u"npm run lint"_s);
    QVERIFY2(record.state == CheckState::CannotRun, qPrintable(record.detail));
    QCOMPARE(record.summary, u"package.json has no script lint"_s);
    QVERIFY(record.detail.contains(u"Add the script"_s));
}

void NodeChecksTest::anAuditFindsNothingOrCannotAsk()
{
    const CheckRecord record = check(u"npm audit --json --fetch-retries=0 --fetch-timeout=10000"_s);
    if (record.state == CheckState::CannotRun)
        QSKIP(qPrintable(u"npm cannot ask for advisories here: "_s + record.summary));
    QVERIFY2(record.state == CheckState::Passed, qPrintable(record.detail));
    QCOMPARE(record.summary, u"no vulnerabilities"_s);
}

QTEST_GUILESS_MAIN(NodeChecksTest)
#include "tst_node_checks.moc"
