// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QStandardPaths>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray value = "4f9c-this-is-the-value";

QByteArray run(const QString &program, const QStringList &arguments, const QString &folder,
               const QByteArray &input = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        qFatal("%s failed: %s", qPrintable(program), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

} // namespace

/// What Belay finds out by itself: a checklist over a real git repository and two hosts behind a real sshd.
class TestChecklistLooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void beforeTheFirstDeploymentNothingIsAsked();
    void whatIsLiveIsLookedAt();
    void commitsAreTheEvidence();
    void theCodeHostIsAskedAboutTheCommit();
    void onlyNewMigrationsAreLookedAt();
    void namesAreComparedAndValuesNeverLeaveTheHost();
    void backupsAreLookedAt_data();
    void backupsAreLookedAt();
    void anAnswerOutlivesALookThatCouldNotBe();

private:
    QString check(const QString &item, QByteArray *everything = nullptr) const;
    void commit(const QString &file, const QByteArray &text, const QByteArray &message) const;

    std::unique_ptr<PrivateSshd> m_sshd;
    std::unique_ptr<Fleet> m_fleet;
};

/// "state: summary" of an item after Belay has looked.
QString TestChecklistLooks::check(const QString &item, QByteArray *everything) const
{
    const CliResult result =
        m_fleet->belay({u"check"_s, u"--trust"_s, u"-r"_s, u"1.1.0"_s, u"--json"_s, u"--only"_s, item});
    if (everything)
        *everything = result.out + result.err;
    const QList<QJsonObject> lines = result.jsonLines();
    if (lines.isEmpty())
        return QString::fromUtf8(result.err);
    for (const QJsonValue &each : lines.last()[u"items"_s].toArray()) {
        if (each[u"id"_s].toString() == item)
            return QString(each[u"state"_s].toString() + u": "_s + each[u"summary"_s].toString());
    }
    return QString::fromUtf8((result.crashed ? "crashed: " : "no such item: ") +
                             QByteArray(result.out + result.err).right(400));
}

void TestChecklistLooks::commit(const QString &file, const QByteArray &text, const QByteArray &message) const
{
    const QString folder = m_fleet->projectFolder();
    writeFile(folder + u'/' + file, text);
    run(u"git"_s, {u"add"_s, file}, folder);
    run(u"git"_s,
        {u"-c"_s, u"user.name=Ann"_s, u"-c"_s, u"user.email=ann@x"_s, u"commit"_s, u"-q"_s, u"-F"_s, u"-"_s},
        folder, message);
}

void TestChecklistLooks::initTestCase()
{
    if (QStandardPaths::findExecutable(u"git"_s).isEmpty() ||
        QStandardPaths::findExecutable(u"gzip"_s).isEmpty())
        QSKIP("there is no git or no gzip on this computer");
    m_sshd = std::make_unique<PrivateSshd>();
    if (!m_sshd->start())
        QSKIP(qPrintable(m_sshd->whyNot()));
    m_fleet = std::make_unique<Fleet>(QStringList{u"one"_s, u"two"_s});
    m_fleet->overSsh(*m_sshd);
    QJsonObject target = m_fleet->environment[u"target"_s].toObject();
    target[u"linked_files"_s] = QJsonArray{u".env"_s};
    m_fleet->environment[u"target"_s] = target;
    m_fleet->environment[u"backup"_s] =
        QJsonObject{{u"host"_s, u"two"_s}, {u"path"_s, QString(m_fleet->cli.home() + u"/back ups/*.sql*"_s)}};
    m_fleet->write();
    for (const QString &host : m_fleet->hosts())
        writeFile(m_fleet->hostPath(host) + u"/shared/.env"_s,
                  "# SHOP_SECRET=old\nexport SHOP_SECRET='" + value + "'\nSHOP_HOST = shop.example\n");
    run(u"git"_s, {u"init"_s, u"-q"_s, u"."_s}, m_fleet->projectFolder());
    commit(u"config/runtime.exs"_s,
           "import Config\nconfig :shop, secret: System.fetch_env!(\"SHOP_SECRET\"),\n"
           "  host: System.get_env(\"SHOP_HOST\") || \"localhost\"\n",
           "Start\n");
    commit(u"db/migrations/001_old.sql"_s, "DROP TABLE offers;\n", "Forget offers\n");
}

