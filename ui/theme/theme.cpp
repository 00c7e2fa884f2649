// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/belay_style.h"
#include "ui/theme/palette.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/system_theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPixmapCache>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

struct State
{
    Theme chosen = Theme::System;
    bool dark = false;
    bool systemDark = false;
    bool reducedMotion = qEnvironmentVariableIsSet("BELAY_REDUCED_MOTION");
};

State &state()
{
    static State s;
    return s;
}

QFont sized(QFont font, int pixels, QFont::Weight weight)
{
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

/// The system's family. Where no desktop sets one, fontconfig answers with DejaVu, which is wide; then a
/// calmer one is taken if it is installed.
QString uiFamily()
{
    static const QString family = [] {
        const QString system = QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
        if (!system.startsWith("DejaVu"_L1) && !system.startsWith("Sans"_L1) && !system.isEmpty())
            return system;
        for (const QString &calmer : {u"Noto Sans"_s, u"Inter"_s, u"Cantarell"_s, u"Open Sans"_s}) {
            if (QFontDatabase::hasFamily(calmer))
                return calmer;
        }
        return system;
    }();
    return family;
}

QFont uiFont(int pixels, QFont::Weight weight)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setFamily(uiFamily());
    return sized(font, pixels, weight);
}

} // namespace

void applyTheme(QApplication &app, Theme theme)
{
    // The platform's palette can only be read before ours covers it.
    if (qobject_cast<BelayStyle *>(QApplication::style()) == nullptr && app.styleSheet().isEmpty()) {
        state().systemDark = systemIsDark(QGuiApplication::palette());
        QApplication::setStyle(new BelayStyle);
    }
    state().chosen = theme;
    state().dark = theme == Theme::Dark || (theme == Theme::System && state().systemDark);
    QPixmapCache::clear();
    QApplication::setPalette(makePalette(tokens()));
    QApplication::setFont(bodyFont());
    app.setStyleSheet(makeStyleSheet(tokens()));
    Q_EMIT themeNotifier()->changed();
}

Theme chosenTheme()
{
    return state().chosen;
}

bool isDark()
{
    return state().dark;
}

Theme themeFromString(const QString &word)
{
    if (word == "light"_L1)
        return Theme::Light;
    return word == "dark"_L1 ? Theme::Dark : Theme::System;
}

QString toString(Theme theme)
{
    switch (theme) {
    case Theme::Light:
        return u"light"_s;
    case Theme::Dark:
        return u"dark"_s;
    case Theme::System:
        break;
    }
    return u"system"_s;
}

bool reducedMotion()
{
    return state().reducedMotion;
}

void setReducedMotion(bool reduced)
{
    state().reducedMotion = reduced;
}

ThemeNotifier *themeNotifier()
{
    static ThemeNotifier notifier;
    return &notifier;
}

QFont incidentFont()
{
    return uiFont(28, QFont::DemiBold);
}

QFont titleFont()
{
    return uiFont(22, QFont::DemiBold);
}

QFont dialogTitleFont()
{
    return uiFont(18, QFont::DemiBold);
}

QFont verdictFont()
{
    return uiFont(16, QFont::DemiBold);
}

QFont strongFont()
{
    return uiFont(14, QFont::DemiBold);
}

QFont bodyFont()
{
    return uiFont(13, QFont::Normal);
}

QFont bodyStrongFont()
{
    return uiFont(13, QFont::DemiBold);
}

QFont metaFont()
{
    return uiFont(12, QFont::Normal);
}

QFont monoFont()
{
    return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), 12, QFont::Normal);
}

QFont numberFont()
{
    // Qt 6.4 cannot switch on OpenType "tnum". The default digits of the usual UI families have one width;
    // kerning is off so that a pair such as "11" does not move.
    QFont font = uiFont(14, QFont::DemiBold);
    font.setKerning(false);
    return font;
}

} // namespace belay
