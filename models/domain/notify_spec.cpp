// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/notify_spec.h"

#include <algorithm>

namespace belay {

using namespace Qt::Literals::StringLiterals;

bool NotifySpec::wants(NotifyMoment moment) const
{
    return on.empty() || std::find(on.begin(), on.end(), moment) != on.end();
}

const QStringList &notifyPlaceholders()
{
    static const QStringList names{u"project"_s,  u"environment"_s, u"version"_s, u"from"_s,  u"by"_s,
                                   u"reason"_s,   u"moment"_s,      u"run"_s,     u"hosts"_s, u"hosts_done"_s,
                                   u"duration"_s, u"title"_s,       u"text"_s};
    return names;
}

QString toString(NotifyKind kind)
{
    switch (kind) {
    case NotifyKind::Slack:
        return u"slack"_s;
    case NotifyKind::Teams:
        return u"teams"_s;
    case NotifyKind::Discord:
        return u"discord"_s;
    case NotifyKind::Webhook:
        return u"webhook"_s;
    case NotifyKind::Email:
        return u"email"_s;
    case NotifyKind::Command:
        return u"command"_s;
    case NotifyKind::Desktop:
        return u"desktop"_s;
    case NotifyKind::Grafana:
        break;
    }
    return u"grafana"_s;
}

QString toString(NotifyMoment moment)
{
    switch (moment) {
    case NotifyMoment::Started:
        return u"started"_s;
    case NotifyMoment::Succeeded:
        return u"succeeded"_s;
    case NotifyMoment::Failed:
        return u"failed"_s;
    case NotifyMoment::RolledBack:
        return u"rolled-back"_s;
    case NotifyMoment::Hold:
        return u"hold"_s;
    case NotifyMoment::Trigger:
        return u"trigger"_s;
    case NotifyMoment::NoData:
        break;
    }
    return u"no-data"_s;
}

} // namespace belay
