// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_page.h"

#include "ui/pages/log_side.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/search_field.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>

namespace belay {

namespace {

constexpr int typingMs = 60; ///< between a key and the search for it, so that a fast typist asks once

constexpr int countingMs = 200;

QString example()
{
    return QStringLiteral("\"logs\": { \"files\": [\"{path}/shared/log/*.log\"] }");
}

QComboBox *makeCombo(const QString &objectName, const QString &name)
{
    auto *box = new QComboBox;
    box->setObjectName(objectName);
    box->setAccessibleName(name);
    box->setToolTip(name);
    return box;
}

} // namespace

LogPage::LogPage(QWidget *parent)
    : Page(tr("Logs"), parent)
    , m_stack(new QStackedWidget)
    , m_where(makeLabel(QString(), TextRole::Meta))
    , m_typing(new QTimer(this))
    , m_counting(new QTimer(this))
{
    m_follow = makeSecondaryButton(QStringLiteral("pause"), tr("Pause"));
    m_follow->setObjectName(QStringLiteral("follow"));
    addTitleWidget(m_where);
    addTitleWidget(m_follow);
    m_stack->addWidget(buildContent());
    m_stack->addWidget(buildEmpty());
    body()->addWidget(m_stack, 1);

    m_counting->setSingleShot(true);
    m_counting->setInterval(countingMs);
    connect(m_counting, &QTimer::timeout, this, &LogPage::showFoot);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingMs);
    connect(m_typing, &QTimer::timeout, this, &LogPage::changeQuery);
    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        changeQuery();
        m_lines->setFocus();
    });
    for (QComboBox *box : {m_level, m_host})
        connect(box, &QComboBox::currentIndexChanged, this, &LogPage::changeQuery);
    connect(m_range, &QComboBox::activated, this,
            [this](int index) { Q_EMIT rangeChosen(static_cast<LogRange>(index)); });
    connect(m_follow, &QPushButton::clicked, this,
            [this] { m_lines->setFollowing(!m_lines->isFollowing()); });
    connect(m_lines, &LogView::wished, this, &LogPage::wished);
    connect(m_lines, &LogView::followingChanged, this, &LogPage::showFollowing);
    connect(m_lines, &LogView::currentChanged, this, [this] { m_side->setRow(m_lines->currentRow()); });
    connect(m_side, &LogSide::kindChosen, this, [this](const QString &query) {
        setSearch(query);
        m_lines->setFocus();
    });
    bindKeys();
    showState();
    showFollowing();
}

QWidget *LogPage::buildFilters()
{
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::s);
    m_search = new SearchField(tr("Search: words, -without, \"as it stands\", /regex/, is:new"));
    m_search->setObjectName(QStringLiteral("logSearch"));
    m_search->setAccessibleName(tr("Search in the logs"));
    m_level = makeCombo(QStringLiteral("logLevel"), tr("Level"));
    m_level->addItem(tr("All levels"), QString());
    m_level->addItem(tr("Info and worse"), QStringLiteral("info"));
    m_level->addItem(tr("Warnings and errors"), QStringLiteral("warning"));
    m_level->addItem(tr("Errors only"), QStringLiteral("error"));
    m_host = makeCombo(QStringLiteral("logHost"), tr("Host"));
    m_host->addItem(tr("All hosts"), QString());
    m_range = makeCombo(QStringLiteral("logRange"), tr("How far back"));
    m_range->addItem(tr("Last 15 minutes"));
    m_range->addItem(tr("Last hour"));
    m_range->addItem(tr("Since the deployment"));
    line->addWidget(m_search, 1);
    line->addWidget(m_level);
    line->addWidget(m_host);
    line->addWidget(m_range);
    return row;
}

