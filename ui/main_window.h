// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/about_box.h"
#include "ui/dialogs/palette.h"
#include "ui/theme/tokens.h"

#include <QMainWindow>

#include <functional>
#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QMenu;
class QStackedWidget;
QT_END_NAMESPACE

namespace belay {

class Actions;
class JobStrip;
class NavigationColumn;
class Page;
class ToastStack;
struct Toast;

/// The frame: navigation, pages, command field, job strip, toasts, menus. Knows nothing about what the pages
/// show. Remembers its place, its last page and the theme in `settingsFile` (an INI file; empty: remembers
/// nothing). Window thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const QString &settingsFile = {}, QWidget *parent = nullptr);

    /// Adds a destination. The action "go.<id>" opens it. Takes ownership of the page.
    void addPage(const QString &id, const QString &lucideName, const QString &title, Page *page);
    void showPage(const QString &id);
    QString currentPage() const;
    Page *page(const QString &id) const;
    /// Opens the page that was open last, else the first one. Call when all pages are added.
    void restore();

    void setProjectName(const QString &name);
    /// Fills the menu under the project's name each time it opens.
    void setProjectMenu(std::function<void(QMenu &)> fill);
    void setPageBadge(const QString &id, const QString &text, Tone tone);
    /// Entries the palette shows besides the actions; asked each time it opens.
    void setPaletteEntries(std::function<std::vector<PaletteEntry>()> entries);
    /// What the About box names besides the version and Qt.
    void setAboutFacts(AboutFacts facts) { m_about = std::move(facts); }
    /// Asked before the window closes; false keeps it open.
    void setCloseGuard(std::function<bool()> mayClose);

    Actions *actions() const { return m_actions; }
    JobStrip *jobStrip() const { return m_jobs; }
    void toast(const Toast &toast);
    void openPalette();

Q_SIGNALS:
    void pageShown(const QString &id);
    /// An action of the table that the frame does not handle itself.
    void actionTriggered(const QString &id);
    void themeChosen(const QString &theme);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool handle(const QString &id);
    void setWall(bool wall);
    void chooseTheme(const QString &theme);
    void chooseZoom(int percent);
    void showProjectMenu();
    void showSettingsMenu(QWidget *under);
    void movePane(int step);
    void pressMainButton();
    void remember();

    struct Entry
    {
        QString id;
        Page *page = nullptr;
    };

    QString m_settingsFile;
    std::vector<Entry> m_pages;
    Actions *m_actions;
    NavigationColumn *m_navigation;
    QStackedWidget *m_stack;
    JobStrip *m_jobs;
    ToastStack *m_toasts;
    std::function<void(QMenu &)> m_projectMenu;
    std::function<std::vector<PaletteEntry>()> m_paletteEntries;
    std::function<bool()> m_mayClose;
    AboutFacts m_about;
    std::optional<int> m_zoomBeforeWall; ///< set while the window is a wall
};

} // namespace belay
