// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/literal_set.h"
#include "app/scan/mend.h"
#include "app/scan/scan.h"
#include "app/scan/shell_commands.h"
#include "app/scan/yaml_tree.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace belay;
using namespace belay::scan;
using namespace Qt::Literals::StringLiterals;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void git(const QString &folder, const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(u"git"_s, arguments);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
}

QStringList filesOf(const QString &root)
{
    const auto repository = Repository::open(root, CancelToken());
    QStringList files;
    if (repository) {
        for (const FileEntry &file : repository->files())
            files << QString::fromStdString(file.path) + (file.tracked ? u" tracked"_s : QString());
    }
    return files;
}

} // namespace

/// Which files a scan looks at, and that a hostile folder cannot lead it elsewhere.
class ScanRepositoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ignoredFilesAreLeftOutAndTrackedOnesAreNot();
    void ignoreFilesCountWithoutGit();
    void linksPipesAndOddIgnoreFilesLeadNowhere();
    void configurationOfTheRepositoryIsNotRead();
    void bigAndBinaryFilesAreCounted();
    void aTrackedEnvFileIsFoundOnlyWhereGitTracksIt();
    void aWrongFolderOrRuleIsSaid();
    void aCancelledScanSaysSo();
    void aLineMaySilenceItsFinding();
    void onlyNewMigrationsAreSpokenOf();
    void secretsOfEarlierCommitsAreFound();
    void historyIsBounded();
    void literalsAreFoundWithoutCase();
    void yamlBombsAreRefused();
    void commandsAreToldApart_data();
    void commandsAreToldApart();
    void editsAreShownAsADiffAndApplied();
};

void ScanRepositoryTest::ignoredFilesAreLeftOutAndTrackedOnesAreNot()
{
    QTemporaryDir folder;
    const QString root = folder.path();
    git(root, {u"init"_s, u"-q"_s});
    write(root + u"/.gitignore"_s, "*.log\n/out/\n");
    write(root + u"/kept.log"_s, "x");
    git(root, {u"add"_s, u"-f"_s, u"kept.log"_s, u".gitignore"_s});
    write(root + u"/left.log"_s, "x");
    write(root + u"/out/a.txt"_s, "x");
    write(root + u"/new.txt"_s, "x");
    write(root + u"/sub/.gitignore"_s, "secret.txt\n");
    write(root + u"/sub/secret.txt"_s, "x");
    write(root + u"/sub/open.txt"_s, "x");
    write(root + u"/.git/info/exclude"_s, "mine.txt\n");
    write(root + u"/mine.txt"_s, "x");
    write(root + u"/node_modules/a/index.js"_s, "x");
    QCOMPARE(filesOf(root), (QStringList{u".gitignore tracked"_s, u"kept.log tracked"_s, u"new.txt"_s,
                                         u"sub/.gitignore"_s, u"sub/open.txt"_s}));
    // A folder inside a repository is looked at with the repository's rules.
    QCOMPARE(filesOf(root + u"/sub"_s), (QStringList{u".gitignore"_s, u"open.txt"_s}));
}

void ScanRepositoryTest::ignoreFilesCountWithoutGit()
{
    QTemporaryDir folder;
    write(folder.path() + u"/.gitignore"_s, "*.log\n");
    write(folder.path() + u"/a.log"_s, "x");
    write(folder.path() + u"/a.txt"_s, "x");
    QCOMPARE(filesOf(folder.path()), (QStringList{u".gitignore"_s, u"a.txt"_s}));
}

