// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/incident_desk.h"
#include "app/past.h"
#include "app/report/incident_file.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QDateTime>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::array<std::pair<const char16_t *, IncidentFact>, 5> textActions{{
    {u"note", IncidentFact::Noted},
    {u"post", IncidentFact::Posted},
    {u"lead", IncidentFact::Led},
    {u"follow-up", IncidentFact::FollowUp},
    {u"close", IncidentFact::Closed},
}};

const QString actionList = u"show, open, list, lead, post, note, tick, untick, follow-up, close"_s;

/// What the command line works on.
struct Site
{
    HistoryStore *store = nullptr;
    Project project;
    const Environment *environment = nullptr;
    qint64 nowMs = 0;
};

Result<Incident> present(Cli &cli, const Site &site)
{
    if (cli.has(u"incident"_s))
        return site.store->incident(cli.value(u"incident"_s));
    const auto open = site.store->openIncident(site.project.name, site.environment->name);
    if (!open || open->isOpen())
        return open;
    // The last one is what a person means who wants to read or to write it up.
    const auto past = site.store->incidents(site.project.name, site.environment->name, 1);
    if (past && !past->empty())
        return past->front();
    return fail(
        ErrorKind::NotFound, u"%1 has no incident."_s.arg(site.environment->name),
        u"`belay incident open -e %1 --text \"what was seen\"` opens one."_s.arg(site.environment->name));
}

int list(Cli &cli, const Site &site)
{
    const auto incidents = site.store->incidents(site.project.name, cli.value(u"environment"_s));
    if (!incidents)
        return cli.failed(incidents.error());
    if (cli.console().json()) {
        nlohmann::json out = nlohmann::json::array();
        for (const Incident &each : *incidents)
            out.push_back(
                {{"id", each.id},
                 {"project", each.project},
                 {"environment", each.environment},
                 {"opened", isoTime(each.openedMs)},
                 {"closed", each.closedMs ? nlohmann::json(isoTime(each.closedMs)) : nlohmann::json()},
                 {"trigger", each.trigger},
                 {"lead", each.lead},
                 {"run", each.run}});
        cli.console().data(nlohmann::json{{"schemaVersion", 1}, {"incidents", out}});
        return 0;
    }
    if (incidents->empty()) {
        cli.console().message(u"No incidents."_s);
        return 0;
    }
    std::vector<QStringList> rows;
    for (const Incident &each : *incidents)
        rows.push_back({each.id, isoTime(each.openedMs).left(16).replace(u'T', u' '), each.environment,
                        each.isOpen() ? u"open"_s : u"closed"_s, each.trigger});
    cli.console().table({u"ID"_s, u"OPENED (UTC)"_s, u"ENVIRONMENT"_s, u"STATE"_s, u"TRIGGER"_s}, rows);
    return 0;
}

int show(Cli &cli, const Site &site, const Incident &incident)
{
    auto story = recallIncident(*site.store, incident, site.nowMs);
    if (!story)
        return cli.failed(story.error());
    IncidentView view;
    view.story = std::move(*story);
    lookIntoIncident(cli.workspace(), site.project, *site.environment, view, cli.cancel());
    const QString format = cli.has(u"format"_s)   ? cli.value(u"format"_s)
                           : cli.console().json() ? u"json"_s
                                                  : u"md"_s;
    const auto text = incidentAs(format, view.story);
    if (!text)
        return cli.failed(text.error());
    const QString file = cli.value(u"output"_s);
    if (file.isEmpty() || file == "-"_L1) {
        cli.console().bytes(text->toUtf8());
        return 0;
    }
    if (auto saved = saveFile(file, text->toUtf8()); !saved)
        return cli.failed(saved.error());
    cli.console().message(u"The incident is written to %1."_s.arg(file));
    return 0;
}

int told(Cli &cli, const Result<Incident> &incident)
{
    if (!incident)
        return cli.failed(incident.error());
    if (cli.console().json())
        cli.console().data(
            nlohmann::json{{"schemaVersion", 1}, {"id", incident->id}, {"open", incident->isOpen()}});
    else
        cli.console().message(u"%1: %2"_s.arg(incident->id, sentenceOf(incident->entries.back())));
    return 0;
}

int tick(Cli &cli, const Site &site, const Incident &incident, bool done)
{
    const auto step = incidentStepFromString(cli.argument(1));
    if (!step)
        return cli.failed({ErrorKind::Invalid,
                           u"'%1' is no step of an incident."_s.arg(cli.argument(1)),
                           {},
                           u"Steps: identify, communicate, execute, verify, document."_s});
    return told(cli,
                addToIncident(*site.store, incident, done ? IncidentFact::Ticked : IncidentFact::Unticked,
                              step, cli.value(u"text"_s), {}, site.nowMs));
}

int add(Cli &cli, const Site &site, const Incident &incident, IncidentFact fact)
{
    const QString text = cli.value(u"text"_s).trimmed();
    if (text.isEmpty() && fact != IncidentFact::Led)
        return cli.failed({ErrorKind::Invalid, u"What should it say?"_s, {}, u"Add --text \"…\"."_s});
    return told(cli, addToIncident(*site.store, incident, fact, {}, text, {}, site.nowMs));
}

Result<Site> siteOf(Cli &cli, bool needsEnvironment)
{
    Composition &composition = cli.workspace().composition();
    if (!composition.history())
        return tl::unexpected(*composition.historyError());
    auto project = cli.project();
    if (!project)
        return tl::unexpected(project.error());
    Site site;
    site.store = composition.history();
    site.project = std::move(*project);
    site.nowMs = composition.ports().clock.nowMs();
    if (needsEnvironment) {
        const auto environment = cli.environment(site.project);
        if (!environment)
            return tl::unexpected(environment.error());
        site.environment = site.project.environment((*environment)->name);
    }
    return site;
}

} // namespace

/// Opens, keeps and writes up the incident of an environment.
int runIncident(Cli &cli)
{
    const QString action = cli.argument(0).isEmpty() ? u"show"_s : cli.argument(0);
    auto site = siteOf(cli, action != "list"_L1);
    if (!site)
        return cli.failed(site.error());
    if (action == "list"_L1)
        return list(cli, *site);
    if (action == "open"_L1) {
        const QString text = cli.value(u"text"_s).trimmed();
        if (text.isEmpty())
            return cli.failed({ErrorKind::Invalid, u"What was seen?"_s, {}, u"Add --text \"…\"."_s});
        const auto already = site->store->openIncident(site->project.name, site->environment->name);
        if (already && already->isOpen())
            return cli.failed({ErrorKind::Invalid,
                               u"%1 has an open incident: %2."_s.arg(site->environment->name, already->id),
                               {},
                               u"Add to that one (`belay incident note`), or close it first."_s});
        return told(cli, openIncident(*site->store, site->project.name, site->environment->name, text, {},
                                      site->nowMs));
    }
    const auto incident = present(cli, *site);
    if (!incident)
        return cli.failed(incident.error());
    if (action == "show"_L1)
        return show(cli, *site, *incident);
    if (action == "tick"_L1 || action == "untick"_L1)
        return tick(cli, *site, *incident, action == "tick"_L1);
    for (const auto &[word, fact] : textActions) {
        if (action == QString::fromUtf16(word))
            return add(cli, *site, *incident, fact);
    }
    return cli.failed({ErrorKind::Invalid,
                       u"'%1' is nothing to do with an incident."_s.arg(action),
                       {},
                       u"One of: %1."_s.arg(actionList)});
}

} // namespace belay
