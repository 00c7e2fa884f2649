// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/metric_facts.h"
#include "app/checks/wording.h"
#include "app/engine/side_by_side.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString limitsOf(const SeriesSpec &series)
{
    QStringList limits;
    if (series.warn)
        limits.append(QString(u"warns at "_s + formatValue(*series.warn, series.unit)));
    if (series.critical)
        limits.append(QString(u"critical at "_s + formatValue(*series.critical, series.unit)));
    if (series.rollback)
        limits.append(QString(u"rolls back at "_s + formatValue(*series.rollback, series.unit)));
    if (series.rollbackRatio)
        limits.append(u"rolls back at %1 times the time before"_s.arg(*series.rollbackRatio));
    return limits.join(u", "_s);
}

QString nameOf(const SeriesSpec &series)
{
    return series.title.isEmpty() ? series.id : series.title;
}

Inspected withoutMetrics()
{
    return {CheckState::CannotRun, u"belay.json names no source of metrics here"_s,
            u"Add \"metrics\" to the environment to have Belay watch, or answer by hand."_s};
}

} // namespace

Inspected judgeAlerts(const Environment &environment)
{
    if (!environment.metrics)
        return withoutMetrics();
    QStringList with;
    QStringList detail;
    for (const SeriesSpec &series : environment.metrics->series) {
        const QString limits = limitsOf(series);
        if (!limits.isEmpty())
            with.append(nameOf(series));
        detail.append(QString(nameOf(series) + u": "_s + (limits.isEmpty() ? u"no limit"_s : limits)));
    }
    detail.append(u"Belay looks at these while it watches a release. Who is woken at other times is your "
                  "monitoring's to say."_s);
    return {CheckState::Passed,
            with.isEmpty() ? u"no watched number has a limit"_s
                           : QString(u"limits for "_s + with.join(u", "_s)),
            detail.join(u'\n')};
}

Inspected judgeSources(const MetricsSpec &metrics, const std::vector<SourceAnswer> &answers)
{
    QStringList silent;
    QStringList detail;
    QStringList names;
    for (const SeriesSpec &series : metrics.series)
        names.append(nameOf(series));
    for (const SourceAnswer &answer : answers) {
        // The credentials are looked up only when a release is watched; that they are asked for is an answer.
        const bool asksWho = (!metrics.source.bearer.isEmpty() || !metrics.source.user.isEmpty()) &&
                             (answer.status == 401 || answer.status == 403);
        const bool good = (answer.status >= 200 && answer.status < 300) || asksWho;
        if (!good)
            silent.append(answer.url);
        detail.append(QString(answer.url + u": "_s +
                              (answer.status == 0 ? answer.error : u"HTTP %1"_s.arg(answer.status))));
    }
    detail.append(QString(u"Watched: "_s + (names.isEmpty() ? u"nothing"_s : names.join(u", "_s))));
    const QString watched = counted(names.size(), u"number"_s, u"numbers"_s);
    const QString summary =
        silent.isEmpty()
            ? QString(
                  counted(static_cast<qsizetype>(answers.size()), u"source answers"_s, u"sources answer"_s) +
                  u" now; "_s + watched + u" watched"_s)
            : QString(u"%1 of %2 sources do not answer now"_s.arg(silent.size()).arg(answers.size()));
    return {CheckState::Passed, summary, detail.join(u'\n')};
}

namespace inspections {

namespace {

/// What a person's browser would see: the addresses of the source, each once.
std::vector<SourceAnswer> askSources(const InspectionContext &context, const MetricsSpec &metrics)
{
    QStringList urls;
    if (metrics.source.kind == MetricsSourceKind::Prometheus) {
        QString base = metrics.source.url;
        while (base.endsWith(u'/'))
            base.chop(1);
        urls.append(QString(base + u"/api/v1/status/buildinfo"_s));
    } else {
        for (const HostSpec &host : context.environment.target.hosts)
            urls.append(expand(metrics.source.url, hostValues(host)));
    }
    urls.removeDuplicates();
    std::vector<SourceAnswer> answers(std::size_t(urls.size()));
    sideBySide(answers.size(), [&](std::size_t i) {
        HttpRequest request;
        request.url = answers[i].url = urls.at(qsizetype(i));
        request.timeout = request.connectTimeout = Milliseconds(5000);
        const auto response = context.ports.http.send(request, context.cancel);
        if (response)
            answers[i].status = response->status;
        else
            answers[i].error = response.error().summary;
    });
    return answers;
}

/// Sources that have no address to ask: Belay measures the hosts, or runs a command.
Inspected measuredHere(const MetricsSpec &metrics, const TargetSpec &target)
{
    const auto hosts = static_cast<qsizetype>(target.hosts.size());
    const bool onHosts = metrics.source.kind == MetricsSourceKind::Host;
    QStringList names;
    for (const SeriesSpec &series : metrics.series)
        names.append(nameOf(series));
    return {CheckState::Passed,
            QString(counted(names.size(), u"number"_s, u"numbers"_s) + u" watched "_s +
                    (onHosts ? QString(u"on "_s + counted(hosts, u"host"_s, u"hosts"_s))
                             : u"with a command of the project"_s)),
            QString(u"Watched: "_s + (names.isEmpty() ? u"nothing"_s : names.join(u", "_s)))};
}

} // namespace

Inspected alerts(const InspectionContext &context)
{
    return judgeAlerts(context.environment);
}

Inspected performanceMonitoring(const InspectionContext &context)
{
    const auto &metrics = context.environment.metrics;
    if (!metrics)
        return withoutMetrics();
    if (metrics->source.kind == MetricsSourceKind::Host || metrics->source.kind == MetricsSourceKind::Command)
        return measuredHere(*metrics, context.environment.target);
    return judgeSources(*metrics, askSources(context, *metrics));
}

/// Belay's own monitor page shows what it watches; other dashboards are a person's to open.
Inspected dashboards(const InspectionContext &context)
{
    Inspected found = performanceMonitoring(context);
    if (found.state == CheckState::Passed)
        found.detail += u"\nBelay's monitor page draws these. Other dashboards are not known to it."_s;
    return found;
}

} // namespace inspections

} // namespace belay