void ScanRepositoryTest::linksPipesAndOddIgnoreFilesLeadNowhere()
{
    QTemporaryDir folder;
    QTemporaryDir outside;
    const QString root = folder.path();
    write(outside.path() + u"/secret.txt"_s, "x");
    QVERIFY(QFile::link(outside.path() + u"/secret.txt"_s, root + u"/link.txt"_s));
    QVERIFY(QFile::link(outside.path(), root + u"/dir"_s));
    QCOMPARE(::mkfifo((root + u"/pipe"_s).toLocal8Bit().constData(), 0600), 0);
    QVERIFY(QDir(root).mkdir(u"sub"_s));
    QCOMPARE(::mkfifo((root + u"/sub/.gitignore"_s).toLocal8Bit().constData(), 0600), 0);
    QVERIFY(QDir(root).mkpath(u".git/info"_s));
    QCOMPARE(::mkfifo((root + u"/.git/index"_s).toLocal8Bit().constData(), 0600), 0);
    QCOMPARE(::mkfifo((root + u"/.git/info/exclude"_s).toLocal8Bit().constData(), 0600), 0);
    write(root + u"/sub/a.txt"_s, "x");
    QCOMPARE(filesOf(root), QStringList{u"sub/a.txt"_s});
}

void ScanRepositoryTest::configurationOfTheRepositoryIsNotRead()
{
    QTemporaryDir folder;
    const QString root = folder.path();
    git(root, {u"init"_s, u"-q"_s});
    // Would be waited for, followed or run by anything that reads the configuration.
    QCOMPARE(::mkfifo((root + u"/.git/trap"_s).toLocal8Bit().constData(), 0600), 0);
    write(root + u"/.git/config"_s,
          "[include]\n\tpath = trap\n[core]\n\texcludesFile = trap\n\tfsmonitor = touch ran\n"
          "\tworktree = /etc\n");
    write(root + u"/a.txt"_s, "x");
    write(root + u"/.gitignore"_s, "b.txt\n");
    write(root + u"/b.txt"_s, "x");
    QCOMPARE(filesOf(root), (QStringList{u".gitignore"_s, u"a.txt"_s}));
    QVERIFY(!QFile::exists(root + u"/ran"_s));
}

void ScanRepositoryTest::bigAndBinaryFilesAreCounted()
{
    QTemporaryDir folder;
    write(folder.path() + u"/big.txt"_s, QByteArray((1 << 20) + 1, 'x'));
    write(folder.path() + u"/full.txt"_s, QByteArray(1 << 20, 'x'));
    write(folder.path() + u"/image.bin"_s, QByteArray("a\0b", 3));
    write(folder.path() + u"/empty.txt"_s, "");
    const auto report = scanRepository(folder.path(), {}, {}, CancelToken());
    QVERIFY(report.has_value());
    QCOMPARE(report->files, 2);
    QCOMPARE(report->binaries, 1);
    QCOMPARE(report->skipped.size(), std::size_t(1));
    QCOMPARE(report->skipped[0].file, u"big.txt"_s);
    QVERIFY(!report->knowsTracked);
}

void ScanRepositoryTest::aTrackedEnvFileIsFoundOnlyWhereGitTracksIt()
{
    QTemporaryDir folder;
    const QString root = folder.path();
    write(root + u"/.env"_s, "DB_PASSWORD=kV93mqPzT7wR\n");
    ScanOptions options;
    options.onlyRules = QStringList{u"env/tracked"_s};
    QCOMPARE(scanRepository(root, options, {}, CancelToken())->findings.size(), std::size_t(0));
    git(root, {u"init"_s, u"-q"_s});
    QCOMPARE(scanRepository(root, options, {}, CancelToken())->findings.size(), std::size_t(0));
    git(root, {u"add"_s, u".env"_s});
    const auto report = scanRepository(root, options, {}, CancelToken());
    QCOMPARE(report->findings.size(), std::size_t(1));
    QVERIFY(report->findings[0].severity == Severity::Error);
    QVERIFY(report->findings[0].message.contains(u"DB_PASSWORD"_s));
    QVERIFY(!report->findings[0].message.contains(u"kV93"_s));
}

