// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/environment_cell_delegate.h"

#include "ui/delegates/pill_painter.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace belay {

namespace {

constexpr int sparklineWidth = 56;
constexpr int narrowestWithSparkline = 170;
constexpr int margin = 5;

void paintSparkline(QPainter *painter, const QRectF &rect, const std::vector<double> &values,
                    const QColor &color)
{
    QPainterPath path;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x =
            rect.left() + rect.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1);
        const double y = rect.bottom() - std::clamp(values[i], 0.0, 1.0) * rect.height();
        i == 0 ? path.moveTo(x, y) : path.lineTo(x, y);
    }
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(path);
}

bool isTinted(CellStatus status)
{
    return status != CellStatus::Healthy && status != CellStatus::NotDeployed &&
           status != CellStatus::Unknown;
}

void paintEmpty(QPainter *painter, const QRect &rect, const QString &text)
{
    painter->setPen(QPen(tokens().border, 1, Qt::DashLine));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius::cell, radius::cell);
    painter->setFont(metaFont());
    painter->setPen(tokens().text3);
    painter->drawText(rect.adjusted(8, 0, -8, 0), Qt::AlignCenter,
                      QFontMetrics(metaFont()).elidedText(text, Qt::ElideRight, rect.width() - 16));
}

} // namespace

StatusLook statusLook(CellStatus status)
{
    const auto look = [status](const QString &icon, Tone tone, bool turning = false) {
        return StatusLook{icon, tone, statusWord(status), turning};
    };
    switch (status) {
    case CellStatus::NotDeployed:
    case CellStatus::Unknown:
        return look(QStringLiteral("circle"), Tone::Neutral);
    case CellStatus::Healthy:
        return look(QStringLiteral("circle-check"), Tone::Ok);
    case CellStatus::Running:
        return look(QStringLiteral("loader-circle"), Tone::Info, true);
    case CellStatus::Watching:
        return look(QStringLiteral("activity"), Tone::Info);
    case CellStatus::Hold:
    case CellStatus::Mixed:
        return look(QStringLiteral("triangle-alert"), Tone::Warn);
    case CellStatus::RollBack:
    case CellStatus::Failed:
        return look(QStringLiteral("octagon-alert"), Tone::Danger);
    case CellStatus::NoData:
    case CellStatus::Unreachable:
        return look(QStringLiteral("wifi-off"), Tone::Neutral);
    case CellStatus::Held:
        return look(QStringLiteral("lock"), Tone::Warn);
    }
    return {};
}

void EnvironmentCellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    const auto *model = qobject_cast<const OverviewModel *>(index.model());
    const EnvironmentCell *cell = model ? model->cell(index) : nullptr;
    if (!cell)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect.adjusted(margin, margin, -margin, -margin);
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    if (cell->status == CellStatus::NotDeployed) {
        paintEmpty(painter, rect, cell->phrase);
    } else {
        const StatusLook look = statusLook(cell->status);
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
        const QColor fill = isTinted(cell->status) ? look.background() : tokens().surface;
        paintRounded(painter, rect, radius::cell, fill, hovered ? tokens().borderStrong : tokens().border);
        const QRect icon(rect.left() + 10, rect.top() + 12, size::icon, size::icon);
        paintStatusIcon(painter, QStyle::visualRect(option.direction, rect, icon), look);

        const bool sparkline = cell->sparkline.size() > 1 && rect.width() >= narrowestWithSparkline;
        const int textLeft = icon.right() + 9;
        const int right = rect.right() - 10;
        const QRect version(textLeft, rect.top() + 10,
                            right - textLeft - (sparkline ? sparklineWidth + 8 : 0), 22);
        const QRect phrase(textLeft, rect.top() + 31, right - textLeft, 20);
        const auto draw = [&](const QRect &where, const QFont &font, const QColor &color,
                              const QString &text) {
            painter->setFont(font);
            painter->setPen(color);
            painter->drawText(QStyle::visualRect(option.direction, rect, where),
                              static_cast<int>(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) |
                                  Qt::AlignVCenter,
                              QFontMetrics(font).elidedText(text, Qt::ElideRight, where.width()));
        };
        draw(version, strongFont(), tokens().text, versionText(*cell));
        draw(phrase, metaFont(), isTinted(cell->status) ? look.color() : tokens().text2,
             phraseText(*cell, QDateTime::currentMSecsSinceEpoch()));
        if (sparkline) {
            const QRect where(right - sparklineWidth, rect.top() + 14, sparklineWidth, 14);
            paintSparkline(painter, QStyle::visualRect(option.direction, rect, where), cell->sparkline,
                           isTinted(cell->status) ? look.color() : tokens().text3);
        }
        if (cell->status == CellStatus::Running) {
            const QRectF bar(rect.left() + 10, rect.bottom() - 6, rect.width() - 20, 3);
            paintRounded(painter, bar, 1.5, tokens().border);
            paintRounded(painter,
                         QRectF(bar.left(), bar.top(), bar.width() * std::clamp(cell->progress, 0.0, 1.0), 3),
                         1.5, tokens().accent);
        }
    }
    if (focused)
        paintFocusRing(painter, QRectF(rect).adjusted(-2, -2, 2, 2), radius::cell + 2);
    painter->restore();
}

QSize EnvironmentCellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {160, size::cell + 2 * margin};
}

bool EnvironmentCellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                        const QStyleOptionViewItem &, const QModelIndex &index)
{
    const QString text = index.data(Qt::ToolTipRole).toString();
    QToolTip::showText(event->globalPos(), text.isEmpty() ? QString() : plainToolTip(text), view);
    return true;
}

} // namespace belay
