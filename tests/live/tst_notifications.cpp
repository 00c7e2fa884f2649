// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <atomic>

using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QJsonObject bodyOf(const HttpServer::Request &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

QJsonObject receiver(const QString &kind, const QString &secret)
{
    return {{u"kind"_s, kind}, {u"url"_s, QString(u"{secret:"_s + secret + u'}')}};
}

} // namespace

/// Who is told about a release, by the real program over real HTTP: what arrives, and what happens when
/// nobody is there.
class TestNotifications : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void startAndEndArriveOnce();
    void whatFailsIsTold();
    void onlyWhatIsAskedForArrives();
    void aReceiverThatIsBusyIsAskedAgain();
    void aReceiverThatRefusesFailsNothingAndIsNoted();
    void aSecretThatIsMissingFailsNothing();
    void annotationsSpanTheRelease();
    void aCommandReadsTheMessage();

private:
    void tell(const QJsonArray &receivers) const;
    QStringList momentsOf(const HttpServer &server) const;

    std::unique_ptr<Fleet> m_fleet;
};

void TestNotifications::init()
{
    m_fleet = std::make_unique<Fleet>(QStringList{u"one"_s, u"two"_s});
}

void TestNotifications::tell(const QJsonArray &receivers) const
{
    m_fleet->environment[u"notify"_s] = receivers;
    m_fleet->write();
}

QStringList TestNotifications::momentsOf(const HttpServer &server) const
{
    QStringList moments;
    for (const HttpServer::Request &request : server.requests())
        moments.append(bodyOf(request)[u"moment"_s].toString());
    return moments;
}

void TestNotifications::startAndEndArriveOnce()
{
    HttpServer server([](const HttpServer::Request &) { return HttpServer::answer(204, {}); });
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_HOOK"_s, server.url(u"/in?key=s3cr3t-k3y"_s));
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_TOKEN"_s, u"t0ken-v4lue"_s);
    QJsonObject hook = receiver(u"webhook"_s, u"hook"_s);
    hook[u"token"_s] = u"{secret:token}"_s;
    tell({hook});
    const CliResult deployed = m_fleet->deploy(u"1.0.0"_s, {u"--json"_s});
    QVERIFY2(deployed.exitCode == 0, deployed.err.constData());
    QCOMPARE(momentsOf(server), (QStringList{u"started"_s, u"succeeded"_s}));
    const auto requests = server.requests();
    QCOMPARE(requests[0].path, QByteArray("/in?key=s3cr3t-k3y"));
    QVERIFY2(requests[0].head.contains("Authorization: Bearer t0ken-v4lue"), requests[0].head.constData());
    const QJsonObject end = bodyOf(requests[1]);
    QCOMPARE(end[u"version"_s].toString(), u"1.0.0"_s);
    QCOMPARE(end[u"environment"_s].toString(), u"production"_s);
    QCOMPARE(end[u"hosts"_s].toInt(), 2);
    QCOMPARE(end[u"outcome"_s].toString(), u"succeeded"_s);
    QVERIFY2(!QByteArray(deployed.out + deployed.err).contains("s3cr3t"), deployed.out.constData());
    QVERIFY2(!QByteArray(deployed.out + deployed.err).contains("t0ken"), deployed.out.constData());
    // A rollback is told as one.
    QCOMPARE(m_fleet->deploy(u"1.1.0"_s).exitCode, 0);
    const CliResult back = m_fleet->belay({u"rollback"_s, u"--yes"_s, u"--reason"_s, u"checkout is slow"_s});
    QVERIFY2(back.exitCode == 0, back.err.constData());
    QCOMPARE(momentsOf(server).last(), u"rolled-back"_s);
    QCOMPARE(bodyOf(server.requests().back())[u"reason"_s].toString(), u"checkout is slow"_s);
}

void TestNotifications::whatFailsIsTold()
{
    HttpServer server([](const HttpServer::Request &) { return HttpServer::answer(200, "ok"); });
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_HOOK"_s, server.url());
    tell({receiver(u"webhook"_s, u"hook"_s)});
    QCOMPARE(m_fleet->deploy(u"1.0.0"_s).exitCode, 0);
    m_fleet->giveUpOnHealthAfter(u"3s"_s);
    m_fleet->answerHealthWith([](const QByteArray &served) {
        return served.trimmed() == "1.1.0" ? HttpServer::answer(503, "no") : HttpServer::answer(200, "ok");
    });
    const CliResult failed = m_fleet->deploy(u"1.1.0"_s);
    QCOMPARE(failed.exitCode, 4);
    QCOMPARE(momentsOf(server), (QStringList{u"started"_s, u"succeeded"_s, u"started"_s, u"rolled-back"_s}));
    QCOMPARE(bodyOf(server.requests().back())[u"title"_s].toString(),
             u"my_app is back on 1.0.0 in production"_s);
}

void TestNotifications::onlyWhatIsAskedForArrives()
{
    HttpServer slack([](const HttpServer::Request &) { return HttpServer::answer(200, "ok"); });
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_SLACK"_s, slack.url(u"/services/T0/B0/x"_s));
    QJsonObject chat = receiver(u"slack"_s, u"slack"_s);
    chat[u"on"_s] = QJsonArray{u"succeeded"_s, u"failed"_s};
    chat[u"title"_s] = u"{project} {version}: {moment}"_s;
    tell({chat});
    QCOMPARE(m_fleet->deploy(u"1.0.0"_s).exitCode, 0);
    QCOMPARE(slack.requests().size(), std::size_t(1));
    const QJsonObject sent = bodyOf(slack.requests().front());
    QCOMPARE(sent[u"blocks"_s][0][u"text"_s][u"text"_s].toString(), u"my_app 1.0.0: succeeded"_s);
}

