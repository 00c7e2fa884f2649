// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/sampler.h"

#include "app/metrics/authorized_http.h"
#include "app/metrics/command_sampler.h"
#include "app/metrics/host_sampler.h"
#include "app/metrics/probe_sampler.h"
#include "app/metrics/prometheus_sampler.h"
#include "app/metrics/scrape_sampler.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A sampler together with the port it asks through: both live as long as the watch.
template <typename Inner> class Authorized : public Sampler
{
public:
    template <typename Make>
    Authorized(const MetricsSource &source, const Ports &ports, const Make &make)
        : m_http(source, ports.http, ports.secrets)
        , m_inner(make(m_http))
    {
    }

    SamplingRound next(const CancelToken &cancel) override { return m_inner.next(cancel); }
    std::optional<SamplingRound> past(qint64 fromMs, qint64 toMs, const CancelToken &cancel) override
    {
        return m_inner.past(fromMs, toMs, cancel);
    }

private:
    AuthorizedHttp m_http;
    Inner m_inner;
};

tl::unexpected<Error> without(const char16_t *what, const char16_t *key, MetricsSourceKind kind)
{
    return fail(ErrorKind::Invalid,
                u"The metrics source “%1” has no %2."_s.arg(toString(kind), QString::fromUtf16(what)),
                u"Set %1 in belay.json."_s.arg(QString::fromUtf16(key)));
}

} // namespace

Result<std::unique_ptr<Sampler>> makeSampler(const WatchAction &action, const Plan &plan, const Ports &ports)
{
    const MetricsSource &source = action.metrics.source;
    const bool overHttp = source.kind != MetricsSourceKind::Host && source.kind != MetricsSourceKind::Command;
    if (overHttp && action.urls.empty())
        return without(u"address", u"metrics.source.url", source.kind);
    switch (source.kind) {
    case MetricsSourceKind::Scrape:
        return std::make_unique<Authorized<ScrapeSampler>>(
            source, ports, [&](Http &http) { return ScrapeSampler(action, http, ports.clock); });
    case MetricsSourceKind::Probe:
        return std::make_unique<Authorized<ProbeSampler>>(
            source, ports, [&](Http &http) { return ProbeSampler(action, http, ports.clock); });
    case MetricsSourceKind::Host:
        if (action.hosts.isEmpty())
            return without(u"hosts to ask", u"target.hosts", source.kind);
        return std::make_unique<HostSampler>(action, plan, ports);
    case MetricsSourceKind::Command:
        if (source.command.isEmpty())
            return without(u"command", u"metrics.source.command", source.kind);
        return std::make_unique<CommandSampler>(action, ports.local, ports.clock);
    case MetricsSourceKind::Prometheus:
        break;
    }
    return std::make_unique<Authorized<PrometheusSampler>>(source, ports, [&](Http &http) {
        return PrometheusSampler(action.metrics, action.urls.front(), plan.target.hosts, http, ports.clock);
    });
}

} // namespace belay
