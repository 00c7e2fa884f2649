// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// Every colour of Belay by its number, 0xRRGGBB, in one of two sets. The window's theme makes its tokens of
/// them, and the files that are written (reports, incidents) their styles: what is red on the Monitor is the
/// same red in the report. Nothing else names a colour by its number; tests read the sources and keep it so,
/// and check both sets for contrast.
struct Shades
{
    unsigned bg;           ///< the window
    unsigned surface;      ///< cards, fields, tables; paper
    unsigned sunken;       ///< the navigation column, wells, a table's head
    unsigned border;       ///< quiet lines
    unsigned borderStrong; ///< edges of controls
    unsigned text;
    unsigned text2; ///< meta text
    unsigned text3; ///< placeholders, hints
    unsigned accent;
    unsigned focus;
    unsigned onAccent;
    unsigned onDanger;
    unsigned ok, okBg;
    unsigned warn, warnBg;
    unsigned danger, dangerBg;
    unsigned info, infoBg;
    unsigned neutral, neutralBg;
    unsigned chartBefore, chartAfter, chartCanary, chartTrigger;
};

inline constexpr Shades lightShades{
    .bg = 0xF6F7F9,
    .surface = 0xFFFFFF,
    .sunken = 0xEDF0F4,
    .border = 0xD5DAE1,
    .borderStrong = 0x7E8896,
    .text = 0x14181F,
    .text2 = 0x4A5361,
    .text3 = 0x626C7A,
    .accent = 0x1D4FD8,
    .focus = 0x1D4FD8,
    .onAccent = 0xFFFFFF,
    .onDanger = 0xFFFFFF,
    .ok = 0x14744E,
    .okBg = 0xE3F4EC,
    .warn = 0x9A5B00,
    .warnBg = 0xFFF3DC,
    .danger = 0xA01C2B,
    .dangerBg = 0xFBE9EA,
    .info = 0x1D4FD8,
    .infoBg = 0xE6EDFD,
    .neutral = 0x4A5361,
    .neutralBg = 0xEDF0F4,
    .chartBefore = 0x6B7483,
    .chartAfter = 0x1D4FD8,
    .chartCanary = 0x86198F,
    .chartTrigger = 0xA01C2B,
};

inline constexpr Shades darkShades{
    .bg = 0x11141A,
    .surface = 0x181C24,
    .sunken = 0x0C0F14,
    .border = 0x2E3643,
    .borderStrong = 0x728098,
    .text = 0xEDF0F5,
    .text2 = 0xB3BCCA,
    .text3 = 0x929DAE,
    .accent = 0x7AA2F7,
    .focus = 0x7AA2F7,
    .onAccent = 0x0B1220,
    .onDanger = 0x2A0A07,
    .ok = 0x7FE3A0,
    .okBg = 0x12301F,
    .warn = 0xF7C948,
    .warnBg = 0x352807,
    .danger = 0xFF7A6B,
    .dangerBg = 0x3D1714,
    .info = 0x7AA2F7,
    .infoBg = 0x17264A,
    .neutral = 0xB3BCCA,
    .neutralBg = 0x262D39,
    .chartBefore = 0x798596,
    .chartAfter = 0xA6D1FF,
    .chartCanary = 0xCA46F0,
    .chartTrigger = 0xFF7A6B,
};

/// As CSS, HTML and SVG write it: "#1d4fd8".
inline QString cssColour(unsigned shade)
{
    return QStringLiteral("#%1").arg(shade, 6, 16, QLatin1Char('0'));
}

} // namespace belay
