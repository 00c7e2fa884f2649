// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_event.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <limits>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 noon = 1793534400123; // 2026-11-01T12:00:00.123Z

RunEvent eventOf(EventKind kind)
{
    RunEvent out;
    out.seq = 7;
    out.timeMs = noon;
    out.run = u"r1"_s;
    out.kind = kind;
    return out;
}

QString json(const RunEvent &event)
{
    return QString::fromStdString(toJson(event).dump());
}

RunEvent everything()
{
    RunEvent out = eventOf(EventKind::StepFinished);
    out.step = u"switch@app1"_s;
    out.host = u"app1"_s;
    out.text = u"Grüße \"quoted\"\n\x1b[31m\x01 \U0001F680"_s;
    out.state = StepState::Unknown;
    out.undo = true;
    out.isError = true;
    out.done = 9007199254740993;
    out.total = -1;
    out.durationMs = 1500;
    out.series = u"error_rate"_s;
    out.before = true;
    out.window = u"yesterday"_s;
    out.sample = Sample{noon + 1, 0.1};
    out.verdict = Verdict{VerdictKind::RollBack,
                          u"5.8 % is over 5 %"_s,
                          12,
                          {{u"error_rate"_s, VerdictKind::RollBack, u"over"_s, 0.1, 5.8, 5.0},
                           {u"p99"_s, VerdictKind::NotEnoughData, u"no data"_s, {}, {}, {}}}};
    out.verdict->series.front().comparison = SeriesComparison{1.5e-7, 5.25, 4.5, 6.125, 0.98, 60, 30};
    out.verdict->series.front().yesterday = 0.2;
    out.verdict->series.front().lastWeek = 0.3;
    out.check = CheckRecord{u"tests"_s, CheckState::Waived, u"because"_s, u"tail"_s, u"jo"_s, noon,
                            25,         u"abc"_s,           u"1.4.2"_s};
    out.error = Error{ErrorKind::Unproven, u"no answer"_s, u"raw"_s, u"ask again"_s};
    out.outcome = Outcome::NotRolledBack;
    out.data = u"not a plan"_s;
    return out;
}

} // namespace

class TestRunEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatIsSetIsWritten_data();
    void onlyWhatIsSetIsWritten();
    void everyFieldComesBackExactly();
    void everyKindComesBack_data();
    void everyKindComesBack();
    void everyStateAndOutcomeComesBack();
    void aPlanTravelsAsAnObjectAndComesBackByteForByte();
    void aMissingValueStaysMissingAndIsNeverZero();
    void textThatIsNoUnicodeIsStillWritten();
    void whatCannotBeReadIsAnErrorThatSaysWhy_data();
    void whatCannotBeReadIsAnErrorThatSaysWhy();
    void exitCodesFollowTheContract();
    void wordsOfErrorKindsAreStable();
};

void TestRunEvent::onlyWhatIsSetIsWritten_data()
{
    QTest::addColumn<RunEvent>("event");
    QTest::addColumn<QString>("expected");

    QTest::newRow("nothing but the frame")
        << eventOf(EventKind::Noted)
        << uR"({"event":"noted","run":"r1","schemaVersion":1,"seq":7,"time":"2026-11-01T12:00:00.123Z"})"_s;

    RunEvent finished = eventOf(EventKind::StepFinished);
    finished.step = u"switch@app1"_s;
    finished.host = u"app1"_s;
    finished.state = StepState::Passed;
    finished.durationMs = 12;
    QTest::newRow("a step that passed")
        << finished
        << uR"({"durationMs":12,"event":"step-finished","host":"app1","run":"r1","schemaVersion":1,"seq":7,)"
           R"("state":"passed","step":"switch@app1","time":"2026-11-01T12:00:00.123Z"})"_s;

    RunEvent sample = eventOf(EventKind::SampleTaken);
    sample.series = u"p99"_s;
    sample.before = true;
    sample.sample = Sample{noon, 180.5};
    QTest::newRow("a sample")
        << sample
        << uR"({"before":true,"event":"sample-taken","run":"r1","sample":{"time":"2026-11-01T12:00:00.123Z",)"
           R"("value":180.5},"schemaVersion":1,"seq":7,"series":"p99","time":"2026-11-01T12:00:00.123Z"})"_s;

    RunEvent health = eventOf(EventKind::HealthSeen);
    health.host = u"web-2"_s;
    health.state = StepState::Failed;
    health.text = u"HTTP 503"_s;
    health.durationMs = 2100;
    health.done = 4;
    QTest::newRow("an answer of a health check")
        << health
        << uR"({"done":4,"durationMs":2100,"event":"health-seen","host":"web-2","run":"r1","schemaVersion":1,)"
           R"("seq":7,"state":"failed","text":"HTTP 503","time":"2026-11-01T12:00:00.123Z"})"_s;

    RunEvent found = eventOf(EventKind::LogFound);
    found.host = u"web-2"_s;
    found.data = u"new-error"_s;
    found.text = u"no such column: total"_s;
    found.total = 10;
    QTest::newRow("an error that is new in the log")
        << found
        << uR"({"data":"new-error","event":"log-found","host":"web-2","run":"r1","schemaVersion":1,"seq":7,)"
           R"("text":"no such column: total","time":"2026-11-01T12:00:00.123Z","total":10})"_s;

    RunEvent end = eventOf(EventKind::RunFinished);
    end.outcome = Outcome::RolledBack;
    end.error = Error{ErrorKind::HostKey, u"key changed"_s, {}, {}};
    QTest::newRow("an end with an error")
        << end
        << uR"({"error":{"kind":"host-key","summary":"key changed"},"event":"run-finished",)"
           R"("outcome":"rolled-back","run":"r1","schemaVersion":1,"seq":7,"time":"2026-11-01T12:00:00.123Z"})"_s;
}

