// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/belay_cli.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTest>

using namespace belay::test;

namespace {

// No raw string: moc loses its way in them and then finds no class in this file.
constexpr char projectText[] =
    "{\n"
    "  \"name\": \"my_app\",\n"
    "  \"profile\": \"generic\",\n"
    "  \"release\": { \"version\": \"touch ran; echo 1.0.0\", \"artifact\": \"dist\" },\n"
    "  \"environments\": {\n"
    "    \"production\": {\n"
    "      \"target\": { \"kind\": \"local\", \"hosts\": [\"one\"], \"path\": \"%1\" },\n"
    "      \"health\": { \"url\": \"http://127.0.0.1:1/\", \"within\": \"1s\" }\n"
    "    }\n"
    "  }\n"
    "}\n";

/// A small valid project on the local target; the tests then break one thing of it.
QByteArray validProject(const QString &path)
{
    return QString::fromLatin1(projectText).arg(path).toUtf8();
}

} // namespace

class TestCliBadInput : public QObject
{
    Q_OBJECT

private:
    BelayCli m_cli;
    QString m_folder;

    void writeProject(const QByteArray &bytes) { writeFile(m_folder + QStringLiteral("/belay.json"), bytes); }

private Q_SLOTS:
    void init()
    {
        m_folder = m_cli.home() + QLatin1Char('/') + QString::fromLatin1(QTest::currentTestFunction()) +
                   QString::number(QRandomGenerator::global()->generate());
        QDir().mkpath(m_folder);
        writeProject(validProject(m_folder + QStringLiteral("/target/{host}")));
        writeFile(m_folder + QStringLiteral("/dist/file"), "content\n");
    }