void TestChecklistLooks::beforeTheFirstDeploymentNothingIsAsked()
{
    QCOMPARE(check(u"rollback-plan"_s),
             u"not-applicable: nothing is live here yet: there is nothing to go back to"_s);
    QCOMPARE(check(u"health-endpoints"_s), u"not-applicable: nothing is live here yet"_s);
    const QString room = check(u"resource-limits"_s);
    QVERIFY2(room == "passed: room for two releases on 2 hosts"_L1, qPrintable(room));
}

void TestChecklistLooks::whatIsLiveIsLookedAt()
{
    const CliResult deployed = m_fleet->deploy(u"1.0.0"_s);
    QVERIFY2(deployed.exitCode == 0, deployed.err.constData());
    commit(u"lib/shop.ex"_s, "defmodule Shop do\nend\n", "feat(shop): sell by the dozen\n");
    commit(u"README.md"_s, "# Shop\n", "fix: round once\n\nReviewed-by: Bo <bo@x>\n");
    QCOMPARE(check(u"rollback-plan"_s), u"passed: back to 1.0.0 on 2 hosts"_s);
    QCOMPARE(check(u"health-endpoints"_s), u"passed: 2 hosts answer"_s);
    m_fleet->answerHealthWith([](const QByteArray &) { return HttpServer::answer(503, "no database"); });
    QCOMPARE(check(u"health-endpoints"_s), u"failed: one: HTTP 503; two: HTTP 503"_s);
    m_fleet->answerHealthWith([](const QByteArray &served) {
        return HttpServer::answer(200, "{\"version\": \"" + served.trimmed() + "\"}");
    });
    QCOMPARE(check(u"health-endpoints"_s), u"passed: 2 hosts answer, version 1.0.0"_s);
    QCOMPARE(check(u"ssl"_s), u"not-applicable: no address in belay.json begins with https"_s);
}

void TestChecklistLooks::commitsAreTheEvidence()
{
    QCOMPARE(check(u"code-review"_s),
             u"open: 2 commits, 2 files since 1.0.0, by 1 author: git names no second person for 1"_s);
    QCOMPARE(check(u"readme"_s), u"open: changed since 1.0.0: README.md"_s);
    QCOMPARE(check(u"release-notes"_s), u"open: drafted from 2 commits: 1 feature, 1 fix"_s);
    QVERIFY(check(u"migration-guide"_s).startsWith("not-applicable: "_L1));
    QVERIFY(check(u"migrations-tested"_s).startsWith("not-applicable: "_L1));
    const CliResult notes = m_fleet->belay({u"notes"_s, u"-r"_s, u"1.1.0"_s});
    QVERIFY2(notes.exitCode == 0, notes.err.constData());
    QVERIFY2(notes.out.startsWith("## 1.1.0\n\n### Features\n\n- **shop**: sell by the dozen ("),
             notes.out.constData());
    QVERIFY2(notes.out.contains("\n### Fixes\n\n- round once ("), notes.out.constData());
    const QJsonObject json = m_fleet->belay({u"notes"_s, u"--json"_s}).json();
    QCOMPARE(json[u"since"_s].toString(), u"1.0.0"_s);
    QCOMPARE(json[u"commits"_s].toArray().size(), 2);
    // Evidence is a person's to tick.
    const CliResult told = m_fleet->belay({u"check"_s, u"-r"_s, u"1.1.0"_s, u"--only"_s, u"code-review"_s});
    QVERIFY2(told.err.contains("  collected, a person must look: 2 commits, 2 files since 1.0.0"),
             told.err.constData());
    QVERIFY2(!told.err.contains("  ok"), told.err.constData());
    QCOMPARE(m_fleet->belay({u"answer"_s, u"code-review"_s, u"--text"_s, u"read by Bo and Cy"_s}).exitCode,
             0);
    const CliResult all = m_fleet->belay({u"check"_s, u"--json"_s, u"-r"_s, u"1.1.0"_s});
    const QJsonArray blocking = all.jsonLines().last()[u"blocking"_s].toArray();
    QVERIFY(!blocking.contains(u"code-review"_s));
}