void TestRunEvent::onlyWhatIsSetIsWritten()
{
    QFETCH(RunEvent, event);
    QFETCH(QString, expected);
    QCOMPARE(json(event), expected);
}

void TestRunEvent::everyFieldComesBackExactly()
{
    const RunEvent event = everything();
    const auto back = runEventFromJson(nlohmann::json::parse(toJson(event).dump()));
    QVERIFY2(back, back ? "" : qPrintable(back.error().summary));
    QCOMPARE(json(*back), json(event));
    QCOMPARE(back->text, event.text);
    QCOMPARE(back->done, event.done);
    QCOMPARE(back->total, event.total);
    QVERIFY(back->sample == event.sample);
    QVERIFY(back->check == event.check);
    QVERIFY(back->error == event.error);
    QCOMPARE(back->data, event.data);
    QCOMPARE(back->verdict->series.size(), std::size_t(2));
    QCOMPARE(back->verdict->series.at(0).now, std::optional<double>(5.8));
    QCOMPARE(back->verdict->series.at(1).now, std::optional<double>());
    QVERIFY(back->undo && back->isError && back->before);
    QVERIFY(back->state == StepState::Unknown && back->outcome == Outcome::NotRolledBack);
}

void TestRunEvent::everyKindComesBack_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("word");
    const QStringList words{
        u"run-started"_s,     u"stage-started"_s,     u"step-started"_s,   u"step-output"_s,
        u"step-progress"_s,   u"step-finished"_s,     u"undo-started"_s,   u"sample-taken"_s,
        u"verdict-reached"_s, u"countdown-started"_s, u"check-recorded"_s, u"health-seen"_s,
        u"log-found"_s,       u"hold-changed"_s,      u"noted"_s,          u"run-finished"_s};
    for (int kind = 0; kind < words.size(); ++kind)
        QTest::newRow(qPrintable(words.at(kind))) << kind << words.at(kind);
}

void TestRunEvent::everyKindComesBack()
{
    QFETCH(int, kind);
    QFETCH(QString, word);
    const nlohmann::json written = toJson(eventOf(static_cast<EventKind>(kind)));
    QCOMPARE(QString::fromStdString(written.at("event").get<std::string>()), word);
    const auto back = runEventFromJson(written);
    QVERIFY(back);
    QCOMPARE(static_cast<int>(back->kind), kind);
}

void TestRunEvent::everyStateAndOutcomeComesBack()
{
    for (int state = 0; state <= static_cast<int>(StepState::Undone); ++state) {
        RunEvent one = eventOf(EventKind::StepFinished);
        one.state = static_cast<StepState>(state);
        const auto back = runEventFromJson(toJson(one));
        QVERIFY(back);
        QCOMPARE(static_cast<int>(back->state), state);
    }
    for (int outcome = 0; outcome <= static_cast<int>(Outcome::Handled); ++outcome) {
        const auto value = static_cast<Outcome>(outcome);
        QVERIFY(!toString(value).isEmpty());
        QCOMPARE(static_cast<int>(outcomeFromString(toString(value))), outcome);
    }
    QCOMPARE(toString(outcomeFromString(u"splendid"_s)), toString(Outcome::None));
}

void TestRunEvent::aPlanTravelsAsAnObjectAndComesBackByteForByte()
{
    RunEvent started = eventOf(EventKind::RunStarted);
    started.data = uR"({"runId":"r1","version":"1.4.2"})"_s;
    const nlohmann::json written = toJson(started);
    QCOMPARE(QString::fromStdString(written.at("plan").at("version").get<std::string>()), u"1.4.2"_s);
    QCOMPARE(runEventFromJson(written)->data, started.data);

    started.data = uR"({ "version": "1.4.2", "runId":"r1" })"_s; // not in canonical form
    QCOMPARE(runEventFromJson(toJson(started))->data, started.data);
}

void TestRunEvent::aMissingValueStaysMissingAndIsNeverZero()
{
    RunEvent sample = eventOf(EventKind::SampleTaken);
    sample.sample = Sample{noon, std::nullopt};
    QVERIFY(toJson(sample).at("sample").at("value").is_null());
    QCOMPARE(runEventFromJson(toJson(sample))->sample->value, std::optional<double>());

    sample.sample->value = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(runEventFromJson(toJson(sample))->sample->value, std::optional<double>());
}

