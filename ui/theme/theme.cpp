// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/belay_style.h"
#include "ui/theme/palette.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/system_theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPixmapCache>
#include <QWidget>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

struct State
{
    Theme chosen = Theme::System;
    bool dark = false;
    bool systemDark = false;
    int textZoom = 100;
    int appliedZoom = 100; ///< the one the open widgets have
    bool reducedMotion = qEnvironmentVariableIsSet("BELAY_REDUCED_MOTION");
};

State &state()
{
    static State s;
    return s;
}

constexpr int leastZoom = 80;
constexpr int mostZoom = 140;
/// On a widget whose font was set by hand: its pixels at 100 %, those it was given, and what they were made
/// into.
constexpr char plainPixels[] = "belayPlainPixels";
constexpr char firstPixels[] = "belayFirstPixels";
constexpr char shownPixels[] = "belayShownPixels";

int zoomed(int pixels)
{
    return qRound(pixels * state().textZoom / 100.0);
}

/// Fonts that widgets were given do not follow the application's; they are changed one by one. Rounding back
/// from the shown size would drift, so the plain size is kept as long as nobody gives the widget another one.
/// A new style sheet may bring the font back that the widget was given first.
void zoomWidget(QWidget &widget, int before)
{
    const int now = widget.font().pixelSize();
    if (!widget.testAttribute(Qt::WA_SetFont) || now <= 0)
        return;
    const bool known =
        widget.property(plainPixels).isValid() &&
        (now == widget.property(shownPixels).toInt() || now == widget.property(firstPixels).toInt());
    if (!known) {
        widget.setProperty(plainPixels, qRound(now * 100.0 / before));
        widget.setProperty(firstPixels, now);
    }
    QFont font = widget.font();
    font.setPixelSize(zoomed(widget.property(plainPixels).toInt()));
    widget.setProperty(shownPixels, font.pixelSize());
    widget.setFont(font);
}

void zoomWidgets()
{
    const int before = std::exchange(state().appliedZoom, state().textZoom);
    if (before == 100 && state().textZoom == 100)
        return;
    for (QWidget *widget : QApplication::allWidgets())
        zoomWidget(*widget, before);
}

QFont sized(QFont font, int pixels, QFont::Weight weight)
{
    font.setPixelSize(zoomed(pixels));
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
    zoomWidgets();
    Q_EMIT themeNotifier()->changed();
}

int textZoom()
{
    return state().textZoom;
}

void setTextZoom(QApplication &app, int percent)
{
    const int before = std::exchange(state().textZoom, std::clamp(percent, leastZoom, mostZoom));
    if (state().textZoom != before)
        applyTheme(app, state().chosen);
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