    void aBrokenProjectFileIsExitTwoAndNamesThePlace_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArrayList>("says");
        QTest::newRow("not JSON") << QByteArray("{\n  \"name\"") << QByteArray("hello\n  \"name\"")
                                  << QByteArrayList{"belay.json:1:"};
        QTest::newRow("trailing comma")
            << QByteArray("\"1s\" }") << QByteArray("\"1s\", }") << QByteArrayList{"belay.json:8:", "comma"};
        QTest::newRow("unknown key") << QByteArray("\"health\"") << QByteArray("\"healht\"")
                                     << QByteArrayList{"belay.json:8:", "healht", "health"};
        QTest::newRow("wrong type") << QByteArray("\"dist\"") << QByteArray("17")
                                    << QByteArrayList{"belay.json:4:", "artifact"};
        QTest::newRow("strange duration") << QByteArray("\"1s\"") << QByteArray("\"5 parsecs\"")
                                          << QByteArrayList{"belay.json:8:", "within", "5 parsecs"};
        QTest::newRow("system folder")
            << QByteArray("/target/{host}") << QByteArray("/../../../../etc") << QByteArrayList{"path"};
        QTest::newRow("host that is an option")
            << QByteArray("\"one\"") << QByteArray("\"-oProxyCommand=id\"") << QByteArrayList{"hosts"};
    }

    void aBrokenProjectFileIsExitTwoAndNamesThePlace()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArrayList, says);
        QByteArray bytes = validProject(m_folder + QStringLiteral("/target/{host}"));
        QVERIFY(bytes.contains(from));
        writeProject(bytes.replace(from, to));
        const CliResult result =
            m_cli.run({QStringLiteral("plan"), QStringLiteral("-r"), QStringLiteral("1.0.0")}, m_folder);
        QCOMPARE(result.exitCode, 2);
        for (const QByteArray &word : says)
            QVERIFY2(result.err.contains(word), result.err.constData());
    }

    void aFolderInPlaceOfTheFileIsExitTwo()
    {
        QFile::remove(m_folder + QStringLiteral("/belay.json"));
        QDir().mkpath(m_folder + QStringLiteral("/belay.json"));
        const CliResult result = m_cli.run({QStringLiteral("status")}, m_folder);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("folder"), result.err.constData());
    }

    void aHugeFileIsRefusedUnread()
    {
        QFile file(m_folder + QStringLiteral("/belay.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(200LL * 1024 * 1024));
        file.close();
        const CliResult result = m_cli.run({QStringLiteral("status")}, m_folder);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("4 MiB"), result.err.constData());
    }

    void noProjectFileSaysWhereItLooked()
    {
        QFile::remove(m_folder + QStringLiteral("/belay.json"));
        const CliResult result = m_cli.run({QStringLiteral("status")}, m_folder);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("belay init"), result.err.constData());
    }

    void aStrangeVersionIsRefusedWithTheReason_data()
    {
        QTest::addColumn<QString>("version");
        QTest::newRow("command") << QStringLiteral("; rm -rf ~");
        QTest::newRow("substitution") << QStringLiteral("$(id)");
        QTest::newRow("way up") << QStringLiteral("../../etc");
        QTest::newRow("way up inside") << QStringLiteral("a/../../etc");
        QTest::newRow("space") << QStringLiteral("1.0 beta");
        QTest::newRow("quote") << QStringLiteral("1'0");
        QTest::newRow("newline") << QStringLiteral("1.0\n2.0");
        QTest::newRow("umlaut") << QStringLiteral("größer");
        QTest::newRow("empty") << QString();
        QTest::newRow("too long") << QString(129, QLatin1Char('a'));
        QTest::newRow("option") << QStringLiteral("-rf");
    }

    void aStrangeVersionIsRefusedWithTheReason()
    {
        QFETCH(QString, version);
        const CliResult result =
            m_cli.run({QStringLiteral("deploy"), QStringLiteral("--trust"), QStringLiteral("-y"),
                       QStringLiteral("--skip-checklist"), QStringLiteral("--reason"),
                       QStringLiteral("a test of names"), QStringLiteral("--release=") + version},
                      m_folder);
        QCOMPARE(result.exitCode, 2);
        QVERIFY(!QFileInfo::exists(m_folder + QStringLiteral("/target")));
    }

    void wordsThatDoNotExistAreExitTwoWithTheNearestOne()
    {
        const CliResult command = m_cli.run({QStringLiteral("delpoy")}, m_folder);
        QCOMPARE(command.exitCode, 2);
        QVERIFY2(command.err.contains("deploy"), command.err.constData());
        const CliResult option = m_cli.run(
            {QStringLiteral("status"), QStringLiteral("--enviroment"), QStringLiteral("production")},
            m_folder);
        QCOMPARE(option.exitCode, 2);
        QVERIFY2(option.err.contains("environment"), option.err.constData());
        const CliResult environment = m_cli.run({QStringLiteral("status"), QStringLiteral("--trust"),
                                                 QStringLiteral("-e"), QStringLiteral("prodution")},
                                                m_folder);
        QCOMPARE(environment.exitCode, 2);
        QVERIFY2(environment.err.contains("production"), environment.err.constData());
        QCOMPARE(m_cli.run({}).exitCode, 2);
    }

    void anUntrustedProjectRunsNothing()
    {
        // A hostile checkout: git itself would run this, and so would the project's own version command.
        writeFile(m_folder + QStringLiteral("/.git/HEAD"), "ref: refs/heads/main\n");
        QDir().mkpath(m_folder + QStringLiteral("/.git/objects"));
        QDir().mkpath(m_folder + QStringLiteral("/.git/refs"));
        writeFile(m_folder + QStringLiteral("/.git/config"),
                  "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"touch " +
                      (m_folder + QStringLiteral("/owned")).toUtf8() + "\"\n");
        for (const QStringList &arguments :
             {QStringList{QStringLiteral("deploy"), QStringLiteral("-y")},
              QStringList{QStringLiteral("status")}, QStringList{QStringLiteral("check")},
              QStringList{QStringLiteral("rollback"), QStringLiteral("-y")},
              QStringList{QStringLiteral("plan")}}) {
            const CliResult result = m_cli.run(arguments, m_folder);
            QCOMPARE(result.exitCode, 11);
            QVERIFY2(result.err.contains("trust"), result.err.constData());
        }
        QCOMPARE(m_cli.run({QStringLiteral("plan"), QStringLiteral("-r"), QStringLiteral("1.0.0")}, m_folder)
                     .exitCode,
                 0);
        QVERIFY(!QFileInfo::exists(m_folder + QStringLiteral("/owned")));
        QVERIFY(!QFileInfo::exists(m_folder + QStringLiteral("/ran")));
        QVERIFY(!QFileInfo::exists(m_folder + QStringLiteral("/target")));
    }

    void trustEndsWhenTheFileChanges()
    {
        QCOMPARE(m_cli.run({QStringLiteral("trust"), m_folder}).exitCode, 0);
        QCOMPARE(m_cli.run({QStringLiteral("status")}, m_folder).exitCode, 0);
        writeProject(validProject(m_folder + QStringLiteral("/elsewhere/{host}")));
        QCOMPARE(m_cli.run({QStringLiteral("status")}, m_folder).exitCode, 11);
    }

    void nothingChangesWithoutAYes()
    {
        const CliResult result = m_cli.run({QStringLiteral("deploy"), QStringLiteral("--trust"),
                                            QStringLiteral("--skip-checklist"), QStringLiteral("--reason"),
                                            QStringLiteral("a test without a yes")},
                                           m_folder);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("--yes"), result.err.constData());
        QVERIFY(!QFileInfo::exists(m_folder + QStringLiteral("/target/one/releases")));
    }

    void anOpenChecklistIsExitThree()
    {
        const CliResult result =
            m_cli.run({QStringLiteral("deploy"), QStringLiteral("--trust"), QStringLiteral("-y")}, m_folder);
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("belay answer"), result.err.constData());
        QVERIFY(!QFileInfo::exists(m_folder + QStringLiteral("/target")));
    }

    void errorsAreValuesWithJson()
    {
        const CliResult result = m_cli.run({QStringLiteral("status"), QStringLiteral("--json")}, m_folder);
        QCOMPARE(result.exitCode, 11);
        QCOMPARE(result.json()[QStringLiteral("error")][QStringLiteral("kind")].toString(),
                 QStringLiteral("untrusted"));
    }
};

QTEST_GUILESS_MAIN(TestCliBadInput)
#include "tst_cli_bad_input.moc"
