// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"

#include "models/item/checklist_model.h"
#include "models/item/log_model.h"
#include "models/item/plan_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "ui/main_window.h"
#include "ui/widgets/page.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

std::vector<double> sparkline(double slope)
{
    std::vector<double> values;
    for (int i = 0; i < 24; ++i)
        values.push_back(0.2 + 0.05 * std::sin(i * 1.7) + 0.05 * std::sin(i * 0.6) + slope * i * i / 800);
    return values;
}

EnvironmentCell cell(const QString &project, const QString &environment, const QString &version,
                     CellStatus status, const QString &phrase, qint64 age)
{
    EnvironmentCell made;
    made.project = project;
    made.environment = environment;
    made.version = version;
    made.status = status;
    made.phrase = phrase;
    made.sinceMs = age > 0 ? now() - age : 0;
    made.askedMs = now() - 5000;
    made.isProtected = environment == u"production";
    made.canRollBack = age > 0;
    if (status != CellStatus::NotDeployed)
        made.sparkline = sparkline(status == CellStatus::RollBack ? 1 : 0);
    return made;
}

CheckStatus check(const QString &group, const QString &id, const QString &title, CheckState state,
                  const QString &summary = {})
{
    CheckStatus status;
    status.item.id = id;
    status.item.title = title;
    status.item.group = group;
    status.item.origin = u"Phoenix profile"_s;
    status.item.help = u"Say who looked at it and what was found."_s;
    status.record.item = id;
    status.record.state = state;
    status.record.summary = summary;
    if (state != CheckState::Open && state != CheckState::Running) {
        status.record.by = u"dana"_s;
        status.record.timeMs = now() - 20 * minute;
    }
    return status;
}

CheckStatus command(const QString &id, const QString &title, const QString &run, CheckState state,
                    const QString &summary = {}, const QString &detail = {})
{
    CheckStatus status = check(u"Testing"_s, id, title, state, summary);
    status.item.kind = CheckKind::Command;
    status.item.run = run;
    status.item.help = u"The suite must pass for the commit that is released."_s;
    status.record.detail = detail;
    if (status.record.timeMs > 0)
        status.record.durationMs = 41'000;
    return status;
}

HistoryRow run(const QString &id, const QString &kind, const QString &version, const QString &from,
               Outcome outcome, qint64 age, qint64 took)
{
    HistoryRow row;
    row.id = id;
    row.kind = kind;
    row.project = u"storefront"_s;
    row.environment = u"production"_s;
    row.version = version;
    row.fromVersion = from;
    row.strategy = u"rolling"_s;
    row.by = u"dana@workstation"_s;
    row.startedMs = now() - age;
    row.finishedMs = took > 0 ? row.startedMs + took : 0;
    row.outcome = outcome;
    row.interrupted = took == 0;
    return row;
}

HostEntry host(const QString &name, const QString &environment)
{
    HostEntry entry;
    entry.project = u"storefront"_s;
    entry.environment = environment;
    entry.host = name;
    entry.address = u"deploy@%1.internal:22"_s.arg(name);
    HostObservation said;
    said.host = name;
    said.path = u"/srv/storefront"_s;
    said.askedMs = now() - 12'000;
    said.roundTripMs = 34;
    said.exists = true;
    said.currentLink = u"releases/20261121140500"_s;
    said.currentId = u"20261121140500"_s;
    said.releases = {{u"20261114091200"_s, u"v1.4.0"_s, true, false, false},
                     {u"20261119083000"_s, u"v1.4.1"_s, true, false, false},
                     {u"20261121140500"_s, u"v1.4.2"_s, true, false, false}};
    said.activations = {u"20261114091200"_s, u"20261119083000"_s, u"20261121140500"_s};
    said.diskFreeBytes = 61'000'000'000;
    said.system = u"Linux 6.1.0-28-amd64"_s;
    entry.observation = said;
    return entry;
}

