// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include "ui/theme/icons.h"
#include "ui/widgets/labels.h"

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QPushButton *makeButton(const QString &kind, ColorRole iconRole, const QString &lucideName,
                        const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("kind", kind);
    button->setAttribute(Qt::WA_Hover);
    button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    button->setAutoDefault(false); // Enter must not press a button that was only passed by
    if (!lucideName.isEmpty())
        button->setIcon(icon(lucideName, iconRole));
    return button;
}

} // namespace

QPushButton *makePrimaryButton(const QString &lucideName, const QString &text, QWidget *parent)
{
    return makeButton(u"primary"_s, ColorRole::OnAccent, lucideName, text, parent);
}

QPushButton *makeSecondaryButton(const QString &lucideName, const QString &text, QWidget *parent)
{
    return makeButton(u"secondary"_s, ColorRole::Text2, lucideName, text, parent);
}

QPushButton *makeDangerButton(const QString &lucideName, const QString &text, QWidget *parent)
{
    return makeButton(u"danger"_s, ColorRole::OnDanger, lucideName, text, parent);
}

QPushButton *makeQuietButton(const QString &lucideName, const QString &text, QWidget *parent)
{
    return makeButton(u"quiet"_s, ColorRole::Text2, lucideName, text, parent);
}

QPushButton *makeIconButton(const QString &lucideName, const QString &name, QWidget *parent)
{
    QPushButton *button = makeQuietButton(lucideName, {}, parent);
    button->setAccessibleName(name);
    button->setToolTip(plainToolTip(name));
    return button;
}

void setWeight(QPushButton *button, ButtonWeight weight, const QString &lucideName)
{
    const QString kind = weight == ButtonWeight::Primary  ? u"primary"_s
                         : weight == ButtonWeight::Danger ? u"danger"_s
                                                          : u"secondary"_s;
    if (button->property("kind").toString() == kind)
        return;
    button->setProperty("kind", kind);
    if (!lucideName.isEmpty())
        button->setIcon(icon(lucideName, weight == ButtonWeight::Primary  ? ColorRole::OnAccent
                                         : weight == ButtonWeight::Danger ? ColorRole::OnDanger
                                                                          : ColorRole::Text2));
    button->update();
}

void setCompact(QPushButton *button, bool compact)
{
    button->setProperty("compact", compact);
    button->updateGeometry();
}

} // namespace belay
