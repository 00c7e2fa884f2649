// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/belay_style.h"

#include "ui/theme/button_paint.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int fieldPadding = 10;
constexpr int comboArrow = 28;

void paintField(QPainter *painter, const QStyleOption *option, bool focused)
{
    const Tokens &t = tokens();
    const bool enabled = option->state.testFlag(QStyle::State_Enabled);
    paintRounded(painter, option->rect, radius::control, enabled ? t.surface : t.bg,
                 enabled ? t.borderStrong : t.border);
    if (focused)
        paintFocusRing(painter, option->rect, radius::control);
}

void paintCheckMark(QPainter *painter, const QStyleOption *option, bool round)
{
    const Tokens &t = tokens();
    const bool enabled = option->state.testFlag(QStyle::State_Enabled);
    const bool on = option->state.testFlag(QStyle::State_On);
    const bool partly = option->state.testFlag(QStyle::State_NoChange);
    const double corner = round ? option->rect.height() / 2.0 : 4.0;
    const QColor edge = enabled ? t.borderStrong : t.border;
    if (!on && !partly) {
        paintRounded(painter, option->rect, corner, enabled ? t.surface : t.bg, edge, 1.5);
        return;
    }
    paintRounded(painter, option->rect, corner, enabled ? t.accent : t.borderStrong);
    const QRect inner = option->rect.adjusted(2, 2, -2, -2);
    if (round)
        paintRounded(painter, QRectF(inner).adjusted(3, 3, -3, -3), 3, t.onAccent);
    else
        icon(partly ? u"minus"_s : u"check"_s, ColorRole::OnAccent).paint(painter, inner);
}

bool isFramedLineEdit(const QStyleOption *option)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    return frame != nullptr && frame->lineWidth > 0;
}

} // namespace

BelayStyle::BelayStyle()
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
{
}

int BelayStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
    case PM_ToolBarItemSpacing:
        return space::s;
    case PM_ScrollBarExtent:
        return 10;
    case PM_SplitterWidth:
        return space::m;
    case PM_ToolTipLabelFrameWidth:
        return 4;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BelayStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *result) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration:
        return reducedMotion() ? 0 : 120;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, result);
    }
}

QSize BelayStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    if (type == CT_PushButton) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return buttonSize(*button, widget);
    }
    QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_LineEdit && isFramedLineEdit(option))
        wanted.setHeight(qMax(wanted.height(), belay::size::control));
    if (type == CT_ComboBox) {
        wanted.setWidth(size.width() + fieldPadding + comboArrow);
        wanted.setHeight(qMax(wanted.height(), belay::size::control));
    }
    if (type == CT_SpinBox)
        wanted.setHeight(qMax(wanted.height(), belay::size::control));
    return wanted;
}

QRect BelayStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents && isFramedLineEdit(option))
        return option->rect.adjusted(fieldPadding - 2, 1, 2 - fieldPadding, -1);
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect BelayStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                                 const QWidget *widget) const
{
    if (control == CC_ComboBox && sub == SC_ComboBoxEditField) {
        const QRect field = option->rect.adjusted(fieldPadding, 1, -comboArrow, -1);
        return visualRect(option->direction, option->rect, field);
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

void BelayStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    const bool focused = option->state.testFlag(State_HasFocus);
    switch (element) {
    case PE_PanelLineEdit:
        if (isFramedLineEdit(option))
            paintField(painter, option, focused);
        return;
    case PE_FrameLineEdit:
        return;
    case PE_Frame:
        paintField(painter, option, focused);
        return;
    case PE_IndicatorCheckBox:
        paintCheckMark(painter, option, false);
        return;
    case PE_IndicatorRadioButton:
        paintCheckMark(painter, option, true);
        return;
    case PE_FrameFocusRect:
        paintFocusRing(painter, option->rect, radius::control);
        return;
    case PE_IndicatorArrowDown:
        icon(u"chevron-down"_s).paint(painter, option->rect);
        return;
    case PE_IndicatorArrowUp:
        icon(u"chevron-up"_s).paint(painter, option->rect);
        return;
    case PE_IndicatorArrowRight:
        icon(u"chevron-right"_s).paint(painter, option->rect);
        return;
    case PE_IndicatorArrowLeft:
        icon(u"chevron-left"_s).paint(painter, option->rect);
        return;
    case PE_IndicatorBranch:
        if (option->state.testFlag(State_Children)) {
            const bool open = option->state.testFlag(State_Open);
            QRect box(0, 0, 16, 16);
            box.moveCenter(option->rect.center());
            const bool mirrored = option->direction == Qt::RightToLeft;
            icon(open ? u"chevron-down"_s : (mirrored ? u"chevron-left"_s : u"chevron-right"_s))
                .paint(painter, box);
        }
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void BelayStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    if (element == CE_PushButton) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            paintButton(painter, *button, widget);
            return;
        }
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void BelayStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                    QPainter *painter, const QWidget *widget) const
{
    if (control != CC_ComboBox) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        return;
    }
    paintField(painter, option, option->state.testFlag(State_HasFocus));
    QRect arrow(option->rect.right() - comboArrow + 6, 0, 16, 16);
    arrow.moveTop(option->rect.center().y() - 7);
    const bool enabled = option->state.testFlag(State_Enabled);
    icon(u"chevron-down"_s)
        .paint(painter, visualRect(option->direction, option->rect, arrow), Qt::AlignCenter,
               enabled ? QIcon::Normal : QIcon::Disabled);
}

QIcon BelayStyle::standardIcon(StandardPixmap pixmap, const QStyleOption *option, const QWidget *widget) const
{
    switch (pixmap) {
    case SP_LineEditClearButton:
        return icon(u"x"_s, ColorRole::Text3);
    case SP_MessageBoxCritical:
        return icon(u"octagon-alert"_s, ColorRole::Danger);
    case SP_MessageBoxWarning:
        return icon(u"triangle-alert"_s, ColorRole::Warn);
    case SP_MessageBoxInformation:
        return icon(u"info"_s, ColorRole::Info);
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

} // namespace belay