HostEntry silentHost(const QString &name, const QString &environment)
{
    HostEntry entry = host(name, environment);
    HostObservation said;
    said.host = name;
    said.path = u"/srv/storefront"_s;
    said.askedMs = now() - 12'000;
    said.error = Error{ErrorKind::Network, u"%1.internal port 22 refused the connection"_s.arg(name),
                       u"connect: Connection refused (111)"_s,
                       u"Start sshd there, or correct the address in belay.json."_s};
    entry.observation = said;
    return entry;
}

void addQuestions(std::vector<CheckStatus> &all, const QString &group, const QStringList &titles, int open)
{
    int number = 0;
    for (const QString &title : titles) {
        const bool isOpen = number >= titles.size() - open;
        all.push_back(check(group, u"%1-%2"_s.arg(group.toLower().section(u' ', 0, 0)).arg(++number), title,
                            isOpen ? CheckState::Open : CheckState::Passed,
                            isOpen ? QString() : u"looked through together"_s));
    }
}

/// What comes during and after the release and when there are issues, the second of each phase done.
void addLater(std::vector<CheckStatus> &all)
{
    int number = 0;
    CheckPhase phase = CheckPhase::Before;
    for (const CheckItem &item : profileItems(u"generic"_s)) {
        if (item.phase == CheckPhase::Before)
            continue;
        number = item.phase == phase ? number + 1 : 1;
        phase = item.phase;
        CheckStatus status;
        status.item = item;
        status.record.item = item.id;
        if (number == 2) {
            status.record.state = CheckState::Passed;
            status.record.by = u"dana"_s;
            status.record.timeMs = now() - 2 * minute;
        }
        all.push_back(status);
    }
}

} // namespace

std::vector<CheckStatus> checkStatuses()
{
    std::vector<CheckStatus> all;
    addQuestions(all, u"Code quality"_s,
                 {u"Code reviewed and approved"_s, u"No debug output left"_s, u"Changelog is written"_s,
                  u"Dependencies are locked"_s, u"No secrets in the code"_s, u"Feature flags are set"_s},
                 0);
    all.push_back(command(u"tests-pass"_s, u"All tests pass"_s, u"mix test"_s, CheckState::Passed,
                          u"142 tests, 0 failures"_s, u"142 tests, 0 failures\nFinished in 41.0 seconds"_s));
    all.push_back(command(u"coverage"_s, u"Test coverage is at least 80 %"_s, u"mix test --cover"_s,
                          CheckState::Failed, u"78.4 %, needs 80 %"_s,
                          u"Percentage | Module\n-----------|--------------------------\n    61.2 % | "
                          "Storefront.Checkout.Totals\n    74.0 % | Storefront.Mailer\n-----------|----"
                          "----------------------\n    78.4 % | Total"_s));
    all.push_back(command(u"dialyzer"_s, u"Dialyzer finds nothing"_s, u"mix dialyzer"_s,
                          CheckState::CannotRun, u"mix was not found on this computer"_s));
    all.back().item.level = CheckLevel::Should;
    all.push_back(
        command(u"format"_s, u"Code is formatted"_s, u"mix format --check-formatted"_s, CheckState::Running));
    all.push_back(command(u"assets"_s, u"Assets build for production"_s, u"mix assets.deploy"_s,
                          CheckState::Stale, u"48 files digested"_s));
    all.back().was = CheckState::Passed;
    all.back().record.commit = u"51aa09e2b7d0"_s;
    addQuestions(all, u"Database"_s,
                 {u"Migrations ran on a copy of the data"_s, u"Migrations take less than 10 s"_s,
                  u"A backup was made and can be restored"_s, u"No column in use is dropped"_s,
                  u"Indexes are created concurrently"_s},
                 0);
    all.push_back(check(u"Database"_s, u"rollback-tested"_s, u"Rolling the migration back was tested"_s,
                        CheckState::Waived, u"tried on the staging copy yesterday, nothing changed since"_s));
    addQuestions(all, u"Infrastructure"_s,
                 {u"Disk space suffices on every host"_s, u"Certificates are valid for 14 days"_s,
                  u"Environment variables are set"_s, u"Time is synchronised"_s, u"Load balancer drains"_s,
                  u"DNS points to the balancer"_s, u"Capacity suffices with one host less"_s,
                  u"Firewall lets the health check through"_s, u"Every host keeps the release before"_s},
                 0);
    addQuestions(all, u"Monitoring"_s,
                 {u"Dashboards show the new numbers"_s, u"Alerts are on"_s,
                  u"Error tracking knows the release"_s, u"Logs arrive"_s, u"On-call knows"_s,
                  u"Rollback trigger is agreed on"_s},
                 1);
    addQuestions(all, u"Communication"_s,
                 {u"Team was told"_s, u"Support was told"_s, u"Status page is prepared"_s,
                  u"Release notes are ready"_s, u"Who leads in an incident is named"_s},
                 2);
    all.back().item.textRequired = true;
    addQuestions(all, u"Phoenix"_s,
                 {u"SECRET_KEY_BASE is set"_s, u"PHX_HOST is the public name"_s, u"check_origin is set"_s,
                  u"LiveView socket is reachable"_s, u"Pool size fits the database"_s,
                  u"Releases strip debug info"_s, u"IPv6 is on where it is needed"_s,
                  u"Oban queues are drained"_s, u"Clustering finds its nodes"_s,
                  u"Static files are digested"_s, u"Health route needs no login"_s},
                 0);
    addLater(all);
    return all;
}