void TestChecklistLooks::theCodeHostIsAskedAboutTheCommit()
{
    QCOMPARE(check(u"ci"_s), u"cannot-run: the repository has no remote"_s);
    const QString folder = m_fleet->projectFolder();
    run(u"git"_s, {u"remote"_s, u"add"_s, u"origin"_s, u"git@github.com:acme/shop.git"_s}, folder);
    m_fleet->cli.setEnvironment(u"GITHUB_TOKEN"_s, QString());
    m_fleet->cli.setEnvironment(u"GH_TOKEN"_s, QString());
    QVERIFY(check(u"ci"_s).startsWith("cannot-run: no token for github.com"_L1));

    const QByteArray head = run(u"git"_s, {u"rev-parse"_s, u"HEAD"_s}, folder).trimmed();
    QByteArray conclusion = "success";
    HttpServer github([&](const HttpServer::Request &request) {
        const QByteArray commit = "/repos/acme/shop/commits/" + head;
        if (!request.head.contains("Authorization: Bearer t0ken-v4lue"))
            return HttpServer::answer(401, "{}");
        if (request.path == commit + "/check-runs?per_page=100&page=1")
            return HttpServer::answer(
                200, QByteArray("{'total_count': 1, 'check_runs': [{'id': 1, 'name': 'build', 'status': "
                                "'completed', 'conclusion': '" +
                                conclusion + "'}]}")
                         .replace('\'', '"'));
        if (request.path == commit + "/status?per_page=100&page=1")
            return HttpServer::answer(200, "{\"state\": \"success\", \"total_count\": 0, \"statuses\": []}");
        return HttpServer::answer(404, "{}");
    });
    m_fleet->cli.setEnvironment(u"GITHUB_API_URL"_s, github.url(QString()));
    m_fleet->cli.setEnvironment(u"GITHUB_TOKEN"_s, u"another"_s);
    QCOMPARE(check(u"ci"_s), u"cannot-run: github.com refuses the token (HTTP 401)"_s);
    m_fleet->cli.setEnvironment(u"GITHUB_TOKEN"_s, u"t0ken-v4lue"_s);
    QByteArray everything;
    QCOMPARE(check(u"ci"_s, &everything), u"passed: 1 run passed on github.com"_s);
    QVERIFY2(!everything.contains("t0ken"), everything.constData());
    conclusion = "failure";
    QCOMPARE(check(u"ci"_s), u"failed: failed on github.com: build"_s);
}

void TestChecklistLooks::onlyNewMigrationsAreLookedAt()
{
    // One that is live already, one that is committed, and one that git does not know yet.
    const QString folder = m_fleet->projectFolder();
    QVERIFY(check(u"destructive-migrations"_s).startsWith("passed: "_L1));
    commit(u"db/migrations/002 für.sql"_s, "DROP TABLE carts;\n", "fix: forget carts\n");
    QCOMPARE(check(u"destructive-migrations"_s), u"failed: 1 finding, first db/migrations/002 für.sql:1"_s);
    const CliResult told = m_fleet->belay({u"check"_s, u"-r"_s, u"1.1.0"_s, u"--only"_s,
                                           u"destructive-migrations"_s, u"--sarif"_s, u"-"_s, u"-q"_s});
    QVERIFY2(told.out.contains("db/migrations/002%20f%C3%BCr.sql"), told.out.constData());
    QVERIFY2(!told.out.contains("001_old.sql"), told.out.constData());
    writeFile(folder + u"/db/migrations/003_new.sql"_s, "DROP TABLE likes;\n");
    QCOMPARE(check(u"destructive-migrations"_s), u"failed: 2 findings, first db/migrations/002 für.sql:1"_s);
    // A scan speaks of all of them.
    const CliResult scan = m_fleet->belay({u"scan"_s, u"--only"_s, u"sql/destructive"_s, u"--json"_s});
    QCOMPARE(scan.json()[u"findings"_s].toArray().size(), 3);
    QFile::remove(folder + u"/db/migrations/003_new.sql"_s);
}

