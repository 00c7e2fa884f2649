// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/delivery.h"
#include "app/notify/payload.h"
#include "models/domain/json.h"
#include "models/domain/spec_json.h"
#include "tests/support/fake_ports.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 noon = 1793534400000; // 2026-11-01 12:00 UTC

RunEvent eventOf(EventKind kind, qint64 afterMs = 0)
{
    RunEvent event;
    event.kind = kind;
    event.run = u"20261101120000-7f3a"_s;
    event.timeMs = noon + afterMs;
    return event;
}

RunEvent started(PlanKind kind, const QString &version = u"1.5.0"_s)
{
    Plan plan;
    plan.runId = u"20261101120000-7f3a"_s;
    plan.kind = kind;
    plan.project = u"shop"_s;
    plan.environment = u"production"_s;
    plan.version = version;
    plan.fromVersion = u"1.4.1"_s;
    plan.by = u"dana@desk"_s;
    plan.reason = kind == PlanKind::Rollback ? u"checkout is slow"_s : QString();
    plan.hosts.resize(4);
    RunEvent event = eventOf(EventKind::RunStarted);
    event.data = QString::fromStdString(toJson(plan).dump());
    return event;
}

RunEvent verdict(VerdictKind kind, const QString &sentence, qint64 afterMs = 360000)
{
    RunEvent event = eventOf(EventKind::VerdictReached, afterMs);
    event.verdict = Verdict();
    event.verdict->kind = kind;
    event.verdict->sentence = sentence;
    event.text = sentence;
    return event;
}

RunEvent finished(Outcome outcome, const QString &text, qint64 afterMs = 134000)
{
    RunEvent event = eventOf(EventKind::RunFinished, afterMs);
    event.outcome = outcome;
    event.text = text;
    return event;
}

/// What is told about a run: "moment | title | text".
QStringList toldAbout(const std::vector<RunEvent> &events, OccasionFinder finder = {})
{
    QStringList told;
    for (const RunEvent &event : events) {
        if (const auto occasion = finder.take(event); occasion && !occasion->again) {
            const Message words = messageFor(*occasion, NotifySpec());
            told.append(QStringList{toString(occasion->moment), words.title, words.text}.join(u" | "_s));
        }
    }
    return told;
}

Occasion occasionWith(const QString &version)
{
    OccasionFinder finder;
    return *finder.take(started(PlanKind::Deploy, version));
}

NotifySpec receiver(NotifyKind kind)
{
    NotifySpec spec;
    spec.kind = kind;
    spec.url = u"{secret:hook}"_s;
    spec.to = u"team@example.com"_s;
    return spec;
}

const QString nasty = u"<!channel> @everyone *bold* [x](http://evil) & \"q\""_s;

/// Answers with what a test told it to, and remembers what was asked.
class ScriptedHttp : public Http
{
public:
    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &) override
    {
        requests.push_back(request);
        if (answers.empty())
            return HttpResponse{200, "{\"id\": 42}", {}, 1};
        const auto answer = answers.front();
        answers.pop_front();
        return answer;
    }

    std::deque<Result<HttpResponse>> answers;
    std::vector<HttpRequest> requests;
};

struct World
{
    World()
    {
        secrets.values = {{u"hook"_s, u"https://hooks.example/T0/s3cr3t"_s}, {u"token"_s, u"gl-t0ken"_s}};
    }

    ScriptedHttp http;
    FakeClock clock;
    FakeHosts hosts;
    FakeLocal local;
    FakeSecrets secrets;
    Ports ports{hosts, local, http, clock, secrets};
    CancelToken cancel;
};

HttpResponse status(int code, const QByteArray &body = {},
                    std::vector<std::pair<QString, QString>> headers = {})
{
    return {code, body, std::move(headers), 1};
}

} // namespace

