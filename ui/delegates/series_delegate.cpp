// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/series_delegate.h"

#include "models/item/series_model.h"
#include "ui/delegates/ltr_text.h"
#include "ui/delegates/pill_painter.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>

#include <algorithm>

namespace belay {

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, size::twoLineRow - 3};
}

void SeriesDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const auto kind = static_cast<VerdictKind>(index.data(SeriesModel::VerdictRole).toInt());
    const StatusLook look = statusLook(kind);
    const QRect rect = option.rect.adjusted(space::s, 0, -space::s, 0);
    const QRect icon(rect.left(), rect.center().y() - size::icon / 2, size::icon, size::icon);
    paintStatusIcon(painter, place(option, icon), look);
    // The last known value is not what is now: struck out, and said.
    const QString last = index.data(SeriesModel::LastRole).toString();
    const bool lost = kind == VerdictKind::NotEnoughData && !last.isEmpty();
    const QString current = index.data(SeriesModel::NowRole).toString();
    const QString now = ltrText(lost ? last : current, option.direction);
    QString before = index.data(SeriesModel::BeforeRole).toString();
    if (lost)
        before = current + QStringLiteral(" · ") + before;
    const int wanted = QFontMetrics(numberFont()).horizontalAdvance(now) + 2;
    const QRect value(rect.right() - std::min(wanted, rect.width() / 2), rect.top(),
                      std::min(wanted, rect.width() / 2), rect.height());
    const bool calm = kind == VerdictKind::Healthy || kind == VerdictKind::Collecting;
    QFont font = numberFont();
    font.setStrikeOut(lost);
    drawText(painter, option, value, now, font, calm ? tokens().text : look.color(), Qt::AlignTrailing);
    const QRect text(icon.right() + space::s, rect.top(), value.left() - icon.right() - 2 * space::s,
                     rect.height());
    drawTwoLines(painter, option, text, index.data(SeriesModel::TitleRole).toString(), before,
                 tokens().text2);
}

} // namespace belay
