// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metrics.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Alert above 1 %, roll back above 5 %: the limits most teams write into their runbooks.
SeriesSpec errorRate()
{
    SeriesSpec spec;
    spec.id = u"error_rate"_s;
    spec.title = u"Error rate"_s;
    spec.unit = u"percent"_s;
    spec.warn = 1;
    spec.critical = 5;
    spec.rollback = 5;
    return spec;
}

/// 500 ms is worth a look; half as slow again as before the release is the release's fault.
SeriesSpec p99()
{
    SeriesSpec spec;
    spec.id = u"p99"_s;
    spec.title = u"p99 latency"_s;
    spec.unit = u"ms"_s;
    spec.warn = 500;
    spec.rollbackRatio = 1.5;
    return spec;
}

/// No limits: traffic changes by itself, and a change by half that is more than noise is worth a look,
/// whichever way it goes.
SeriesSpec requestRate()
{
    SeriesSpec spec;
    spec.id = u"request_rate"_s;
    spec.title = u"Request rate"_s;
    spec.unit = u"per_second"_s;
    spec.bad = BadDirection::Both;
    spec.holdRatio = 1.5;
    return spec;
}

} // namespace

/// Every profile watches the same three numbers; which metric of the application they are read from is found
/// out from what it exposes (the queries are left empty).
std::vector<SeriesSpec> profileSeries(const QString &)
{
    return {errorRate(), p99(), requestRate()};
}

} // namespace belay
