// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/actions.h"
#include "ui/dialogs/shortcuts_help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/job_strip.h"
#include "ui/widgets/navigation_column.h"
#include "ui/widgets/page.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int foldBelow = 1100;
constexpr int zoomStep = 10; ///< percent

QString keysOf(const QAction *action)
{
    return action == nullptr ? QString() : action->shortcut().toString(QKeySequence::NativeText);
}

} // namespace

MainWindow::MainWindow(const QString &settingsFile, QWidget *parent)
    : QMainWindow(parent)
    , m_settingsFile(settingsFile)
    , m_actions(new Actions(this))
    , m_navigation(new NavigationColumn(this))
    , m_stack(new QStackedWidget(this))
    , m_jobs(new JobStrip(this))
{
    setWindowTitle(u"Belay"_s);
    setMinimumSize(960, 600);
    resize(1280, 800);
    m_actions->fill(*menuBar());

    auto *center = new QWidget(this);
    auto *row = new QHBoxLayout(center);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    auto *content = new QWidget(center);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_jobs);
    row->addWidget(content, 1);
    setCentralWidget(center);
    m_toasts = new ToastStack(m_stack);

    setProjectName({});
    QAbstractButton *settings = m_navigation->addFootEntry(u"settings"_s, tr("Settings"));
    connect(settings, &QAbstractButton::clicked, this, [this, settings] { showSettingsMenu(settings); });
    connect(m_navigation, &NavigationColumn::destinationChosen, this, &MainWindow::showPage);
    connect(m_navigation, &NavigationColumn::headerClicked, this, &MainWindow::showProjectMenu);
    connect(m_actions, &Actions::triggered, this, [this](const QString &id) {
        if (!handle(id))
            Q_EMIT actionTriggered(id);
    });
}

void MainWindow::addPage(const QString &id, const QString &lucideName, const QString &title, Page *page)
{
    auto *field =
        new CommandField(tr("Search or run a command…"), keysOf(m_actions->action(u"palette"_s)), page);
    connect(field, &QPushButton::clicked, this, &MainWindow::openPalette);
    page->setCommandField(field);
    m_stack->addWidget(page);
    m_pages.push_back({id, page});
    m_navigation->addDestination(id, lucideName, title, keysOf(m_actions->action(u"go."_s + id)));
    if (m_pages.size() == 1)
        m_navigation->setCurrent(id);
}

void MainWindow::showPage(const QString &id)
{
    Page *wanted = page(id);
    if (wanted == nullptr)
        return;
    m_navigation->setCurrent(id);
    m_stack->setCurrentWidget(wanted);
    QWidget *first = wanted->firstFocus();
    (first != nullptr ? first : wanted)->setFocus(Qt::OtherFocusReason);
    wanted->shown();
    Q_EMIT pageShown(id);
}

QString MainWindow::currentPage() const
{
    for (const Entry &entry : m_pages) {
        if (entry.page == m_stack->currentWidget())
            return entry.id;
    }
    return {};
}

Page *MainWindow::page(const QString &id) const
{
    for (const Entry &entry : m_pages) {
        if (entry.id == id)
            return entry.page;
    }
    return nullptr;
}

void MainWindow::restore()
{
    QString last;
    if (!m_settingsFile.isEmpty()) {
        const QSettings settings(m_settingsFile, QSettings::IniFormat);
        restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
        last = settings.value(u"window/page"_s).toString();
        setTextZoom(*qApp, settings.value(u"window/zoom"_s, 100).toInt());
        if (settings.contains(u"window/theme"_s))
            applyTheme(*qApp, themeFromString(settings.value(u"window/theme"_s).toString()));
    }
    if (page(last) == nullptr && !m_pages.empty())
        last = m_pages.front().id;
    showPage(last);
}

void MainWindow::setProjectName(const QString &name)
{
    const QString shown = name.isEmpty() ? tr("No project") : name;
    m_navigation->setHeader(shown, tr("Project %1. Switch project").arg(shown));
    setWindowTitle(name.isEmpty() ? u"Belay"_s : name + u" — Belay"_s);
}

void MainWindow::setProjectMenu(std::function<void(QMenu &)> fill)
{
    m_projectMenu = std::move(fill);
}

void MainWindow::setPageBadge(const QString &id, const QString &text, Tone tone)
{
    m_navigation->setBadge(id, text, tone);
}

void MainWindow::setPaletteEntries(std::function<std::vector<PaletteEntry>()> entries)
{
    m_paletteEntries = std::move(entries);
}

void MainWindow::setCloseGuard(std::function<bool()> mayClose)
{
    m_mayClose = std::move(mayClose);
}

void MainWindow::toast(const Toast &toast)
{
    m_toasts->show(toast);
}

void MainWindow::openPalette()
{
    std::vector<PaletteEntry> entries;
    for (const ActionSpec &spec : m_actions->table()) {
        QAction *action = m_actions->action(spec.id);
        if (action == nullptr || !action->isEnabled() || spec.id == "palette"_L1)
            continue;
        const QString keys = keysOf(action);
        entries.push_back(
            {spec.text, keys.isEmpty() ? spec.section : keys, spec.icon, [action] { action->trigger(); }});
    }
    if (m_paletteEntries) {
        for (PaletteEntry &entry : m_paletteEntries())
            entries.push_back(std::move(entry));
    }
    auto *palette = new Palette(std::move(entries), this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->adjustSize();
    palette->move(mapToGlobal(QPoint((width() - palette->width()) / 2, height() / 8)));
    palette->open();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_navigation->setFolded(width() < foldBelow);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_mayClose && !m_mayClose()) {
        event->ignore();
        return;
    }
    remember();
    QMainWindow::closeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (!m_actions->triggerFallback(*event))
        QMainWindow::keyPressEvent(event);
}

