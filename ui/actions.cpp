// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMap>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

/// Both would want a key that is pressed at one place.
bool overlap(const ActionSpec &a, const ActionSpec &b)
{
    using enum ActionScope;
    // A Fallback gives way to a page, so it only collides with its own kind and with the window's.
    if (a.scope == Fallback || b.scope == Fallback)
        return a.scope != Page && b.scope != Page;
    if (a.scope == Page && b.scope == Page)
        return a.screen.isEmpty() || b.screen.isEmpty() || a.screen == b.screen;
    return true;
}

} // namespace

std::vector<ActionSpec> actionTable()
{
    using enum ActionScope;
    const QString project = translated(QT_TRANSLATE_NOOP("Actions", "Project"));
    const QString release = translated(QT_TRANSLATE_NOOP("Actions", "Release"));
    const QString go = translated(QT_TRANSLATE_NOOP("Actions", "Go"));
    const QString view = translated(QT_TRANSLATE_NOOP("Actions", "View"));
    const QString help = translated(QT_TRANSLATE_NOOP("Actions", "Help"));
    const QString overview = translated(QT_TRANSLATE_NOOP("Actions", "On the Overview"));
    const QString lists = translated(QT_TRANSLATE_NOOP("Actions", "In lists and logs"));
    const QString checklist = translated(QT_TRANSLATE_NOOP("Actions", "On the checklist"));
    const QString logs = translated(QT_TRANSLATE_NOOP("Actions", "In the logs"));
    const QString replay = translated(QT_TRANSLATE_NOOP("Actions", "In a replay"));
    const QString charts = translated(QT_TRANSLATE_NOOP("Actions", "In charts"));
    return {
        {u"project.open"_s,
         project,
         translated(QT_TRANSLATE_NOOP("Actions", "Open project file…")),
         {u"Ctrl+O"_s},
         u"folder-open"_s,
         Window},
        {u"project.switch"_s,
         project,
         translated(QT_TRANSLATE_NOOP("Actions", "Switch project…")),
         {u"Ctrl+P"_s},
         u"chevrons-up-down"_s,
         Window},
        {u"project.sandbox"_s,
         project,
         translated(QT_TRANSLATE_NOOP("Actions", "Try the sandbox")),
         {},
         u"flask-conical"_s,
         Window},
        {u"refresh"_s,
         project,
         translated(QT_TRANSLATE_NOOP("Actions", "Ask every host again")),
         {u"F5"_s},
         u"refresh-cw"_s,
         Fallback},
        {u"quit"_s,
         project,
         translated(QT_TRANSLATE_NOOP("Actions", "Quit")),
         {u"Ctrl+Q"_s},
         u"log-out"_s,
         Window},

        {u"release.new"_s,
         release,
         translated(QT_TRANSLATE_NOOP("Actions", "New release")),
         {u"Ctrl+N"_s},
         u"rocket"_s,
         Window},
        {u"page.primary"_s,
         release,
         translated(QT_TRANSLATE_NOOP("Actions", "Main button of this screen")),
         {u"Ctrl+Return"_s},
         u"arrow-right"_s,
         Fallback},
        {u"plan.copy"_s,
         release,
         translated(QT_TRANSLATE_NOOP("Actions", "Copy plan as commands")),
         {u"Ctrl+Shift+C"_s},
         u"terminal"_s,
         Window},
        {u"release.rollback"_s,
         release,
         translated(QT_TRANSLATE_NOOP("Actions", "Roll back…")),
         {u"Ctrl+Shift+R"_s},
         u"rotate-ccw"_s,
         Window},

        {u"go.overview"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "Overview")),
         {u"Ctrl+1"_s},
         u"layout-dashboard"_s,
         Window},
        {u"go.release"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "Release")),
         {u"Ctrl+2"_s},
         u"rocket"_s,
         Window},
        {u"go.incident"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "Incident")),
         {u"Ctrl+3"_s},
         u"siren"_s,
         Window},
        {u"go.history"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "History")),
         {u"Ctrl+4"_s},
         u"history"_s,
         Window},
        {u"go.targets"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "Targets")),
         {u"Ctrl+5"_s},
         u"server"_s,
         Window},
        {u"go.logs"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "Logs")),
         {u"Ctrl+6"_s},
         u"file-text"_s,
         Window},
        {u"pane.next"_s, go, translated(QT_TRANSLATE_NOOP("Actions", "Next pane")), {u"F6"_s}, {}, Window},
        {u"pane.previous"_s,
         go,
         translated(QT_TRANSLATE_NOOP("Actions", "Previous pane")),
         {u"Shift+F6"_s},
         {},
         Window},

        {u"palette"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Search or run a command…")),
         {u"Ctrl+K"_s},
         u"search"_s,
         Window},
        {u"theme.light"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Light theme")),
         {},
         u"sun"_s,
         Window},
        {u"theme.dark"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Dark theme")),
         {},
         u"moon"_s,
         Window},
        {u"theme.system"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Theme of the system")),
         {},
         u"monitor-cog"_s,
         Window},
        {u"fullscreen"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Wall: full screen, larger text")),
         {u"F11"_s},
         {},
         Window},

        {u"zoom.in"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Larger text")),
         {u"Ctrl+="_s, u"Ctrl++"_s},
         {},
         Window},
        {u"zoom.out"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Smaller text")),
         {u"Ctrl+-"_s},
         {},
         Window},
        {u"zoom.reset"_s,
         view,
         translated(QT_TRANSLATE_NOOP("Actions", "Text of normal size")),
         {u"Ctrl+0"_s},
         {},
         Window},

        {u"help.keys"_s,
         help,
         translated(QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts")),
         {u"F1"_s, u"?"_s},
         u"keyboard"_s,
         Window},
        {u"help.about"_s, help, translated(QT_TRANSLATE_NOOP("Actions", "About Belay")), {}, {}, Window},

        {u"cell.deploy"_s,
         overview,
         translated(QT_TRANSLATE_NOOP("Actions", "Deploy here")),
         {u"D"_s},
         {},
         Page,
         u"overview"_s},
        {u"cell.rollback"_s,
         overview,
         translated(QT_TRANSLATE_NOOP("Actions", "Roll back here…")),
         {u"R"_s},
         {},
         Page,
         u"overview"_s},
        {u"cell.actions"_s,
         overview,
         translated(QT_TRANSLATE_NOOP("Actions", "All actions of the selection")),
         {u"Ctrl+."_s},
         {},
         Page,
         u"overview"_s},

        {u"list.find"_s, lists, translated(QT_TRANSLATE_NOOP("Actions", "Find")), {u"Ctrl+F"_s}, {}, Page},
        {u"list.filter"_s,
         lists,
         translated(QT_TRANSLATE_NOOP("Actions", "Focus the filter")),
         {u"/"_s},
         {},
         Page},
        {u"list.tick"_s,
         lists,
         translated(QT_TRANSLATE_NOOP("Actions", "Tick or run the item; play or pause")),
         {u"Space"_s},
         {},
         Page},
        {u"list.undo"_s,
         lists,
         translated(QT_TRANSLATE_NOOP("Actions", "Take the last answer back")),
         {u"Ctrl+Z"_s},
         {},
         Page},
        {u"list.copy"_s, lists, translated(QT_TRANSLATE_NOOP("Actions", "Copy")), {u"Ctrl+C"_s}, {}, Page},

        {u"log.follow"_s,
         logs,
         translated(QT_TRANSLATE_NOOP("Actions", "Follow, or stand still")),
         {u"F"_s},
         {},
         Page,
         u"logs"_s},
        {u"log.extend"_s,
         logs,
         translated(QT_TRANSLATE_NOOP("Actions", "Choose several lines")),
         {u"Shift+Up"_s, u"Shift+Down"_s},
         {},
         Page,
         u"logs"_s},
        {u"log.all"_s,
         logs,
         translated(QT_TRANSLATE_NOOP("Actions", "Choose the lines that are seen")),
         {u"Ctrl+A"_s},
         {},
         Page,
         u"logs"_s},

        {u"replay.move"_s,
         replay,
         translated(QT_TRANSLATE_NOOP("Actions", "Earlier, later")),
         {u"Left"_s, u"Right"_s},
         {},
         Page,
         u"replay"_s},
        {u"replay.leave"_s,
         replay,
         translated(QT_TRANSLATE_NOOP("Actions", "Back to the history")),
         {u"Esc"_s},
         {},
         Page,
         u"replay"_s},

        {u"check.open"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Run what is open")),
         {u"F5"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.all"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Run all again")),
         {u"Shift+F5"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.run"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Run the item")),
         {u"R"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.help"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Origin and help of the item")),
         {u"Right"_s, u"Return"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.output"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Output of the item, large")),
         {u"L"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.waive"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Write the reason for a waiver")),
         {u"W"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.confirm"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Confirm a waiver")),
         {u"C"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.none"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Not applicable")),
         {u"N"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.stop"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Back, or stop the item")),
         {u"Esc"_s},
         {},
         Page,
         u"checklist"_s},
        {u"check.stopAll"_s,
         checklist,
         translated(QT_TRANSLATE_NOOP("Actions", "Stop all that run")),
         {u"Shift+Esc"_s},
         {},
         Page,
         u"checklist"_s},

        {u"incident.note"_s,
         translated(QT_TRANSLATE_NOOP("Actions", "In an incident")),
         translated(QT_TRANSLATE_NOOP("Actions", "Add a note")),
         {u"N"_s},
         {},
         Page,
         u"incident"_s},

        {u"chart.choose"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Choose metric 1 to 9")),
         {u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s, u"7"_s, u"8"_s, u"9"_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.all"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "All metrics, or the chosen one")),
         {u"A"_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.previous"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Previous metric")),
         {u"["_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.next"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Next metric")),
         {u"]"_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.table"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Chart or table")),
         {u"Alt+T"_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.crosshair"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Move the crosshair")),
         {u"Left"_s, u"Right"_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.save"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Save the picture")),
         {u"Ctrl+E"_s},
         {},
         Page,
         u"charts"_s},
        {u"chart.reset"_s,
         charts,
         translated(QT_TRANSLATE_NOOP("Actions", "Show the whole time again")),
         {u"Shift+Z"_s},
         {},
         Page,
         u"charts"_s},
    };
}

