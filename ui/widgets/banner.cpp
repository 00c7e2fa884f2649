// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QString iconOf(Tone tone)
{
    switch (tone) {
    case Tone::Ok:
        return u"circle-check"_s;
    case Tone::Warn:
        return u"triangle-alert"_s;
    case Tone::Danger:
        return u"octagon-alert"_s;
    case Tone::Neutral:
        return u"wifi-off"_s;
    case Tone::Info:
        break;
    }
    return u"info"_s;
}

constexpr int iconColumn = space::l + size::iconHuge + space::m;

} // namespace

Banner::Banner(Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
    , m_title(makeWrappedLabel({}, TextRole::Strong, this))
    , m_text(makeWrappedLabel({}, TextRole::Meta, this))
    , m_buttons(new QHBoxLayout)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(iconColumn, space::m, space::m, space::m);
    row->setSpacing(space::l);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addStretch(1);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    texts->addStretch(1);
    row->addLayout(texts, 1);
    m_buttons->setSpacing(space::s);
    row->addLayout(m_buttons);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setTexts({}, {});
}

void Banner::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Banner::setIcon(const QString &lucideName)
{
    m_icon = lucideName;
    update();
}

void Banner::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_title->setVisible(!title.isEmpty());
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void Banner::addButton(QPushButton *button)
{
    m_buttons->addWidget(button, 0, Qt::AlignVCenter);
}

void Banner::clearButtons()
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // the click that led here may come from this button
        }
        delete item;
    }
}

QString Banner::title() const
{
    return m_title->text();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintRounded(&painter, rect(), radius::card, toneBackground(m_tone), toneColor(m_tone));
    QRect box(space::l, 0, size::iconHuge, size::iconHuge);
    box.moveTop((height() - box.height()) / 2);
    icon(m_icon.isEmpty() ? iconOf(m_tone) : m_icon, toneRole(m_tone))
        .paint(&painter, QStyle::visualRect(layoutDirection(), rect(), box));
}

} // namespace belay