void ScanRepositoryTest::aWrongFolderOrRuleIsSaid()
{
    QTemporaryDir folder;
    QVERIFY(scanRepository(folder.path() + u"/none"_s, {}, {}, CancelToken()).error().kind ==
            ErrorKind::NotFound);
    write(folder.path() + u"/file"_s, "x");
    QVERIFY(scanRepository(folder.path() + u"/file"_s, {}, {}, CancelToken()).error().kind ==
            ErrorKind::Invalid);
    ScanOptions options;
    options.onlyRules = QStringList{u"elixir/get-env-bank"_s};
    const auto wrong = scanRepository(folder.path(), options, {}, CancelToken());
    QVERIFY(wrong.error().kind == ErrorKind::Invalid);
    QCOMPARE(wrong.error().hint, u"Did you mean 'elixir/get-env-bang'?"_s);
}

void ScanRepositoryTest::aCancelledScanSaysSo()
{
    QTemporaryDir folder;
    write(folder.path() + u"/a.txt"_s, "x");
    CancelToken cancel;
    cancel.cancel();
    QVERIFY(scanRepository(folder.path(), {}, {}, cancel).error().kind == ErrorKind::Cancelled);
}

void ScanRepositoryTest::aLineMaySilenceItsFinding()
{
    const std::map<std::string, std::string> texts{
        {"config/runtime.exs", "a = System.get_env!(\"A\") # belay:ignore\n"
                               "# belay:ignore elixir/get-env-bang\n"
                               "b = System.get_env!(\"B\")\n"
                               "c = System.get_env!(\"C\") # belay:ignore other/rule\n"}};
    ScanOptions options;
    options.onlyRules = QStringList{u"elixir/get-env-bang"_s};
    const auto report = scanRepository(Repository::fromTexts(texts), options, {}, CancelToken());
    QCOMPARE(report->findings.size(), std::size_t(1));
    QCOMPARE(report->findings[0].line, 4);
    QCOMPARE(report->silenced, 2);
}

void ScanRepositoryTest::onlyNewMigrationsAreSpokenOf()
{
    const std::map<std::string, std::string> texts{
        {"db/migrations/001_old.sql", "DROP TABLE a;\n"},
        {"db/migrations/002_new.sql", "DROP TABLE b;\n"},
        {"scripts/restore.sh", "psql shop < dump.sql\n"},
        {"priv/repo/migrations/20240101000000_a.exs", "a\n"},
        {"priv/repo/migrations/20240101000000_b.exs", "b\n"},
    };
    const auto found = [&texts](const std::optional<QStringList> &newFiles) {
        ScanOptions options;
        options.onlyRules =
            QStringList{u"sql/destructive"_s, u"script/restore-goes-on"_s, u"migration/same-version"_s};
        options.newFiles = newFiles;
        const auto report = scanRepository(Repository::fromTexts(texts), options, {}, CancelToken());
        QStringList files;
        for (const Finding &finding : report->findings)
            files << finding.file;
        return files;
    };
    const QString version = u"priv/repo/migrations/20240101000000_b.exs"_s;
    const QString script = u"scripts/restore.sh"_s;
    QCOMPARE(found({}),
             (QStringList{u"db/migrations/001_old.sql"_s, u"db/migrations/002_new.sql"_s, version, script}));
    // Whatever else is wrong is told all the same, and so is a new migration that meets an old one.
    QCOMPARE(found(QStringList{u"db/migrations/002_new.sql"_s}),
             (QStringList{u"db/migrations/002_new.sql"_s, version, script}));
    QCOMPARE(found(QStringList()), (QStringList{version, script}));
}

