// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/instance_names.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype longestName = 120;

struct Place
{
    QString host;
    QString port; ///< empty: the instance names none
};

/// "10.0.0.1:9100", "[::1]:9100", "web-1", "http://web-1:9100/metrics" (a black box exporter's)
Place placeOfInstance(QString instance)
{
    if (const auto scheme = instance.indexOf("://"_L1); scheme >= 0)
        instance = instance.mid(scheme + 3).section(u'/', 0, 0);
    if (instance.startsWith(u'['))
        return {instance.mid(1).section(u']', 0, 0), instance.section("]:"_L1, 1, 1)};
    if (instance.count(u':') != 1)
        return {instance, {}};
    return {instance.section(u':', 0, 0), instance.section(u':', 1, 1)};
}

bool isAt(const HostSpec &host, const Place &place)
{
    return host.address == place.host || host.name == place.host;
}

bool servesPort(const HostSpec &host, const QString &port)
{
    return std::any_of(host.vars.begin(), host.vars.end(),
                       [&](const auto &variable) { return variable.second == port; });
}

const HostSpec *hostAt(const Place &place, const std::vector<HostSpec> &hosts)
{
    std::vector<const HostSpec *> there;
    for (const HostSpec &host : hosts) {
        if (isAt(host, place))
            there.push_back(&host);
    }
    if (there.size() == 1)
        return there.front();
    const auto found = std::find_if(there.begin(), there.end(), [&](const HostSpec *host) {
        return !place.port.isEmpty() && servesPort(*host, place.port);
    });
    return found == there.end() ? nullptr : *found;
}

} // namespace

QString hostOfSeries(const SeriesLabels &labels, const std::vector<HostSpec> &hosts)
{
    for (const QString &label : {u"instance"_s, u"host"_s, u"node"_s, u"nodename"_s, u"pod"_s}) {
        const auto found = labels.find(label);
        if (found == labels.end() || found->second.isEmpty())
            continue;
        const HostSpec *host = hostAt(placeOfInstance(found->second), hosts);
        return host ? host->name : cleanLine(found->second, longestName);
    }
    QStringList all;
    for (const auto &[name, value] : labels)
        all << QString(name + u'=' + value);
    return cleanLine(all.join(u", "_s), longestName);
}

} // namespace belay
