// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/checklist_delegate.h"

#include "models/item/checklist_model.h"
#include "ui/delegates/pill_painter.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"

namespace belay {

ChecklistDelegate::ChecklistDelegate(Rows rows, QObject *parent)
    : RowDelegateBase(parent)
    , m_rows(rows)
{
}

QSize ChecklistDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool oneLine = index.data(ChecklistModel::IsGroupRole).toBool() || m_rows == Rows::Compact;
    return {200, oneLine ? size::row : size::twoLineRow};
}

void ChecklistDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const QRect rect = option.rect.adjusted(index.parent().isValid() ? space::s : space::xs, 0, -space::s, 0);
    if (index.data(ChecklistModel::IsGroupRole).toBool()) {
        const int done = index.data(ChecklistModel::DoneRole).toInt();
        const int total = index.data(ChecklistModel::TotalRole).toInt();
        drawText(painter, option, rect, index.data().toString(), bodyStrongFont(), tokens().text);
        drawText(painter, option, rect, QStringLiteral("%1/%2").arg(done).arg(total), metaFont(),
                 done == total ? tokens().ok : tokens().text3, Qt::AlignTrailing);
        return;
    }
    const StatusLook look =
        statusLook(static_cast<CheckState>(index.data(ChecklistModel::StateRole).toInt()));
    const QRect icon(rect.left(), rect.center().y() - size::icon / 2, size::icon, size::icon);
    paintStatusIcon(painter, place(option, icon), look);
    if (m_rows == Rows::Compact) {
        const QRect line(icon.right() + space::s, rect.top(),
                         option.rect.right() - space::xs - icon.right() - space::s, rect.height());
        drawText(painter, option, line, index.data().toString(), bodyFont(),
                 look.tone == Tone::Ok ? tokens().text2 : tokens().text);
        return;
    }
    const QSize pill = pillSize(look);
    const QRect pillRect(rect.right() - pill.width(), rect.center().y() - pill.height() / 2, pill.width(),
                         pill.height());
    paintPill(painter, place(option, pillRect), look, option.direction);
    QString title = index.data().toString();
    if (!index.data(ChecklistModel::IsMustRole).toBool())
        title += tr(" (should)");
    const QRect text(icon.right() + space::s, rect.top(), pillRect.left() - icon.right() - 2 * space::s,
                     rect.height());
    drawTwoLines(painter, option, text, title, index.data(ChecklistModel::LineRole).toString(),
                 look.tone == Tone::Danger ? look.color() : tokens().text2);
}

} // namespace belay
