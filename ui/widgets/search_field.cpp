// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_field.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

using namespace Qt::Literals::StringLiterals;

namespace belay {

SearchField::SearchField(const QString &placeholder, QWidget *parent)
    : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    addAction(belay::icon(u"search"_s, ColorRole::Text3), QLineEdit::LeadingPosition);
    setMinimumWidth(160);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

CommandField::CommandField(const QString &text, const QString &shortcut, QWidget *parent)
    : QPushButton(text, parent)
    , m_shortcut(shortcut)
{
    setAccessibleName(text);
    setAutoDefault(false);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize CommandField::sizeHint() const
{
    return {300, size::control};
}

QSize CommandField::minimumSizeHint() const
{
    return {120, size::control};
}

void CommandField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    paintRounded(&painter, rect(), radius::control, t.sunken, underMouse() ? t.borderStrong : t.border);
    if (hasFocus())
        paintFocusRing(&painter, rect(), radius::control);
    const auto place = [this](const QRect &box) {
        return QStyle::visualRect(layoutDirection(), rect(), box);
    };
    belay::icon(u"search"_s, ColorRole::Text3)
        .paint(&painter, place(QRect(space::m, (height() - 16) / 2, 16, 16)));
    const int textLeft = space::m + 16 + space::s;
    const int keyWidth = fontMetrics().horizontalAdvance(m_shortcut) + 2;
    const QRect keys(width() - space::m - keyWidth, 0, keyWidth, height());
    const QRect words(textLeft, 0, keys.left() - space::s - textLeft, height());
    painter.setPen(t.text3);
    painter.drawText(place(words), Qt::AlignVCenter | Qt::AlignLeading,
                     fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
    painter.drawText(place(keys), Qt::AlignVCenter | Qt::AlignTrailing, m_shortcut);
}

} // namespace belay