std::vector<EnvironmentCell> overviewCells()
{
    std::vector<EnvironmentCell> cells{
        cell(u"storefront"_s, u"staging"_s, u"v1.5.0-rc1"_s, CellStatus::Healthy, u"Healthy"_s, 26 * hour),
        cell(u"storefront"_s, u"production"_s, u"v1.4.2"_s, CellStatus::RollBack, u"Error rate 5.8 %"_s,
             6 * minute),
        cell(u"web"_s, u"staging"_s, u"v3.2.0"_s, CellStatus::Running, u"Deploying to 2 of 3 hosts"_s, 0),
        cell(u"web"_s, u"production"_s, u"v3.1.9"_s, CellStatus::Healthy, u"Healthy"_s, 4 * day),
        cell(u"worker"_s, u"staging"_s, u"v0.9.4"_s, CellStatus::Mixed, u"Hosts run different releases"_s,
             3 * day),
        cell(u"worker"_s, u"production"_s, u"v0.9.3"_s, CellStatus::Watching, u"Watching, 18 h left"_s,
             6 * hour),
        cell(u"docs"_s, u"staging"_s, {}, CellStatus::NotDeployed, u"Not deployed"_s, 0),
        cell(u"docs"_s, u"production"_s, u"v12"_s, CellStatus::NoData, u"No data for 4 min"_s, 30 * day),
    };
    for (EnvironmentCell &each : cells)
        each.subtitle = each.project == u"docs" ? u"1 host · all at once"_s : u"3 hosts · rolling"_s;
    cells[2].progress = 0.62;
    return cells;
}

std::vector<ActivityEntry> activityEntries()
{
    return {
        {u"1"_s, u"storefront v1.4.2 in production: roll back"_s, u"r1"_s, now() - minute,
         Outcome::VerdictRollBack},
        {u"2"_s, u"storefront v1.4.2 is live in production"_s, u"r1"_s, now() - 6 * minute,
         Outcome::Succeeded},
        {u"3"_s, u"web v3.2.0 is being deployed to staging"_s, u"r2"_s, now() - 7 * minute, Outcome::None},
        {u"4"_s, u"worker v0.9.4 in staging stopped by dana"_s, u"r3"_s, now() - 50 * minute,
         Outcome::Cancelled},
        {u"5"_s, u"docs v12 in production: not enough data"_s, u"r4"_s, now() - 3 * hour,
         Outcome::VerdictNoData},
        {u"6"_s, u"worker v0.9.3 in production was rolled back"_s, u"r5"_s, now() - 26 * hour,
         Outcome::RolledBack},
        {u"7"_s, u"web v3.1.9 is live in production"_s, u"r6"_s, now() - 4 * day, Outcome::Succeeded},
    };
}

