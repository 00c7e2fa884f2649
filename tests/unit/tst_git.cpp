// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/git.h"
#include "app/local/local_shell.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

class TestGit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theCommitAndItsTimeAreRead();
    void whatGitDoesNotKnowIsNotGuessed_data();
    void whatGitDoesNotKnowIsNotGuessed();
    void whatLiesBetweenTwoCommits();

private:
    void sh(const QString &line);

    QTemporaryDir m_folder;
    LocalShellImpl m_shell;
};

void TestGit::sh(const QString &line)
{
    CommandRequest request;
    request.command = line;
    request.directory = m_folder.path();
    request.environment = {{u"GIT_COMMITTER_DATE"_s, u"2026-11-21T14:00:00+02:00"_s},
                           {u"GIT_AUTHOR_DATE"_s, u"2020-01-01T00:00:00Z"_s},
                           {u"HOME"_s, m_folder.path()}};
    const CommandResult result = m_shell.run(request, {});
    QVERIFY2(result.end == CommandResult::End::Exited && result.exitCode == 0, result.err.constData());
}

void TestGit::initTestCase()
{
    if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
        QSKIP("there is no git on this computer");
    sh(u"git init -q ."_s);
    sh(u"git -c user.name=jo -c user.email=jo@x commit -q --allow-empty -m first"_s);
}

void TestGit::theCommitAndItsTimeAreRead()
{
    const QString commit = currentCommit(m_folder.path(), m_shell, {});
    QCOMPARE(commit.size(), 40);
    // When it was committed, not when it was first written.
    QCOMPARE(commitTime(m_folder.path(), commit, m_shell, {}), 1795262400000);
}

void TestGit::whatGitDoesNotKnowIsNotGuessed_data()
{
    QTest::addColumn<QString>("commit");
    QTest::newRow("none") << QString();
    QTest::newRow("a commit of another repository") << u"0123456789012345678901234567890123456789"_s;
    QTest::newRow("a name") << u"HEAD"_s;
    QTest::newRow("a command") << u"; touch here"_s;
    QTest::newRow("an option") << u"--output=here"_s;
}

void TestGit::whatGitDoesNotKnowIsNotGuessed()
{
    QFETCH(QString, commit);
    QCOMPARE(commitTime(m_folder.path(), commit, m_shell, {}), 0);
    QVERIFY(!QFile::exists(m_folder.filePath(u"here"_s)));
}

void TestGit::whatLiesBetweenTwoCommits()
{
    const auto commitAs = [this](const QString &message) {
        sh(u"git add . && git -c user.name=jo -c user.email=jo@x commit -q -m "_s + message);
        return currentCommit(m_folder.path(), m_shell, {});
    };
    sh(u"echo 'env(OLD_KEY)' > app.ex"_s);
    const QString from = commitAs(u"one"_s);
    sh(u"mkdir -p migrations && echo x > migrations/1.sql && echo 'env(NEW_KEY) env(OLD_KEY_2)' >> app.ex"_s);
    commitAs(u"two"_s);
    sh(u"echo y > notes"_s);
    const QString to = commitAs(u"three"_s);
    sh(u"echo z > later"_s);
    commitAs(u"four"_s);

    const auto changes = gitBetween(m_folder.path(), from, to, m_shell, {});
    QVERIFY(changes);
    QCOMPARE(changes->commits.size(), size_t(2));
    QCOMPARE(changes->commits.front().subject, u"three"_s);
    QCOMPARE(changes->files, (QStringList{u"app.ex"_s, u"migrations/1.sql"_s, u"notes"_s}));
    QVERIFY(gitBetween(m_folder.path(), to, to, m_shell, {})->commits.empty());
    const auto unknown =
        gitBetween(m_folder.path(), u"0123456789012345678901234567890123456789"_s, to, m_shell, {});
    QVERIFY(!unknown);
    QVERIFY(unknown.error().kind == ErrorKind::NotFound);

    const QStringList names{u"OLD_KEY"_s, u"NEW_KEY"_s, u"OLD_KEY_2"_s, u"; touch here"_s};
    QCOMPARE(gitUnmentioned(m_folder.path(), from, names, m_shell, {}),
             (QStringList{u"NEW_KEY"_s, u"OLD_KEY_2"_s}));
    QCOMPARE(gitUnmentioned(m_folder.path(), to, names, m_shell, {}), QStringList());
    QCOMPARE(gitUnmentioned(m_folder.path(), u"HEAD; touch here"_s, names, m_shell, {}), QStringList());
    QVERIFY(!QFile::exists(m_folder.filePath(u"here"_s)));
}

QTEST_GUILESS_MAIN(TestGit)
#include "tst_git.moc"
