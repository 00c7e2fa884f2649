// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/incident_timeline.h"
#include "models/item/incident_view.h"
#include "models/item/run_model.h"
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/charts/small_multiples.h"
#include "ui/main_window.h"
#include "ui/pages/incident_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/job_strip.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

constexpr qint64 minute = 60'000;

IncidentEntry entry(qint64 age, IncidentFact fact, const QString &text = {})
{
    IncidentEntry out;
    out.incident = u"20261121-140800-1a2b"_s;
    out.project = u"storefront"_s;
    out.environment = u"production"_s;
    out.timeMs = now() - age;
    out.fact = fact;
    out.by = u"dana@workstation"_s;
    out.text = text;
    return out;
}

enum class Shown { None, Open, Led, NotReady, RolledBack, Closed, NoNumbers };

std::vector<IncidentEntry> entries(Shown shown)
{
    std::vector<IncidentEntry> all{
        entry(3 * minute, IncidentFact::Opened, u"Error rate 5.8 %, the trigger is 5 %"_s)};
    all.front().by.clear();
    all.front().run = u"20261121-140231-7f3a"_s;
    if (shown == Shown::Open || shown == Shown::NoNumbers)
        return all;
    all.push_back(entry(2 * minute, IncidentFact::Led));
    all.push_back(
        entry(2 * minute, IncidentFact::Posted, u"#incidents: error rate in production, looking"_s));
    if (shown == Shown::RolledBack || shown == Shown::Closed) {
        all.push_back(entry(minute, IncidentFact::Returned));
        all.back().run = u"20261121-141100-aa01"_s;
    }
    if (shown == Shown::Closed)
        all.push_back(entry(minute / 2, IncidentFact::Closed, u"rolled back, error rate as before"_s));
    return all;
}

IncidentView incidentView(Shown shown)
{
    IncidentView view;
    for (const CheckStatus &status : checkStatuses()) {
        if (status.item.phase == CheckPhase::IfIssues)
            view.ifIssues.push_back(status);
    }
    if (shown == Shown::None)
        return view;
    const RunState run = runState(RunStage::CountingDown);
    IncidentStory &story = view.story;
    story.incident = incidentFrom(entries(shown));
    story.version = u"v1.4.2"_s;
    story.fromVersion = u"v1.4.1"_s;
    story.commit = u"8f3c1d0a9be24471c0de"_s;
    story.liveMs = run.liveMs;
    story.beganMs = now() - 192'000;
    story.cause.suspicion = Suspicion::Release;
    story.cause.sentence = u"Release v1.4.2 went live 3 min before the trouble began, deployed by dana."_s;
    story.cause.others = u"Nothing else changed in the last hour."_s;
    story.causeSize = u"23 commits, 1 migration, 1 new environment key (SENTRY_DSN)"_s;
    story.question.beganMs = story.beganMs;
    story.question.rollbackTakesMs = 9'000;
    story.question.wayBackIsReady = shown != Shown::NotReady;
    story.question.wayBack = u"v1.4.1 is complete on 3 of 3 hosts"_s;
    story.question.migrations = 1;
    story.timeline = incidentTimeline(story.incident, {runEvents(RunStage::CountingDown)}, {});
    if (shown != Shown::NoNumbers) {
        story.series = run.series;
        story.verdict = run.verdict;
        story.question.series = run.series;
        for (SeriesData &data : story.question.series) {
            if (data.spec.unit == u"per_second")
                data.spec.id = u"request_rate"_s;
        }
    }
    view.isProtected = true;
    view.wayBack = rollbackPreview();
    view.wayBackAsked = true;
    if (shown == Shown::NotReady) {
        view.wayBack.plan.reset();
        view.wayBack.error = Error{ErrorKind::NotFound,
                                   u"web-3 no longer has v1.4.1."_s,
                                   {},
                                   u"Upload it first, or return the other hosts."_s};
    }
    return view;
}

struct Screen
{
    explicit Screen(Shown shown)
        : page(new IncidentPage(bench.intents, bench.models))
        , window(bench.frame(u"history"_s, page))
    {
        page->setView(incidentView(shown));
    }

    void present(QSize size = {1280, 800})
    {
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
    }