class TestNotify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void momentsAreFoundAndWorded_data();
    void momentsAreFoundAndWorded();
    void eachMomentIsToldOnce();
    void aRunThatGoesOnTellsNothingTwice();
    void checklistsTellNothing();
    void theDesktopShowsWhatItIsAskedFor();
    void templatesAreFilledIn();
    void slackCannotBeMadeToCall();
    void teamsReadsNoMarkup();
    void discordMentionsNobody();
    void longTextsAreCut();
    void aMailGetsNoHeaderFromAVersion_data();
    void aMailGetsNoHeaderFromAVersion();
    void programsGetStableKeys();
    void retriesAreDecided_data();
    void retriesAreDecided();
    void aBusyReceiverIsAskedAgain();
    void aRefusalIsToldWithoutTheAddress();
    void annotationsBecomeRegions();
    void commandsReadTheirInput();
};

void TestNotify::momentsAreFoundAndWorded_data()
{
    QTest::addColumn<QStringList>("told");
    QTest::addColumn<QStringList>("expected");
    const QString start =
        u"started | shop 1.5.0 is going to production | 4 hosts, by dana@desk. 1.4.1 is the "
        "release before."_s;
    const auto deploy = [](std::vector<RunEvent> events) {
        events.insert(events.begin(), started(PlanKind::Deploy));
        return toldAbout(events);
    };
    QTest::newRow("live") << deploy({finished(Outcome::Succeeded, u"1.5.0 is live."_s)})
                          << QStringList{start, u"succeeded | shop 1.5.0 is live in production | 4 hosts, "
                                                "2 min 14 s."_s};
    QTest::newRow("brought back")
        << deploy({finished(Outcome::RolledBack, u"Health failed. 1.4.1 is live again on 4 hosts."_s)})
        << QStringList{start, u"rolled-back | shop is back on 1.4.1 in production | Health "
                              "failed. 1.4.1 is live again on 4 hosts."_s};
    QTest::newRow("not brought back")
        << deploy({finished(Outcome::NotRolledBack, u"switch on app1: refused."_s)})
        << QStringList{start,
                       u"failed | shop 1.5.0 is not complete in production | switch on app1: refused."_s};
    QTest::newRow("stopped") << deploy({finished(Outcome::Cancelled, u"Stopped by a person."_s)})
                             << QStringList{start,
                                            u"failed | shop 1.5.0 was stopped in production | Stopped by a "
                                            "person."_s};
    QTest::newRow("held, then triggered")
        << deploy({verdict(VerdictKind::Collecting, u"3 samples."_s),
                   verdict(VerdictKind::Hold, u"p99 +27 %."_s),
                   verdict(VerdictKind::RollBack, u"Error rate 5.8 %, limit 5 %."_s),
                   finished(Outcome::VerdictRollBack, u"1.5.0 is live. Error rate 5.8 %."_s)})
        << QStringList{
               start, u"hold | shop in production: hold | 1.5.0. p99 +27 %. Not at the trigger yet."_s,
               u"trigger | Roll back shop in production? | 1.5.0. Error rate 5.8 %, limit 5 %. 1.4.1 is the "
               "release before."_s};
    QTest::newRow("nobody can say")
        << deploy({finished(Outcome::VerdictNoData, u"Prometheus: connection refused."_s)})
        << QStringList{start, u"no-data | No metrics from shop in production | 1.5.0. Prometheus: connection "
                              "refused."_s};
    QTest::newRow("rolled back by a person")
        << toldAbout(
               {started(PlanKind::Rollback, u"1.4.1"_s), finished(Outcome::Succeeded, u"Done."_s, 8700)})
        << QStringList{
               u"rolled-back | shop is back on 1.4.1 in production | 4 hosts in 8.7 s. Reason: checkout is "
               "slow. Deploys to production are held until somebody unlocks them."_s};
    QTest::newRow("rolled back in part")
        << toldAbout({started(PlanKind::Rollback, u"1.4.1"_s),
                      finished(Outcome::Partial, u"Rolled back to 1.4.1 on 3 of 4 hosts."_s)})
        << QStringList{
               u"failed | The rollback of shop in production is not complete | Rolled back to 1.4.1 on 3 of "
               "4 hosts."_s};
    QTest::newRow("a watch that ends well")
        << toldAbout({started(PlanKind::Watch), finished(Outcome::Succeeded, u"Healthy."_s)})
        << QStringList();
}

void TestNotify::momentsAreFoundAndWorded()
{
    QFETCH(QStringList, told);
    QFETCH(QStringList, expected);
    QCOMPARE(told, expected);
}

