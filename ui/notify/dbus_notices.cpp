// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/dbus_notices.h"

#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

const QString &service()
{
    static const QString name = u"org.freedesktop.Notifications"_s;
    return name;
}

const QString &path()
{
    static const QString name = u"/org/freedesktop/Notifications"_s;
    return name;
}

constexpr uchar normalUrgency = 1;
constexpr uchar criticalUrgency = 2;
constexpr int serversChoice = -1;
constexpr int never = 0;

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(service(), path(), service(), method);
}

/// The action that stands for the notice itself.
QString defaultAction()
{
    return u"default"_s;
}

} // namespace

DBusNotices::DBusNotices(const QDBusConnection &bus, QObject *parent)
    : DesktopNotices(parent)
    , m_bus(bus)
{
    m_bus.connect(service(), path(), service(), u"ActionInvoked"_s, this, SLOT(takeAction(uint, QString)));
    m_bus.connect(service(), path(), service(), u"NotificationClosed"_s, this, SLOT(takeClosed(uint)));
    askWhatItCan();
}

bool DBusNotices::isAvailable(const QDBusConnection &bus)
{
    const QDBusConnectionInterface *names = bus.isConnected() ? bus.interface() : nullptr;
    return names && (names->isServiceRegistered(service()).value() ||
                     names->activatableServiceNames().value().contains(service()));
}

void DBusNotices::askWhatItCan()
{
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(u"GetCapabilities"_s)), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusPendingReply<QStringList> reply = *call;
        m_capabilities = reply.isError() ? QStringList() : reply.value();
        for (const DesktopNotice &notice : std::exchange(m_early, {}))
            send(notice);
    });
}

void DBusNotices::show(const DesktopNotice &notice)
{
    if (m_capabilities)
        send(notice);
    else
        m_early.push_back(notice);
}

void DBusNotices::send(const DesktopNotice &notice)
{
    // A server that reads markup would make a link or a picture of what a host has said.
    const bool readsMarkup = m_capabilities->contains("body-markup"_L1);
    QStringList actions;
    if (m_capabilities->contains("actions"_L1)) {
        actions = QStringList{defaultAction(), QString()};
        for (const DesktopNotice::Action &action : notice.actions)
            actions += QStringList{action.id, action.label};
    }
    QDBusMessage call = callOf(u"Notify"_s);
    call << u"Belay"_s << m_ids.value(notice.key, 0U) << u"dev.belay.Belay"_s << notice.title
         << (readsMarkup ? notice.text.toHtmlEscaped() : notice.text) << actions
         << QVariantMap{{u"urgency"_s, QVariant::fromValue(notice.urgent ? criticalUrgency : normalUrgency)},
                        {u"desktop-entry"_s, u"dev.belay.Belay"_s}}
         << (notice.urgent ? never : serversChoice);
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, key = notice.key](QDBusPendingCallWatcher *done) {
                done->deleteLater();
                const QDBusPendingReply<uint> reply = *done;
                if (!reply.isError())
                    m_ids.insert(key, reply.value());
            });
}

void DBusNotices::takeAction(uint id, const QString &action)
{
    if (const QString key = m_ids.key(id); !key.isEmpty())
        Q_EMIT chosen(key, action == defaultAction() ? QString() : action);
}

void DBusNotices::takeClosed(uint id)
{
    if (const QString key = m_ids.key(id); !key.isEmpty())
        m_ids.remove(key);
}

} // namespace belay
