// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/ci_state.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

using End = CiRun::End;

/// JSON with single quotes, for the eye.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QString words(const std::vector<CiRun> &runs)
{
    QStringList all;
    for (const CiRun &run : runs) {
        static const char *const ends[] = {"running", "passed", "failed", "ignored"};
        all.append(run.name + u' ' + QLatin1String(ends[static_cast<int>(run.end)]));
    }
    return all.join(u", "_s);
}

const CodePlace place{CodeHost::GitHub, u"github.com"_s, u"acme/shop"_s};

} // namespace

class TestCiState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void remotesAreUnderstood_data();
    void remotesAreUnderstood();
    void checkRunsAreRead();
    void combinedStatusIsRead();
    void gitlabStatusesAreRead();
    void whatIsNoAnswerIsAnError_data();
    void whatIsNoAnswerIsAnError();
    void theStateIsJudged_data();
    void theStateIsJudged();
};

void TestCiState::remotesAreUnderstood_data()
{
    QTest::addColumn<QString>("remote");
    QTest::addColumn<QString>("expected"); // server and project, or empty
    QTest::newRow("https") << u"https://github.com/acme/shop.git"_s << u"github.com acme/shop"_s;
    QTest::newRow("https without .git") << u"https://github.com/acme/shop/"_s << u"github.com acme/shop"_s;
    QTest::newRow("with a user") << u"https://token@github.com/acme/shop"_s << u"github.com acme/shop"_s;
    QTest::newRow("like scp") << u"git@github.com:acme/shop.git"_s << u"github.com acme/shop"_s;
    QTest::newRow("ssh with a port") << u"ssh://git@ssh.github.com:443/acme/shop.git"_s
                                     << u"github.com acme/shop"_s;
    QTest::newRow("dots in the name") << u"git@github.com:acme/shop.js.git"_s << u"github.com acme/shop.js"_s;
    QTest::newRow("groups") << u"https://gitlab.com/acme/web/shop.git"_s << u"gitlab.com acme/web/shop"_s;
    QTest::newRow("a GitLab of one's own")
        << u"git@gitlab.example.com:acme/shop.git"_s << u"gitlab.example.com acme/shop"_s;
    QTest::newRow("elsewhere") << u"https://example.com/acme/shop.git"_s << QString();
    QTest::newRow("a name like GitHub's") << u"https://github.com.example.com/acme/shop.git"_s << QString();
    QTest::newRow("a folder") << u"/srv/git/shop.git"_s << QString();
    QTest::newRow("a path that climbs") << u"https://github.com/../shop"_s << QString();
    QTest::newRow("too many parts") << u"https://github.com/a/b/c"_s << QString();
    QTest::newRow("a query") << u"https://github.com/acme/shop?x=1"_s << QString();
    QTest::newRow("nothing") << QString() << QString();
}

void TestCiState::remotesAreUnderstood()
{
    QFETCH(QString, remote);
    QFETCH(QString, expected);
    const auto found = codePlaceOf(remote);
    QCOMPARE(found ? QString(found->server + u' ' + found->project) : QString(), expected);
}

void TestCiState::checkRunsAreRead()
{
    const auto runs = checkRunsFrom(
        json("{'total_count': 7, 'check_runs': ["
             "{'id': 1, 'name': 'build', 'status': 'completed', 'conclusion': 'success'},"
             "{'id': 2, 'name': 'lint', 'status': 'completed', 'conclusion': 'failure'},"
             "{'id': 3, 'name': 'docs', 'status': 'completed', 'conclusion': 'skipped'},"
             "{'id': 4, 'name': 'scan', 'status': 'completed', 'conclusion': 'neutral'},"
             "{'id': 5, 'name': 'e2e', 'status': 'in_progress', 'conclusion': null},"
             "{'id': 6, 'name': 'gate', 'status': 'completed', 'conclusion': 'action_required'},"
             "{'id': 7, 'name': 'slow', 'status': 'completed', 'conclusion': 'timed_out'}]}"));
    QVERIFY(runs);
    QCOMPARE(words(*runs),
             u"build passed, lint failed, docs ignored, scan ignored, e2e running, gate failed, "
             "slow failed"_s);
}

void TestCiState::combinedStatusIsRead()
{
    const auto runs =
        combinedStatusFrom(json("{'state': 'failure', 'total_count': 3, 'sha': 'abc', 'statuses': ["
                                "{'context': 'ci/circle', 'state': 'success'},"
                                "{'context': 'ci/jenkins', 'state': 'error'},"
                                "{'context': 'deploy', 'state': 'pending'}]}"));
    QVERIFY(runs);
    QCOMPARE(words(*runs), u"ci/circle passed, ci/jenkins failed, deploy running"_s);
    QCOMPARE(words(*combinedStatusFrom(json("{'state': 'pending', 'total_count': 0, 'statuses': []}"))),
             QString());
}

void TestCiState::gitlabStatusesAreRead()
{
    const auto runs =
        gitlabStatusesFrom(json("[{'name': 'build', 'status': 'success', 'allow_failure': false},"
                                "{'name': 'audit', 'status': 'failed', 'allow_failure': true},"
                                "{'name': 'test', 'status': 'failed', 'allow_failure': false},"
                                "{'name': 'deploy', 'status': 'manual'},"
                                "{'name': 'pages', 'status': 'created'}]"));
    QVERIFY(runs);
    QCOMPARE(words(*runs), u"build passed, audit ignored, test failed, deploy ignored, pages running"_s);
}

void TestCiState::whatIsNoAnswerIsAnError_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a page") << QByteArray("<html>");
    QTest::newRow("another object") << json("{'message': 'Not Found'}");
    QTest::newRow("another type") << json("{'check_runs': 'x', 'statuses': 7}");
    QTest::newRow("a number") << QByteArray("7");
}

void TestCiState::whatIsNoAnswerIsAnError()
{
    QFETCH(QByteArray, body);
    QVERIFY(!checkRunsFrom(body));
    QVERIFY(!combinedStatusFrom(body));
    QVERIFY(!gitlabStatusesFrom(body));
}

void TestCiState::theStateIsJudged_data()
{
    QTest::addColumn<QString>("runs"); // name=end, …
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << QString() << u"cannot-run github.com knows no CI run of this commit"_s;
    QTest::newRow("one") << u"build=1"_s << u"passed 1 run passed on github.com"_s;
    QTest::newRow("some left out") << u"build=1 test=1 docs=3"_s << u"passed 2 runs passed on github.com"_s;
    QTest::newRow("one failed") << u"build=1 test=2 e2e=0"_s << u"failed failed on github.com: test"_s;
    QTest::newRow("one runs") << u"build=1 e2e=0"_s << u"cannot-run still running on github.com: e2e"_s;
    QTest::newRow("all left out") << u"docs=3"_s << u"cannot-run every run on github.com was skipped"_s;
    QTest::newRow("many failed") << u"a=2 b=2 c=2 d=2 e=2 f=2 g=2"_s
                                 << u"failed failed on github.com: a, b, c, d, e and 2 more"_s;
}

void TestCiState::theStateIsJudged()
{
    QFETCH(QString, runs);
    QFETCH(QString, expected);
    std::vector<CiRun> all;
    for (const QString &word : runs.split(u' ', Qt::SkipEmptyParts))
        all.push_back({word.section(u'=', 0, 0), static_cast<End>(word.section(u'=', 1).toInt())});
    const Inspected found = judgeCi(place, all);
    QCOMPARE(QString(toString(found.state) + u' ' + found.summary), expected);
}

QTEST_GUILESS_MAIN(TestCiState)
#include "tst_ci_state.moc"