QStringList doubledKeys(const std::vector<ActionSpec> &table)
{
    QMap<QString, std::vector<const ActionSpec *>> users;
    for (const ActionSpec &spec : table) {
        for (const QString &key : spec.keys)
            users[QKeySequence(key).toString(QKeySequence::PortableText)].push_back(&spec);
    }
    QStringList doubled;
    for (auto it = users.cbegin(); it != users.cend(); ++it) {
        QStringList ids;
        bool clash = false;
        for (const ActionSpec *spec : it.value()) {
            for (const ActionSpec *other : it.value())
                clash = clash || (other != spec && overlap(*spec, *other));
            ids += spec->id;
        }
        if (clash)
            doubled += it.key() + u": "_s + ids.join(u", "_s);
    }
    return doubled;
}

Actions::Actions(QWidget *window)
    : QObject(window)
    , m_table(actionTable())
{
    for (const ActionSpec &spec : m_table) {
        if (spec.scope == ActionScope::Page)
            continue;
        auto *action = new QAction(spec.text, this);
        action->setObjectName(spec.id);
        if (!spec.icon.isEmpty())
            action->setIcon(icon(spec.icon));
        QList<QKeySequence> keys;
        for (const QString &key : spec.keys)
            keys += QKeySequence(key, QKeySequence::PortableText);
        action->setShortcuts(keys);
        // A Fallback's key is only shown in the menu; triggerFallback() acts on it, so a page may use it too.
        action->setShortcutContext(spec.scope == ActionScope::Fallback ? Qt::WidgetShortcut
                                                                       : Qt::WindowShortcut);
        action->setShortcutVisibleInContextMenu(true);
        action->setMenuRole(spec.id == "quit"_L1 ? QAction::QuitRole : QAction::NoRole);
        window->addAction(action);
        m_actions.insert(spec.id, action);
        connect(action, &QAction::triggered, this, [this, id = spec.id] { Q_EMIT triggered(id); });
    }
}

