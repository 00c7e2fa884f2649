// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include "ui/theme/palette.h"
#include "ui/theme/theme.h"

#include <utility>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

const QString sheet = uR"(
QToolTip { background: @surface; color: @text; border: 1px solid @borderStrong; padding: 4px 8px; }
QLabel[role="title"], QLabel[role="strong"], QLabel[role="body"], QLabel[role="mono"] { color: @text; }
QLabel[role="meta"] { color: @text2; }
QLabel[role="hint"] { color: @text3; }
QLabel[tone="ok"] { color: @okFg; }
QLabel[tone="warn"] { color: @warnFg; }
QLabel[tone="danger"] { color: @dangerFg; }
QLabel[tone="info"] { color: @infoFg; }
QLabel:disabled { color: @text3; }
QMenuBar { background: @sunken; color: @text2; border-bottom: 1px solid @line; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: @infoBg; color: @text; }
QMenu { background: @surface; color: @text; border: 1px solid @line; padding: 6px; }
QMenu::item { padding: 7px 28px 7px 10px; border-radius: 6px; }
QMenu::item:selected { background: @infoBg; color: @text; }
QMenu::item:disabled { color: @text3; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line; margin: 6px 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @handle; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: @borderStrong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: @text2; border: 0; border-bottom: 1px solid @line;
    padding: 6px 10px; font-size: @metaPixels; font-weight: 600; }
QTableView, QTreeView, QListView { background: @surface; color: @text; border: 0; outline: 0;
    selection-background-color: @infoBg; selection-color: @text; }
QTabWidget::pane { border: 0; border-top: 1px solid @line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @text2; padding: 8px 14px; border: 0;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @accent; border-bottom: 2px solid @accent; font-weight: 600; }
QTabBar::tab:focus { background: @infoBg; border-radius: 6px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @infoBg; }
QProgressBar { background: @sunken; border: 0; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSlider:horizontal { min-height: 20px; }
QSlider::groove:horizontal { background: @sunken; border: 1px solid @line; border-radius: 3px; height: 4px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 3px; }
QSlider::handle:horizontal { background: @surface; border: 2px solid @accent; border-radius: 8px; width: 12px; }
QSlider::handle:horizontal { margin: -6px 0; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accent; }
QScrollArea[plain="true"], QScrollArea[plain="true"] > QWidget > QWidget { background: transparent; border: 0; }
)"_s;

} // namespace

QString makeStyleSheet(const Tokens &t)
{
    // Longer names first: "@text2" must not be eaten by "@text".
    const std::vector<std::pair<QLatin1StringView, QColor>> values = {
        {"@borderStrong"_L1, t.borderStrong},
        {"@dangerFg"_L1, t.danger},
        {"@warnFg"_L1, t.warn},
        {"@infoFg"_L1, t.info},
        {"@infoBg"_L1, t.infoBg},
        {"@surface"_L1, t.surface},
        {"@sunken"_L1, t.sunken},
        {"@handle"_L1, mix(t.borderStrong, t.surface, 0.55)},
        {"@accent"_L1, t.accent},
        {"@okFg"_L1, t.ok},
        {"@line"_L1, t.border},
        {"@text2"_L1, t.text2},
        {"@text3"_L1, t.text3},
        {"@text"_L1, t.text},
    };
    QString text = sheet;
    for (const auto &[name, color] : values)
        text.replace(name, color.name());
    text.replace("@metaPixels"_L1, u"%1px"_s.arg(metaFont().pixelSize()));
    return text;
}

} // namespace belay
