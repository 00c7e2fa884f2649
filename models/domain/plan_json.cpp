// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/plan.h"

#include "models/domain/names.h"
#include "models/domain/spec_json.h"

namespace belay {

namespace {

using namespace specjson;
using namespace Qt::Literals::StringLiterals;
using specjson::toJson;

constexpr int schemaVersion = 1;
/// Undo steps of undo steps do not exist; a file that nests them without end must not take the stack with it.
constexpr int deepestUndo = 4;

constexpr Words<OnFailure, 2> failureWords{{
    {OnFailure::Undo, u"undo"},
    {OnFailure::KeepGoing, u"keep-going"},
}};

template <typename Enum> Enum kindOf(const Json &json, Enum lastValue)
{
    const QString text = json.at("kind").get<QString>();
    for (int i = 0; i <= static_cast<int>(lastValue); ++i) {
        if (toString(static_cast<Enum>(i)) == text)
            return static_cast<Enum>(i);
    }
    throw BadJson{u"\"%1\" is not a known kind"_s.arg(text)};
}

struct ActionWriter
{
    Json operator()(const ScriptAction &a) const
    {
        return {{"action", "script"}, {"script", a.script}, {"resolve", a.resolve}};
    }
    Json operator()(const UploadAction &a) const
    {
        return {{"action", "upload"},
                {"artifact", a.artifact},
                {"staging", a.staging},
                {"script", a.script},
                {"ask", a.ask}};
    }
    Json operator()(const CommandAction &a) const
    {
        return {{"action", "command"}, {"command", a.command}, {"directory", a.directory}};
    }
    Json operator()(const PackageAction &a) const
    {
        return {{"action", "package"}, {"artifact", a.artifact}};
    }
    Json operator()(const HealthAction &a) const
    {
        return {{"action", "health"}, {"health", toJson(a.health)}};
    }
    Json operator()(const WaitAction &a) const
    {
        return {{"action", "wait"}, {"durationMs", toJson(a.duration)}};
    }
    Json operator()(const WatchAction &a) const
    {
        Json urls = Json::array();
        for (const QString &url : a.urls)
            urls.push_back(url);
        Json health = Json::array();
        for (const WatchedHealth &one : a.health)
            health.push_back({{"host", one.host}, {"health", toJson(one.health)}});
        Json out{{"action", "watch"}, {"metrics", toJson(a.metrics)},
                 {"urls", urls},      {"before", a.before},
                 {"hosts", a.hosts},  {"directory", a.directory},
                 {"health", health},  {"untilOver", a.untilOver}};
        if (a.logs)
            out["logs"] = toJson(*a.logs);
        return out;
    }
    Json operator()(const CheckAction &a) const
    {
        return {{"action", "check"},
                {"item", toJson(a.item)},
                {"directory", a.directory},
                {"projectFile", a.projectFile}};
    }
};

StepAction actionFrom(const Json &json)
{
    const QString action = json.at("action").get<QString>();
    const auto text = [&json](const char *key) { return json.at(key).get<QString>(); };
    if (action == u"script")
        return ScriptAction{text("script"), json.value("resolve", QString())};
    if (action == u"upload")
        return UploadAction{text("artifact"), text("staging"), text("script"), json.value("ask", QString())};
    if (action == u"command")
        return CommandAction{text("command"), text("directory")};
    if (action == u"package")
        return PackageAction{text("artifact")};
    if (action == u"health")
        return HealthAction{healthFrom(json.at("health"))};
    if (action == u"wait")
        return WaitAction{timeFrom(json, "durationMs")};
    if (action == u"check")
        return CheckAction{checkFrom(json.at("item")), text("directory"),
                           json.value("projectFile", QString())};
    if (action != u"watch")
        throw BadJson{u"\"%1\" is not a known action"_s.arg(action)};
    WatchAction watch{metricsFrom(json.at("metrics")), {}, json.at("before").get<bool>()};
    for (const Json &url : json.at("urls"))
        watch.urls.push_back(url.get<QString>());
    watch.hosts = json.value("hosts", QStringList());
    watch.directory = json.value("directory", QString());
    watch.untilOver = json.value("untilOver", false);
    for (const Json &one : json.value("health", Json::array()))
        watch.health.push_back({one.at("host").get<QString>(), healthFrom(one.at("health"))});
    if (json.contains("logs"))
        watch.logs = logsFrom(json.at("logs"));
    return watch;
}

Json toJson(const Step &step)
{
    Json undo = Json::array();
    for (const Step &one : step.undo)
        undo.push_back(toJson(one));
    Json out = std::visit(ActionWriter{}, step.action);
    out.update(Json{{"id", step.id},
                    {"host", step.host},
                    {"kind", toString(step.kind)},
                    {"title", step.title},
                    {"shown", step.shown},
                    {"timeoutMs", toJson(step.timeout)},
                    {"undo", undo}});
    return out;
}

Step stepFrom(const Json &json, int depth)
{
    if (depth > deepestUndo)
        throw BadJson{u"its undo steps are nested too deep"_s};
    Step out;
    out.id = json.at("id").get<QString>();
    out.host = json.at("host").get<QString>();
    out.kind = kindOf(json, StepKind::Check);
    out.title = json.value("title", toString(out.kind));
    out.shown = json.value("shown", QString());
    out.action = actionFrom(json);
    if (json.contains("timeoutMs"))
        out.timeout = timeFrom(json, "timeoutMs");
    for (const Json &one : json.value("undo", Json::array()))
        out.undo.push_back(stepFrom(one, depth + 1));
    return out;
}

Json toJson(const Stage &stage)
{
    Json steps = Json::array();
    for (const Step &step : stage.steps)
        steps.push_back(toJson(step));
    return {{"id", stage.id},
            {"title", stage.title},
            {"parallel", stage.parallel},
            {"onFailure", wordOf(failureWords, stage.onFailure)},
            {"always", stage.always},
            {"pointOfNoReturn", stage.pointOfNoReturn},
            {"steps", steps}};
}

Stage stageFrom(const Json &json)
{
    Stage out;
    out.id = json.at("id").get<QString>();
    out.title = json.value("title", out.id);
    out.parallel = json.value("parallel", out.parallel);
    if (json.contains("onFailure"))
        out.onFailure = valueOf(failureWords, json, "onFailure");
    out.always = json.value("always", out.always);
    out.pointOfNoReturn = json.value("pointOfNoReturn", out.pointOfNoReturn);
    for (const Json &step : json.at("steps"))
        out.steps.push_back(stepFrom(step, 0));
    return out;
}

Json toJson(const PlanHost &host)
{
    return {{"spec", toJson(host.spec)},
            {"path", host.path},
            {"fromReleaseId", host.fromReleaseId},
            {"toReleaseId", host.toReleaseId}};
}

PlanHost planHostFrom(const Json &json)
{
    return {hostFrom(json.at("spec")), json.at("path").get<QString>(),
            json.at("fromReleaseId").get<QString>(), json.at("toReleaseId").get<QString>()};
}

Plan planFrom(const Json &json)
{
    if (const int version = json.at("schemaVersion").get<int>(); version > schemaVersion)
        throw BadJson{u"it was written by a newer version of Belay (schema %1)"_s.arg(version)};
    Plan out;
    out.runId = json.at("run").get<QString>();
    out.kind = kindOf(json, PlanKind::Watch);
    out.project = json.at("project").get<QString>();
    out.environment = json.at("environment").get<QString>();
    out.version = json.at("version").get<QString>();
    out.createdMs = timeFromIso(json.at("created").get<QString>());
    for (const Json &host : json.at("hosts"))
        out.hosts.push_back(planHostFrom(host));
    for (const Json &stage : json.at("stages"))
        out.stages.push_back(stageFrom(stage));
    // The history keeps plans of every version of Belay; what one of them did not write yet has its default.
    out.isProtected = json.value("protected", out.isProtected);
    out.fromVersion = json.value("fromVersion", QString());
    out.commit = json.value("commit", QString());
    out.committedMs = timeFromIso(json.value("committed", QString()));
    out.strategy = json.value("strategy", QString());
    out.reason = json.value("reason", QString());
    out.by = json.value("by", QString());
    if (json.contains("target"))
        out.target = targetFrom(json.at("target"));
    out.warnings = json.value("warnings", QStringList());
    out.notes = json.value("notes", QStringList());
    out.runnable = json.value("runnable", out.runnable);
    out.lockToken = json.value("lockToken", QString());
    out.fileList = json.value("files", QString());
    return out;
}

} // namespace

nlohmann::json toJson(const Plan &plan)
{
    Json hosts = Json::array();
    for (const PlanHost &host : plan.hosts)
        hosts.push_back(toJson(host));
    Json stages = Json::array();
    for (const Stage &stage : plan.stages)
        stages.push_back(toJson(stage));
    return {{"schemaVersion", schemaVersion},
            {"run", plan.runId},
            {"kind", toString(plan.kind)},
            {"project", plan.project},
            {"environment", plan.environment},
            {"protected", plan.isProtected},
            {"version", plan.version},
            {"fromVersion", plan.fromVersion},
            {"commit", plan.commit},
            {"committed", plan.committedMs == 0 ? QString() : isoTime(plan.committedMs)},
            {"strategy", plan.strategy},
            {"reason", plan.reason},
            {"by", plan.by},
            {"created", isoTime(plan.createdMs)},
            {"target", toJson(plan.target)},
            {"hosts", hosts},
            {"stages", stages},
            {"warnings", plan.warnings},
            {"notes", plan.notes},
            {"runnable", plan.runnable},
            {"lockToken", plan.lockToken},
            {"files", plan.fileList}};
}

Result<Plan> planFromJson(const nlohmann::json &json)
{
    try {
        return planFrom(json);
    } catch (const BadJson &bad) {
        return fail(ErrorKind::Invalid, u"This plan cannot be read: %1."_s.arg(bad.what));
    } catch (const Json::exception &bad) {
        return fail(ErrorKind::Invalid,
                    u"This plan cannot be read: a field is missing or has the wrong type."_s, {},
                    QString::fromUtf8(bad.what()));
    }
}

} // namespace belay
