// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QFont>
#include <QObject>

QT_BEGIN_NAMESPACE
class QApplication;
QT_END_NAMESPACE

namespace belay {

/// Gives the application Belay's look: style, palette for every role, one style sheet, body font. May be
/// called again at any time to switch; open windows follow. Window thread.
void applyTheme(QApplication &app, Theme theme);

/// What was asked for last (System until applyTheme was called).
Theme chosenTheme();

/// Whether the dark tokens are in use now.
bool isDark();

/// "light", "dark", "system"; anything else is System.
Theme themeFromString(const QString &word);
QString toString(Theme theme);

/// No animations when set: by the person, by BELAY_REDUCED_MOTION, or by the style.
bool reducedMotion();
void setReducedMotion(bool reduced);

/// Tells whoever keeps a colour or a rendered picture that the theme was switched.
class ThemeNotifier : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

Q_SIGNALS:
    void changed();
};

ThemeNotifier *themeNotifier();

/// Spacing in device-independent pixels.
namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8;
inline constexpr int m = 12;
inline constexpr int l = 16;
inline constexpr int xl = 24;
inline constexpr int xxl = 32;
} // namespace space

namespace radius {
inline constexpr int control = 6;
inline constexpr int cell = 8;
inline constexpr int card = 10;
} // namespace radius

namespace size {
inline constexpr int control = 34;
inline constexpr int compactControl = 28;
inline constexpr int row = 34;
inline constexpr int twoLineRow = 52;
inline constexpr int cell = 64;
inline constexpr int iconSmall = 16;
inline constexpr int icon = 18;
inline constexpr int iconLarge = 20;
inline constexpr int iconHuge = 24;
inline constexpr int navigation = 208;
inline constexpr int navigationFolded = 60;
} // namespace size

/// The size of all text in percent of the sizes below, from 80 to 140: beyond, rows and cells of fixed height
/// would clip it. Values outside are brought to the nearest that is allowed. Changes the fonts of all open
/// widgets and tells themeNotifier().
int textZoom();
void setTextZoom(QApplication &app, int percent);

QFont incidentFont();    ///< 28 px, 600: one number that matters
QFont titleFont();       ///< 22 px, 600: a page's title
QFont dialogTitleFont(); ///< 18 px, 600
QFont verdictFont();     ///< 16 px, 600
QFont strongFont();      ///< 14 px, 600
QFont bodyFont();        ///< 13 px
QFont bodyStrongFont();  ///< 13 px, 600
QFont metaFont();        ///< 12 px
QFont monoFont();        ///< 12 px, system fixed: commands, hashes
QFont numberFont();      ///< 14 px, 600, digits of one width: values in columns

} // namespace belay
