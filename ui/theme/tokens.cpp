// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include "ui/theme/theme.h"

namespace belay {

const Tokens &lightTokens()
{
    static const Tokens light = [] {
        Tokens t;
        t.dark = false;
        t.bg = QColor(QRgb(0xF6F7F9)), t.surface = QColor(QRgb(0xFFFFFF)), t.sunken = QColor(QRgb(0xEDF0F4));
        t.border = QColor(QRgb(0xD5DAE1)), t.borderStrong = QColor(QRgb(0x7E8896));
        t.text = QColor(QRgb(0x14181F)), t.text2 = QColor(QRgb(0x4A5361)), t.text3 = QColor(QRgb(0x626C7A));
        t.accent = QColor(QRgb(0x1D4FD8)), t.focus = QColor(QRgb(0x1D4FD8)),
        t.onAccent = QColor(QRgb(0xFFFFFF)), t.onDanger = QColor(QRgb(0xFFFFFF));
        t.ok = QColor(QRgb(0x14744E)), t.okBg = QColor(QRgb(0xE3F4EC));
        t.warn = QColor(QRgb(0x9A5B00)), t.warnBg = QColor(QRgb(0xFFF3DC));
        t.danger = QColor(QRgb(0xA01C2B)), t.dangerBg = QColor(QRgb(0xFBE9EA));
        t.info = QColor(QRgb(0x1D4FD8)), t.infoBg = QColor(QRgb(0xE6EDFD));
        t.neutral = QColor(QRgb(0x4A5361)), t.neutralBg = QColor(QRgb(0xEDF0F4));
        t.chartBefore = QColor(QRgb(0x6B7483)), t.chartAfter = QColor(QRgb(0x1D4FD8)),
        t.chartCanary = QColor(QRgb(0x86198F)), t.chartTrigger = QColor(QRgb(0xA01C2B));
        return t;
    }();
    return light;
}

const Tokens &darkTokens()
{
    static const Tokens dark = [] {
        Tokens t;
        t.dark = true;
        t.bg = QColor(QRgb(0x11141A)), t.surface = QColor(QRgb(0x181C24)), t.sunken = QColor(QRgb(0x0C0F14));
        t.border = QColor(QRgb(0x2E3643)), t.borderStrong = QColor(QRgb(0x728098));
        t.text = QColor(QRgb(0xEDF0F5)), t.text2 = QColor(QRgb(0xB3BCCA)), t.text3 = QColor(QRgb(0x929DAE));
        t.accent = QColor(QRgb(0x7AA2F7)), t.focus = QColor(QRgb(0x7AA2F7)),
        t.onAccent = QColor(QRgb(0x0B1220)), t.onDanger = QColor(QRgb(0x2A0A07));
        t.ok = QColor(QRgb(0x7FE3A0)), t.okBg = QColor(QRgb(0x12301F));
        t.warn = QColor(QRgb(0xF7C948)), t.warnBg = QColor(QRgb(0x352807));
        t.danger = QColor(QRgb(0xFF7A6B)), t.dangerBg = QColor(QRgb(0x3D1714));
        t.info = QColor(QRgb(0x7AA2F7)), t.infoBg = QColor(QRgb(0x17264A));
        t.neutral = QColor(QRgb(0xB3BCCA)), t.neutralBg = QColor(QRgb(0x262D39));
        t.chartBefore = QColor(QRgb(0x798596)), t.chartAfter = QColor(QRgb(0xA6D1FF)),
        t.chartCanary = QColor(QRgb(0xCA46F0)), t.chartTrigger = QColor(QRgb(0xFF7A6B));
        return t;
    }();
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
