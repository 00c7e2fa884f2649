// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/planner.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString before = u"20261121140000"_s;
const QString live = u"20261121150000"_s;

HostObservation observed(const QString &name)
{
    HostObservation out;
    out.host = name;
    out.path = u"/srv/my_app"_s;
    out.exists = true;
    out.environmentTag = u"my_app/production"_s;
    out.releases = {{before, u"0.9.0"_s, true, false, false}, {live, u"1.0.0"_s, true, false, false}};
    out.activations = {before, live};
    out.currentId = live;
    out.currentLink = u"/srv/my_app/releases/"_s + live;
    return out;
}

/// A deployment of 2.0.0 to app1 and app2, as it was planned before it was interrupted.
UndoRequest interrupted()
{
    DeployRequest request;
    request.project.name = u"my_app"_s;
    request.environment.name = u"production"_s;
    request.environment.target.path = u"/srv/my_app"_s;
    for (const QString &name : {u"app1"_s, u"app2"_s})
        request.environment.target.hosts.push_back({name, name, 0, u"deploy"_s, {}, {}, {}});
    request.environment.commands[u"restart"_s] = u"restart it"_s;
    request.version = u"2.0.0"_s;
    request.by = u"ann@laptop"_s;
    request.runId = u"run-7"_s;
    request.fleet = FleetSnapshot{u"production"_s, {observed(u"app1"_s), observed(u"app2"_s)}};
    request.artifact = Artifact{u"/build/app"_s, {}, 8, {{u"bin/app"_s, 8, QByteArray(64, 'a')}}, {}};
    UndoRequest out;
    out.interrupted = planDeploy(request).value();
    out.fleet = *request.fleet;
    for (HostObservation &host : out.fleet.hosts)
        host.lock = out.interrupted.lockToken;
    out.by = u"bob@desk"_s;
    out.runId = u"run-8"_s;
    return out;
}

void goLive(HostObservation &host, const QString &release)
{
    host.releases.push_back({release, u"2.0.0"_s, true, false, false});
    host.activations.append(release);
    host.currentId = release;
    host.currentLink = u"/srv/my_app/releases/"_s + release;
}

QStringList transcript(const Plan &plan)
{
    QStringList lines;
    for (const Stage &stage : plan.stages) {
        QStringList steps;
        for (const Step &step : stage.steps)
            steps.append(step.id);
        lines.append(stage.id + u": "_s + steps.join(u' '));
    }
    return lines;
}

} // namespace

class UndoPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSwitchedMeansNothingIsSwitchedBack()
    {
        const auto plan = planUndo(interrupted());
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().summary));
        QCOMPARE(
            transcript(*plan),
            QStringList({u"lock: lock@app1 lock@app2"_s,
                         u"tidy: undo-publish@app1 undo-publish@app2 undo-upload@app1 undo-upload@app2"_s,
                         u"unlock: undo-lock@app1 undo-lock@app2"_s}));
        QCOMPARE(plan->version, u"1.0.0"_s);
        QCOMPARE(plan->fromVersion, u"2.0.0"_s);
        QCOMPARE(plan->runId, u"run-8"_s);
    }

    void onlyTheSwitchedHostGoesBackAndEveryHostIsFreed()
    {
        UndoRequest request = interrupted();
        goLive(request.fleet.hosts[1], request.interrupted.hosts[1].toReleaseId);
        const auto plan = planUndo(request);
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().summary));
        QCOMPARE(transcript(*plan),
                 QStringList(
                     {u"lock: lock@app1 lock@app2"_s,
                      u"back: switch-back@app2 mark-bad@app2 restart-back@app2"_s, u"record: record@app2"_s,
                      u"tidy: undo-publish@app1 undo-publish@app2 undo-upload@app1 undo-upload@app2"_s,
                      u"unlock: undo-lock@app1 undo-lock@app2"_s}));
    }

    void aHostWhoseLinkIsBackAlreadyIsRestartedAllTheSame()
    {
        UndoRequest request = interrupted();
        HostObservation &host = request.fleet.hosts[0];
        goLive(host, request.interrupted.hosts[0].toReleaseId);
        host.currentId = live;
        const auto plan = planUndo(request);
        QVERIFY(plan);
        QVERIFY(transcript(*plan).contains(u"back: switch-back@app1 mark-bad@app1 restart-back@app1"_s));
    }

    void aHostThatIsSilentIsLeftOutAndNamed()
    {
        UndoRequest request = interrupted();
        request.fleet.hosts[0].error = Error{ErrorKind::Network, u"no route"_s, {}, {}};
        const auto plan = planUndo(request);
        QVERIFY(plan);
        QCOMPARE(plan->hosts.size(), std::size_t(1));
        QVERIFY(plan->warnings.join(u' ').contains(u"app1"_s));
        QVERIFY(!transcript(*plan).join(u' ').contains(u"app1"_s));
    }

    void itIsRefusedWhenTheWorldMovedOn()
    {
        UndoRequest locked = interrupted();
        locked.fleet.hosts[1].lock = u"v1:run-9:eve@laptop:20261121170000"_s;
        QVERIFY(planUndo(locked).error().kind == ErrorKind::Locked);
        UndoRequest changed = interrupted();
        changed.fleet.hosts[1].currentId = before;
        QVERIFY(planUndo(changed).error().kind == ErrorKind::Remote);
    }
};

QTEST_GUILESS_MAIN(UndoPlanTest)
#include "tst_undo_plan.moc"
