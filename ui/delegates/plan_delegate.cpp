// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/plan_delegate.h"

#include "models/item/plan_model.h"
#include "ui/delegates/ltr_text.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace belay {

void PlanDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const QRect rect = option.rect.adjusted(space::s, 0, -space::s, 0);
    const QString title = index.data(Qt::DisplayRole).toString();
    if (index.data(PlanModel::IsStageRole).toBool()) {
        drawText(painter, option, rect, title, bodyStrongFont(), tokens().text);
        return;
    }
    const QString hosts = index.data(PlanModel::HostsRole).toString();
    const int titleWidth = std::min(120, rect.width() / 3);
    const int hostsWidth = std::min(QFontMetrics(metaFont()).horizontalAdvance(hosts) + 2, rect.width() / 4);
    const QRect titleRect(rect.left(), rect.top(), titleWidth, rect.height());
    const QRect hostsRect(rect.right() - hostsWidth, rect.top(), hostsWidth, rect.height());
    const QRect shownRect(titleRect.right() + space::s, rect.top(),
                          hostsRect.left() - titleRect.right() - 2 * space::s, rect.height());
    drawText(painter, option, titleRect, title, bodyFont(), tokens().text);
    drawText(painter, option, shownRect,
             ltrText(index.data(PlanModel::ShownRole).toString(), option.direction), monoFont(),
             tokens().text2);
    drawText(painter, option, hostsRect, hosts, metaFont(), tokens().text3, Qt::AlignTrailing);
}

} // namespace belay
