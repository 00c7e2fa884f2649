// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/spec_json.h"

namespace belay::specjson {

namespace {

constexpr Words<SshTransport, 3> transportWords{
    {{SshTransport::Auto, u"auto"}, {SshTransport::Libssh2, u"libssh2"}, {SshTransport::Ssh, u"ssh"}}};
constexpr Words<LogFormat, 3> logFormatWords{
    {{LogFormat::Auto, u"auto"}, {LogFormat::Json, u"json"}, {LogFormat::Plain, u"plain"}}};
constexpr Words<TargetKind, 9> targetWords{{
    {TargetKind::Ssh, u"ssh"},
    {TargetKind::Local, u"local"},
    {TargetKind::Fly, u"fly"},
    {TargetKind::Heroku, u"heroku"},
    {TargetKind::Kubernetes, u"kubernetes"},
    {TargetKind::Swarm, u"swarm"},
    {TargetKind::GitHub, u"github"},
    {TargetKind::GitLab, u"gitlab"},
    {TargetKind::Command, u"command"},
}};

constexpr Words<CheckLevel, 2> levelWords{{
    {CheckLevel::Must, u"must"},
    {CheckLevel::Should, u"should"},
}};

constexpr Words<CheckKind, 4> checkKindWords{{
    {CheckKind::Command, u"command"},
    {CheckKind::Inspect, u"inspect"},
    {CheckKind::Evidence, u"evidence"},
    {CheckKind::Ask, u"ask"},
}};

constexpr Words<CheckPhase, 4> phaseWords{{
    {CheckPhase::Before, u"before"},
    {CheckPhase::During, u"during"},
    {CheckPhase::After, u"after"},
    {CheckPhase::IfIssues, u"if-issues"},
}};

constexpr Words<BadDirection, 3> directionWords{{
    {BadDirection::Up, u"up"},
    {BadDirection::Down, u"down"},
    {BadDirection::Both, u"both"},
}};

constexpr Words<MetricsSourceKind, 5> sourceWords{{
    {MetricsSourceKind::Prometheus, u"prometheus"},
    {MetricsSourceKind::Scrape, u"scrape"},
    {MetricsSourceKind::Probe, u"probe"},
    {MetricsSourceKind::Host, u"host"},
    {MetricsSourceKind::Command, u"command"},
}};

} // namespace

Json toJson(const std::map<QString, QString> &values)
{
    Json out = Json::object();
    for (const auto &[key, value] : values)
        out[key.toStdString()] = value;
    return out;
}

std::map<QString, QString> mapFrom(const Json &json)
{
    std::map<QString, QString> out;
    for (const auto &[key, value] : json.items())
        out[QString::fromStdString(key)] = value.get<QString>();
    return out;
}

Json toJson(Milliseconds time)
{
    return time.count();
}

Milliseconds timeFrom(const Json &json, const char *key)
{
    return Milliseconds(json.at(key).get<qint64>());
}

Json toJson(const std::optional<double> &number)
{
    return number ? Json(*number) : Json(nullptr);
}

std::optional<double> numberFrom(const Json &json, const char *key)
{
    const Json &value = json.at(key);
    return value.is_null() ? std::nullopt : std::optional<double>(value.get<double>());
}

Json toJson(const HostSpec &host)
{
    return {{"name", host.name}, {"address", host.address}, {"port", host.port},        {"user", host.user},
            {"path", host.path}, {"roles", host.roles},     {"vars", toJson(host.vars)}};
}

HostSpec hostFrom(const Json &json)
{
    return {json.at("name").get<QString>(), json.at("address").get<QString>(),
            json.at("port").get<int>(),     json.at("user").get<QString>(),
            json.at("path").get<QString>(), json.at("roles").get<QStringList>(),
            mapFrom(json.at("vars"))};
}

Json toJson(const TargetSpec &target)
{
    Json hosts = Json::array();
    for (const HostSpec &host : target.hosts)
        hosts.push_back(toJson(host));
    return {{"kind", wordOf(targetWords, target.kind)},
            {"hosts", hosts},
            {"path", target.path},
            {"keepReleases", target.keepReleases},
            {"linkedDirs", target.linkedDirs},
            {"linkedFiles", target.linkedFiles},
            {"identityFile", target.identityFile},
            {"knownHosts", target.knownHosts},
            {"parallel", target.parallel},
            {"transport", wordOf(transportWords, target.sshTransport)}};
}

TargetSpec targetFrom(const Json &json)
{
    TargetSpec out;
    out.kind = valueOf(targetWords, json, "kind");
    for (const Json &host : json.at("hosts"))
        out.hosts.push_back(hostFrom(host));
    out.path = json.at("path").get<QString>();
    out.keepReleases = json.at("keepReleases").get<int>();
    out.linkedDirs = json.at("linkedDirs").get<QStringList>();
    out.linkedFiles = json.at("linkedFiles").get<QStringList>();
    out.identityFile = json.at("identityFile").get<QString>();
    out.knownHosts = json.at("knownHosts").get<QString>();
    out.parallel = json.at("parallel").get<int>();
    if (json.contains("transport")) // records of earlier releases have none
        out.sshTransport = valueOf(transportWords, json, "transport");
    return out;
}

Json toJson(const HealthSpec &health)
{
    return {{"url", health.url},
            {"intervalMs", toJson(health.interval)},
            {"timeoutMs", toJson(health.timeout)},
            {"consecutive", health.consecutive},
            {"withinMs", toJson(health.within)}};
}

HealthSpec healthFrom(const Json &json)
{
    return {json.at("url").get<QString>(), timeFrom(json, "intervalMs"), timeFrom(json, "timeoutMs"),
            json.at("consecutive").get<int>(), timeFrom(json, "withinMs")};
}

Json toJson(const LogsSpec &logs)
{
    return {{"files", logs.files},
            {"unit", logs.unit},
            {"userUnit", logs.userUnit},
            {"container", logs.container},
            {"pidFile", logs.pidFile},
            {"port", logs.port},
            {"format", wordOf(logFormatWords, logs.format)}};
}

LogsSpec logsFrom(const Json &json)
{
    LogsSpec out;
    out.files = json.at("files").get<QStringList>();
    out.unit = json.at("unit").get<QString>();
    out.userUnit = json.at("userUnit").get<bool>();
    out.container = json.at("container").get<QString>();
    out.pidFile = json.at("pidFile").get<QString>();
    out.port = json.at("port").get<int>();
    out.format = valueOf(logFormatWords, json, "format");
    return out;
}

Json toJson(const SeriesSpec &series)
{
    return {{"id", series.id},
            {"title", series.title},
            {"unit", series.unit},
            {"query", series.query},
            {"bad", wordOf(directionWords, series.bad)},
            {"warn", toJson(series.warn)},
            {"critical", toJson(series.critical)},
            {"rollback", toJson(series.rollback)},
            {"rollbackRatio", toJson(series.rollbackRatio)},
            {"holdRatio", toJson(series.holdRatio)}};
}

SeriesSpec seriesFrom(const Json &json)
{
    SeriesSpec out;
    out.id = json.at("id").get<QString>();
    out.title = json.at("title").get<QString>();
    out.unit = json.at("unit").get<QString>();
    out.query = json.at("query").get<QString>();
    if (json.contains("bad"))
        out.bad = valueOf(directionWords, json, "bad");
    else // as earlier releases wrote it
        out.bad = json.at("badIsUp").get<bool>() ? BadDirection::Up : BadDirection::Down;
    out.warn = numberFrom(json, "warn");
    out.critical = numberFrom(json, "critical");
    out.rollback = numberFrom(json, "rollback");
    out.rollbackRatio = numberFrom(json, "rollbackRatio");
    if (json.contains("holdRatio"))
        out.holdRatio = numberFrom(json, "holdRatio");
    return out;
}

namespace {

Json sourceJson(const MetricsSource &source)
{
    return {{"kind", wordOf(sourceWords, source.kind)},
            {"url", source.url},
            {"bearer", source.bearer},
            {"user", source.user},
            {"password", source.password},
            {"headers", toJson(source.headers)},
            {"command", source.command}};
}

/// Records of earlier releases have only the kind and the address.
MetricsSource sourceFrom(const Json &json)
{
    MetricsSource out;
    out.kind = valueOf(sourceWords, json, "kind");
    out.url = json.at("url").get<QString>();
    out.bearer = json.value("bearer", QString());
    out.user = json.value("user", QString());
    out.password = json.value("password", QString());
    out.headers = mapFrom(json.value("headers", Json::object()));
    out.command = json.value("command", QString());
    return out;
}

} // namespace

Json toJson(const MetricsSpec &metrics)
{
    Json series = Json::array();
    for (const SeriesSpec &one : metrics.series)
        series.push_back(toJson(one));
    return {{"source", sourceJson(metrics.source)},         {"intervalMs", toJson(metrics.interval)},
            {"beforeMs", toJson(metrics.before)},           {"watchMs", toJson(metrics.watch)},
            {"warmUpMs", toJson(metrics.warmUp)},           {"afterWatchMs", toJson(metrics.afterWatch)},
            {"keepSamplesMs", toJson(metrics.keepSamples)}, {"series", series}};
}

MetricsSpec metricsFrom(const Json &json)
{
    MetricsSpec out;
    out.source = sourceFrom(json.at("source"));
    out.interval = timeFrom(json, "intervalMs");
    out.before = timeFrom(json, "beforeMs");
    out.watch = timeFrom(json, "watchMs");
    if (json.contains("warmUpMs")) // plans of earlier releases have none
        out.warmUp = timeFrom(json, "warmUpMs");
    if (json.contains("afterWatchMs"))
        out.afterWatch = timeFrom(json, "afterWatchMs");
    if (json.contains("keepSamplesMs"))
        out.keepSamples = timeFrom(json, "keepSamplesMs");
    for (const Json &one : json.at("series"))
        out.series.push_back(seriesFrom(one));
    return out;
}

Json toJson(const CheckItem &item)
{
    return {{"id", item.id},
            {"title", item.title},
            {"group", item.group},
            {"origin", item.origin},
            {"help", item.help},
            {"level", wordOf(levelWords, item.level)},
            {"kind", wordOf(checkKindWords, item.kind)},
            {"phase", wordOf(phaseWords, item.phase)},
            {"run", item.run},
            {"judge", item.judge},
            {"inspect", item.inspect},
            {"timeoutMs", toJson(item.timeout)},
            {"exit", item.expect.exitCode},
            {"coverageAtLeast", toJson(item.expect.coverageAtLeast)},
            {"textRequired", item.textRequired}};
}

CheckItem checkFrom(const Json &json)
{
    CheckItem out;
    out.id = json.at("id").get<QString>();
    out.title = json.at("title").get<QString>();
    out.group = json.at("group").get<QString>();
    out.origin = json.at("origin").get<QString>();
    out.help = json.at("help").get<QString>();
    out.level = valueOf(levelWords, json, "level");
    out.kind = valueOf(checkKindWords, json, "kind");
    out.phase = valueOf(phaseWords, json, "phase");
    out.run = json.at("run").get<QString>();
    out.judge = json.at("judge").get<QString>();
    out.inspect = json.value("inspect", QString()); // not in plans of before there were inspections
    out.timeout = timeFrom(json, "timeoutMs");
    out.expect.exitCode = json.at("exit").get<int>();
    out.expect.coverageAtLeast = numberFrom(json, "coverageAtLeast");
    out.textRequired = json.at("textRequired").get<bool>();
    return out;
}

} // namespace belay::specjson