QWidget *LogPage::buildContent()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(buildFilters());
    m_problem = makeWrappedLabel(QString(), TextRole::Meta);
    m_problem->setObjectName(QStringLiteral("queryProblem"));
    setTone(m_problem, Tone::Danger);
    m_problem->hide();
    column->addWidget(m_problem);
    m_debug = new Banner(Tone::Warn);
    m_debug->setObjectName(QStringLiteral("debugLines"));
    auto *show = makeSecondaryButton(QStringLiteral("eye"), tr("Show them"));
    show->setObjectName(QStringLiteral("showDebugLines"));
    connect(show, &QPushButton::clicked, this, [this] {
        m_level->setCurrentIndex(0);
        setSearch(QStringLiteral("debug"));
    });
    m_debug->addButton(show);
    m_debug->hide();
    column->addWidget(m_debug);
    m_silent = new Banner(Tone::Warn);
    m_silent->setObjectName(QStringLiteral("silentHosts"));
    m_silent->setIcon(QStringLiteral("wifi-off"));
    auto *retry = makeSecondaryButton(QStringLiteral("refresh-cw"), tr("Try again"));
    retry->setObjectName(QStringLiteral("retryLogs"));
    connect(retry, &QPushButton::clicked, this, &LogPage::retryRequested);
    m_silent->addButton(retry);
    m_silent->hide();
    column->addWidget(m_silent);

    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    auto *card = new Card;
    m_lines = new LogView;
    m_lines->setObjectName(QStringLiteral("logLines"));
    m_lines->setAccessibleName(tr("Lines of all hosts"));
    card->body()->addWidget(m_lines, 1);
    m_foot = makeLabel(QString(), TextRole::Meta);
    m_foot->setObjectName(QStringLiteral("logFoot"));
    m_foot->setWordWrap(true);
    card->body()->addWidget(m_foot);
    row->addWidget(card, 1);
    m_side = new LogSide;
    row->addWidget(m_side);
    column->addLayout(row, 1);
    return content;
}

QWidget *LogPage::buildEmpty()
{
    auto *card = new Card;
    m_empty = new EmptyState(QStringLiteral("file-text"), QString());
    m_copyExample = makeSecondaryButton(QStringLiteral("copy"), tr("Copy the example"));
    m_copyExample->setObjectName(QStringLiteral("copyLogsExample"));
    connect(m_copyExample, &QPushButton::clicked, this,
            [] { QGuiApplication::clipboard()->setText(example()); });
    m_edit = makeSecondaryButton(QStringLiteral("pencil"), tr("Open the project file"));
    m_edit->setObjectName(QStringLiteral("editForLogs"));
    connect(m_edit, &QPushButton::clicked, this, [this] { Q_EMIT editRequested(m_view.projectFile); });
    m_trust = makePrimaryButton(QStringLiteral("shield-check"), tr("Trust this project"));
    m_trust->setObjectName(QStringLiteral("trustForLogs"));
    connect(m_trust, &QPushButton::clicked, this, [this] { Q_EMIT trustRequested(m_view.projectFile); });
    for (QPushButton *button : {m_copyExample, m_edit, m_trust})
        m_empty->addAction(button);
    card->body()->addWidget(m_empty);
    return card;
}

void LogPage::setView(const LogsView &view)
{
    const bool isOther = view.project != m_view.project || view.environment != m_view.environment;
    const bool isOtherRange = view.range != m_view.range;
    m_view = view;
    if (isOther || isOtherRange) {
        fillHosts();
        m_range->setCurrentIndex(static_cast<int>(view.range));
        m_lines->restart();
        changeQuery(); // the host that was chosen may be none of these
    }
    showState();
    showWarnings();
    m_side->setView(view);
    showFoot();
}

void LogPage::fillHosts()
{
    const QSignalBlocker quiet(m_host);
    const QString kept = m_host->currentData().toString();
    while (m_host->count() > 1)
        m_host->removeItem(1);
    for (const QString &host : m_view.hosts)
        m_host->addItem(host, host);
    m_host->setCurrentIndex(std::max(0, m_host->findData(kept)));
}

void LogPage::showState()
{
    using enum LogsView::State;
    m_where->setText(m_view.project.isEmpty()
                         ? QString()
                         : QString(m_view.project + QStringLiteral(" · ") + m_view.environment));
    const bool isContent = m_view.state == Reading || m_view.state == Live;
    m_stack->setCurrentIndex(isContent ? 0 : 1);
    m_follow->setVisible(isContent);
    m_copyExample->setVisible(m_view.state == NoLogs);
    m_edit->setVisible(m_view.state == NoLogs);
    m_trust->setVisible(m_view.state == Untrusted);
    if (m_view.state == NoProject)
        m_empty->setTexts(tr("No project is open"),
                          tr("Open a project, and the logs of its hosts are followed here."));
    else if (m_view.state == Untrusted)
        m_empty->setTexts(tr("This project is not trusted yet"),
                          tr("Its hosts are asked for their logs once you trust the project file."));
    else if (m_view.state == NoLogs)
        m_empty->setTexts(
            tr("%1 names no logs").arg(m_view.environment),
            tr("Say in the project file, under environments.%1, where the hosts keep them, for example %2. "
               "\"unit\" names a unit of systemd instead, \"container\" a container.")
                .arg(m_view.environment, example()));
}

