// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/answered_cli.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray wrong = "import Config\nconfig :shop, secret: System.get_env!(\"SHOP_SECRET\")\n";
const QByteArray mended = "import Config\nconfig :shop, secret: System.fetch_env!(\"SHOP_SECRET\")\n";

/// The profile's own commands are left out: nobody waits for mix here.
const QByteArray projectFile =
    QByteArray("{ 'name': 'shop', 'profile': 'phoenix', 'release': { 'artifact': 'out' },"
               "  'checklist': { 'disable': ['compile', 'format', 'test', 'coverage', 'credo', 'sobelow', "
               "'hex-audit', 'dialyzer', 'release-build'], 'critical_paths': ['lib/money'], 'items': ["
               "    { 'id': 'tool', 'title': 'A tool', 'run': 'a-tool-that-is-not-here' } ] },"
               "  'environments': { 'here': { 'target': {"
               "    'kind': 'local', 'hosts': ['one'], 'path': '/tmp/belay-shop/{host}' } } } }")
        .replace('\'', '"');

QStringList rulesOf(const QJsonObject &sarif)
{
    QStringList rules;
    for (const QJsonValue &result : sarif[u"runs"_s][0][u"results"_s].toArray())
        rules.append(result[u"ruleId"_s].toString());
    return rules;
}

} // namespace

/// `belay scan`, and what `belay check` does with the same findings, as programs: exit codes, options,
/// output, and the question before anything is written.
class TestCliFindings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aScanSaysWithItsExitCodeWhetherThereAreErrors();
    void aScanIsNarrowedByItsOptions();
    void wrongCallsAreTold_data();
    void wrongCallsAreTold();
    void nothingIsMendedUntilAPersonSaysYes_data();
    void nothingIsMendedUntilAPersonSaysYes();
    void withoutATerminalMendingNeedsYes();
    void nothingToMendIsSaid();
    void aChecklistWritesTheSameFindings();
    void sarifOnTheOutputStandsAlone();
    void aCheckThatCannotRunIsToldAsThat();

private:
    CliResult belay(const QStringList &arguments) const { return m_cli->run(arguments, m_folder->path()); }
    QString file(const QString &name) const { return m_folder->path() + u'/' + name; }

    std::unique_ptr<BelayCli> m_cli;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCliFindings::init()
{
    m_cli = std::make_unique<BelayCli>();
    m_folder = std::make_unique<QTemporaryDir>();
    writeFile(file(u"config/runtime.exs"_s), wrong);
    writeFile(file(u"belay.json"_s), projectFile);
}

void TestCliFindings::aScanSaysWithItsExitCodeWhetherThereAreErrors()
{
    const CliResult found = belay({u"scan"_s});
    QCOMPARE(found.exitCode, 3);
    QVERIFY2(found.out.contains("config/runtime.exs:2  elixir/get-env-bang"), found.out.constData());
    QVERIFY2(found.err.contains("`belay scan --fix` shows how"), found.err.constData());
    const CliResult json = belay({u"scan"_s, u"--json"_s});
    QCOMPARE(json.exitCode, 3);
    QCOMPARE(json.json()[u"errors"_s].toInt(), 1);
    writeFile(file(u"config/runtime.exs"_s), mended);
    const CliResult clean = belay({u"scan"_s, u"--only"_s, u"elixir"_s});
    QCOMPARE(clean.exitCode, 0);
    QVERIFY2(clean.out.startsWith("0 errors, 0 warnings, 0 notes in "), clean.out.constData());
}

void TestCliFindings::aScanIsNarrowedByItsOptions()
{
    QCOMPARE(belay({u"scan"_s, u"--only"_s, u"dockerfile"_s}).exitCode, 0);
    QCOMPARE(belay({u"scan"_s, u"--profile"_s, u"node"_s}).exitCode, 0);
    QCOMPARE(belay({u"scan"_s, file(u"config"_s)}).exitCode, 3);
    writeFile(file(u"lib/money/tax.ex"_s), "defmodule Tax do\n  # TODO: round\nend\n");
    const QStringList unfinished{u"scan"_s, u"--only"_s, u"code/unfinished"_s, u"--json"_s};
    QCOMPARE(belay(unfinished).json()[u"findings"_s].toArray().size(), 0);
    QCOMPARE(belay(unfinished + QStringList{u"--critical"_s, u"lib/other,lib/money"_s})
                 .json()[u"findings"_s]
                 .toArray()
                 .size(),
             1);
}

void TestCliFindings::wrongCallsAreTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no such folder") << QStringList{u"scan"_s, u"none"_s} << QByteArray("none");
    QTest::newRow("no such rule") << QStringList{u"scan"_s, u"--only"_s, u"elixir/get-env-bank"_s}
                                  << QByteArray("Did you mean 'elixir/get-env-bang'?");
    QTest::newRow("no such profile") << QStringList{u"scan"_s, u"--profile"_s, u"rails"_s}
                                     << QByteArray("There is no profile 'rails'.");
    QTest::newRow("a diff as JSON") << QStringList{u"scan"_s, u"--fix"_s, u"--json"_s}
                                    << QByteArray("--fix shows a diff");
    QTest::newRow("a checklist's diff as SARIF")
        << QStringList{u"check"_s, u"--trust"_s, u"--fix"_s, u"--sarif"_s, u"-"_s}
        << QByteArray("--fix shows a diff");
    QTest::newRow("two values on one output")
        << QStringList{u"check"_s, u"--trust"_s, u"--json"_s, u"--sarif"_s, u"-"_s}
        << QByteArray("would both write to the output");
    QTest::newRow("no file for SARIF")
        << QStringList{u"check"_s, u"--trust"_s, u"--sarif"_s} << QByteArray("sarif");
    QTest::newRow("a word too many") << QStringList{u"scan"_s, u"a"_s, u"b"_s} << QByteArray("2 were given");
    QTest::newRow("an option misspelt")
        << QStringList{u"check"_s, u"--sarf"_s} << QByteArray("Did you mean --sarif?");
}

