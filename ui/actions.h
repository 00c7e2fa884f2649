// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>

#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QKeyEvent;
class QMenuBar;
class QWidget;
QT_END_NAMESPACE

namespace belay {

enum class ActionScope {
    Window,   ///< everywhere in the window
    Fallback, ///< everywhere, unless the page has its own use for the key
    Page,     ///< only some pages listen; listed here for the help and the check for doubles
};

/// One thing the window can do, in the one table that menus, palette, help and keys are made from.
struct ActionSpec
{
    QString id;
    QString section;  ///< the menu's and the help's heading, translated
    QString text;     ///< translated; ends in "…" when it asks first
    QStringList keys; ///< QKeySequence portable text; the first one is shown
    QString icon;     ///< Lucide name; may be empty
    ActionScope scope = ActionScope::Window;
    QString screen =
        {}; ///< Page: the only screen that listens; empty: more than one does. Screens share no keys
};

/// The table in the language of now, in the order of the menus.
std::vector<ActionSpec> actionTable();

/// "Ctrl+K: palette, other" for every key that two entries of overlapping scopes claim. Pure.
QStringList doubledKeys(const std::vector<ActionSpec> &table);

/// The table's Window and Fallback entries as QActions of one window. Owned by the window.
class Actions : public QObject
{
    Q_OBJECT
public:
    explicit Actions(QWidget *window);

    QAction *action(const QString &id) const; ///< null for an unknown id
    const std::vector<ActionSpec> &table() const { return m_table; }
    void fill(QMenuBar &bar) const;
    /// Triggers the Fallback action with this key. The window calls it for keys nobody took.
    bool triggerFallback(const QKeyEvent &event) const;

Q_SIGNALS:
    void triggered(const QString &id);

private:
    std::vector<ActionSpec> m_table;
    QHash<QString, QAction *> m_actions;
};

} // namespace belay