void TestChecklistLooks::namesAreComparedAndValuesNeverLeaveTheHost()
{
    QByteArray everything;
    QCOMPARE(check(u"secrets"_s, &everything), u"passed: 1 name is set on 2 hosts"_s);
    QCOMPARE(check(u"env-configured"_s), u"passed: 2 names are set on 2 hosts"_s);
    QVERIFY2(!everything.contains(value), everything.constData());
    // A commented or an empty line sets nothing.
    writeFile(m_fleet->hostPath(u"two"_s) + u"/shared/.env"_s,
              "# SHOP_SECRET=old\nSHOP_SECRET=\"\"\nSHOP_HOST=a\n");
    QCOMPARE(check(u"secrets"_s), u"failed: SHOP_SECRET is set on one, not on two"_s);
    const CliResult talk =
        m_fleet->belay({u"answer"_s, u"secrets"_s, u"--text"_s, u"they are there, really"_s});
    QVERIFY(talk.exitCode != 0);
    writeFile(m_fleet->hostPath(u"one"_s) + u"/shared/.env"_s, "SHOP_HOST=a\n");
    QCOMPARE(check(u"env-configured"_s),
             u"failed: no host's file sets SHOP_SECRET, which the code stops without"_s);
}

void TestChecklistLooks::backupsAreLookedAt_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("packed"); // "", "gzip" or "cut": the packed file without its end
    QTest::addColumn<int>("hoursOld");
    QTest::addColumn<QString>("said"); // begins with
    const QByteArray dump =
        "--\n-- PostgreSQL database dump\n--\n" + QByteArray("INSERT INTO a VALUES (1);\n").repeated(200);
    const QByteArray whole = dump + "--\n-- PostgreSQL database dump complete\n--\n\n";
    QTest::newRow("whole") << whole << QString() << 1 << u"passed: shop.sql"_s;
    QTest::newRow("cut off") << dump << QString() << 1 << u"failed: shop.sql: it is cut off"_s;
    QTest::newRow("old") << whole << QString() << 25 << u"failed: shop.sql: it is 25 h"_s;
    QTest::newRow("packed") << whole << u"gzip"_s << 1 << u"passed: shop.sql.gz"_s;
    QTest::newRow("packed and cut off") << dump << u"gzip"_s << 1 << u"failed: shop.sql.gz: it is cut off"_s;
    QTest::newRow("damaged") << whole << u"cut"_s << 1 << u"failed: shop.sql.gz: it is damaged"_s;
    QTest::newRow("archive") << QByteArray("PGDMP\1\16\0\4\10", 10) << QString() << 1
                             << u"passed: shop.sql"_s;
    QTest::newRow("unknown") << QByteArray("\x28\xb5\x2f\xfd\0\0\0\0", 8) << QString() << 1
                             << u"cannot-run: shop.sql: its form is not known here"_s;
    QTest::newRow("empty") << QByteArray() << QString() << 1 << u"failed: shop.sql: it has 0 B"_s;
}

void TestChecklistLooks::backupsAreLookedAt()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, packed);
    QFETCH(int, hoursOld);
    QFETCH(QString, said);
    const QString folder = m_fleet->cli.home() + u"/back ups"_s;
    QDir(folder).removeRecursively();
    const QString file = folder + (packed.isEmpty() ? u"/shop.sql"_s : u"/shop.sql.gz"_s);
    QByteArray bytes = content;
    if (!packed.isEmpty())
        bytes = run(u"gzip"_s, {u"-c"_s}, QDir::tempPath(), content);
    if (packed == "cut"_L1)
        bytes.chop(10);
    writeFile(file, bytes);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadWrite));
    QVERIFY(written.setFileTime(QDateTime::currentDateTime().addSecs(-3600LL * hoursOld),
                                QFileDevice::FileModificationTime));
    written.close();
    // What this row finds must not hide behind what the one before it found.
    commit(u"row.txt"_s, QByteArray(QTest::currentDataTag()), "Another commit\n");
    const QString found = check(u"backup"_s);
    QVERIFY2(found.startsWith(said), qPrintable(found));
    QVERIFY(QFile::exists(file));
    QCOMPARE(readFile(file), bytes);
}

void TestChecklistLooks::anAnswerOutlivesALookThatCouldNotBe()
{
    commit(u"row.txt"_s, "the last one", "Another commit\n");
    m_sshd->stop();
    QVERIFY(check(u"backup"_s).startsWith("cannot-run: "_L1));
    QCOMPARE(m_fleet->belay({u"answer"_s, u"backup"_s, u"--text"_s, u"made and restored by hand"_s}).exitCode,
             0);
    QCOMPARE(check(u"backup"_s), u"passed: made and restored by hand"_s);
}

QTEST_GUILESS_MAIN(TestChecklistLooks)
#include "tst_checklist_looks.moc"
