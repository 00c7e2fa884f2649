// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/checklist_delegate.h"

#include "models/domain/names.h"
#include "models/item/checklist_model.h"
#include "ui/delegates/pill_painter.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"

#include <QDateTime>

namespace belay {

namespace {

/// What will happen to an item nobody has looked at yet.
QString untouched(CheckKind kind, const QString &command)
{
    switch (kind) {
    case CheckKind::Command:
        return command;
    case CheckKind::Inspect:
        return ChecklistDelegate::tr("looked at by Belay");
    case CheckKind::Evidence:
        return ChecklistDelegate::tr("evidence is collected, you decide");
    case CheckKind::Ask:
        break;
    }
    return ChecklistDelegate::tr("asked");
}

QString secondLine(const QModelIndex &index)
{
    QStringList parts;
    if (const QString summary = index.data(ChecklistModel::SummaryRole).toString(); !summary.isEmpty())
        parts.append(summary);
    if (const qint64 took = index.data(ChecklistModel::DurationRole).toLongLong(); took > 0)
        parts.append(formatDuration(took));
    const auto kind = static_cast<CheckKind>(index.data(ChecklistModel::KindRole).toInt());
    const bool byPerson = kind == CheckKind::Ask || kind == CheckKind::Evidence;
    if (const QString by = index.data(ChecklistModel::ByRole).toString(); !by.isEmpty() && byPerson)
        parts.append(by);
    if (const qint64 time = index.data(ChecklistModel::TimeRole).toLongLong(); time > 0)
        parts.append(QDateTime::fromMSecsSinceEpoch(time).toString(QStringLiteral("HH:mm")));
    if (parts.isEmpty())
        return untouched(kind, index.data(ChecklistModel::CommandRole).toString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace

QSize ChecklistDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {200, index.data(ChecklistModel::IsGroupRole).toBool() ? size::row : size::twoLineRow};
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
    const QSize pill = pillSize(look);
    const QRect pillRect(rect.right() - pill.width(), rect.center().y() - pill.height() / 2, pill.width(),
                         pill.height());
    paintPill(painter, place(option, pillRect), look, option.direction);
    QString title = index.data().toString();
    if (!index.data(ChecklistModel::IsMustRole).toBool())
        title += tr(" (should)");
    const QRect text(icon.right() + space::s, rect.top(), pillRect.left() - icon.right() - 2 * space::s,
                     rect.height());
    drawTwoLines(painter, option, text, title, secondLine(index),
                 look.tone == Tone::Danger ? look.color() : tokens().text2);
}

} // namespace belay