void TestNotifications::aReceiverThatIsBusyIsAskedAgain()
{
    std::atomic<int> asked{0};
    HttpServer server([&asked](const HttpServer::Request &) {
        return ++asked == 1 ? HttpServer::answer(429, "slow down", "Retry-After: 1\r\n")
                            : HttpServer::answer(200, "ok");
    });
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_HOOK"_s, server.url());
    tell({receiver(u"webhook"_s, u"hook"_s)});
    QCOMPARE(m_fleet->deploy(u"1.0.0"_s).exitCode, 0);
    QCOMPARE(momentsOf(server), (QStringList{u"started"_s, u"started"_s, u"succeeded"_s}));
}

void TestNotifications::aReceiverThatRefusesFailsNothingAndIsNoted()
{
    HttpServer server([](const HttpServer::Request &) { return HttpServer::answer(404, "no_team"); });
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_HOOK"_s, server.url(u"/s3cr3t"_s));
    QJsonObject chat = receiver(u"slack"_s, u"hook"_s);
    chat[u"on"_s] = QJsonArray{u"succeeded"_s};
    tell({chat});
    const CliResult deployed = m_fleet->deploy(u"1.0.0"_s);
    QVERIFY2(deployed.exitCode == 0, deployed.err.constData());
    QCOMPARE(m_fleet->live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
    QVERIFY2(deployed.err.contains("belay: Slack was not told: HTTP 404, no_team"), deployed.err.constData());
    const CliResult history = m_fleet->belay({u"history"_s, u"--json"_s, u"--limit"_s, u"1"_s});
    const QJsonObject run = QJsonDocument::fromJson(history.out).object()[u"runs"_s][0].toObject();
    QCOMPARE(run[u"outcome"_s].toString(), u"succeeded"_s);
    const CliResult shown = m_fleet->belay({u"show"_s, run[u"id"_s].toString(), u"--json"_s});
    QVERIFY2(shown.out.contains("Slack was not told: HTTP 404, no_team"), shown.out.constData());
    QVERIFY2(!QByteArray(deployed.err + shown.out).contains("s3cr3t"), shown.out.constData());
    QCOMPARE(m_fleet->belay({u"verify-history"_s}).exitCode, 0);
}

void TestNotifications::aSecretThatIsMissingFailsNothing()
{
    tell({receiver(u"teams"_s, u"nobody-knows"_s)});
    const CliResult deployed = m_fleet->deploy(u"1.0.0"_s);
    QVERIFY2(deployed.exitCode == 0, deployed.err.constData());
    QVERIFY2(deployed.err.contains("The secret 'nobody-knows' is not known here."), deployed.err.constData());
}

void TestNotifications::annotationsSpanTheRelease()
{
    HttpServer grafana([](const HttpServer::Request &) {
        return HttpServer::answer(200, "{\"id\": 7, \"message\": \"Annotation added\"}");
    });
    m_fleet->cli.setEnvironment(u"BELAY_SECRET_GRAFANA"_s, u"glsa_t0ken"_s);
    tell({QJsonObject{{u"kind"_s, u"grafana"_s},
                      {u"url"_s, grafana.url(QString())},
                      {u"token"_s, u"{secret:grafana}"_s},
                      {u"on"_s, QJsonArray{u"started"_s, u"succeeded"_s}}}});
    QCOMPARE(m_fleet->deploy(u"1.0.0"_s).exitCode, 0);
    const auto requests = grafana.requests();
    QCOMPARE(requests.size(), std::size_t(2));
    QCOMPARE(requests[0].method + ' ' + requests[0].path, QByteArray("POST /api/annotations"));
    QCOMPARE(requests[1].method + ' ' + requests[1].path, QByteArray("PATCH /api/annotations/7"));
    const QJsonObject end = bodyOf(requests[1]);
    QCOMPARE(end[u"time"_s].toDouble(), bodyOf(requests[0])[u"time"_s].toDouble());
    QVERIFY(end[u"timeEnd"_s].toDouble() > end[u"time"_s].toDouble());
}

void TestNotifications::aCommandReadsTheMessage()
{
    const QString file = m_fleet->cli.home() + u"/told"_s;
    tell({QJsonObject{{u"kind"_s, u"command"_s}, {u"run"_s, QString(u"cat >>"_s + file)}},
          QJsonObject{{u"kind"_s, u"email"_s},
                      {u"to"_s, u"team@example.com"_s},
                      {u"on"_s, QJsonArray{u"succeeded"_s}},
                      {u"run"_s, QString(u"cat >"_s + file + u".mail"_s)}}});
    QCOMPARE(m_fleet->deploy(u"1.0.0"_s).exitCode, 0);
    const QList<QByteArray> lines = readFile(file).trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines[0]).object()[u"moment"_s].toString(), u"started"_s);
    const QByteArray mail = readFile(file + u".mail"_s);
    QVERIFY2(mail.startsWith("To: team@example.com\nSubject: my_app 1.0.0 is live in production\n"),
             mail.constData());
}

QTEST_GUILESS_MAIN(TestNotifications)
#include "tst_notifications.moc"