void TestNotify::eachMomentIsToldOnce()
{
    const QStringList told =
        toldAbout({started(PlanKind::Deploy), verdict(VerdictKind::Hold, u"a"_s),
                   verdict(VerdictKind::Healthy, u"b"_s), verdict(VerdictKind::Hold, u"c"_s)});
    QCOMPARE(told.size(), 2);
    QVERIFY(told.last().startsWith(u"hold | "_s) && told.last().contains(u" a "_s));
}

void TestNotify::aRunThatGoesOnTellsNothingTwice()
{
    OccasionFinder finder;
    finder.remember({started(PlanKind::Deploy), verdict(VerdictKind::Hold, u"a"_s)});
    const QStringList told = toldAbout(
        {started(PlanKind::Deploy), verdict(VerdictKind::Hold, u"b"_s), finished(Outcome::Succeeded, u"c"_s)},
        finder);
    QCOMPARE(told.size(), 1);
    QVERIFY(told.first().startsWith(u"succeeded | "_s));
}

void TestNotify::checklistsTellNothing()
{
    QCOMPARE(toldAbout({started(PlanKind::Checklist), finished(Outcome::Failed, u"x"_s)}), QStringList());
    QCOMPARE(toldAbout({finished(Outcome::Failed, u"without a beginning"_s)}), QStringList());
}

void TestNotify::theDesktopShowsWhatItIsAskedFor()
{
    OccasionFinder finder;
    const Occasion start = *finder.take(started(PlanKind::Deploy));
    const Occasion trigger = *finder.take(verdict(VerdictKind::RollBack, u"a"_s));
    const Occasion end = *finder.take(finished(Outcome::VerdictRollBack, u"b"_s));
    // Without a word in belay.json: everything but the start, and nothing twice.
    const std::vector<NotifySpec> chat{receiver(NotifyKind::Slack)};
    QVERIFY(!isForDesktop(chat, start));
    QVERIFY(isForDesktop(chat, trigger));
    QVERIFY(end.again && !isForDesktop(chat, end));
    NotifySpec desktop = receiver(NotifyKind::Desktop);
    desktop.on = {NotifyMoment::Started};
    QVERIFY(isForDesktop({desktop}, start));
    QVERIFY(!isForDesktop({desktop}, trigger));
}

void TestNotify::templatesAreFilledIn()
{
    NotifySpec spec;
    spec.title = u"{project} → {version} ({moment})"_s;
    spec.text = u"{title}: {hosts} of {environment}, {by}"_s;
    const Message words = messageFor(occasionWith(u"{by}"_s), spec);
    // A value that looks like a placeholder is a value.
    QCOMPARE(words.title, u"shop → {by} (started)"_s);
    QCOMPARE(words.text, u"shop {by} is going to production: 4 of production, dana@desk"_s);
    QCOMPARE(words.footer, u"Belay · production · run 20261101120000-7f3a"_s);
    const auto values = occasionValues(occasionWith(u"1"_s));
    QStringList names;
    for (const auto &[name, value] : values)
        names.append(name);
    QStringList documented = notifyPlaceholders();
    documented.sort();
    QCOMPARE(names, documented);
}

void TestNotify::slackCannotBeMadeToCall()
{
    NotifySpec spec = receiver(NotifyKind::Slack);
    spec.text = u"*{version}* <!here>"_s;
    const nlohmann::json sent = slackPayload(occasionWith(nasty), spec);
    const std::string marked = sent["blocks"][1]["text"]["text"];
    QVERIFY(sent["blocks"][1]["text"]["type"] == "mrkdwn");
    // The template's own words are its author's; the version's are text.
    QCOMPARE(QString::fromStdString(marked),
             u"*&lt;!channel&gt; @everyone *bold* [x](http://evil) &amp; \"q\"* <!here>"_s);
    QVERIFY(sent["text"].get<std::string>().find("<!channel>") == std::string::npos);
    QVERIFY(sent["blocks"][0]["text"]["type"] == "plain_text");
    QVERIFY(sent["unfurl_links"] == false);
}

