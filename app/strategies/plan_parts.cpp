// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/plan_parts.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

#include <algorithm>

namespace belay::planning {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr Milliseconds lockTimeout{30000};
constexpr Milliseconds commandTimeout{600000};

/// What a colleague finds on the host about a run: enough to know whose it is and what it was about.
QString summaryOf(const Frame &frame, const HostPlan &host)
{
    const nlohmann::json json{{"schemaVersion", 1},
                              {"run", frame.run},
                              {"project", frame.project.name},
                              {"environment", frame.environment.name},
                              {"version", host.toVersion},
                              {"from", host.from},
                              {"to", host.to},
                              {"by", frame.by},
                              {"reason", frame.reason}};
    return QString::fromStdString(json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

SwitchOptions switchOptions(const Frame &frame, const HostPlan &host, const QString &reason)
{
    return {
        host.link, host.from, host.to,
        entry(frame, u"activated"_s, host.from, host.fromVersion, u"was live before run %1"_s.arg(frame.run)),
        entry(frame, u"activated"_s, host.to, host.toVersion, reason)};
}

Step commandStep(const QString &verb, const QString &step, const HostPlan &host, StepKind kind,
                 const QString &release, const QString &command)
{
    Step out =
        scriptStep(verb, host, kind, step, command, commandScript(host.site, {step, release, command, true}),
                   commandResolve(host.site, step));
    out.timeout = commandTimeout;
    return out;
}

Step healthStep(const QString &verb, const Environment &environment, const HostPlan &host, const QString &url)
{
    HealthSpec health = *environment.health;
    health.url = url;
    Step out;
    out.id = verb + u'@' + host.spec.name;
    out.host = host.spec.name;
    out.kind = StepKind::Health;
    out.title = u"health"_s;
    out.shown = u"GET %1 until 2xx %2 times in a row, within %3"_s.arg(
        health.url, QString::number(health.consecutive), formatDuration(health.within.count()));
    out.timeout = health.within + health.timeout + Milliseconds(5000);
    out.action = HealthAction{health};
    return out;
}

Result<QString> healthUrl(const Environment &environment, const HostPlan &host)
{
    const QString url = expand(environment.health->url, hostValues(host.spec));
    if (url.contains(u'{')) {
        return fail(ErrorKind::Invalid,
                    u"health.url of %1 holds a placeholder that has no value on %2: %3"_s.arg(
                        environment.name, host.spec.name, url),
                    u"Give the host this value under \"vars\"."_s);
    }
    return url;
}

/// Undo runs these in order: the link, the mark, then the old release's processes.
Result<std::vector<Step>> wayBack(const Frame &frame, const HostPlan &host)
{
    const SwitchOptions options = switchOptions(frame, host, {});
    SwitchOptions back = options;
    back.before.reason = u"back from release %1"_s.arg(host.to);
    std::vector<Step> undo;
    undo.push_back(scriptStep(u"switch-back"_s, host, StepKind::Switch, u"switch back"_s,
                              shownMove(host.to, host.from), switchBackScript(host.site, back),
                              switchBackResolve(host.site, back)));
    const RecordOptions mark{
        {},
        {entry(frame, u"failed"_s, host.to, host.toVersion, frame.reason),
         entry(frame, u"marked-bad"_s, host.to, host.toVersion, u"its deployment was undone"_s)},
        host.to};
    undo.push_back(scriptStep(u"mark-bad"_s, host, StepKind::Record, u"mark bad"_s,
                              u"%1 is marked bad"_s.arg(host.to), recordScript(host.site, mark)));
    if (host.from.isEmpty())
        return undo;
    const auto restart = commandFor(frame, u"restart"_s, host, host.from, host.fromVersion);
    if (!restart)
        return tl::unexpected<Error>(restart.error());
    if (!restart->isEmpty())
        undo.push_back(
            commandStep(u"restart-back"_s, u"restart-back"_s, host, StepKind::Restart, host.from, *restart));
    if (frame.environment.health) {
        const auto url = healthUrl(frame.environment, host);
        if (!url)
            return tl::unexpected<Error>(url.error());
        undo.push_back(healthStep(u"health-back"_s, frame.environment, host, *url));
    }
    return undo;
}

bool isShellSafe(const QString &value)
{
    return std::all_of(value.begin(), value.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
               u"._+/@:,=%-"_s.contains(c);
    });
}

} // namespace

Step scriptStep(const QString &verb, const HostPlan &host, StepKind kind, const QString &title,
                const QString &shown, const QString &script, const QString &resolve)
{
    Step step;
    step.id = verb + u'@' + host.spec.name;
    step.host = host.spec.name;
    step.kind = kind;
    step.title = title;
    step.shown = shown;
    step.action = ScriptAction{script, resolve};
    return step;
}

Stage stageOf(const QString &id, const QString &title, int parallel, std::vector<Step> steps)
{
    Stage stage;
    stage.id = id;
    stage.title = title;
    stage.parallel = std::max(1, parallel);
    stage.steps = std::move(steps);
    return stage;
}

Stage lockStage(const Frame &frame, const std::vector<HostPlan> &hosts, bool ignoreHold, bool undoes)
{
    std::vector<HostPlan> sorted = hosts;
    std::sort(sorted.begin(), sorted.end(),
              [](const HostPlan &a, const HostPlan &b) { return a.spec.name < b.spec.name; });
    std::vector<Step> steps;
    for (const HostPlan &host : sorted) {
        Step step =
            scriptStep(u"lock"_s, host, StepKind::Lock, u"lock"_s, host.site.path + u"/.belay/lock"_s,
                       lockScript(host.site, {frame.project.name, ignoreHold, summaryOf(frame, host)}),
                       lockResolve(host.site));
        step.timeout = lockTimeout;
        if (undoes) {
            step.undo = {scriptStep(u"undo-lock"_s, host, StepKind::Unlock, u"unlock"_s, u"our lock only"_s,
                                    unlockScript(host.site))};
        }
        steps.push_back(step);
    }
    Stage stage = stageOf(u"lock"_s, u"Lock"_s, 1, std::move(steps));
    stage.onFailure = undoes ? OnFailure::Undo : OnFailure::KeepGoing;
    return stage;
}

Stage unlockStage(const std::vector<HostPlan> &hosts, int parallel)
{
    std::vector<Step> steps;
    for (const HostPlan &host : hosts) {
        steps.push_back(scriptStep(u"unlock"_s, host, StepKind::Unlock, u"unlock"_s, u"our lock only"_s,
                                   unlockScript(host.site)));
        steps.back().timeout = lockTimeout;
    }
    Stage stage = stageOf(u"unlock"_s, u"Unlock"_s, parallel, std::move(steps));
    stage.always = true;
    stage.onFailure = OnFailure::KeepGoing;
    return stage;
}

Result<std::vector<HostSwitch>> switches(const Frame &frame, const std::vector<HostPlan> &hosts, Flip flip)
{
    std::vector<HostSwitch> out;
    for (const HostPlan &host : hosts) {
        HostSwitch one;
        one.host = host.spec.name;
        const SwitchOptions options = switchOptions(frame, host, frame.reason);
        if (flip == Flip::WithLock) {
            one.flip = scriptStep(
                u"switch"_s, host, StepKind::Switch, u"lock and switch"_s, shownMove(host.from, host.to),
                switchNowScript(host.site, options, {frame.project.name, true, summaryOf(frame, host)}),
                switchResolve(host.site, host.to));
            one.settle =
                scriptStep(u"settle"_s, host, StepKind::Record, u"write down"_s, u".belay/log, .belay/ops"_s,
                           settleScript(host.site, options, summaryOf(frame, host)));
        } else {
            one.flip =
                scriptStep(u"switch"_s, host, StepKind::Switch, u"switch"_s, shownMove(host.from, host.to),
                           switchScript(host.site, options), switchResolve(host.site, host.to));
        }
        if (flip == Flip::Undoable) {
            auto undo = wayBack(frame, host);
            if (!undo)
                return tl::unexpected<Error>(undo.error());
            one.flip.undo = std::move(*undo);
        }
        const auto restart = commandFor(frame, u"restart"_s, host, host.to, host.toVersion);
        if (!restart)
            return tl::unexpected<Error>(restart.error());
        if (!restart->isEmpty())
            one.restart = commandStep(u"restart"_s, u"restart"_s, host, StepKind::Restart, host.to, *restart);
        if (frame.environment.health) {
            const auto url = healthUrl(frame.environment, host);
            if (!url)
                return tl::unexpected<Error>(url.error());
            one.health = healthStep(u"health"_s, frame.environment, host, *url);
        }
        out.push_back(std::move(one));
    }
    return out;
}

Result<QString> commandFor(const Frame &frame, const QString &name, const HostPlan &host,
                           const QString &release, const QString &version)
{
    const auto found = frame.environment.commands.find(name);
    if (found == frame.environment.commands.end() || found->second.trimmed().isEmpty())
        return QString();
    std::map<QString, QString> values = hostValues(host.spec);
    values[u"release_path"_s] = host.site.path + u"/releases/"_s + release;
    values[u"current_path"_s] = host.site.path + u"/current"_s;
    values[u"version"_s] = version;
    for (const auto &[key, value] : values) {
        const bool used = found->second.contains(u'{' + key + u'}');
        if (used && !isShellSafe(value) && release != unknownRelease()) {
            return fail(
                ErrorKind::Invalid,
                u"commands.%1 cannot be run on %2: the value of {%3} holds characters a shell would act on: %4"_s
                    .arg(name, host.spec.name, key, cleanLine(value, 80)),
                u"Use letters, digits and . _ + / @ : , = % - there, or leave the placeholder out."_s);
        }
    }
    return expand(found->second, values);
}

LogEntry entry(const Frame &frame, const QString &event, const QString &release, const QString &version,
               const QString &reason)
{
    return {event, release, version, frame.run, frame.by, reason};
}

QString shownMove(const QString &from, const QString &to)
{
    const QString nothing = u"nothing"_s;
    return u"current: %1 → %2 (rename)"_s.arg(from.isEmpty() ? nothing : from, to.isEmpty() ? nothing : to);
}

Plan planFor(const Frame &frame, PlanKind kind, qint64 nowMs, const std::vector<HostPlan> &hosts)
{
    Plan plan;
    plan.runId = frame.run;
    plan.kind = kind;
    plan.project = frame.project.name;
    plan.environment = frame.environment.name;
    plan.isProtected = frame.environment.isProtected;
    plan.reason = frame.reason;
    plan.by = frame.by;
    plan.createdMs = nowMs;
    plan.target = frame.environment.target;
    plan.lockToken = frame.token;
    for (const HostPlan &host : hosts)
        plan.hosts.push_back({host.spec, host.site.path, host.from, host.to});
    return plan;
}

} // namespace belay::planning
