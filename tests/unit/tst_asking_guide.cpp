// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/asking_guide.h"

#include <QSignalSpy>
#include <QtTest>

#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

FailureQuestion someQuestion(PlanKind kind = PlanKind::Deploy)
{
    FailureQuestion question;
    question.kind = kind;
    question.step = u"switch@app2"_s;
    question.otherwise = kind == PlanKind::Deploy ? FailureChoice::RollBack : FailureChoice::SkipHost;
    return question;
}

/// A run that waits in the guide.
struct Waiting
{
    Waiting(AskingGuide &guide, const FailureQuestion &question)
        : thread([this, ask = guide.guide(), question] { answer = ask(question, cancel); })
    {
    }

    CancelToken cancel;
    FailureAnswer answer;
    std::jthread thread;
};

} // namespace

/// The run waits for the window, and never for ever.
class AskingGuideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstAnswerCounts();
    void stoppingTheRunWithdrawsTheQuestion();
    void nobodyAnswers();
};

void AskingGuideTest::theFirstAnswerCounts()
{
    AskingGuide guide({});
    guide.answer(FailureChoice::Stop, u"nobody asked"_s); // of no question
    QSignalSpy asked(&guide, &AskingGuide::asked);
    QSignalSpy settled(&guide, &AskingGuide::settled);
    Waiting run(guide, someQuestion());
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(asked.first().at(1).toLongLong(), 600000);
    QCOMPARE(settled.size(), 0);
    guide.answer(FailureChoice::SkipHost, u"dana"_s);
    guide.answer(FailureChoice::Stop, u"bo"_s);
    QTRY_COMPARE(settled.size(), 1);
    run.thread.join();
    QVERIFY(run.answer.choice == FailureChoice::SkipHost);
    QCOMPARE(run.answer.by, u"dana"_s);
}

void AskingGuideTest::stoppingTheRunWithdrawsTheQuestion()
{
    AskingGuide guide({});
    QSignalSpy asked(&guide, &AskingGuide::asked);
    QSignalSpy settled(&guide, &AskingGuide::settled);
    Waiting run(guide, someQuestion());
    QTRY_COMPARE(asked.size(), 1);
    run.cancel.cancel();
    QTRY_COMPARE(settled.size(), 1);
    run.thread.join();
    QVERIFY(run.answer.choice == FailureChoice::RollBack);
}

void AskingGuideTest::nobodyAnswers()
{
    AskingGuide guide({std::chrono::milliseconds(300000), std::chrono::milliseconds(20)});
    Waiting run(guide, someQuestion(PlanKind::Rollback));
    run.thread.join();
    QVERIFY(run.answer.choice == FailureChoice::SkipHost);
    QCOMPARE(run.answer.by, u"nobody (no answer in 20 ms)"_s);
}

QTEST_GUILESS_MAIN(AskingGuideTest)

#include "tst_asking_guide.moc"