void LogPage::showWarnings()
{
    m_debug->setVisible(m_view.isProtected && m_view.debugLines > 0);
    if (m_view.debugLines > 0)
        m_debug->setTexts(m_view.debugLines == 1
                              ? tr("The log of %1 holds a debug line").arg(m_view.environment)
                              : tr("The log of %1 holds %2 debug lines")
                                    .arg(m_view.environment, QLocale().toString(m_view.debugLines)),
                          tr("They may name people and secrets; raise the level."));
    QStringList names;
    QStringList whys;
    for (const LogsView::SilentHost &silent : m_view.silent) {
        names.append(silent.host);
        if (!whys.contains(silent.why))
            whys.append(silent.why);
    }
    whys += m_view.notes;
    m_silent->setVisible(!names.isEmpty() || !m_view.notes.isEmpty());
    constexpr qsizetype shown = 4;
    const QString list = names.size() <= shown ? names.join(QStringLiteral(", "))
                                               : tr("%1 and %2 more")
                                                     .arg(names.mid(0, shown).join(QStringLiteral(", ")))
                                                     .arg(names.size() - shown);
    m_silent->setTexts(names.isEmpty() ? tr("Not every log is there")
                                       : tr("%1: the log is not read").arg(list),
                       whys.mid(0, 2).join(QLatin1Char(' ')));
}

void LogPage::showFollowing()
{
    const bool follows = m_lines->isFollowing();
    m_follow->setText(follows ? tr("Pause") : tr("Follow"));
    m_follow->setToolTip(follows ? tr("Stands still, so that you can read (F).")
                                 : tr("Shows new lines as they come (F)."));
    m_follow->setIcon(icon(follows ? QStringLiteral("pause") : QStringLiteral("play"), ColorRole::Text));
}

/// Numbers that change with every line are shown a few times a second: reading them takes longer, and so does
/// laying out a page.
void LogPage::showFoot()
{
    const QLocale locale;
    QStringList parts;
    if (m_view.state == LogsView::State::Reading && m_screen.held == 0)
        parts.append(m_view.hosts.size() == 1
                         ? tr("Reading the log of %1 …").arg(m_view.hosts.front())
                         : tr("Reading the logs of %1 hosts …").arg(m_view.hosts.size()));
    else if (m_screen.held == 0)
        parts.append(tr("No line yet."));
    else if (m_screen.count == m_screen.held)
        parts.append(m_screen.held == 1 ? tr("1 line") : tr("%1 lines").arg(locale.toString(m_screen.held)));
    else
        parts.append(
            tr("%1 of %2 lines").arg(locale.toString(m_screen.count), locale.toString(m_screen.held)));
    if (!m_screen.complete)
        parts.append(tr("searching"));
    if (m_screen.dropped > 0)
        parts.append(tr("%1 older ones given up").arg(locale.toString(m_screen.dropped)));
    parts += m_view.processes.mid(0, 3);
    m_foot->setText(parts.join(QStringLiteral("   ·   ")));
}

void LogPage::setScreen(const LogScreen &screen)
{
    m_lines->setScreen(screen);
    m_screen = screen;
    m_screen.rows.clear();
    if (!m_counting->isActive())
        m_counting->start();
}

QString LogPage::query() const
{
    QStringList parts;
    if (const QString level = m_level->currentData().toString(); !level.isEmpty())
        parts.append(QStringLiteral("level:") + level);
    if (const QString host = m_host->currentData().toString(); !host.isEmpty())
        parts.append(QStringLiteral("host:") + host);
    if (const QString typed = m_search->text().trimmed(); !typed.isEmpty())
        parts.append(typed); // last: who types a level means that one
    return parts.join(QLatin1Char(' '));
}

void LogPage::setSearch(const QString &text)
{
    m_search->setText(text);
    changeQuery();
}

void LogPage::changeQuery()
{
    m_typing->stop();
    const QString wanted = query();
    if (wanted == m_asked)
        return;
    m_asked = wanted;
    m_lines->setFollowing(true);
    Q_EMIT queryChanged(wanted);
}

void LogPage::setQueryProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_search->setAccessibleDescription(problem);
}

QWidget *LogPage::firstFocus()
{
    return m_stack->currentIndex() == 0 ? m_lines : nullptr;
}

void LogPage::bindKeys()
{
    const auto key = [this](const QKeySequence &keys, auto function) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, function);
    };
    const auto search = [this] {
        m_search->setFocus();
        m_search->selectAll();
    };
    key(QKeySequence::Find, search);
    key(Qt::Key_Slash, search);
    key(Qt::Key_F, [this] {
        if (m_follow->isVisible())
            m_follow->click();
    });
}

void LogPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
        m_search->clear();
        m_lines->setFocus();
    } else {
        Page::keyPressEvent(event);
    }
}

} // namespace belay
