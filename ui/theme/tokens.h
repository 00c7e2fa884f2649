// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace belay {

enum class Theme { Light, Dark, System };

/// Every colour of the window, made of the shades in models/domain/shades.h. The two sets are checked for
/// contrast by tst_theme; nothing outside that file and ui/theme names a colour by its number.
struct Tokens
{
    bool dark = false;
    QColor bg;           ///< the window
    QColor surface;      ///< cards, fields, tables
    QColor sunken;       ///< the navigation column, wells
    QColor border;       ///< quiet lines
    QColor borderStrong; ///< edges of controls
    QColor text;
    QColor text2; ///< meta text
    QColor text3; ///< placeholders, hints
    QColor accent;
    QColor focus;
    QColor onAccent;
    QColor onDanger;
    QColor ok, okBg;
    QColor warn, warnBg;
    QColor danger, dangerBg;
    QColor info, infoBg;
    QColor neutral, neutralBg;
    QColor chartBefore, chartAfter, chartCanary, chartTrigger;
};

const Tokens &lightTokens();
const Tokens &darkTokens();

/// The tokens in use now. Ask while painting, do not keep a copy: the theme may be switched while the window
/// is open.
const Tokens &tokens();

/// What a thing means; each tone has a strong colour for text and icons and a quiet one for backgrounds.
enum class Tone { Ok, Warn, Danger, Info, Neutral };

QColor toneColor(Tone tone);
QColor toneBackground(Tone tone);

/// A token by name, for things that must follow a theme switch by themselves (icons).
enum class ColorRole { Text, Text2, Text3, Accent, OnAccent, OnDanger, Ok, Warn, Danger, Info, Neutral };

QColor roleColor(ColorRole role);
ColorRole toneRole(Tone tone);

} // namespace belay