void TestNotify::teamsReadsNoMarkup()
{
    const nlohmann::json sent = teamsPayload(occasionWith(nasty), receiver(NotifyKind::Teams));
    QVERIFY(sent["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive");
    const nlohmann::json &card = sent["attachments"][0]["content"];
    for (const nlohmann::json &block : card["body"]) {
        QVERIFY(block["type"] == "RichTextBlock");
        QVERIFY(block["inlines"][0]["type"] == "TextRun");
    }
    QCOMPARE(QString::fromStdString(card["body"][0]["inlines"][0]["text"]),
             QString(u"shop "_s + nasty + u" is going to production"_s));
    QVERIFY(!card.contains("msteams"));
}

void TestNotify::discordMentionsNobody()
{
    const nlohmann::json sent = discordPayload(occasionWith(nasty), receiver(NotifyKind::Discord));
    QVERIFY(sent["allowed_mentions"]["parse"].empty());
    QCOMPARE(
        QString::fromStdString(sent["embeds"][0]["title"]),
        u"shop \\<!channel\\> \\@everyone \\*bold\\* \\[x\\]\\(http\\://evil\\) & \"q\" is going to production"_s);
    QVERIFY(!sent.contains("content"));
    QCOMPARE(QString::fromStdString(sent["embeds"][0]["timestamp"]), u"2026-11-01T12:00:00.000Z"_s);
}

void TestNotify::longTextsAreCut()
{
    QCOMPARE(capped(u"abc"_s, 3), u"abc"_s);
    QCOMPARE(capped(u"abcd"_s, 3), u"ab…"_s);
    QCOMPARE(capped(u"a😀😀"_s, 4), u"a😀…"_s);
    QCOMPARE(capped(u"a😀😀"_s, 3), u"a…"_s);
    const QString endless = QString(100000, u'&');
    const nlohmann::json slack = slackPayload(occasionWith(endless), receiver(NotifyKind::Slack));
    QVERIFY(QString::fromStdString(slack["blocks"][0]["text"]["text"]).size() <= 150);
    QVERIFY(QString::fromStdString(slack["blocks"][1]["text"]["text"]).size() <= 3000);
    const nlohmann::json discord = discordPayload(occasionWith(endless), receiver(NotifyKind::Discord));
    QVERIFY(QString::fromStdString(discord["embeds"][0]["title"]).size() <= 256);
}

void TestNotify::aMailGetsNoHeaderFromAVersion_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QByteArray>("subject");
    QTest::newRow("plain") << u"1.5.0"_s << QByteArray("Subject: shop 1.5.0 is going to production\n");
    QTest::newRow("a new line and a header") << u"1\r\nBcc: all@example.com"_s
                                             << QByteArray("Subject: shop 1 Bcc: all@example.com is going to "
                                                           "production\n");
    QTest::newRow("a lone return") << u"1\rX: y"_s
                                   << QByteArray("Subject: shop 1 X: y is going to production\n");
    QTest::newRow("a line separator") << u"1\u2028X: y"_s << QByteArray();
    QTest::newRow("letters beyond ASCII")
        << u"für"_s
        << QByteArray("Subject: =?UTF-8?B?" +
                      QString(u"shop für is going to production"_s).toUtf8().toBase64() + "?=\n");
    QTest::newRow("an encoded word") << u"=?UTF-8?Q?=0ABcc:_x?="_s << QByteArray("Subject: =?UTF-8?B?");
}

void TestNotify::aMailGetsNoHeaderFromAVersion()
{
    QFETCH(QString, version);
    QFETCH(QByteArray, subject);
    NotifySpec spec = receiver(NotifyKind::Email);
    spec.from = u"Belay <belay@example.com>"_s;
    const QByteArray mail = mailText(occasionWith(version), spec);
    const qsizetype end = mail.indexOf("\n\n");
    QVERIFY(end > 0);
    const QByteArray head = mail.left(end + 1);
    QVERIFY2(head.contains(subject), head.constData());
    QStringList names;
    for (const QByteArray &line : head.trimmed().split('\n')) {
        for (const char c : line)
            QVERIFY(c >= ' ' && c <= '~');
        if (!line.startsWith(' '))
            names.append(QString::fromLatin1(line.left(line.indexOf(':'))));
    }
    QCOMPARE(names,
             (QStringList{u"From"_s, u"To"_s, u"Subject"_s, u"Date"_s, u"Message-ID"_s, u"Auto-Submitted"_s,
                          u"MIME-Version"_s, u"Content-Type"_s, u"Content-Transfer-Encoding"_s}));
    QVERIFY(head.contains("Date: Sun, 01 Nov 2026 12:00:00 +0000\n"));
    const QByteArray body = QByteArray::fromBase64(mail.mid(end + 2));
    QVERIFY2(body.startsWith("4 hosts, by dana@desk."), body.constData());
}