    /// At 1280x800, once the layout has settled.
    bool fits() const
    {
        const auto *scroll = page->findChild<QScrollArea *>(u"incidentScroll"_s);
        return QTest::qWaitFor([scroll] { return scroll->verticalScrollBar()->maximum() == 0; });
    }

    QPushButton *button(const QString &name) const { return page->findChild<QPushButton *>(name); }
    void press(const QString &name) const
    {
        QPushButton *found = button(name);
        QVERIFY2(found && found->isVisible() && found->isEnabled(), qPrintable(name));
        QTest::keyClick(found, Qt::Key_Space);
    }
    QString allText() const
    {
        QStringList texts;
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible())
                texts.append(label->text());
        return texts.join(u'\n');
    }

    Bench bench;
    IncidentPage *page;
    MainWindow &window;
};

} // namespace

Q_DECLARE_METATYPE(Shown)

class TestIncidentPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<Shown>("shown");
        QTest::newRow("none") << Shown::None;
        QTest::newRow("open") << Shown::Open;
        QTest::newRow("led") << Shown::Led;
        QTest::newRow("not-ready") << Shown::NotReady;
        QTest::newRow("rolled-back") << Shown::RolledBack;
        QTest::newRow("closed") << Shown::Closed;
        QTest::newRow("no-numbers") << Shown::NoNumbers;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const Shown, shown);
        Screen screen(shown);
        const QString name = u"incident-"_s + QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void mirroredAndLargeItIsWholeToo()
    {
        Screen screen(Shown::Open);
        QCOMPARE(findingsMirroredAndLarge(screen.window, u"incident-open"_s).join(u'\n'), QString());
    }

    void nothingScrollsInANormalWindow_data() { nothingIsClippedOrNamelessInAnyState_data(); }

    void nothingScrollsInANormalWindow()
    {
        QFETCH(const Shown, shown);
        Screen screen(shown);
        screen.present();
        const auto *scroll = screen.page->findChild<QScrollArea *>(u"incidentScroll"_s);
        QCOMPARE(scroll->isVisible(), shown != Shown::None);
        if (scroll->isVisible())
            QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
    }

    void nothingScrollsBesideTwoJobs_data()
    {
        QTest::addColumn<Shown>("shown");
        QTest::newRow("open") << Shown::Open;
        QTest::newRow("rolled-back") << Shown::RolledBack;
    }

    void nothingScrollsBesideTwoJobs()
    {
        QFETCH(const Shown, shown);
        Screen screen(shown);
        Job rollback;
        rollback.id = u"1"_s;
        rollback.title = u"storefront 1.4.0 → production"_s;
        Job watch = rollback;
        watch.id = u"2"_s;
        screen.window.jobStrip()->setJobs({rollback, watch});
        screen.present();
        const auto *scroll = screen.page->findChild<QScrollArea *>(u"incidentScroll"_s);
        QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
    }

    void whatIsNotKnownIsNotSaid()
    {
        Screen screen(Shown::None);
        screen.present();
        const auto *open = screen.page->findChild<QPushButton *>(u"openIncident"_s);
        QVERIFY(open->isVisible());
        IncidentView asking;
        asking.isKnown = false;
        screen.page->setView(asking);
        QVERIFY(!open->isVisible());
        for (const QLabel *label : screen.page->findChildren<QLabel *>())
            QVERIFY2(!label->isVisible() || label->text() != u"No incident"_s, qPrintable(label->text()));
    }

    void aHistoryThatCannotBeReadIsAStateOfItsOwn()
    {
        Screen screen(Shown::None);
        IncidentView view;
        view.isKnown = false;
        view.project = u"storefront"_s;
        view.environment = u"production"_s;
        view.unread = Error{ErrorKind::Internal, u"The history could not be read: the file is damaged."_s,
                            u"The history is in /home/dana/.local/share/belay/history.db."_s,
                            u"Start Belay again: it moves the damaged file aside and begins a new one."_s};
        screen.page->setView(view);
        screen.present();
        const QString said = screen.allText();
        QVERIFY2(!said.contains(u"Reading the history"_s) && !said.contains(u"No incident"_s),
                 qPrintable(said));
        for (const QString &words : {u"The history cannot be read"_s,
                                     u"Whether storefront in production has an incident is not known."_s,
                                     view.unread->summary, view.unread->detail, view.unread->hint})
            QVERIFY2(said.contains(words), qPrintable(words));
        QVERIFY(!screen.button(u"openIncident"_s)->isVisible()); // one may be open
        QCOMPARE(screen.page->firstFocus(), screen.button(u"readAgain"_s));
        QSignalSpy again(&screen.bench.intents, &WindowIntents::incidentReadAgain);
        screen.press(u"readAgain"_s);
        QCOMPARE(again.size(), 1);
        QCOMPARE(findingsInAllSizes(screen.window, u"incident-unread"_s).join(u'\n'), QString());
        screen.page->setView(incidentView(Shown::None));
        QVERIFY(!screen.button(u"readAgain"_s)->isVisible());
    }

    void theLogsAreOneClickAway()
    {
        Screen screen(Shown::Open);
        screen.present();
        QSignalSpy shown(&screen.bench.intents, &WindowIntents::logsShown);
        screen.page->findChild<QPushButton *>(u"incidentLogs"_s)->click();
        QCOMPARE(shown.size(), 1);
        QCOMPARE(shown.first(), (QVariantList{u"storefront"_s, u"production"_s}));
    }

    void theButtonActsAtOnce()
    {
        Screen screen(Shown::Open);
        screen.present();
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackRequested);
        QVERIFY(screen.page->rollBack());
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first(), (QVariantList{u"storefront"_s, u"production"_s, u"v1.4.1"_s,
                                              u"Error rate: 5.8 %, the trigger is 5 %"_s}));
    }

    void aPersonSaysWhatKindOfTroubleItIs()
    {
        Screen screen(Shown::Open);
        screen.present();
        auto *code = screen.page->findChild<QComboBox *>(u"incidentReason"_s);
        QVERIFY(code->isVisible());
        QCOMPARE(code->currentText(), u"Error rate"_s); // by what was seen
        code->setFocus();
        QTest::keyClick(code, Qt::Key_Home);
        QTest::keyClick(code, Qt::Key_Down);
        QTest::keyClick(code, Qt::Key_Down);
        QCOMPARE(code->currentText(), u"Data corruption"_s);
        screen.page->setView(incidentView(Shown::Open)); // what a person chose stays
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackRequested);
        QVERIFY(screen.page->rollBack());
        QCOMPARE(asked.first().at(3).toString(), u"Data corruption: Error rate 5.8 %, the trigger is 5 %"_s);
    }

    void theCountdownGoesOnAfterTheRunHasEnded()
    {
        Screen screen(Shown::Open);
        std::vector<RunEvent> events = runEvents(RunStage::CountingDown);
        RunEvent end = events.back();
        end.kind = EventKind::RunFinished;
        end.outcome = Outcome::VerdictRollBack;
        events.insert(events.end() - 1, end);
        screen.bench.models.run->reset(replay(events));
        screen.present();
        const QString text = screen.page->findChild<QLabel *>(u"wayBackState"_s)->text();
        QVERIFY2(text.startsWith(u"Automatic rollback in "_s), qPrintable(text));
        QVERIFY2(text.endsWith(u". At zero every host returns to v1.4.1, and deploys are held."_s),
                 qPrintable(text));
        QVERIFY(screen.button(u"incidentKeep"_s)->isVisible());
        QVERIFY(screen.fits());
    }

    void aCountdownThatBelayDidNotEndWaitsForADecision()
    {
        Screen screen(Shown::Open);
        IncidentView view = incidentView(Shown::Open);
        view.story.countdownDueMs = now() - minute;
        screen.page->setView(view);
        screen.present();
        QVERIFY(screen.allText().contains(u"was counting down when Belay stopped"_s));
        QVERIFY(screen.fits());
        QSignalSpy kept(&screen.bench.intents, &WindowIntents::incidentKeptLive);
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackRequested);
        screen.press(u"incidentKeep"_s);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(screen.button(u"incidentRollBack"_s)->text(), u"Roll back now"_s);
        QVERIFY(screen.page->rollBack());
        QCOMPARE(asked.size(), 1);
        QCOMPARE(findingsInAllSizes(screen.window, u"incident-left-open"_s).join(u'\n'), QString());
        view.story.countdownDueMs = 0; // settled meanwhile
        screen.page->setView(view);
        QVERIFY(!screen.button(u"incidentKeep"_s)->isVisible());
    }

    void aRollbackIsFollowedHostByHost()
    {
        Screen screen(Shown::Led);
        screen.bench.models.run->reset(replay(rollbackEvents(false)));
        screen.present();
        QVERIFY(screen.allText().contains(u"Rolling back: 1 of 3 hosts"_s));
        QVERIFY(screen.fits());
        QVERIFY(!screen.button(u"incidentRollBack"_s)->isEnabled());
        QCOMPARE(findingsInAllSizes(screen.window, u"incident-rolling-back"_s).join(u'\n'), QString());
    }

    void aRollbackThatLeftAHostBehindSaysWhich()
    {
        Screen screen(Shown::Led);
        screen.bench.models.run->reset(replay(rollbackEvents(true)));
        screen.present();
        QVERIFY2(
            screen.allText().contains(u"2 of 3 hosts are back on v1.4.1. Still on v1.4.2: web-3 (connection "
                                      "refused)."_s),
            qPrintable(screen.allText()));
        QVERIFY(screen.button(u"incidentRollBack"_s)->isEnabled()); // the rest can follow
        QVERIFY(screen.fits());
        QCOMPARE(findingsInAllSizes(screen.window, u"incident-partial"_s).join(u'\n'), QString());
    }

    void theWorstThreeNumbersAreDrawn()
    {
        Screen screen(Shown::Open);
        screen.present();
        const auto *charts = screen.page->findChild<SmallMultiples *>(u"incidentChart"_s);
        QCOMPARE(charts->rowCount(), 3);
        QVERIFY2(charts->accessibleName() == u"Charts of Error rate, p99 latency, p95 latency"_s,
                 qPrintable(charts->accessibleName()));
        QVERIFY(charts->accessibleDescription().contains(u"Rollback trigger 5 %."_s));
    }

    void openedByItselfTheButtonDoesNotHaveTheKeys()
    {
        Screen screen(Shown::Open);
        screen.present();
        screen.page->focusCalmly();
        QVERIFY(!screen.button(u"incidentRollBack"_s)->hasFocus());
        QVERIFY(screen.page->isAncestorOf(QApplication::focusWidget()));
    }

    void withoutAWayBackItSaysWhy()
    {
        Screen screen(Shown::NotReady);
        screen.present();
        QVERIFY(!screen.page->rollBack());
        QCOMPARE(screen.page->findChild<QLabel *>(u"wayBackState"_s)->text(),
                 u"web-3 no longer has v1.4.1. Upload it first, or return the other hosts."_s);
        // Nor does the clock call it open.
        QStringList words;
        for (const QLabel *label : screen.page->findChildren<QLabel *>())
            words += label->text();
        QVERIFY2(words.contains(u"Not ready"_s) && !words.contains(u"Open"_s), qPrintable(words.join(u'|')));
    }

    void aCountdownIsEndedHere()
    {
        Screen screen(Shown::Open);
        screen.bench.showRun(RunStage::CountingDown);
        screen.present();
        QSignalSpy now(&screen.bench.intents, &WindowIntents::rollBackNowRequested);
        QSignalSpy veto(&screen.bench.intents, &WindowIntents::vetoRollbackRequested);
        QSignalSpy plain(&screen.bench.intents, &WindowIntents::rollbackRequested);
        QVERIFY(screen.page->findChild<QLabel *>(u"wayBackState"_s)
                    ->text()
                    .startsWith(u"Automatic rollback in "_s));
        screen.press(u"incidentKeep"_s);
        QCOMPARE(veto.size(), 1);
        QVERIFY(screen.page->rollBack());
        QCOMPARE(now.size(), 1);
        QCOMPARE(plain.size(), 0); // the one that counts down, not another one
        QCOMPARE(findingsInAllSizes(screen.window, u"incident-countdown"_s).join(u'\n'), QString());
    }

    void afterTheRollbackThereIsNoButtonForAnother()
    {
        Screen screen(Shown::RolledBack);
        screen.present();
        QVERIFY(!screen.button(u"incidentRollBack"_s)->isVisible());
        QVERIFY(!screen.page->rollBack());
        QVERIFY(screen.allText().contains(u"Rolled back. Verify that it is better."_s));
        QCOMPARE(screen.button(u"step-verify"_s)->text(), u"Verify, next"_s);
    }

    void whetherItHasHelpedIsSaid_data()
    {
        QTest::addColumn<int>("kind"); // of the verdict; -1: none yet
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("expected");
        QTest::newRow("measured") << -1 << QString()
                                  << u"Rolled back to v1.4.1. Whether it has helped is being measured."_s;
        QTest::newRow("recovered") << int(VerdictKind::Healthy) << u"Healthy — error rate 0.1 %."_s
                                   << u"Recovered — error rate 0.1 %."_s;
        QTest::newRow("not helped") << int(VerdictKind::RollBack) << u"Roll back — error rate 6 %."_s
                                    << u"Rolled back to v1.4.1, and it has not helped — error rate 6 %."_s;
        QTest::newRow("no data") << int(VerdictKind::NotEnoughData) << u"Not enough data — no samples."_s
                                 << u"Rolled back to v1.4.1. Not enough data — no samples."_s;
    }

    void theClockTellsWhatTheWayBackWasWorth_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("measured") << -1
                                  << QStringList{u"Measuring"_s, u"whether the rollback has helped"_s,
                                                 u"from its beginning until it was back"_s};
        QTest::newRow("recovered") << int(VerdictKind::Healthy)
                                   << QStringList{u"Recovered"_s, u"confirmed by the numbers since"_s,
                                                  u"from its beginning until it was back"_s};
        QTest::newRow("not helped") << int(VerdictKind::Hold)
                                    << QStringList{u"Not helped"_s, u"since it began"_s};
        QTest::newRow("no data") << int(VerdictKind::NotEnoughData)
                                 << QStringList{u"Not known"_s, u"whether it has helped, for lack of data"_s};
    }

    void theClockTellsWhatTheWayBackWasWorth()
    {
        QFETCH(const int, kind);
        QFETCH(const QStringList, words);
        Screen screen(Shown::RolledBack);
        IncidentView view = incidentView(Shown::RolledBack);
        DecisionQuestion &question = view.story.question;
        question.wayBackIsReady = false;
        question.wayBack = u"There is no earlier release."_s; // than the one that is live now
        question.backMs = now() - 98'000;
        question.backTo = u"v1.4.1"_s;
        if (kind >= 0)
            question.recovery = static_cast<VerdictKind>(kind);
        screen.page->setView(view);
        screen.present();
        const QString said = screen.allText();
        const QString since =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(question.backMs).time(), u"HH:mm:ss"_s);
        for (const QString &word : words + QStringList{since, u"back on v1.4.1 since then"_s})
            QVERIFY2(said.split(u'\n').contains(word), qPrintable(word + u" is missing in:\n"_s + said));
        QVERIFY2(!said.contains(u"Not ready"_s) && !said.contains(u"no earlier release"_s), qPrintable(said));
        QVERIFY(screen.fits());
        const QString name =
            u"incident-back-"_s + QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void whetherItHasHelpedIsSaid()
    {
        QFETCH(const int, kind);
        QFETCH(const QString, sentence);
        QFETCH(const QString, expected);
        Screen screen(Shown::RolledBack);
        IncidentView view = incidentView(Shown::RolledBack);
        Aftermath after;
        after.marks = {{now() - 100'000, u"web-1"_s}, {now() - 99'000, u"web-2"_s}};
        after.backMs = now() - 98'000;
        after.backTo = u"v1.4.1"_s;
        if (kind >= 0)
            after.recovery = Verdict{static_cast<VerdictKind>(kind), sentence, 30, {}};
        view.story.aftermath = after;
        view.story.question.backMs = after.backMs;
        view.story.question.backTo = after.backTo;
        if (after.recovery)
            view.story.question.recovery = after.recovery->kind;
        screen.page->setView(view);
        screen.present();
        QCOMPARE(screen.page->findChild<QLabel *>(u"wayBackState"_s)->text(), expected);
        QVERIFY(screen.fits());
        const QString name =
            u"incident-"_s + QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void theStepsAreTickedAndTakenBack()
    {
        Screen screen(Shown::Led);
        screen.present();
        QSignalSpy added(&screen.bench.intents, &WindowIntents::incidentFactAdded);
        screen.press(u"step-execute"_s);
        screen.press(u"step-communicate"_s);
        QCOMPARE(added.size(), 2);
        QVERIFY(added.at(0).at(0).value<IncidentFact>() == IncidentFact::Ticked);
        QVERIFY(added.at(0).at(1).value<std::optional<IncidentStep>>() == IncidentStep::Execute);
        QVERIFY(added.at(1).at(0).value<IncidentFact>() == IncidentFact::Unticked);
        QVERIFY(added.at(1).at(1).value<std::optional<IncidentStep>>() == IncidentStep::Communicate);
    }

    void oneClickLeads()
    {
        Screen screen(Shown::Open);
        screen.present();
        QSignalSpy added(&screen.bench.intents, &WindowIntents::incidentFactAdded);
        QVERIFY(screen.allText().contains(u"nobody leads it yet"_s));
        screen.press(u"leadIncident"_s);
        QCOMPARE(added.size(), 1);
        QVERIFY(added.first().at(0).value<IncidentFact>() == IncidentFact::Led);
        screen.page->setView(incidentView(Shown::Led));
        QVERIFY(!screen.button(u"leadIncident"_s)->isVisible());
        QVERIFY(screen.allText().contains(u"led by dana@workstation"_s));
    }

    void aClosedIncidentIsReadNotChanged()
    {
        Screen screen(Shown::Closed);
        screen.present();
        QVERIFY(!screen.button(u"addNote"_s)->isVisible());
        QVERIFY(!screen.button(u"closeIncident"_s)->isVisible());
        QVERIFY(!screen.button(u"step-verify"_s)->isEnabled());
        QVERIFY(screen.button(u"saveIncident"_s)->isVisible());
        QVERIFY(screen.button(u"openNext"_s)->isVisible());
        QVERIFY(screen.allText().contains(u"rolled back, error rate as before"_s));
    }

    void theTimelineEndsWithTheNewest()
    {
        Screen screen(Shown::Led);
        screen.present();
        auto *timeline = screen.page->findChild<QListView *>(u"incidentTimeline"_s);
        const int rows = timeline->model()->rowCount();
        QVERIFY(rows > 4);
        QTRY_VERIFY(timeline->viewport()->rect().contains(
            timeline->visualRect(timeline->model()->index(rows - 1, 0)).center()));
    }

    void whoReadsTheTimelineStaysAtTheLine()
    {
        Screen screen(Shown::Led);
        screen.present();
        screen.page->focusCalmly();
        auto *timeline = screen.page->findChild<QListView *>(u"incidentTimeline"_s);
        const int rows = timeline->model()->rowCount();
        QCOMPARE(timeline->currentIndex().row(), rows - 1); // seen to have the keyboard
        QTest::keyClick(timeline, Qt::Key_Home);
        screen.page->setView(incidentView(Shown::RolledBack)); // with more lines
        QVERIFY(timeline->model()->rowCount() > rows);
        QCOMPARE(timeline->currentIndex().row(), 0);
        QTRY_VERIFY(timeline->viewport()->rect().contains(
            timeline->visualRect(timeline->model()->index(0, 0)).center()));
        screen.button(u"addNote"_s)->setFocus(); // nobody reads there any more
        screen.page->setView(incidentView(Shown::Closed));
        QCOMPARE(timeline->currentIndex().row(), timeline->model()->rowCount() - 1);
    }

    void whatIsToDoInThisCaseIsTicked()
    {
        Screen screen(Shown::Open);
        screen.present();
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::incidentItemAnswered);
        auto *list = screen.page->findChild<QTreeView *>(u"ifIssues"_s);
        QVERIFY(list->isVisible());
        list->setCurrentIndex(list->model()->index(0, 0, list->model()->index(0, 0)));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered.first().at(0).toString(), u"issues-identify"_s);
    }
};

QTEST_MAIN(TestIncidentPage)
#include "tst_incident_page.moc"
