// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/background.h"
#include "app/window/attention.h"
#include "app/window/next_steps_controller.h"
#include "models/item/activity_model.h"
#include "models/item/checklist_model.h"
#include "models/item/history_model.h"
#include "models/item/hosts_model.h"
#include "models/item/log_model.h"
#include "models/item/overview_model.h"
#include "models/item/plan_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/desk.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QtTest>

#include <atomic>
#include <functional>
#include <utility>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString app = u"my_app"_s;
const QString production = u"production"_s;
const QString v1 = u"1.0.0"_s;
const QString v2 = u"2.0.0"_s;

QString logText(const LogModel &log)
{
    QStringList lines;
    for (int row = 0; row < log.rowCount(); ++row)
        lines.append(log.index(row, LogModel::Text).data().toString());
    return lines.join(u'\n');
}

std::vector<Attention> attention(const Desk &desk)
{
    return attentionFor(desk.projects->all(), desk.history->interrupted());
}

bool needsAttention(const Desk &desk, Attention::Kind kind)
{
    const std::vector<Attention> all = attention(desk);
    return std::any_of(all.begin(), all.end(), [kind](const Attention &each) { return each.kind == kind; });
}

/// A service that fails as soon as host "one" runs 2.0.0, and the rules that notice it.
class FailingService
{
public:
    explicit FailingService(Desk &desk)
        : m_server([path = desk.hostPath(u"one"_s)](const HttpServer::Request &) {
            const bool bad = readFile(path + u"/served"_s).trimmed() == "2.0.0";
            return HttpServer::answer(200, bad ? "# TYPE failing gauge\nfailing 50\n"
                                               : "# TYPE failing gauge\nfailing 0\n");
        })
    {
        desk.environment[u"metrics"_s] = QJsonObject{
            {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, m_server.url(u"/metrics"_s)}}},
            {u"interval"_s, u"100ms"_s},
            {u"before"_s, u"300ms"_s},
            {u"watch"_s, u"2s"_s},
            {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                                 {u"title"_s, u"Failing requests"_s},
                                                 {u"query"_s, u"failing"_s},
                                                 {u"bad"_s, u"up"_s},
                                                 {u"rollback"_s, 5}}}}};
    }

    void watchFor(Desk &desk, const QString &time) const
    {
        QJsonObject metrics = desk.environment[u"metrics"_s].toObject();
        metrics[u"watch"_s] = time;
        desk.environment[u"metrics"_s] = metrics;
    }

    /// 1.0.0 is live and well, and 2.0.0 has been called bad. Its watch would be a long one: the verdict ends
    /// it at once, and a machine that is busy gets its three samples all the same.
    bool callBad(Desk &desk) const
    {
        desk.write();
        if (!desk.openTrusted() || !desk.deploy(v1) || desk.phrase() != u"Healthy"_s)
            return false;
        watchFor(desk, u"1m"_s);
        desk.write();
        desk.build(v2);
        return desk.openTrusted() && desk.deploy(v2) &&
               desk.outcomes().mid(0, 2) == QStringList{u"succeeded"_s, u"verdict-roll-back"_s};
    }

private:
    HttpServer m_server;
};

/// Calls back when a countdown is first seen, at that very moment: it may be over before a test's next line.
class FirstCountdown : public QObject
{
public:
    FirstCountdown(const Desk &desk, std::function<void()> seen)
    {
        connect(desk.models.run, &RunModel::changed, this, [this, &desk, callBack = std::move(seen)] {
            if (desk.run().countdownEndsMs > 0 && !std::exchange(m_wasSeen, true))
                callBack();
        });
    }
    bool wasSeen() const { return m_wasSeen; }

private:
    bool m_wasSeen = false;
};

} // namespace

