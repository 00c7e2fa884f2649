// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/log_delegate.h"

#include "models/item/log_model.h"
#include "ui/delegates/ltr_text.h"
#include "ui/theme/theme.h"

namespace belay {

void LogDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const bool isError = index.data(LogModel::IsErrorRole).toBool();
    const bool isText = index.column() == LogModel::Text;
    drawText(painter, option, option.rect.adjusted(space::xs, 0, -space::xs, 0),
             ltrText(index.data().toString(), option.direction), monoFont(),
             isError && isText ? tokens().danger
             : isText          ? tokens().text
                               : tokens().text3);
}

} // namespace belay
