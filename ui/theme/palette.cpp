// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"

namespace belay {

QColor mix(const QColor &over, const QColor &under, double opacity)
{
    const auto blend = [opacity](int a, int b) { return qRound(a * opacity + b * (1.0 - opacity)); };
    return QColor(blend(over.red(), under.red()), blend(over.green(), under.green()),
                  blend(over.blue(), under.blue()));
}

QPalette makePalette(const Tokens &t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.bg);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.surface);
    p.setColor(QPalette::AlternateBase, t.bg);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.text3);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.danger);
    p.setColor(QPalette::ToolTipBase, t.surface);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Highlight, t.infoBg);
    p.setColor(QPalette::HighlightedText, t.text);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.surface);
    p.setColor(QPalette::Midlight, t.sunken);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.borderStrong);
    p.setColor(QPalette::Shadow, t.sunken);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::ToolTipText, QPalette::HighlightedText}) {
        p.setColor(QPalette::Disabled, role, mix(t.text3, t.bg, 0.75));
    }
    p.setColor(QPalette::Disabled, QPalette::PlaceholderText, mix(t.text3, t.bg, 0.6));
    p.setColor(QPalette::Disabled, QPalette::Link, mix(t.accent, t.bg, 0.6));
    p.setColor(QPalette::Disabled, QPalette::LinkVisited, mix(t.accent, t.bg, 0.6));
    p.setColor(QPalette::Disabled, QPalette::Base, t.bg);
    p.setColor(QPalette::Disabled, QPalette::Button, t.bg);
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.neutralBg);
    return p;
}

} // namespace belay
