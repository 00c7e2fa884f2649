// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/button_paint.h"

#include "ui/theme/paint.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"

#include <QIcon>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>
#include <QVariant>
#include <QWidget>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int iconSide = 16;

struct ButtonColors
{
    QColor fill;
    QColor edge;
    QColor text;
};

bool isCompact(const QWidget *widget)
{
    return widget != nullptr && widget->property("compact").toBool();
}

int padding(const QWidget *widget)
{
    return isCompact(widget) ? 10 : 14;
}

/// `touch` is how far hover or press pulls the fill towards the text colour.
ButtonColors filled(const QColor &fill, const QColor &text, double touch)
{
    return {mix(text, fill, touch), {}, text};
}

ButtonColors colorsOf(const QString &kind, QStyle::State state)
{
    const Tokens &t = tokens();
    const bool down = state.testFlag(QStyle::State_Sunken) || state.testFlag(QStyle::State_On);
    const double touch = down ? 0.16 : (state.testFlag(QStyle::State_MouseOver) ? 0.08 : 0.0);
    if (!state.testFlag(QStyle::State_Enabled)) {
        const QColor faded = mix(t.text3, t.bg, 0.75);
        return kind == "quiet"_L1 ? ButtonColors{{}, {}, faded} : ButtonColors{t.neutralBg, t.border, faded};
    }
    if (kind == "primary"_L1)
        return filled(t.accent, t.onAccent, touch);
    if (kind == "danger"_L1)
        return filled(t.danger, t.onDanger, touch);
    if (kind == "quiet"_L1)
        return {touch > 0.0 ? mix(t.text, t.surface, touch) : QColor(), {}, t.text2};
    return {mix(t.text, t.surface, touch / 2.0), t.borderStrong, t.text};
}

QFont buttonFont(const QWidget *widget)
{
    QFont font = widget != nullptr ? widget->font() : bodyFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

QSize buttonSize(const QStyleOptionButton &option, const QWidget *widget)
{
    const QFontMetrics metrics(buttonFont(widget));
    const bool hasMenu = option.features.testFlag(QStyleOptionButton::HasMenu);
    int width = option.text.isEmpty() ? 0 : metrics.size(Qt::TextShowMnemonic, option.text).width();
    if (!option.icon.isNull())
        width += iconSide + (option.text.isEmpty() ? 0 : space::s);
    if (hasMenu)
        width += iconSide + space::xs;
    const int height = isCompact(widget) ? size::compactControl : size::control;
    const int side = option.text.isEmpty() && !hasMenu ? (height - iconSide) / 2 : padding(widget);
    return {width + 2 * side, qMax(height, metrics.height() + 8)};
}

void paintButton(QPainter *painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const QString kind = widget != nullptr ? widget->property("kind").toString() : QString();
    const ButtonColors colors = colorsOf(kind, option.state);
    paintRounded(painter, option.rect, radius::control, colors.fill, colors.edge);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        const bool solid = kind == "primary"_L1 || kind == "danger"_L1;
        // A ring in the fill's own colour would vanish: set it off by a gap.
        if (solid)
            paintRounded(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), radius::control - 2, {},
                         tokens().surface, 2.0);
        paintFocusRing(painter, option.rect, radius::control);
    }

    const QFont font = buttonFont(widget);
    const QFontMetrics metrics(font);
    const bool hasMenu = option.features.testFlag(QStyleOptionButton::HasMenu);
    const QRect inside = option.rect.adjusted(6, 0, -6, 0);
    const int iconWidth = option.icon.isNull() ? 0 : iconSide + (option.text.isEmpty() ? 0 : space::s);
    const int menuWidth = hasMenu ? iconSide + space::xs : 0;
    // +1: text widths are rounded down now and then.
    const int textWidth = option.text.isEmpty()
                              ? 0
                              : qMin(metrics.size(Qt::TextShowMnemonic, option.text).width() + 1,
                                     inside.width() - iconWidth - menuWidth);
    const QRect content(inside.left() + (inside.width() - iconWidth - textWidth - menuWidth) / 2,
                        inside.top(), iconWidth + textWidth + menuWidth, inside.height());
    const auto place = [&](int x, int width) {
        return QStyle::visualRect(option.direction, option.rect,
                                  QRect(x, content.top(), width, content.height()));
    };
    const QIcon::Mode mode = option.state.testFlag(QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled;
    if (!option.icon.isNull()) {
        QRect box(0, 0, iconSide, iconSide);
        box.moveCenter(place(content.left(), iconSide).center());
        option.icon.paint(painter, box, Qt::AlignCenter, mode);
    }
    painter->save();
    painter->setFont(font);
    painter->setPen(colors.text);
    const int flags = Qt::AlignCenter | Qt::TextSingleLine |
                      (option.state.testFlag(QStyle::State_KeyboardFocusChange) ? Qt::TextShowMnemonic
                                                                                : Qt::TextHideMnemonic);
    const QRect textRect = place(content.left() + iconWidth, textWidth);
    painter->drawText(textRect, flags,
                      metrics.elidedText(option.text, Qt::ElideRight, textWidth, Qt::TextShowMnemonic));
    painter->restore();
    if (hasMenu) {
        QRect box(0, 0, iconSide, iconSide);
        box.moveCenter(place(content.right() - iconSide + 1, iconSide).center());
        QStyleOption arrow;
        arrow.rect = box;
        const QStyle *style = widget != nullptr ? widget->style() : nullptr;
        if (style != nullptr)
            style->drawPrimitive(QStyle::PE_IndicatorArrowDown, &arrow, painter, widget);
    }
}

} // namespace belay
