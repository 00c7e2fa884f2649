// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_notifications.h"

#include "app/notify/message.h"

#include <utility>

namespace belay {

using namespace Qt::Literals::StringLiterals;

DesktopNotifications::DesktopNotifications(std::unique_ptr<DesktopNotices> notices, QObject *parent)
    : QObject(parent)
    , m_notices(std::move(notices))
{
    connect(m_notices.get(), &DesktopNotices::chosen, this, &DesktopNotifications::choose);
}

void DesktopNotifications::tell(const Occasion &occasion)
{
    const Message words = messageFor(occasion, NotifySpec());
    DesktopNotice notice;
    notice.key = occasion.project + u'\n' + occasion.environment;
    notice.title = words.title;
    notice.text = words.text;
    notice.urgent = occasion.moment == NotifyMoment::Trigger || occasion.moment == NotifyMoment::Failed;
    notice.actions.push_back({u"open"_s, tr("Open")});
    if (occasion.moment == NotifyMoment::Trigger)
        notice.actions.push_back({u"roll-back"_s, tr("Roll back…")});
    m_notices->show(notice);
}

void DesktopNotifications::choose(const QString &key, const QString &action)
{
    Q_EMIT openRequested();
    // Opens the dialog that shows the way back; a person decides there.
    if (action == u"roll-back"_s)
        Q_EMIT rollbackRequested(key.section(u'\n', 0, 0), key.section(u'\n', 1));
}

} // namespace belay
