// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include "models/domain/shades.h"
#include "ui/theme/theme.h"

namespace belay {

namespace {

Tokens tokensOf(const Shades &shades, bool dark)
{
    const auto colour = [](unsigned shade) { return QColor(QRgb(shade)); };
    Tokens t;
    t.dark = dark;
    t.bg = colour(shades.bg);
    t.surface = colour(shades.surface);
    t.sunken = colour(shades.sunken);
    t.border = colour(shades.border);
    t.borderStrong = colour(shades.borderStrong);
    t.text = colour(shades.text);
    t.text2 = colour(shades.text2);
    t.text3 = colour(shades.text3);
    t.accent = colour(shades.accent);
    t.focus = colour(shades.focus);
    t.onAccent = colour(shades.onAccent);
    t.onDanger = colour(shades.onDanger);
    t.ok = colour(shades.ok);
    t.okBg = colour(shades.okBg);
    t.warn = colour(shades.warn);
    t.warnBg = colour(shades.warnBg);
    t.danger = colour(shades.danger);
    t.dangerBg = colour(shades.dangerBg);
    t.info = colour(shades.info);
    t.infoBg = colour(shades.infoBg);
    t.neutral = colour(shades.neutral);
    t.neutralBg = colour(shades.neutralBg);
    t.chartBefore = colour(shades.chartBefore);
    t.chartAfter = colour(shades.chartAfter);
    t.chartCanary = colour(shades.chartCanary);
    t.chartTrigger = colour(shades.chartTrigger);
    return t;
}

} // namespace

const Tokens &lightTokens()
{
    static const Tokens light = tokensOf(lightShades, false);
    return light;
}

const Tokens &darkTokens()
{
    static const Tokens dark = tokensOf(darkShades, true);
    return dark;
}

const Tokens &tokens()
{
    return isDark() ? darkTokens() : lightTokens();
}

QColor toneColor(Tone tone)
{
    return roleColor(toneRole(tone));
}

QColor toneBackground(Tone tone)
{
    const Tokens &t = tokens();
    switch (tone) {
    case Tone::Ok:
        return t.okBg;
    case Tone::Warn:
        return t.warnBg;
    case Tone::Danger:
        return t.dangerBg;
    case Tone::Info:
        return t.infoBg;
    case Tone::Neutral:
        break;
    }
    return t.neutralBg;
}

QColor roleColor(ColorRole role)
{
    const Tokens &t = tokens();
    switch (role) {
    case ColorRole::Text:
        return t.text;
    case ColorRole::Text2:
        return t.text2;
    case ColorRole::Text3:
        return t.text3;
    case ColorRole::Accent:
        return t.accent;
    case ColorRole::OnAccent:
        return t.onAccent;
    case ColorRole::OnDanger:
        return t.onDanger;
    case ColorRole::Ok:
        return t.ok;
    case ColorRole::Warn:
        return t.warn;
    case ColorRole::Danger:
        return t.danger;
    case ColorRole::Info:
        return t.info;
    case ColorRole::Neutral:
        break;
    }
    return t.neutral;
}

ColorRole toneRole(Tone tone)
{
    switch (tone) {
    case Tone::Ok:
        return ColorRole::Ok;
    case Tone::Warn:
        return ColorRole::Warn;
    case Tone::Danger:
        return ColorRole::Danger;
    case Tone::Info:
        return ColorRole::Info;
    case Tone::Neutral:
        break;
    }
    return ColorRole::Neutral;
}

} // namespace belay
