// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/sampler.h"

#include "app/metrics/prometheus_sampler.h"
#include "app/metrics/scrape_sampler.h"

namespace belay {

using namespace Qt::Literals::StringLiterals;

Result<std::unique_ptr<Sampler>> makeSampler(const WatchAction &action, const Plan &, const Ports &ports)
{
    const MetricsSourceKind kind = action.metrics.source.kind;
    if (kind != MetricsSourceKind::Scrape && kind != MetricsSourceKind::Prometheus)
        return fail(ErrorKind::Invalid,
                    u"The metrics source “%1” cannot be read by this version."_s.arg(toString(kind)),
                    u"Use “scrape” or “prometheus” in belay.json."_s);
    if (action.urls.empty())
        return fail(ErrorKind::Invalid, u"The metrics source “%1” has no address."_s.arg(toString(kind)),
                    u"Set metrics.source.url in belay.json."_s);
    if (kind == MetricsSourceKind::Scrape)
        return std::make_unique<ScrapeSampler>(action, ports.http, ports.clock);
    return std::make_unique<PrometheusSampler>(action.metrics, action.urls.front(), ports.http, ports.clock);
}

} // namespace belay