void ScanRepositoryTest::secretsOfEarlierCommitsAreFound()
{
    QTemporaryDir folder;
    const QString root = QFileInfo(folder.path()).canonicalFilePath();
    const QByteArray secret = QByteArray("key = AKIA") + "Q7ZK3MNP5RT2WX8Y\n";
    const auto commit = [&root] {
        git(root, {u"add"_s, u"-A"_s});
        git(root,
            {u"-c"_s, u"user.name=A"_s, u"-c"_s, u"user.email=a@x"_s, u"commit"_s, u"-q"_s, u"-m"_s, u"x"_s});
    };
    const auto found = [](const QString &place) {
        ScanOptions options;
        options.onlyRules = QStringList{u"secrets/in-history"_s};
        const auto report = scanRepository(place, options, {}, CancelToken());
        QStringList files;
        for (const Finding &finding : report->findings)
            files << finding.file;
        return files;
    };
    git(root, {u"init"_s, u"-q"_s});
    write(root + u"/app/aws.ini"_s, secret);
    write(root + u"/other.ini"_s, "[aws]\n" + secret);
    commit();
    QCOMPARE(found(root), QStringList());
    write(root + u"/app/aws.ini"_s, "key = from the environment\n");
    QVERIFY(QFile::remove(root + u"/other.ini"_s));
    commit();
    QCOMPARE(found(root), (QStringList{u"app/aws.ini"_s, u"other.ini"_s}));
    QCOMPARE(found(root + u"/app"_s), QStringList{u"aws.ini"_s});
    // Packed, with a packed reference.
    git(root, {u"gc"_s, u"-q"_s});
    git(root, {u"pack-refs"_s, u"--all"_s});
    QCOMPARE(found(root), (QStringList{u"app/aws.ini"_s, u"other.ini"_s}));
    // A configuration is not read, and a store with a trap in it is left alone.
    write(root + u"/.git/config"_s, "[core]\n\trepositoryformatversion = 99\n");
    QCOMPARE(found(root).size(), 2);
    QVERIFY(QDir(root).mkpath(u".git/objects/zz"_s));
    QCOMPARE(::mkfifo((root + u"/.git/objects/zz/pipe"_s).toLocal8Bit().constData(), 0600), 0);
    QCOMPARE(found(root), QStringList());
}

void ScanRepositoryTest::historyIsBounded()
{
    QTemporaryDir folder;
    const QString root = QFileInfo(folder.path()).canonicalFilePath();
    git(root, {u"init"_s, u"-q"_s});
    for (int i = 0; i < 6; ++i) {
        write(root + u"/a.txt"_s, "text " + QByteArray::number(i) + '\n');
        git(root, {u"add"_s, u"-A"_s});
        git(root, {u"-c"_s, u"user.name=A"_s, u"-c"_s, u"user.email=a@x"_s, u"commit"_s, u"-q"_s, u"-m"_s,
                   u"x"_s, u"--date"_s, u"2026-01-0%1T12:00:00Z"_s.arg(i + 1)});
    }
    const auto texts = [&root](const HistoryLimits &limits, bool *complete) {
        QStringList all;
        *complete = eachOldText(
            root, limits, [&all](const OldText &old) { all << QString::fromStdString(old.text).trimmed(); });
        all.sort();
        return all;
    };
    bool complete = false;
    QCOMPARE(texts({}, &complete),
             (QStringList{u"text 0"_s, u"text 1"_s, u"text 2"_s, u"text 3"_s, u"text 4"_s}));
    QVERIFY(complete);
    HistoryLimits few;
    few.commits = 2;
    QCOMPARE(texts(few, &complete).size(), 2);
    QVERIFY(!complete);
    few = {};
    few.texts = 3;
    QCOMPARE(texts(few, &complete).size(), 3);
    QVERIFY(!complete);
    few = {};
    few.bytes = 10;
    QCOMPARE(texts(few, &complete).size(), 1);
    QVERIFY(!complete);
    QTemporaryDir without;
    QVERIFY(!eachOldText(without.path(), {}, [](const OldText &) {}));
}

void ScanRepositoryTest::literalsAreFoundWithoutCase()
{
    LiteralSet set;
    QCOMPARE(int(set.add("she")), 0);
    QCOMPARE(int(set.add("he")), 1);
    QCOMPARE(int(set.add("HERS")), 2);
    QCOMPARE(int(set.add("She")), 0);
    set.build();
    std::vector<LiteralHit> hits;
    set.find("uSHErs \xc3\xa9 he", hits, 100);
    QStringList seen;
    for (const LiteralHit &hit : hits)
        seen << u"%1@%2"_s.arg(hit.literal).arg(hit.end);
    QCOMPARE(seen, (QStringList{u"0@4"_s, u"1@4"_s, u"2@6"_s, u"1@12"_s}));
}