/// What a person does in the window, through the controllers the window talks to.
class TestWindowControllers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUntrustedProjectIsShownAndPlannedAndNothingOfItIsRun()
    {
        Desk desk;
        desk.checklist = QJsonObject{{u"items"_s, QJsonArray{QJsonObject{{u"id"_s, u"unit-tests"_s},
                                                                         {u"title"_s, u"Unit tests"_s},
                                                                         {u"run"_s, u"touch ran"_s}}}}};
        desk.write();
        desk.projects->open(desk.folder());
        QTRY_VERIFY_WITH_TIMEOUT(desk.projects->find(app), patienceMs);
        QCOMPARE(desk.phrase(), u"Not trusted yet"_s);
        desk.release->choose(app, production, v1);
        desk.release->plan();
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().plan, patienceMs);
        QVERIFY(!desk.view().plan->runnable);
        QTRY_VERIFY_WITH_TIMEOUT(desk.models.checklist->rowCount() > 0, patienceMs);
        desk.release->runChecks({});
        QCOMPARE(desk.failures.size(), 1);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 2, patienceMs);
        desk.release->unlock(app, production, u"a test of the window"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 3, patienceMs);
        desk.projects->testConnection(app, production, u"one"_s);
        QCOMPARE(desk.failures.size(), 4);
        for (const QString &failure : std::as_const(desk.failures))
            QVERIFY2(failure.contains(u"not trusted"_s), qPrintable(failure));
        QSignalSpy previews(desk.release.get(), &ReleaseController::rollbackPreviewReady);
        desk.release->previewRollback(app, production, {});
        QTRY_COMPARE_WITH_TIMEOUT(previews.size(), 1, patienceMs);
        QVERIFY(previews.at(0).at(0).value<RollbackPreview>().error);
        QVERIFY(!QFile::exists(desk.hostPath(u"one"_s)));
        QVERIFY(!QFile::exists(desk.folder() + u"/ran"_s));
    }

    void aFailedStepAsksInTheWindowAndTheAnswerIsFollowed()
    {
        Desk desk;
        HttpServer health([path = desk.hostPath(u"one"_s)](const HttpServer::Request &request) {
            const bool sick =
                request.path.contains("/one/") && readFile(path + u"/served"_s).trimmed() == "2.0.0";
            return sick ? HttpServer::answer(500, "no") : HttpServer::answer(200, "ok");
        });
        desk.environment[u"health"_s] = QJsonObject{{u"url"_s, health.url(u"/{host}/health"_s)},
                                                    {u"interval"_s, u"50ms"_s},
                                                    {u"timeout"_s, u"3s"_s},
                                                    {u"consecutive"_s, 1},
                                                    {u"within"_s, u"3s"_s}};
        desk.write();
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(v1));
        desk.build(v2);
        desk.release->choose(app, production, v2);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().failure, 30000);
        QCOMPARE(desk.view().failure->host, u"one"_s);
        QVERIFY(desk.view().failureEndsMs > 0);
        desk.release->answerFailure(FailureChoice::SkipHost);
        QVERIFY(desk.waitForRun());
        QVERIFY(!desk.view().failure);
        QVERIFY(desk.run().outcome == Outcome::Partial);
        QCOMPARE(desk.live(), u"1.0.0 2.0.0"_s);
        QVERIFY(logText(*desk.models.log).contains(u": skip one."_s));
    }

    void aDeploymentWaitsForALockAndCanBeStoppedWaiting()
    {
        Desk desk;
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(v1));
        desk.build(v2);
        const QString lock = desk.hostPath(u"two"_s) + u"/.belay/lock"_s;
        QVERIFY(QFile::link(u"v1:run-9:ann@laptop:20261121160000"_s, lock));
        desk.release->choose(app, production, v2);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().planError, 30000);
        QVERIFY(desk.view().planError->kind == ErrorKind::Locked);

        desk.release->deployWhenUnlocked(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().waitingFor.contains(u"two: ann@laptop (run run-9"_s), 30000);
        desk.release->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.release->isRunning(), 30000);
        QCOMPARE(desk.view().waitingFor, QString());
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);

        desk.release->deployWhenUnlocked(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view().waitingFor.isEmpty(), 30000);
        QVERIFY(QFile::remove(lock));
        QVERIFY(desk.waitForRun());
        QCOMPARE(desk.view().waitingFor, QString());
        QCOMPARE(desk.live(), u"2.0.0 2.0.0"_s);
    }

    void aReleaseGoesFromPlanToRollbackAndTheHoldIsShownAndLifted()
    {
        Desk desk;
        desk.build(v2);
        QVERIFY(desk.openTrusted());
        QCOMPARE(desk.phrase(), u"Not deployed"_s);
        QCOMPARE(desk.models.hosts->rowCount(), 2);
        QVERIFY(desk.deploy(v1));
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        QCOMPARE(desk.phrase(), u"Live"_s);
        QVERIFY(desk.run().outcome == Outcome::Succeeded);
        // Published with every event of a run: a list that doubled its room each time took all memory.
        QVERIFY2(desk.view().versions.capacity() < 100,
                 qPrintable(QString::number(desk.view().versions.capacity())));
        QTRY_COMPARE_WITH_TIMEOUT(desk.view().readiness.text, u"one has no earlier good release"_s,
                                  patienceMs);

        desk.release->choose(app, production, v2);
        QCOMPARE(desk.view().versions, QStringList({v2, v1})); // built and not deployed comes first
        desk.release->plan();
        QVERIFY(desk.view().planning);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().plan, patienceMs);
        QVERIFY(!desk.view().planning);
        QVERIFY(desk.models.plan->rowCount() > 3);
        desk.release->deploy(u"a test of the window"_s);
        QVERIFY(desk.waitForRun());
        QCOMPARE(desk.live(), u"2.0.0 2.0.0"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.view().readiness.text.startsWith(u"1.0.0 is ready on 2 of 2 hosts, about "_s), patienceMs);

        QSignalSpy previews(desk.release.get(), &ReleaseController::rollbackPreviewReady);
        desk.release->previewRollback(app, production, {});
        QTRY_COMPARE_WITH_TIMEOUT(previews.size(), 1, patienceMs);
        const auto preview = previews.at(0).at(0).value<RollbackPreview>();
        QVERIFY(preview.plan && !preview.error);
        QCOMPARE(preview.candidates, QStringList{v1});
        QVERIFY(preview.liveSinceMs > 0);

        desk.release->rollBack(app, production, {}, u"too many errors"_s);
        QVERIFY(desk.waitForRun());
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        QCOMPARE(desk.outcomes(), QStringList({u"succeeded"_s, u"succeeded"_s, u"succeeded"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view().hold.isEmpty(), patienceMs);
        QCOMPARE(desk.phrase(), u"Deploys are held"_s);
        QVERIFY(needsAttention(desk, Attention::Kind::Held));
        QVERIFY2(desk.failures.isEmpty(), qPrintable(desk.failures.join(u'\n')));

        desk.release->choose(app, production, v2);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 1, patienceMs);
        QVERIFY2(desk.failures.at(0).contains(u"held"_s), qPrintable(desk.failures.at(0)));
        QVERIFY(desk.view().planError);

        desk.release->unlock(app, production, u"fixed and tested"_s);
        QVERIFY(desk.waitForRun());
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().hold.isEmpty(), patienceMs);
        QCOMPARE(desk.phrase(), u"Live"_s);
    }

    void theGateOpensWhenEveryMustIsSettled()
    {
        Desk desk;
        const auto items = profileItems(u"generic"_s);
        QJsonArray disabled;
        for (const CheckItem &item : items)
            disabled.append(item.id);
        desk.checklist =
            QJsonObject{{u"disable"_s, disabled},
                        {u"items"_s, QJsonArray{QJsonObject{{u"id"_s, u"unit-tests"_s},
                                                            {u"title"_s, u"Unit tests"_s},
                                                            {u"level"_s, u"must"_s},
                                                            {u"run"_s, u"echo 3 tests"_s}},
                                                QJsonObject{{u"id"_s, u"who-answers"_s},
                                                            {u"title"_s, u"Who answers the phone"_s},
                                                            {u"level"_s, u"must"_s},
                                                            {u"ask"_s, u"text"_s}}}}};
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        QTRY_COMPARE_WITH_TIMEOUT(desk.view().gate.blocking.size(), 2, patienceMs);
        desk.release->deploy({});
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 1, patienceMs);
        QVERIFY2(desk.failures.at(0).startsWith(u"The checklist is not passed"_s),
                 qPrintable(desk.failures.at(0)));
        QCOMPARE(desk.live(), u"- -"_s);

        desk.release->runChecks({});
        QVERIFY(desk.view().checksRunning);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view().checksRunning, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(desk.view().gate.blocking.size(), 1, patienceMs);
        const QModelIndex tests = desk.models.checklist->find(u"unit-tests"_s);
        QCOMPARE(tests.data(ChecklistModel::StateRole).toInt(), static_cast<int>(CheckState::Passed));
        desk.release->runChecks({});
        QCOMPARE(desk.told.size(), 1); // nothing left to run

        desk.release->answer(u"who-answers"_s, CheckState::Passed, {});
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 2, patienceMs); // an answer without the asked text
        desk.release->answer(u"who-answers"_s, CheckState::Passed, u"Dana"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view().gate.open, patienceMs);
        desk.release->deploy({});
        QVERIFY(desk.waitForRun());
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
    }

    void checksAreStoppedByHand()
    {
        Desk desk;
        desk.checklist = QJsonObject{
            {u"items"_s, QJsonArray{QJsonObject{
                             {u"id"_s, u"slow"_s}, {u"title"_s, u"Slow"_s}, {u"run"_s, u"sleep 600"_s}}}}};
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        QTRY_VERIFY_WITH_TIMEOUT(desk.models.checklist->find(u"slow"_s).isValid(), patienceMs);
        desk.release->runChecks({u"slow"_s});
        const QModelIndex slow = desk.models.checklist->find(u"slow"_s);
        QTRY_COMPARE_WITH_TIMEOUT(slow.data(ChecklistModel::StateRole).toInt(),
                                  static_cast<int>(CheckState::Running), patienceMs);
        desk.release->stopChecks();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view().checksRunning, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(slow.data(ChecklistModel::StateRole).toInt() !=
                                     static_cast<int>(CheckState::Running),
                                 patienceMs);
    }

    void oneCheckIsStoppedAndTheOthersGoOn()
    {
        Desk desk;
        const auto item = [](const QString &id, const QString &run) {
            return QJsonObject{{u"id"_s, id}, {u"title"_s, id}, {u"run"_s, run}};
        };
        const QString waits = u"while [ ! -e go ]; do sleep 0.05; done"_s;
        desk.checklist = QJsonObject{
            {u"items"_s, QJsonArray{item(u"endless"_s, u"sleep 600"_s), item(u"waits"_s, waits)}}};
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        const auto state = [&desk](const QString &id) {
            return desk.models.checklist->find(id).data(ChecklistModel::StateRole).toInt();
        };
        QTRY_VERIFY_WITH_TIMEOUT(desk.models.checklist->find(u"waits"_s).isValid(), patienceMs);
        desk.release->runChecks({u"endless"_s, u"waits"_s});
        QTRY_COMPARE_WITH_TIMEOUT(state(u"endless"_s), static_cast<int>(CheckState::Running), patienceMs);
        desk.release->stopCheck(u"waits"_s); // it has not begun: nothing happens
        desk.release->stopCheck(u"endless"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"endless"_s), static_cast<int>(CheckState::Open),
                                  patienceMs); // as it was
        QTRY_COMPARE_WITH_TIMEOUT(state(u"waits"_s), static_cast<int>(CheckState::Running), patienceMs);
        QVERIFY(desk.view().checksRunning);
        writeFile(desk.folder() + u"/go"_s, "now");
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view().checksRunning, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"waits"_s), static_cast<int>(CheckState::Passed), patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(state(u"endless"_s), static_cast<int>(CheckState::Open), patienceMs);
    }

    void aWaiverWaitsForASecondPersonInTheWindow()
    {
        Desk desk;
        desk.checklist = QJsonObject{{u"items"_s, QJsonArray{QJsonObject{{u"id"_s, u"mine"_s},
                                                                         {u"title"_s, u"Mine"_s},
                                                                         {u"level"_s, u"must"_s},
                                                                         {u"run"_s, u"false"_s}}}}};
        desk.environment[u"checklist"_s] = QJsonObject{{u"second_person"_s, true}};
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        QTRY_VERIFY_WITH_TIMEOUT(desk.models.checklist->find(u"mine"_s).isValid(), patienceMs);
        const auto of = [&desk](int role) { return desk.models.checklist->find(u"mine"_s).data(role); };
        const auto state = [&of] { return of(ChecklistModel::StateRole).toInt(); };
        desk.release->answer(u"mine"_s, CheckState::Waived, u"the hotfix cannot wait"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!of(ChecklistModel::HeldByRole).toString().isEmpty(), patienceMs);
        QCOMPARE(state(), static_cast<int>(CheckState::Open));
        desk.release->confirmWaiver(u"mine"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 1, patienceMs); // the same person
        QVERIFY2(desk.failures.at(0).contains(u"somebody else must confirm it"_s),
                 qPrintable(desk.failures.at(0)));
        desk.release->confirmWaiver(u"mine"_s, u"Kim"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(), static_cast<int>(CheckState::Waived), patienceMs);
        QCOMPARE(of(ChecklistModel::ConfirmedByRole).toString().section(u'@', 0, 0), u"Kim"_s);
        desk.release->undoAnswer(u"mine"_s); // who confirmed
        QTRY_VERIFY_WITH_TIMEOUT(!of(ChecklistModel::HeldByRole).toString().isEmpty(), patienceMs);
        desk.release->undoAnswer(u"mine"_s); // who waived
        QTRY_VERIFY_WITH_TIMEOUT(!of(ChecklistModel::HeldRole).toBool(), patienceMs);
        QCOMPARE(state(), static_cast<int>(CheckState::Open));
    }

    void whatIsLeftAfterTheReleaseIsListedUntilItIsDone()
    {
        Desk desk;
        QVERIFY(desk.openTrusted());
        NextStepsController next(*desk.workspace, *desk.projects);
        QSignalSpy changed(&next, &NextStepsController::changed);
        next.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, patienceMs);
        QCOMPARE(next.steps().project, QString()); // nothing was released yet
        QVERIFY(desk.deploy(v1));
        next.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(next.steps().project, app, patienceMs);
        QCOMPARE(next.steps().version, v1);
        const std::vector<CheckStatus> items = next.steps().items;
        QVERIFY(!items.empty());
        for (const CheckStatus &item : items) {
            QVERIFY(item.item.phase == CheckPhase::After);
            next.answer(app, production, item.item.id, CheckState::NotApplicable, {});
        }
        QTRY_COMPARE_WITH_TIMEOUT(next.steps().project, QString(), patienceMs);
    }

    void deployingBuildsFirstAndShowsWhatTheBuildSays()
    {
        Desk desk;
        desk.releaseSpec[u"build"_s] =
            u"echo building {version}; mkdir -p dist/{version}; echo {version} > dist/{version}/built"_s;
        desk.write();
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(u"3.0.0"_s));
        QCOMPARE(desk.live(), u"3.0.0 3.0.0"_s);
        QVERIFY2(logText(*desk.models.log).startsWith(u"building 3.0.0\n"_s),
                 qPrintable(logText(*desk.models.log)));
        QVERIFY(desk.models.log->rowCount() > 1); // and what the run said after it
    }

    void aBuildThatFailsOrIsStoppedSendsNothing_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("stopped");
        QTest::addColumn<QString>("says");
        QTest::newRow("fails") << u"echo broken; exit 3"_s << false << u"The build failed"_s;
        QTest::newRow("stopped") << u"echo begun; sleep 600"_s << true << u"The build was stopped"_s;
    }

    void aBuildThatFailsOrIsStoppedSendsNothing()
    {
        QFETCH(QString, command);
        QFETCH(bool, stopped);
        QFETCH(QString, says);
        Desk desk;
        desk.releaseSpec[u"build"_s] = command;
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        desk.release->deploy(u"a test of the window"_s);
        QVERIFY(desk.release->isRunning());
        if (stopped) {
            QTRY_COMPARE_WITH_TIMEOUT(logText(*desk.models.log), u"begun"_s, patienceMs);
            desk.release->stop();
        }
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 1, patienceMs);
        QVERIFY2(desk.failures.at(0).startsWith(says), qPrintable(desk.failures.at(0)));
        QVERIFY(!desk.release->isRunning());
        QVERIFY(!desk.view().planning);
        QVERIFY(!QFile::exists(desk.hostPath(u"one"_s) + u"/releases"_s));
    }

    void aPlanOfWhatWasChosenBeforeIsNotShown()
    {
        Desk desk;
        desk.build(v2);
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        desk.release->plan();
        desk.release->choose(app, production, v2);
        QVERIFY(!desk.view().planning);
        finishBackgroundWork();
        QCoreApplication::processEvents();
        QVERIFY(!desk.view().plan);
        QCOMPARE(desk.view().version, v2);
    }

    void aFailingReleaseIsRolledBackWhenTheCountdownEnds()
    {
        Desk desk;
        const FailingService service(desk);
        desk.environment[u"rollback"_s] =
            QJsonObject{{u"automatic"_s, u"countdown"_s}, {u"countdown"_s, u"2s"_s}};
        QString live;
        QString sentence;
        QStringList failures;
        const FirstCountdown countdown(desk, [&] {
            live = desk.live();
            sentence = desk.run().verdict->sentence;
            // Nothing may take the rollback's place unnoticed.
            desk.release->deploy(u"a test of the window"_s);
            failures = desk.failures;
        });
        QVERIFY(service.callBad(desk));
        QTRY_COMPARE_WITH_TIMEOUT(desk.outcomes().size(), 3, patienceMs);
        QVERIFY(countdown.wasSeen());
        QCOMPARE(live, u"2.0.0 2.0.0"_s);
        QCOMPARE(failures.size(), 1);
        QVERIFY2(failures.at(0).contains(u"automatic rollback"_s), qPrintable(failures.at(0)));
        QVERIFY(desk.waitUntilAsked());
        QCOMPARE(desk.outcomes().last(), u"succeeded"_s);
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        QVERIFY(desk.run().plan.kind == PlanKind::Rollback);
        QCOMPARE(desk.run().plan.reason, sentence);
        QVERIFY(!needsAttention(desk, Attention::Kind::Trigger));
        QCOMPARE(desk.outcomes().size(), 3); // one automatic rollback, not two
    }

    /// What a closed lid does: nobody saw the countdown, and the hosts may be another's work by now.
    void afterAComputerStoodStillNothingIsRolledBackByItself()
    {
        Desk desk;
        const FailingService service(desk);
        desk.environment[u"rollback"_s] =
            QJsonObject{{u"automatic"_s, u"countdown"_s}, {u"countdown"_s, u"2s"_s}};
        const FirstCountdown countdown(desk, [] {
            QThread::sleep(13); // the window's thread stands still, and with it its timers
        });
        QVERIFY(service.callBad(desk));
        QTRY_VERIFY_WITH_TIMEOUT(countdown.wasSeen(), patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(desk.run().countdownEndsMs, 0, patienceMs);
        QTRY_VERIFY2_WITH_TIMEOUT(
            desk.run().text.startsWith(u"The automatic rollback was not begun: this computer stood still"_s),
            qPrintable(desk.run().text), patienceMs);
        QVERIFY(desk.waitUntilAsked());
        QVERIFY(!desk.release->isRunning());
        QCOMPARE(desk.live(), u"2.0.0 2.0.0"_s);
        QCOMPARE(desk.outcomes().size(), 2);
    }

    void aVetoKeepsTheReleaseAndIsWrittenDown()
    {
        Desk desk;
        const FailingService service(desk);
        desk.environment[u"rollback"_s] =
            QJsonObject{{u"automatic"_s, u"countdown"_s}, {u"countdown"_s, u"10m"_s}};
        QVERIFY(service.callBad(desk));
        const QString run = desk.run().runId;
        QTRY_VERIFY_WITH_TIMEOUT(desk.run().countdownEndsMs > 0, patienceMs);
        QVERIFY(needsAttention(desk, Attention::Kind::Trigger));
        desk.release->veto();
        QCOMPARE(desk.run().countdownEndsMs, 0);
        QVERIFY(desk.run().lastEventMs > 0);
        QTRY_COMPARE_WITH_TIMEOUT(desk.run().text, u"The automatic rollback was vetoed."_s, patienceMs);
        QCOMPARE(desk.live(), u"2.0.0 2.0.0"_s);
        desk.release->veto(); // twice is once
        desk.release->rollBackNow();
        finishBackgroundWork();
        QCoreApplication::processEvents();
        QVERIFY(!desk.release->isRunning());
        const auto past = loadRun(*desk.composition->history(), run);
        QVERIFY(past.has_value());
        QCOMPARE(past->events.back().text, u"The automatic rollback was vetoed."_s);
        QCOMPARE(desk.failures, QStringList());
    }

    void rollingBackNowDoesNotWaitForTheCountdown()
    {
        Desk desk;
        const FailingService service(desk);
        desk.environment[u"rollback"_s] =
            QJsonObject{{u"automatic"_s, u"countdown"_s}, {u"countdown"_s, u"10m"_s}};
        QVERIFY(service.callBad(desk));
        QTRY_VERIFY_WITH_TIMEOUT(desk.run().countdownEndsMs > 0, patienceMs);
        desk.release->rollBackNow();
        desk.release->rollBackNow();
        QVERIFY(desk.waitForRun());
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        QCOMPARE(desk.outcomes().size(), 3);
        QCOMPARE(desk.failures, QStringList());
    }

    void withoutAPolicyAFailingReleaseStaysAndAsksForAttention()
    {
        Desk desk;
        const FailingService service(desk);
        QVERIFY(service.callBad(desk));
        QCOMPARE(desk.outcomes().last(), u"verdict-roll-back"_s);
        QVERIFY(needsAttention(desk, Attention::Kind::Trigger));
        QCOMPARE(desk.phrase(), desk.run().verdict->sentence);
        QCOMPARE(desk.run().countdownEndsMs, 0);
        // A colleague takes it back: the trigger is no news any more.
        QCOMPARE(desk.cli
                     .run({u"rollback"_s, u"-y"_s, u"--data-dir"_s, desk.cli.home() + u"/elsewhere"_s,
                           u"--trust"_s},
                          desk.folder())
                     .exitCode,
                 0);
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        desk.projects->refresh();
        QVERIFY(desk.waitUntilAsked());
        QVERIFY(!needsAttention(desk, Attention::Kind::Trigger));
    }

    void aRollbackAskedForDuringTheWatchEndsTheWatch()
    {
        Desk desk;
        const FailingService service(desk);
        service.watchFor(desk, u"10m"_s);
        desk.write();
        desk.build(v2);
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.run().verdict, patienceMs); // watching
        QVERIFY(desk.view().runActive);
        QVERIFY2(desk.phrase().contains(u"hosts"_s), qPrintable(desk.phrase()));
        desk.release->stop();
        QVERIFY(desk.waitForRun() || !desk.view().runActive);
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);

        desk.release->choose(app, production, u"1.1.0"_s);
        desk.build(u"1.1.0"_s);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.run().plan.version == u"1.1.0"_s && desk.run().verdict, patienceMs);
        desk.release->rollBack(app, production, v1, u"on second thoughts"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.run().plan.kind == PlanKind::Rollback, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(desk.run().finished && !desk.release->isRunning(), 30000);
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        QCOMPARE(desk.failures, QStringList());
    }

    void aSilentSourceIsAskedAtOnceWhenAPersonWantsIt()
    {
        Desk desk;
        std::atomic<int> asked = 0;
        HttpServer silent([&asked](const HttpServer::Request &) {
            ++asked;
            return HttpServer::answer(503, "");
        });
        desk.environment[u"metrics"_s] = QJsonObject{
            {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, silent.url(u"/metrics"_s)}}},
            {u"interval"_s, u"60s"_s},
            {u"before"_s, u"100ms"_s},
            {u"watch"_s, u"10m"_s},
            {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                                 {u"query"_s, u"failing"_s},
                                                 {u"bad"_s, u"up"_s},
                                                 {u"rollback"_s, 5}}}}};
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        desk.release->deploy(u"a test of the window"_s);
        const auto rounds = [&desk] {
            return desk.run().series.empty() ? 0 : static_cast<int>(desk.run().series.front().after.size());
        };
        QTRY_COMPARE_WITH_TIMEOUT(rounds(), 1, patienceMs);
        const int before = asked;
        desk.release->askSourceNow(app, u"staging"_s); // another place
        // A minute has not passed; between two rounds there is a moment in which nobody waits.
        QTRY_VERIFY_WITH_TIMEOUT((desk.release->askSourceNow(app, production), rounds() >= 2), patienceMs);
        QVERIFY(asked > before);
        desk.release->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.release->isRunning(), patienceMs);
    }

    void aRollbackAskedForDuringABuildComesFirst()
    {
        Desk desk;
        desk.build(v2);
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(v1));
        QVERIFY(desk.deploy(v2));
        desk.releaseSpec[u"build"_s] = u"echo begun; sleep 600"_s;
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v2);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_COMPARE_WITH_TIMEOUT(logText(*desk.models.log), u"begun"_s, patienceMs);
        desk.release->rollBack(app, production, {}, u"on second thoughts"_s);
        QVERIFY(desk.waitForRun());
        QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
        QCOMPARE(desk.failures, QStringList());
    }

    void anInterruptedRunIsOfferedAndTakenUp_data()
    {
        QTest::addColumn<bool>("rollBack");
        QTest::addColumn<QString>("live");
        QTest::newRow("goes on") << false << u"2.0.0 2.0.0"_s;
        QTest::newRow("goes back") << true << u"1.0.0 1.0.0"_s;
    }

    void anInterruptedRunIsOfferedAndTakenUp()
    {
        QFETCH(bool, rollBack);
        QFETCH(QString, live);
        Desk desk;
        const QString gate = desk.cli.home() + u"/gate"_s;
        desk.environment[u"commands"_s] = QJsonObject{
            {u"restart"_s,
             u"cat {current_path}/REVISION > ../../served; while [ -e %1 ]; do sleep 0.05; done"_s.arg(
                 gate)}};
        desk.write();
        desk.build(v2);
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(v1));

        writeFile(gate, "");
        const auto other = desk.cli.start({u"deploy"_s, u"-y"_s, u"-r"_s, v2, u"--skip-checklist"_s,
                                           u"--reason"_s, u"a test of the window"_s},
                                          desk.folder());
        const auto served = [&desk] { return readFile(desk.hostPath(u"one"_s) + u"/served"_s).trimmed(); };
        QTRY_COMPARE_WITH_TIMEOUT(served(), QByteArray("2.0.0"), 30000);
        other->kill();
        QVERIFY(other->waitForFinished());
        QVERIFY(QFile::remove(gate));

        desk.history->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(desk.history->interrupted().size(), std::size_t(1), patienceMs);
        const QString run = desk.history->interrupted().front().id;
        QVERIFY(needsAttention(desk, Attention::Kind::Interrupted));
        const int row = desk.models.history->find(run);
        QVERIFY(row >= 0);
        QVERIFY(desk.models.history->row(row).interrupted);

        desk.release->resume(run, rollBack);
        QVERIFY(desk.waitForRun());
        QVERIFY2(desk.failures.isEmpty(), qPrintable(desk.failures.join(u'\n')));
        QCOMPARE(desk.live(), live);
        if (!rollBack) {
            QCOMPARE(desk.run().runId, run); // the same run, to its end
            QCOMPARE(desk.outcomes().last(), u"succeeded"_s);
        } else {
            desk.history->markHandled(run, u"rolled back by hand"_s);
        }
        desk.history->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(desk.history->interrupted().empty(), patienceMs);
    }

    void thePastIsListedSearchedOpenedAndReported()
    {
        Desk desk;
        desk.build(v2);
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(v1));
        const QString first = desk.run().runId;
        QVERIFY(desk.deploy(v2));
        desk.history->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(desk.models.history->rowCount(), 2, patienceMs);
        QCOMPARE(desk.models.history->row(0).version, v2);
        QCOMPARE(desk.models.activity->rowCount(), 2);
        QCOMPARE(desk.history->figures().deployments, 2);
        desk.history->search(u"1.0.0"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.models.history->rowCount() >= 1 && desk.models.history->find(first) >= 0, patienceMs);
        desk.history->search(u"no such thing"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.models.history->rowCount(), 0, patienceMs);
        QCOMPARE(desk.models.activity->rowCount(), 2); // the search is about the table

        QSignalSpy opened(desk.history.get(), &HistoryController::opened);
        desk.history->open(first);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, patienceMs);
        const auto past = opened.at(0).at(0).value<RecordedRun>();
        QCOMPARE(past.state.plan.version, v1);
        QVERIFY(past.state.outcome == Outcome::Succeeded);
        QVERIFY(!past.state.log.empty());

        QSignalSpy reports(desk.history.get(), &HistoryController::reportReady);
        desk.history->report(first);
        QTRY_COMPARE_WITH_TIMEOUT(reports.size(), 1, patienceMs);
        QVERIFY(reports.at(0).at(1).toString().contains(v1));
        const QString file = desk.cli.home() + u"/report.html"_s;
        desk.history->saveReport(first, file);
        QTRY_COMPARE_WITH_TIMEOUT(desk.told.size(), 1, patienceMs);
        QVERIFY(readFile(file).contains("<html"));
        desk.history->saveReport(first, desk.cli.home() + u"/nowhere/report.md"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 1, patienceMs);
        desk.history->open(u"no-such-run"_s);
        QTRY_COMPARE_WITH_TIMEOUT(desk.failures.size(), 2, patienceMs);
    }

    void aWishToAskAgainIsNotLostWhileTheHostsAreBeingAsked()
    {
        Desk desk;
        QVERIFY(desk.openTrusted());
        QVERIFY(desk.deploy(v1));
        desk.projects->refresh(app, production);
        QVERIFY(desk.projects->knowledge(app, production)->asking);
        QVERIFY(QFile::remove(desk.hostPath(u"one"_s) + u"/current"_s));
        desk.projects->refresh(app, production);
        QVERIFY(desk.waitUntilAsked());
        QCOMPARE(desk.phrase(), u"Hosts run different releases"_s);
        QVERIFY(needsAttention(desk, Attention::Kind::Mixed));
    }

    void openedProjectsComeBackInTheSameOrderEveryTime()
    {
        Desk desk;
        const QString second = desk.cli.home() + u"/second"_s;
        QByteArray text = readFile(desk.file());
        writeFile(second + u"/belay.json"_s, text.replace("my_app", "your_app"));
        desk.projects->open(desk.folder());
        QTRY_COMPARE_WITH_TIMEOUT(desk.projects->all().size(), std::size_t(1), patienceMs);
        desk.projects->open(second);
        QTRY_COMPARE_WITH_TIMEOUT(desk.projects->all().size(), std::size_t(2), patienceMs);
        const auto reopened = [&desk] {
            Projects again(*desk.workspace, desk.models);
            again.reopenRecent();
            if (!QTest::qWaitFor([&again] { return again.all().size() == 2; }, patienceMs))
                return QStringList();
            return QStringList{again.all()[0].project.name, again.all()[1].project.name};
        };
        const QStringList order{u"your_app"_s, app};
        QCOMPARE(reopened(), order);
        QCOMPARE(reopened(), order);
        desk.projects->forget(desk.file());
        QCOMPARE(desk.projects->all().size(), std::size_t(1));
        finishBackgroundWork();
        Projects left(*desk.workspace, desk.models);
        left.reopenRecent();
        QTRY_COMPARE_WITH_TIMEOUT(left.all().size(), std::size_t(1), patienceMs);
    }

    void closingWhileHostsAreAskedAndARunGoesOnIsClean()
    {
        Desk desk;
        desk.environment[u"commands"_s] = QJsonObject{{u"restart"_s, u"touch ../../begun; sleep 1"_s}};
        desk.write();
        QVERIFY(desk.openTrusted());
        desk.release->choose(app, production, v1);
        desk.release->deploy(u"a test of the window"_s);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(desk.hostPath(u"one"_s) + u"/begun"_s), 30000);
        desk.projects->refresh();
        desk.release->plan();
        desk.release->previewRollback(app, production, {});
        desk.history->refresh();
        desk.release.reset();
        desk.projects.reset();
        desk.history.reset();
        finishBackgroundWork();
        const auto runs = desk.composition->history()->interrupted();
        QVERIFY(runs.has_value());
        QCOMPARE(runs->size(), std::size_t(0)); // stopped, undone, and its end written down
        QVERIFY(!QFileInfo(desk.hostPath(u"one"_s) + u"/.belay/lock"_s).isSymLink());
    }
};

QTEST_GUILESS_MAIN(TestWindowControllers)
#include "tst_window_controllers.moc"