void TestCliFindings::wrongCallsAreTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, words);
    const CliResult result = belay(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(words), result.err.constData());
    QCOMPARE(readFile(file(u"config/runtime.exs"_s)), wrong);
}

void TestCliFindings::nothingIsMendedUntilAPersonSaysYes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("after");
    const QList<QStringList> calls{{u"scan"_s, u"--fix"_s}, {u"check"_s, u"--trust"_s, u"--fix"_s}};
    for (const QStringList &call : calls) {
        const auto row = [&call](const char *how) -> QTestData & {
            return QTest::newRow(qPrintable(QString(call.first() + u", "_s + QLatin1String(how))));
        };
        row("yes") << call << QByteArray("y\n") << 0 << mended;
        row("no") << call << QByteArray("n\n") << 130 << wrong;
        row("only return") << call << QByteArray("\n") << 130 << wrong;
        row("the input ends") << call << endOfInput << 130 << wrong;
    }
}

void TestCliFindings::nothingIsMendedUntilAPersonSaysYes()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, typed);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, after);
    const CliResult result = runAnswered(*m_cli, arguments, m_folder->path(), typed);
    QVERIFY2(result.err.contains("Change 1 file? [y/N]"), result.err.constData());
    QVERIFY2(result.out.contains("-config :shop, secret: System.get_env!(\"SHOP_SECRET\")\n"
                                 "+config :shop, secret: System.fetch_env!(\"SHOP_SECRET\")\n"),
             result.out.constData());
    QCOMPARE(result.exitCode, exitCode);
    QCOMPARE(readFile(file(u"config/runtime.exs"_s)), after);
}

void TestCliFindings::withoutATerminalMendingNeedsYes()
{
    const CliResult refused = belay({u"check"_s, u"--trust"_s, u"--fix"_s});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("Add --yes"), refused.err.constData());
    QCOMPARE(readFile(file(u"config/runtime.exs"_s)), wrong);
    QCOMPARE(belay({u"check"_s, u"--fix"_s, u"--yes"_s, u"--only"_s, u"tool"_s}).exitCode, 0);
    QCOMPARE(readFile(file(u"config/runtime.exs"_s)), wrong);
    QCOMPARE(belay({u"check"_s, u"--fix"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(readFile(file(u"config/runtime.exs"_s)), mended);
}

void TestCliFindings::nothingToMendIsSaid()
{
    writeFile(file(u"config/runtime.exs"_s), mended);
    const CliResult result = belay({u"scan"_s, u"--fix"_s, u"--only"_s, u"elixir"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray("Nothing here can be mended mechanically.\n"));
}

void TestCliFindings::aChecklistWritesTheSameFindings()
{
    writeFile(file(u"lib/money/tax.ex"_s), "defmodule Tax do\n  # TODO: round\nend\n");
    const CliResult result = belay({u"check"_s, u"--trust"_s, u"--only"_s, u"runtime-config,tool"_s,
                                    u"--sarif"_s, file(u"found.sarif"_s)});
    QVERIFY2(result.exitCode == 3, result.err.constData());
    const QJsonObject some = QJsonDocument::fromJson(readFile(file(u"found.sarif"_s))).object();
    QCOMPARE(rulesOf(some), QStringList{u"elixir/get-env-bang"_s});
    // All items: what `belay scan` says with the project's profile and critical paths.
    const CliResult all = belay({u"check"_s, u"--sarif"_s, u"-"_s, u"-q"_s});
    const CliResult scan =
        belay({u"scan"_s, u"--profile"_s, u"phoenix"_s, u"--critical"_s, u"lib/money"_s, u"--sarif"_s});
    QFile::remove(file(u"found.sarif"_s));
    const QStringList rules = rulesOf(scan.json());
    QVERIFY(rules.contains(u"elixir/get-env-bang"_s) && rules.contains(u"code/unfinished"_s));
    QCOMPARE(rulesOf(all.json()), rules);
}

void TestCliFindings::sarifOnTheOutputStandsAlone()
{
    const CliResult result = belay({u"check"_s, u"--trust"_s, u"--only"_s, u"tool"_s, u"--sarif"_s, u"-"_s});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(result.json()[u"version"_s].toString(), u"2.1.0"_s);
    QVERIFY2(result.err.contains("Every check that ran passed. 1 could not run here."),
             result.err.constData());
    const CliResult nowhere =
        belay({u"check"_s, u"--only"_s, u"tool"_s, u"--sarif"_s, u"/none/found.sarif"_s});
    QCOMPARE(nowhere.exitCode, 1);
    QVERIFY2(nowhere.err.contains("'/none/found.sarif' could not be written"), nowhere.err.constData());
}

void TestCliFindings::aCheckThatCannotRunIsToldAsThat()
{
    const CliResult result = belay({u"check"_s, u"--trust"_s, u"--only"_s, u"tool"_s});
    QCOMPARE(result.exitCode, 3);
    // Between the two stands the time, where it took any, and nothing else.
    static const QRegularExpression line(
        u"^.*  here  A tool(  [0-9.]+ m?s)?  cannot run here: tool not found: "
        "a-tool-that-is-not-here"_s,
        QRegularExpression::MultilineOption);
    QVERIFY2(line.match(QString::fromUtf8(result.err)).hasMatch(), result.err.constData());
    QVERIFY2(!result.err.contains("FAILED"), result.err.constData());
}

QTEST_GUILESS_MAIN(TestCliFindings)
#include "tst_cli_findings.moc"