std::vector<Attention> triggerAttention()
{
    Attention trigger;
    trigger.kind = Attention::Kind::Trigger;
    trigger.project = u"storefront"_s;
    trigger.environment = u"production"_s;
    trigger.runId = u"r1"_s;
    trigger.title = u"storefront in production: error rate 5.8 %, above the 5 % rollback trigger"_s;
    trigger.text =
        u"v1.4.2 went live 6 min ago, deployed by dana. v1.4.1 is ready on 3 of 3 hosts; a rollback "
        "takes about 9 s."_s;
    trigger.canRollBack = true;
    return {trigger};
}

std::vector<HistoryRow> historyRows()
{
    return {
        run(u"20261121-140231-7f3a"_s, u"deploy"_s, u"v1.4.2"_s, u"v1.4.1"_s, Outcome::RolledBack, 8 * minute,
            7 * minute),
        run(u"20261121-101500-11c0"_s, u"deploy"_s, u"v1.4.1"_s, u"v1.4.0"_s, Outcome::None, 4 * hour, 0),
        run(u"20261120-161000-90ab"_s, u"rollback"_s, u"v1.4.0"_s, u"v1.4.1"_s, Outcome::Succeeded, 22 * hour,
            8700),
        run(u"20261120-154100-55de"_s, u"deploy"_s, u"v1.4.1"_s, u"v1.4.0"_s, Outcome::VerdictRollBack,
            23 * hour, 11 * minute),
        run(u"20261118-090000-2b2b"_s, u"deploy"_s, u"v1.4.0"_s, u"v1.3.9"_s, Outcome::Succeeded, 3 * day,
            12 * minute),
        run(u"20261117-113000-77aa"_s, u"checklist"_s, u"v1.4.0"_s, {}, Outcome::Succeeded, 4 * day,
            2 * minute),
        run(u"20261114-091200-0f0f"_s, u"deploy"_s, u"v1.4.0"_s, u"v1.3.9"_s, Outcome::Failed, 7 * day,
            40'000),
        run(u"20261112-170500-3c3c"_s, u"deploy"_s, u"v1.3.9"_s, u"v1.3.8"_s, Outcome::NotRolledBack, 9 * day,
            3 * minute),
        run(u"20261110-120000-4d4d"_s, u"deploy"_s, u"v1.3.8"_s, u"v1.3.7"_s, Outcome::VerdictNoData,
            11 * day, 14 * minute),
    };
}

std::vector<HostEntry> hostEntries()
{
    std::vector<HostEntry> hosts{
        host(u"web-1"_s, u"production"_s),       host(u"web-2"_s, u"production"_s),
        silentHost(u"web-3"_s, u"production"_s), host(u"staging-1"_s, u"staging"_s),
        host(u"staging-2"_s, u"staging"_s),      host(u"staging-3"_s, u"staging"_s),
    };
    hosts[1].observation->lock = u"dana@workstation 20261121-140231-7f3a"_s;
    hosts[3].observation->hold = u"rolled back from v1.4.2: error rate 5.8 %"_s;
    hosts[4].observation.reset();
    hosts[4].asking = true;
    hosts[5].observation.reset();
    return hosts;
}

ReleaseView releaseView()
{
    ReleaseView view;
    view.projects = {u"storefront"_s, u"web"_s, u"worker"_s, u"docs"_s};
    view.environments = {u"staging"_s, u"production"_s};
    view.versions = {u"v1.4.2"_s, u"v1.4.1"_s, u"v1.4.0"_s};
    view.project = u"storefront"_s;
    view.environment = u"production"_s;
    view.version = u"v1.4.2"_s;
    view.commit = u"8f3c1d0a9be24471c0de"_s;
    view.projectFile = u"/home/dana/storefront/belay.json"_s;
    view.isProtected = true;
    view.plan = deployPlan();
    view.gate = gate(checkStatuses());
    view.readiness = {true,           3,  3, u"v1.4.1"_s, u"v1.4.1 is ready on 3 of 3 hosts, about 0.4 s"_s,
                      now() - 10'000, 400};
    return view;
}

RollbackPreview rollbackPreview()
{
    RollbackPreview preview;
    preview.project = u"storefront"_s;
    preview.environment = u"production"_s;
    preview.plan = rollbackPlan();
    preview.candidates = {u"v1.4.1"_s, u"v1.4.0"_s};
    preview.suggestedReason = u"error rate 5.8 % against 0.1 % before"_s;
    preview.liveSinceMs = now() - 6 * minute;
    preview.estimateMs = 8700;
    preview.readiness = releaseView().readiness;
    return preview;
}

QString reportMarkdown()
{
    return u"# Deployment Validation Report\n\n**Version**: v1.4.2\n**Date**: 2026-11-21 14:02 UTC\n"
           "**Environment**: production\n**Deployer**: dana@workstation\n**Status**: rolled back\n\n"
           "## Pre-Deployment Validation\n\n| Check | Result | Notes |\n|-------|--------|-------|\n"
           "| All tests pass | passed | 142 tests, 0 failures |\n| Coverage | failed | 78.4 %, needs 80 % |\n"_s;
}

Bench::Bench()
{
    models.overview = new OverviewModel(&m_owner);
    models.activity = new ActivityModel(&m_owner);
    models.checklist = new ChecklistModel(&m_owner);
    models.plan = new PlanModel(&m_owner);
    models.run = new RunModel(&m_owner);
    models.watched = new RunModel(&m_owner);
    models.log = new LogModel(&m_owner);
    models.series = new SeriesModel(&m_owner);
    models.history = new HistoryModel(&m_owner);
    models.hosts = new HostsModel(&m_owner);
}

Bench::~Bench()
{
    m_window.reset(); // the pages look at the models
}

MainWindow &Bench::frame(const QString &destination, Page *page)
{
    const struct
    {
        QString id;
        QString icon;
        QString title;
    } destinations[] = {
        {u"overview"_s, u"layout-dashboard"_s, u"Overview"_s},
        {u"release"_s, u"rocket"_s, u"Release"_s},
        {u"history"_s, u"history"_s, u"History"_s},
        {u"targets"_s, u"server"_s, u"Targets"_s},
        {u"logs"_s, u"file-text"_s, u"Logs"_s},
    };
    m_window = std::make_unique<MainWindow>();
    for (const auto &each : destinations)
        m_window->addPage(each.id, each.icon, each.title,
                          each.id == destination ? page : new Page(each.title));
    m_window->setProjectName(u"storefront"_s);
    m_window->showPage(destination);
    return *m_window;
}

void Bench::fillEverything()
{
    models.overview->setCells(overviewCells());
    models.activity->setEntries(activityEntries());
    models.checklist->setStatuses(checkStatuses());
    models.checklist->setContext(releaseView().commit,
                                 {{u"tests-pass"_s, 38'000}, {u"format"_s, 4'200}, {u"coverage"_s, 44'000}});
    models.plan->setPlan(deployPlan());
    models.history->setRows(historyRows());
    models.hosts->setHosts(hostEntries());
}

void Bench::showRun(RunStage stage)
{
    const RunState state = runState(stage);
    models.run->reset(state);
    models.watched->reset(state);
    models.log->setLines(state.log);
    models.series->setState(state);
}

} // namespace belay::test
