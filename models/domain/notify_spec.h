// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

/// The ways of telling somebody about a run.
enum class NotifyKind { Slack, Teams, Discord, Webhook, Email, Command, Desktop, Grafana };

/// What is told. A run tells each at most once.
enum class NotifyMoment {
    Started,
    Succeeded,
    Failed, ///< and nothing could be, or had to be, brought back by itself
    RolledBack,
    Hold,    ///< the watch sees something that is not yet reason to go back
    Trigger, ///< the watch says: roll back
    NoData,  ///< the watch cannot judge
};

/// One receiver of an environment's notifications, as belay.json has it. Addresses and tokens name their
/// secrets ({secret:NAME}) and never hold them.
struct NotifySpec
{
    NotifyKind kind = NotifyKind::Webhook;
    QString url;       ///< Slack, Teams, Discord, Webhook: the address; Grafana: the server
    QString token;     ///< Grafana: of a service account; Webhook: sent as a bearer
    QString to;        ///< Email
    QString from;      ///< Email; empty: whoever the mail program says
    QString run;       ///< Email: what sends it, `sendmail -t -i` when empty; Command: a shell line
    QString title;     ///< a template; empty: the usual words
    QString text;      ///< a template; empty: the usual words
    QStringList tags;  ///< Grafana: besides belay, the project and the environment
    QString dashboard; ///< Grafana: its uid; empty: all dashboards that ask for the tags
    std::vector<NotifyMoment> on; ///< empty: every moment

    bool wants(NotifyMoment moment) const;
    bool operator==(const NotifySpec &) const = default;
};

/// What {…} may stand in titles and texts.
const QStringList &notifyPlaceholders();

/// The word of belay.json: "slack", "rolled-back".
QString toString(NotifyKind kind);
QString toString(NotifyMoment moment);

} // namespace belay
