// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/belay_cli.h"

#include <QDir>
#include <QTest>

using namespace belay::test;

/// The whole story of the sandbox, told by the real program. It checks itself; these tests check that it
/// cannot succeed without the failing release having been caught and taken back, and that it leaves nothing
/// behind.
class TestSandbox : public QObject
{
    Q_OBJECT

private:
    static QStringList sandboxFolders()
    {
        return QDir(QDir::tempPath()).entryList({QStringLiteral("belay-sandbox-*")}, QDir::Dirs);
    }

    static QStringList outcomes(const CliResult &result)
    {
        QStringList out;
        for (const QJsonObject &line : result.jsonLines())
            if (line[QStringLiteral("event")] == QLatin1String("run-finished"))
                out.append(line[QStringLiteral("outcome")].toString());
        return out;
    }

private Q_SLOTS:
    void theFailingReleaseIsCaughtAndRolledBack_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("over a private sshd where there is one") << QStringList();
        QTest::newRow("on folders of this computer") << QStringList{QStringLiteral("--local")};
    }

    void theFailingReleaseIsCaughtAndRolledBack()
    {
        QFETCH(QStringList, options);
        const QStringList before = sandboxFolders();
        const BelayCli cli;
        const CliResult result = cli.run(
            QStringList{QStringLiteral("demo"), QStringLiteral("--headless"), QStringLiteral("--json")} +
                options,
            {}, 240000);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QStringList expected{QStringLiteral("failed"), // the checklist, whose coverage is too low
                                   QStringLiteral("succeeded"), QStringLiteral("verdict-roll-back"),
                                   QStringLiteral("succeeded")};
        QCOMPARE(outcomes(result), expected);
        QCOMPARE(sandboxFolders(), before);
    }

    void withFailTheBadReleaseStaysAndTheExitCodeSaysSo()
    {
        const BelayCli cli;
        const CliResult result = cli.run(
            {QStringLiteral("demo"), QStringLiteral("--fail"), QStringLiteral("--local")}, {}, 240000);
        QVERIFY2(result.exitCode == 7, result.err.constData());
        QVERIFY(!result.err.contains("rollback 1.4.0"));
    }
};

QTEST_GUILESS_MAIN(TestSandbox)
#include "tst_sandbox.moc"