void TestRunEvent::textThatIsNoUnicodeIsStillWritten()
{
    RunEvent output = eventOf(EventKind::StepOutput);
    output.text = u"a"_s + QChar(0xd800) + u"b"_s; // half a character, as a cut line may end
    const auto back = runEventFromJson(nlohmann::json::parse(toJson(output).dump()));
    QVERIFY(back);
    QVERIFY(back->text.startsWith(u'a') && back->text.endsWith(u'b'));
}

void TestRunEvent::whatCannotBeReadIsAnErrorThatSaysWhy_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto with = [](const char *more) -> QByteArray {
        return QByteArray(R"({"schemaVersion":1,"seq":1,"time":"2026-11-01T12:00:00.123Z","event":"noted")") +
               more + "}";
    };
    QTest::newRow("no JSON object") << QByteArray("[1]") << u"array"_s;
    QTest::newRow("no number") << QByteArray(R"({"schemaVersion":1,"event":"noted"})") << u"seq"_s;
    QTest::newRow("a newer schema") << QByteArray(R"({"schemaVersion":2})") << u"schemaVersion 2"_s;
    QTest::newRow("unknown event") << QByteArray(
                                          R"({"schemaVersion":1,"seq":1,"time":"2026-11-01T12:00:00.123Z",)"
                                          R"("event":"danced"})")
                                   << u"danced"_s;
    QTest::newRow("no time") << QByteArray(R"({"schemaVersion":1,"seq":1,"time":"noon","event":"noted"})")
                             << u"noon"_s;
    QTest::newRow("unknown state") << with(R"(,"state":"great")") << u"great"_s;
    QTest::newRow("unknown outcome") << with(R"(,"outcome":"fine")") << u"fine"_s;
    QTest::newRow("text where a flag belongs") << with(R"(,"undo":"yes")") << u"type"_s;
    QTest::newRow("unknown verdict") << with(R"(,"verdict":{"kind":"shrug","samples":1,"series":[]})")
                                     << u"shrug"_s;
    QTest::newRow("unknown check state")
        << with(R"(,"check":{"item":"a","state":"maybe","time":"2026-11-01T12:00:00.123Z"})") << u"maybe"_s;
}

void TestRunEvent::whatCannotBeReadIsAnErrorThatSaysWhy()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const auto back = runEventFromJson(nlohmann::json::parse(text.toStdString(), nullptr, false));
    QVERIFY(!back);
    QCOMPARE(toString(back.error().kind), toString(ErrorKind::Invalid));
    QVERIFY2(back.error().summary.contains(part), qPrintable(back.error().summary));
    QVERIFY(!runEventFromJson(nlohmann::json::parse("{", nullptr, false)));
}

void TestRunEvent::exitCodesFollowTheContract()
{
    QCOMPARE(exitCodeFor(Outcome::Succeeded), 0);
    QCOMPARE(exitCodeFor(Outcome::Failed), 1);
    QCOMPARE(exitCodeFor(Outcome::None), 1);
    QCOMPARE(exitCodeFor(Outcome::RolledBack), 4);
    QCOMPARE(exitCodeFor(Outcome::NotRolledBack), 5);
    QCOMPARE(exitCodeFor(Outcome::Partial), 6);
    QCOMPARE(exitCodeFor(Outcome::VerdictRollBack), 7);
    QCOMPARE(exitCodeFor(Outcome::VerdictNoData), 8);
    QCOMPARE(exitCodeFor(Outcome::Cancelled), 130);
    QCOMPARE(exitCodeFor(ErrorKind::Invalid), 2);
    QCOMPARE(exitCodeFor(ErrorKind::NotFound), 2);
    QCOMPARE(exitCodeFor(ErrorKind::Auth), 9);
    QCOMPARE(exitCodeFor(ErrorKind::HostKey), 9);
    QCOMPARE(exitCodeFor(ErrorKind::Locked), 10);
    QCOMPARE(exitCodeFor(ErrorKind::Untrusted), 11);
    QCOMPARE(exitCodeFor(ErrorKind::Cancelled), 130);
    QCOMPARE(exitCodeFor(ErrorKind::Network), 1);
    QCOMPARE(exitCodeFor(ErrorKind::Unproven), 1);
}

void TestRunEvent::wordsOfErrorKindsAreStable()
{
    const QStringList words{u"invalid"_s,   u"not-found"_s, u"auth"_s,     u"host-key"_s,
                            u"network"_s,   u"remote"_s,    u"timeout"_s,  u"locked"_s,
                            u"cancelled"_s, u"untrusted"_s, u"unproven"_s, u"internal"_s};
    for (int kind = 0; kind < words.size(); ++kind) {
        QCOMPARE(toString(static_cast<ErrorKind>(kind)), words.at(kind));
        QCOMPARE(static_cast<int>(errorKindFromString(words.at(kind))), kind);
    }
    QCOMPARE(toString(errorKindFromString(u"weather"_s)), toString(ErrorKind::Internal));
}

Q_DECLARE_METATYPE(belay::RunEvent)
QTEST_GUILESS_MAIN(TestRunEvent)
#include "tst_run_event.moc"