void TestNotify::programsGetStableKeys()
{
    const nlohmann::json sent = webhookPayload(occasionWith(u"1.5.0"_s), receiver(NotifyKind::Webhook));
    QVERIFY(sent["schemaVersion"] == 1 && sent["event"] == "notification" && sent["moment"] == "started");
    QVERIFY(sent["kind"] == "deploy" && sent["project"] == "shop" && sent["environment"] == "production");
    QVERIFY(sent["version"] == "1.5.0" && sent["fromVersion"] == "1.4.1" && sent["by"] == "dana@desk");
    QVERIFY(sent["hosts"] == 4 && sent["outcome"].is_null());
    QCOMPARE(QString::fromStdString(sent["time"]), u"2026-11-01T12:00:00.000Z"_s);
}

void TestNotify::retriesAreDecided_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("header");
    QTest::addColumn<int>("waitMs"); // -1: not again
    QTest::newRow("no answer") << 1 << 0 << QString() << 1000;
    QTest::newRow("busy") << 1 << 429 << QString() << 1000;
    QTest::newRow("busy for a while") << 1 << 429 << u"7"_s << 7000;
    QTest::newRow("busy for a moment, the third time") << 3 << 429 << u"1"_s << 4000;
    QTest::newRow("busy for an hour") << 1 << 429 << u"3600"_s << -1;
    QTest::newRow("a date nobody waits for") << 1 << 503 << u"Fri, 31 Dec 1999 23:59:59 GMT"_s << 1000;
    QTest::newRow("less than nothing") << 1 << 503 << u"-5"_s << 1000;
    QTest::newRow("broken") << 2 << 502 << QString() << 2000;
    QTest::newRow("the last time") << 4 << 502 << QString() << -1;
    QTest::newRow("refused") << 1 << 403 << QString() << -1;
    QTest::newRow("gone") << 1 << 404 << u"1"_s << -1;
    QTest::newRow("moved") << 1 << 301 << QString() << -1;
}

void TestNotify::retriesAreDecided()
{
    QFETCH(int, attempt);
    QFETCH(int, status);
    QFETCH(QString, header);
    QFETCH(int, waitMs);
    const RetryChoice choice = retryAfter(attempt, status, header);
    QCOMPARE(choice.again, waitMs >= 0);
    if (choice.again)
        QCOMPARE(choice.wait.count(), qint64(waitMs));
}

void TestNotify::aBusyReceiverIsAskedAgain()
{
    World world;
    world.http.answers = {fail(ErrorKind::Network, u"refused"_s),
                          status(429, {}, {{u"Retry-After"_s, u"5"_s}}), status(200)};
    Delivery delivery(world.ports);
    QVERIFY(delivery.tell(occasionWith(u"1"_s), receiver(NotifyKind::Slack), world.cancel));
    QCOMPARE(world.http.requests.size(), std::size_t(3));
    QCOMPARE(world.clock.monotonicMs(), qint64(1000 + 5000));
    QCOMPARE(world.http.requests.back().url, u"https://hooks.example/T0/s3cr3t"_s);
    QCOMPARE(world.http.requests.back().method, u"POST"_s);
    QVERIFY(nlohmann::json::parse(world.http.requests.back().body.toStdString()).contains("blocks"));
}

