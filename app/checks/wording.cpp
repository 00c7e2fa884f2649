// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/wording.h"

#include <QDateTime>
#include <QTimeZone>

namespace belay {

using namespace Qt::Literals::StringLiterals;

QString counted(qsizetype number, const QString &one, const QString &many)
{
    return number == 1 ? QString(u"1 "_s + one) : QString(QString::number(number) + u' ' + many);
}

QString minuteText(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

} // namespace belay