QAction *Actions::action(const QString &id) const
{
    return m_actions.value(id);
}

void Actions::fill(QMenuBar &bar) const
{
    QMenu *menu = nullptr;
    QString section;
    for (const ActionSpec &spec : m_table) {
        QAction *entry = action(spec.id);
        if (entry == nullptr)
            continue;
        if (spec.section != section) {
            section = spec.section;
            menu = bar.addMenu(section);
        }
        if (spec.id == "quit"_L1 || spec.id == "theme.light"_L1 || spec.id == "pane.next"_L1 ||
            spec.id == "fullscreen"_L1 || spec.id == "zoom.in"_L1)
            menu->addSeparator();
        menu->addAction(entry);
    }
}

bool Actions::triggerFallback(const QKeyEvent &event) const
{
    const bool keypad = event.key() == Qt::Key_Enter; // means the same as Return
    const QKeySequence pressed(QKeyCombination(event.modifiers() & ~Qt::KeypadModifier,
                                               keypad ? Qt::Key_Return : Qt::Key(event.key())));
    for (const ActionSpec &spec : m_table) {
        if (spec.scope != ActionScope::Fallback)
            continue;
        QAction *entry = action(spec.id);
        if (entry->isEnabled() && entry->shortcuts().contains(pressed)) {
            entry->trigger();
            return true;
        }
    }
    return false;
}

} // namespace belay
