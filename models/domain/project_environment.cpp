// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_sections.h"

#include <algorithm>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

StrategySpec readStrategy(const Node &node, QStringList &unserved)
{
    static constexpr Words<StrategyKind, 4> kinds{{{StrategyKind::Recreate, "recreate"_L1},
                                                   {StrategyKind::Rolling, "rolling"_L1},
                                                   {StrategyKind::BlueGreen, "blue-green"_L1},
                                                   {StrategyKind::Canary, "canary"_L1}}};
    StrategySpec strategy;
    if (!node.present() || !node.hasOnly({u"kind"_s, u"batch"_s, u"wait"_s}))
        return strategy;
    strategy.kind = node.need(u"kind"_s).word(kinds, strategy.kind);
    strategy.batch = node.at(u"batch"_s).integer(strategy.batch, 1, 1000);
    strategy.wait = node.at(u"wait"_s).duration(strategy.wait, Milliseconds(0));
    if (strategy.kind == StrategyKind::BlueGreen || strategy.kind == StrategyKind::Canary)
        unserved.append(u"strategy.kind"_s);
    return strategy;
}

HealthSpec readHealth(const Node &node)
{
    HealthSpec health;
    node.hasOnly({u"url"_s, u"interval"_s, u"timeout"_s, u"consecutive"_s, u"within"_s});
    health.url = readUrl(node.need(u"url"_s));
    health.interval = node.at(u"interval"_s).duration(health.interval, Milliseconds(50));
    health.timeout = node.at(u"timeout"_s).duration(health.timeout, Milliseconds(50));
    health.consecutive = node.at(u"consecutive"_s).integer(health.consecutive, 1, 100);
    health.within = node.at(u"within"_s).duration(health.within, Milliseconds(100));
    return health;
}

RollbackSpec readRollback(const Node &node)
{
    static constexpr Words<AutomaticRollback, 3> words{{{AutomaticRollback::Off, "off"_L1},
                                                        {AutomaticRollback::Countdown, "countdown"_L1},
                                                        {AutomaticRollback::Immediate, "immediate"_L1}}};
    RollbackSpec rollback;
    if (!node.present() || !node.hasOnly({u"automatic"_s, u"countdown"_s}))
        return rollback;
    rollback.automatic = node.at(u"automatic"_s).word(words, rollback.automatic);
    rollback.countdown = node.at(u"countdown"_s).duration(rollback.countdown, Milliseconds(0));
    return rollback;
}

/// A probe that names no address asks what the health check asks.
void probeTheHealthUrl(MetricsSpec &metrics, const std::optional<HealthSpec> &health, const Node &node)
{
    if (metrics.source.kind != MetricsSourceKind::Probe || !metrics.source.url.isEmpty())
        return;
    if (health)
        metrics.source.url = health->url;
    else
        node.at(u"source"_s).complain(u"a probe needs a 'url' here, or a 'health' section"_s);
}

std::map<QString, QString> readCommands(const Node &node)
{
    if (!node.present())
        return {};
    node.hasOnly({u"migrate"_s, u"rollback_migrations"_s, u"migration_status"_s, u"restart"_s});
    return node.textMap();
}

} // namespace

QString readUrl(const Node &node)
{
    const QString url = node.text();
    if (url.isEmpty())
        return url;
    if (!url.startsWith("http://"_L1) && !url.startsWith("https://"_L1))
        node.complain(u"expected a URL that begins with http:// or https://"_s);
    else if (url.contains(u' ') || url.section("://"_L1, 1).isEmpty())
        node.complain(u"'%1' is not a URL"_s.arg(url.left(200)));
    return url;
}

Environment readEnvironment(const QString &name, const Node &node, const Surroundings &around)
{
    Environment environment;
    environment.name = name;
    checkName(node, u"environment"_s, name);
    if (!node.isObject()) {
        node.hasOnly({});
        return environment;
    }
    node.hasOnly({u"protected"_s, u"url"_s, u"target"_s, u"strategy"_s, u"commands"_s, u"balancer"_s,
                  u"health"_s, u"smoke"_s, u"metrics"_s, u"rollback"_s, u"notify"_s, u"window"_s, u"backup"_s,
                  u"checklist"_s, u"logs"_s});
    environment.isProtected = node.at(u"protected"_s).boolean(false);
    environment.url = readUrl(node.at(u"url"_s));
    environment.target = readTarget(node.need(u"target"_s), around, environment.unserved);
    environment.strategy = readStrategy(node.at(u"strategy"_s), environment.unserved);
    environment.commands = readCommands(node.at(u"commands"_s));
    if (const Node health = node.at(u"health"_s); health.present())
        environment.health = readHealth(health);
    if (const Node metrics = node.at(u"metrics"_s); metrics.present())
        environment.metrics = readMetrics(metrics, around);
    if (environment.metrics)
        probeTheHealthUrl(*environment.metrics, environment.health, node.at(u"metrics"_s));
    environment.rollback = readRollback(node.at(u"rollback"_s));
    environment.window = readWindow(node.at(u"window"_s));
    environment.notify = readNotify(node.at(u"notify"_s));
    environment.waivers = readWaivers(node.at(u"checklist"_s), around);
    if (const Node backup = node.at(u"backup"_s); backup.present())
        environment.backup = readBackup(backup, environment.target);
    if (const Node logs = node.at(u"logs"_s); logs.present())
        environment.logs = readLogs(logs);

    using Check = void (*)(const Node &);
    const std::array<std::pair<QString, Check>, 2> notYet{
        {{u"balancer"_s, checkBalancer}, {u"smoke"_s, checkSmoke}}};
    for (const auto &[key, check] : notYet) {
        if (const Node part = node.at(key); part.present()) {
            check(part);
            environment.unserved.append(key);
        }
    }
    return environment;
}

} // namespace belay::projectfile