/// Whether the frame itself does this.
bool MainWindow::handle(const QString &id)
{
    if (id.startsWith("go."_L1) && page(id.mid(3)) != nullptr)
        showPage(id.mid(3));
    else if (id.startsWith("theme."_L1))
        chooseTheme(id.mid(6));
    else if (id == "palette"_L1)
        openPalette();
    else if (id == "project.switch"_L1)
        showProjectMenu();
    else if (id == "pane.next"_L1 || id == "pane.previous"_L1)
        movePane(id == "pane.next"_L1 ? 1 : -1);
    else if (id == "page.primary"_L1)
        pressMainButton();
    else if (id == "fullscreen"_L1)
        setWall(!m_zoomBeforeWall);
    else if (id == "quit"_L1)
        close();
    else if (id == "zoom.in"_L1)
        chooseZoom(textZoom() + zoomStep);
    else if (id == "zoom.out"_L1)
        chooseZoom(textZoom() - zoomStep);
    else if (id == "zoom.reset"_L1)
        chooseZoom(100);
    else if (id == "help.about"_L1) {
        auto *about = new AboutBox(QCoreApplication::applicationVersion(), m_about, this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    } else if (id == "help.keys"_L1) {
        auto *help = new ShortcutsHelp(m_actions->table(), this);
        help->setAttribute(Qt::WA_DeleteOnClose);
        help->open();
    } else
        return false;
    return true;
}

/// For a screen that many look at from afar: nothing but the page, in larger letters. Not remembered.
void MainWindow::setWall(bool wall)
{
    constexpr int leastZoom = 120;
    setWindowState(wall ? windowState() | Qt::WindowFullScreen : windowState() & ~Qt::WindowFullScreen);
    m_navigation->setVisible(!wall);
    menuBar()->setVisible(!wall);
    if (wall) {
        m_zoomBeforeWall = textZoom();
        setTextZoom(*qApp, std::max(leastZoom, textZoom()));
    } else {
        setTextZoom(*qApp, m_zoomBeforeWall.value_or(100));
        m_zoomBeforeWall.reset();
    }
}

void MainWindow::chooseTheme(const QString &theme)
{
    applyTheme(*qApp, themeFromString(theme));
    if (!m_settingsFile.isEmpty())
        QSettings(m_settingsFile, QSettings::IniFormat).setValue(u"window/theme"_s, theme);
    Q_EMIT themeChosen(theme);
}

void MainWindow::chooseZoom(int percent)
{
    setTextZoom(*qApp, percent);
    if (!m_settingsFile.isEmpty())
        QSettings(m_settingsFile, QSettings::IniFormat).setValue(u"window/zoom"_s, textZoom());
}

void MainWindow::showProjectMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_projectMenu)
        m_projectMenu(*menu);
    if (!menu->isEmpty())
        menu->addSeparator();
    for (const QString &id : {u"project.open"_s, u"project.sandbox"_s})
        menu->addAction(m_actions->action(id));
    const QAbstractButton *header = m_navigation->header();
    menu->popup(header->mapToGlobal(QPoint(0, header->height() + space::xs)));
}

void MainWindow::showSettingsMenu(QWidget *under)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString &id : {u"theme.light"_s, u"theme.dark"_s, u"theme.system"_s})
        menu->addAction(m_actions->action(id));
    menu->addSeparator();
    for (const QString &id : {u"fullscreen"_s, u"help.keys"_s})
        menu->addAction(m_actions->action(id));
    menu->popup(under->mapToGlobal(QPoint(0, -menu->sizeHint().height() - space::xs)));
}

/// The panes are the navigation, the page and the job strip, in this order, in a ring.
void MainWindow::movePane(int step)
{
    QWidget *shownPage = m_stack->currentWidget();
    std::vector<QWidget *> panes = {m_navigation, shownPage};
    if (m_jobs->isVisible())
        panes.push_back(m_jobs);
    const QWidget *focus = QApplication::focusWidget();
    int at = 1;
    for (std::size_t i = 0; i < panes.size(); ++i) {
        if (focus != nullptr && (panes[i] == focus || panes[i]->isAncestorOf(focus)))
            at = static_cast<int>(i);
    }
    const int count = static_cast<int>(panes.size());
    QWidget *next = panes[static_cast<std::size_t>((at + step + count) % count)];
    QWidget *first = next == m_navigation ? m_navigation->current() : nullptr;
    if (next == shownPage) {
        if (auto *current = qobject_cast<Page *>(shownPage))
            first = current->firstFocus();
    }
    if (first == nullptr) {
        for (QWidget *child : next->findChildren<QWidget *>()) {
            if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus)) {
                first = child;
                break;
            }
        }
    }
    if (first != nullptr)
        first->setFocus(Qt::TabFocusReason);
}

void MainWindow::pressMainButton()
{
    for (QPushButton *button : m_stack->currentWidget()->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->isEnabled() && button->property("kind") == u"primary"_s) {
            button->animateClick();
            return;
        }
    }
}

void MainWindow::remember()
{
    if (m_settingsFile.isEmpty())
        return;
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/page"_s, currentPage());
}

} // namespace belay