void TestNotify::aRefusalIsToldWithoutTheAddress()
{
    World world;
    world.http.answers = {status(404, "no_team at https://hooks.example/T0/s3cr3t\nmore")};
    Delivery delivery(world.ports);
    const auto told = delivery.tell(occasionWith(u"1"_s), receiver(NotifyKind::Slack), world.cancel);
    QVERIFY(!told);
    QVERIFY(told.error().summary.startsWith(u"Slack was not told: HTTP 404, no_team at "_s));
    QVERIFY(!told.error().summary.contains(u"s3cr3t"_s));
    QCOMPARE(world.http.requests.size(), std::size_t(1));
    NotifySpec unknown = receiver(NotifyKind::Slack);
    unknown.url = u"{secret:nobody}"_s;
    QVERIFY(!delivery.tell(occasionWith(u"1"_s), unknown, world.cancel));
    QCOMPARE(world.http.requests.size(), std::size_t(1));
}

void TestNotify::annotationsBecomeRegions()
{
    World world;
    NotifySpec spec = receiver(NotifyKind::Grafana);
    spec.url = u"https://grafana.example"_s;
    spec.token = u"{secret:token}"_s;
    spec.tags = QStringList{u"team-a"_s};
    spec.dashboard = u"abc"_s;
    Delivery delivery(world.ports);
    OccasionFinder finder;
    const Occasion begin = *finder.take(started(PlanKind::Deploy, u"<b>1</b>"_s));
    const Occasion end = *finder.take(finished(Outcome::Succeeded, u"live"_s));
    QVERIFY(delivery.tell(begin, spec, world.cancel));
    QVERIFY(delivery.tell(end, spec, world.cancel));
    const HttpRequest &post = world.http.requests.at(0);
    QCOMPARE(post.method + u' ' + post.url, u"POST https://grafana.example/api/annotations"_s);
    const auto made = nlohmann::json::parse(post.body.toStdString());
    QVERIFY(made["time"] == noon && !made.contains("timeEnd") && made["dashboardUID"] == "abc");
    QVERIFY(made["tags"] == nlohmann::json({"belay", "project:shop", "environment:production",
                                            "version:<b>1</b>", "deploy", "team-a"}));
    // Grafana shows HTML.
    QVERIFY(made["text"].get<std::string>().find("&lt;b&gt;1&lt;/b&gt;") != std::string::npos);
    const HttpRequest &patch = world.http.requests.at(1);
    QCOMPARE(patch.method + u' ' + patch.url, u"PATCH https://grafana.example/api/annotations/42"_s);
    const auto changed = nlohmann::json::parse(patch.body.toStdString());
    QVERIFY(changed["time"] == noon && changed["timeEnd"] == noon + 134000 &&
            !changed.contains("dashboardUID"));
    QVERIFY(patch.headers.back().first == u"Authorization"_s &&
            patch.headers.back().second == u"Bearer gl-t0ken"_s);
    // Without its start the end makes the whole region.
    World fresh;
    Delivery other(fresh.ports);
    QVERIFY(other.tell(end, spec, fresh.cancel));
    QCOMPARE(fresh.http.requests.at(0).method, u"POST"_s);
    const auto whole = nlohmann::json::parse(fresh.http.requests.at(0).body.toStdString());
    QVERIFY(whole["time"] == noon && whole["timeEnd"] == noon + 134000);
}

void TestNotify::commandsReadTheirInput()
{
    World world;
    Delivery delivery(world.ports);
    NotifySpec spec = receiver(NotifyKind::Command);
    spec.run = u"tell-team"_s;
    QVERIFY(delivery.tell(occasionWith(nasty), spec, world.cancel));
    QCOMPARE(world.local.commands.size(), 1);
    // The words are in a file, and nowhere in the command.
    QVERIFY2(world.local.commands.first().startsWith(u"{ tell-team\n} <'"_s),
             qPrintable(world.local.commands.first()));
    QVERIFY(!world.local.commands.first().contains(u"everyone"_s));
    world.local.result = {CommandResult::End::Exited, 75, {}, "first\nmail server is away\n"};
    const auto told = delivery.tell(occasionWith(u"1"_s), receiver(NotifyKind::Email), world.cancel);
    QVERIFY(!told);
    QCOMPARE(told.error().summary, u"The mail was not sent: exit code 75, mail server is away"_s);
    QVERIFY(world.local.commands.last().startsWith(u"{ sendmail -t -i\n} <'"_s));
}

QTEST_GUILESS_MAIN(TestNotify)
#include "tst_notify.moc"
