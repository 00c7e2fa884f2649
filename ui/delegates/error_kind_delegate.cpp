// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/error_kind_delegate.h"

#include "models/item/error_kinds_model.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QLocale>

namespace belay {

QSize ErrorKindDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {RowDelegateBase::sizeHint(option, index).width(), size::twoLineRow};
}

QString ErrorKindDelegate::summary(const QModelIndex &index)
{
    const qint64 count = index.data(ErrorKindsModel::CountRole).toLongLong();
    const qint64 first = index.data(ErrorKindsModel::FirstRole).toLongLong();
    QStringList parts{count == 1 ? tr("once") : tr("%1 times").arg(QLocale().toString(count))};
    if (first > 0)
        parts.append(
            tr("since %1").arg(QDateTime::fromMSecsSinceEpoch(first).toString(QStringLiteral("HH:mm:ss"))));
    parts.append(index.data(ErrorKindsModel::HostRole).toString());
    return parts.join(QStringLiteral(" · "));
}

void ErrorKindDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    drawTwoLines(painter, option, option.rect.adjusted(space::s, 0, -space::s, 0),
                 index.data(ErrorKindsModel::TextRole).toString(), summary(index), tokens().danger);
}

} // namespace belay
