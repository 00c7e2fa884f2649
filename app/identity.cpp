// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/identity.h"

#include "app/net/local_user.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QSysInfo>
#include <QTimeZone>

namespace belay {

namespace {

QString plain(QString text, const QString &allowed)
{
    return text.replace(QRegularExpression(QStringLiteral("[^%1]").arg(allowed)), QStringLiteral("-"));
}

} // namespace

QString whoAmI()
{
    const QString user = localUserName();
    return whoSays(user.isEmpty() ? QStringLiteral("unknown") : user);
}

QString whoSays(const QString &name)
{
    if (name.isEmpty())
        return whoAmI();
    return QString(plain(name, QStringLiteral("A-Za-z0-9._-")) + QLatin1Char('@') +
                   plain(QSysInfo::machineHostName(), QStringLiteral("A-Za-z0-9._-")));
}

QString newRunId(qint64 nowMs)
{
    const QString time =
        QDateTime::fromMSecsSinceEpoch(nowMs, QTimeZone::utc()).toString(QStringLiteral("yyyyMMddHHmmss"));
    const quint32 random = QRandomGenerator::system()->generate() & 0xffffU;
    return QStringLiteral("%1-%2").arg(time).arg(random, 4, 16, QLatin1Char('0'));
}

QString defaultDataDirectory()
{
    const QString chosen = qEnvironmentVariable("BELAY_DATA_DIR");
    return chosen.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                                  QStringLiteral("/belay")
                            : chosen;
}

} // namespace belay
