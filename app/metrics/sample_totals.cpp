// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/sample_totals.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

bool isCounted(const SeriesSpec &spec)
{
    return spec.unit == u"per_second" || spec.unit == u"count" || spec.unit == u"bytes";
}

} // namespace

std::optional<double> worst(const std::vector<std::optional<double>> &values, const SeriesSpec &spec)
{
    std::optional<double> out;
    for (const auto &value : values) {
        if (value && (!out || (spec.bad == BadDirection::Down ? *value < *out : *value > *out)))
            out = value;
    }
    return out;
}

std::optional<double> overHosts(const std::vector<std::optional<double>> &values, const SeriesSpec &spec)
{
    if (!isCounted(spec))
        return worst(values, spec);
    std::optional<double> sum;
    for (const auto &value : values) {
        if (value)
            sum = sum.value_or(0) + *value;
    }
    return sum;
}

QString overHostsWord(const SeriesSpec &spec)
{
    return isCounted(spec)                  ? u"the sum"_s
           : spec.bad == BadDirection::Down ? u"the lowest"_s
                                            : u"the highest"_s;
}

} // namespace belay