void ScanRepositoryTest::yamlBombsAreRefused()
{
    QCOMPARE(parseYaml("a: 1\nb: [2, 3]\n").size(), std::size_t(1));
    QVERIFY(parseYaml("a: [1\n").empty());
    QVERIFY(parseYaml(std::string(5000, '[')).empty());
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c <= 'z'; ++c)
        bomb += std::string(1, c) + ": &" + c + " [*" + char(c - 1) + ", *" + char(c - 1) + "]\n";
    const auto documents = parseYaml(bomb);
    QCOMPARE(documents.size(), std::size_t(1));
    QCOMPARE(documents[0].keys.size(), std::size_t(26));
    QVERIFY(parseYaml("a: |\n" + std::string(300 * 1024, 'x')).empty());
}

void ScanRepositoryTest::commandsAreToldApart_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("commands");
    QTest::newRow("joined and split") << QByteArray("a && b; c || d\ne \\\n  f\n")
                                      << QStringList{u"1 a"_s, u"1 b"_s, u"1 c"_s, u"1 d"_s, u"2 e \n  f"_s};
    QTest::newRow("quotes, comments, pipes")
        << QByteArray("echo \"a; b\" # no; no\nx | y\n") << QStringList{u"1 echo \"a; b\""_s, u"2 x | y"_s};
    QTest::newRow("a here document") << QByteArray("cat <<EOF\nrm; rm\nEOF\nend\n")
                                     << QStringList{u"1 cat <<EOF"_s, u"4 end"_s};
    QTest::newRow("no here document")
        << QByteArray("a $((1 << x))\nb\n") << QStringList{u"1 a $((1 << x))"_s, u"2 b"_s};
}

void ScanRepositoryTest::commandsAreToldApart()
{
    QFETCH(QByteArray, script);
    QFETCH(QStringList, commands);
    QStringList found;
    for (const ShellCommand &command : shellCommands(script.toStdString(), 1))
        found << u"%1 %2"_s.arg(command.line).arg(QString::fromStdString(command.text));
    QCOMPARE(found, commands);
}

void ScanRepositoryTest::editsAreShownAsADiffAndApplied()
{
    QTemporaryDir folder;
    write(folder.path() + u"/a.txt"_s, "1\r\n2\r\n3\r\n4\r\n5\r\n6");
    std::vector<Finding> findings(3);
    for (Finding &finding : findings)
        finding.file = u"a.txt"_s;
    findings[0].edit = TextEdit{2, 2, u"two"_s, false};
    findings[1].edit = TextEdit{4, 4, {}, true};
    findings[2].edit = TextEdit{6, 5, u"between"_s, false};
    const auto files = mendedFiles(folder.path(), findings);
    QCOMPARE(files.size(), std::size_t(1));
    QCOMPARE(files[0].after, u"1\r\ntwo\r\n3\r\n5\r\nbetween\r\n6"_s);
    QCOMPARE(unifiedDiff(files[0]),
             u"--- a/a.txt\n+++ b/a.txt\n@@ -1,6 +1,6 @@\n 1\r\n-2\r\n+two\r\n 3\r\n-4\r\n 5\r\n"
             "+between\r\n 6\n\\ No newline at end of file\n"_s);
    // patch reads it, and makes the same of it.
    write(folder.path() + u"/change.diff"_s, unifiedDiff(files[0]).toUtf8());
    git(folder.path(), {u"apply"_s, u"--unsafe-paths"_s, u"change.diff"_s});
    QFile mended(folder.path() + u"/a.txt"_s);
    QVERIFY(mended.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(mended.readAll()), files[0].after);
}

QTEST_GUILESS_MAIN(ScanRepositoryTest)
#include "tst_scan_repository.moc"
