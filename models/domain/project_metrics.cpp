// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metric_profiles.h"
#include "models/domain/names.h"
#include "models/domain/project_sections.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Less would take away what the release of this morning is compared with.
constexpr Milliseconds leastKept = std::chrono::hours(24);

/// A project file never holds a secret, only its name.
QString readSecretName(const Node &node)
{
    static const QRegularExpression pattern(u"^\\{secret:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\\}$"_s);
    const QString text = node.text();
    if (!text.isEmpty() && !pattern.match(text).hasMatch())
        node.complain(u"expected the name of a secret"_s, u"Write {secret:NAME}; the value stays outside."_s);
    return text;
}

void readAuth(const Node &node, MetricsSource &source)
{
    if (!node.present() || !node.hasOnly({u"bearer"_s, u"user"_s, u"password"_s}))
        return;
    source.bearer = readSecretName(node.at(u"bearer"_s));
    source.user = node.at(u"user"_s).text();
    source.password = readSecretName(node.at(u"password"_s));
    if (source.bearer.isEmpty() == source.user.isEmpty())
        node.complain(u"expected either bearer, or user and password"_s);
    else if (!source.user.isEmpty() && source.password.isEmpty())
        node.need(u"password"_s);
}

MetricsSource readSource(const Node &node)
{
    static constexpr Words<MetricsSourceKind, 5> kinds{{{MetricsSourceKind::Prometheus, "prometheus"_L1},
                                                        {MetricsSourceKind::Scrape, "scrape"_L1},
                                                        {MetricsSourceKind::Probe, "probe"_L1},
                                                        {MetricsSourceKind::Host, "host"_L1},
                                                        {MetricsSourceKind::Command, "command"_L1}}};
    MetricsSource source;
    if (!node.present() || !node.hasOnly({u"kind"_s, u"url"_s, u"auth"_s, u"headers"_s, u"command"_s}))
        return source;
    source.kind = node.need(u"kind"_s).word(kinds, source.kind);
    const bool needsUrl =
        source.kind == MetricsSourceKind::Prometheus || source.kind == MetricsSourceKind::Scrape;
    source.url = readUrl(needsUrl ? node.need(u"url"_s) : node.at(u"url"_s));
    source.command = source.kind == MetricsSourceKind::Command ? node.need(u"command"_s).text()
                                                               : node.at(u"command"_s).text();
    readAuth(node.at(u"auth"_s), source);
    source.headers = node.at(u"headers"_s).textMap();
    return source;
}

/// What the series is called and how it is shown comes from the profile when the file says nothing. Limits
/// never do: a limit that nobody wrote down must not roll a release back.
SeriesSpec startingPoint(const QString &id, const QString &profile)
{
    SeriesSpec spec;
    spec.id = id;
    spec.title = id;
    spec.unit = u"count"_s;
    for (const SeriesSpec &known : profileSeries(profile)) {
        if (known.id == id) {
            spec.title = known.title;
            spec.unit = known.unit;
            spec.bad = known.bad;
        }
    }
    return spec;
}

SeriesSpec readSeries(const Node &node, const QString &profile)
{
    static const QStringList units = {u"percent"_s, u"ms"_s, u"s"_s, u"per_second"_s, u"count"_s, u"bytes"_s};
    static constexpr Words<BadDirection, 3> directions{
        {{BadDirection::Up, "up"_L1}, {BadDirection::Down, "down"_L1}, {BadDirection::Both, "both"_L1}}};
    node.hasOnly({u"id"_s, u"title"_s, u"unit"_s, u"query"_s, u"bad"_s, u"warn"_s, u"critical"_s,
                  u"rollback"_s, u"rollback_ratio"_s, u"hold_ratio"_s});
    SeriesSpec spec = startingPoint(node.need(u"id"_s).text(), profile);
    if (!spec.id.isEmpty())
        checkName(node.at(u"id"_s), u"series"_s, spec.id);
    spec.title = node.at(u"title"_s).text(spec.title);
    if (const Node unit = node.at(u"unit"_s); unit.present())
        spec.unit = units.value(unit.oneOf(units), spec.unit);
    spec.query = node.at(u"query"_s).text();
    spec.bad = node.at(u"bad"_s).word(directions, spec.bad);
    spec.warn = node.at(u"warn"_s).number();
    spec.critical = node.at(u"critical"_s).number();
    spec.rollback = node.at(u"rollback"_s).number();
    spec.rollbackRatio = node.at(u"rollback_ratio"_s).number();
    if (spec.rollbackRatio && *spec.rollbackRatio <= 0)
        node.at(u"rollback_ratio"_s)
            .complain(u"expected a number above 0"_s, u"1.5 means: half as much again."_s);
    spec.holdRatio = node.at(u"hold_ratio"_s).number();
    if (spec.holdRatio && *spec.holdRatio <= 0)
        node.at(u"hold_ratio"_s).complain(u"expected a number above 0"_s, u"1.1 means: a tenth more."_s);
    return spec;
}

/// A named profile is asked for, so its limits count. A series that the file describes itself stays as the
/// file says; only a missing query comes from the profile.
void addProfile(MetricsSpec &metrics, const QString &profile)
{
    for (const SeriesSpec &ready : metricProfile(profile)) {
        const auto own = std::find_if(metrics.series.begin(), metrics.series.end(),
                                      [&](const SeriesSpec &spec) { return spec.id == ready.id; });
        if (own == metrics.series.end())
            metrics.series.push_back(ready);
        else if (own->query.isEmpty())
            own->query = ready.query;
    }
}

} // namespace

MetricsSpec readMetrics(const Node &node, const Surroundings &around)
{
    MetricsSpec metrics;
    if (!node.hasOnly({u"source"_s, u"profile"_s, u"interval"_s, u"before"_s, u"watch"_s, u"warm_up"_s,
                       u"after_watch"_s, u"keep_samples"_s, u"series"_s}) &&
        !node.isObject())
        return metrics;
    metrics.source = readSource(node.need(u"source"_s));
    metrics.interval = node.at(u"interval"_s).duration(metrics.interval, Milliseconds(100));
    metrics.before = node.at(u"before"_s).duration(metrics.before, Milliseconds(0));
    metrics.watch = node.at(u"watch"_s).duration(metrics.watch, Milliseconds(0));
    metrics.warmUp = node.at(u"warm_up"_s).duration(metrics.warmUp, Milliseconds(0));
    if (metrics.warmUp >= metrics.watch && metrics.warmUp.count() > 0)
        node.at(u"warm_up"_s)
            .complain(u"expected less than the watch"_s,
                      u"After the warm-up there must be something to judge."_s);
    metrics.afterWatch = node.at(u"after_watch"_s).duration(metrics.afterWatch, Milliseconds(0));
    metrics.keepSamples = node.at(u"keep_samples"_s).duration(metrics.keepSamples, leastKept);
    const Node series = node.at(u"series"_s);
    QSet<QString> ids;
    if (series.present()) {
        for (const Node &element : series.elements()) {
            if (!element.isObject()) {
                element.hasOnly({});
                continue;
            }
            metrics.series.push_back(readSeries(element, around.profile));
            const QString id = metrics.series.back().id;
            if (ids.contains(id))
                element.at(u"id"_s).complain(
                    u"there are two series with the id '%1'"_s.arg(cleanLine(id, 80)));
            ids.insert(id);
        }
    }
    if (const Node profile = node.at(u"profile"_s); profile.present())
        addProfile(metrics, metricProfileNames().value(profile.oneOf(metricProfileNames())));
    else if (metrics.series.empty() && metrics.source.kind == MetricsSourceKind::Host)
        addProfile(metrics, u"host"_s);
    else if (metrics.series.empty() && metrics.source.kind == MetricsSourceKind::Probe)
        addProfile(metrics, u"probe"_s);
    if (metrics.series.empty())
        metrics.series = profileSeries(around.profile);
    return metrics;
}

} // namespace belay::projectfile
