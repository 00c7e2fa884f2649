// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/targets_page.h"

#include "models/domain/names.h"
#include "models/item/hosts_model.h"
#include "ui/delegates/table_row_delegate.h"
#include "ui/dialogs/ask_text.h"
#include "ui/pages/quiet_table.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/kv_list.h"
#include "ui/window_intents.h"

#include <QHeaderView>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace belay {

namespace {

/// Of the page; narrower, the system stands with the host's facts only: which environment a host belongs to
/// must not be cut.
constexpr int allColumnsFrom = 960;

StatusLook lookOf(const HostEntry &entry)
{
    const auto look = [&entry](const QString &icon, Tone tone) {
        return StatusLook{icon, tone, hostStandingWord(entry)};
    };
    switch (hostStanding(entry)) {
    case HostStanding::Unknown:
        return look(QStringLiteral("circle"), Tone::Neutral);
    case HostStanding::Silent:
        return look(QStringLiteral("wifi-off"), Tone::Danger);
    case HostStanding::Refused:
        return look(QStringLiteral("octagon-alert"), Tone::Danger);
    case HostStanding::Locked:
    case HostStanding::Held:
        return look(QStringLiteral("lock"), Tone::Warn);
    case HostStanding::Doubtful:
        return look(QStringLiteral("triangle-alert"), Tone::Warn);
    case HostStanding::Ready:
        return look(QStringLiteral("circle-check"), Tone::Ok);
    }
    return {};
}

} // namespace

TargetsPage::TargetsPage(WindowIntents &intents, AppModels models, QWidget *parent)
    : Page(tr("Targets"), parent)
    , m_intents(intents)
    , m_models(models)
{
    auto *refresh = makeSecondaryButton(QStringLiteral("refresh-cw"), tr("Ask again"));
    refresh->setObjectName(QStringLiteral("askAgain"));
    connect(refresh, &QPushButton::clicked, &m_intents, &WindowIntents::refreshRequested);
    addTitleWidget(refresh);

    m_stack = new QStackedWidget;
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto *list = new Card;
    m_table = makeQuietTable(QStringLiteral("hostTable"), tr("Hosts"));
    m_table->setModel(m_models.hosts);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new TableRowDelegate(
        HostsModel::State,
        [this](const QModelIndex &index) { return lookOf(m_models.hosts->host(index.row())); }, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    for (const int narrow :
         {HostsModel::State, HostsModel::Live, HostsModel::Latency, HostsModel::Disk, HostsModel::Asked})
        m_table->horizontalHeader()->setSectionResizeMode(narrow, QHeaderView::ResizeToContents);
    list->body()->addWidget(m_table);
    column->addWidget(list, 3);

    m_detail = new Card(tr("Host"));
    m_facts = new KvList;
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *facts = new QWidget;
    auto *factsColumn = new QVBoxLayout(facts);
    factsColumn->setContentsMargins(0, 0, 0, 0);
    factsColumn->addWidget(m_facts);
    factsColumn->addStretch(1);
    scroll->setWidget(facts);
    // Both would paint the window's colour over the card's.
    scroll->viewport()->setAutoFillBackground(false);
    facts->setAutoFillBackground(false);
    m_detail->body()->addWidget(scroll);
    m_test = makeSecondaryButton(QStringLiteral("plug"), tr("Test connection"));
    m_test->setObjectName(QStringLiteral("testConnection"));
    m_unlock = makeQuietButton(QStringLiteral("lock-open"), tr("Unlock environment…"));
    m_unlock->setObjectName(QStringLiteral("unlock"));
    m_detail->addHeadingWidget(m_unlock);
    m_detail->addHeadingWidget(m_test);
    column->addWidget(m_detail, 2);
    m_stack->addWidget(content);

    auto *empty = new Card;
    empty->body()->addWidget(
        new EmptyState(QStringLiteral("server"), tr("No hosts yet"),
                       tr("Hosts come from the project file's environments. Open a project on the "
                          "Overview.")));
    m_stack->addWidget(empty);
    body()->addWidget(m_stack, 1);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        m_testing = false;
        showHost();
    });
    connect(m_models.hosts, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                const int row = m_table->currentIndex().row();
                if (row < first.row() || row > last.row())
                    return;
                m_testing = false; // a test that was refused has no result to wait for
                showHost();
            });
    connect(m_models.hosts, &QAbstractItemModel::rowsInserted, this, &TargetsPage::showRightState);
    connect(m_models.hosts, &QAbstractItemModel::rowsRemoved, this, &TargetsPage::showRightState);
    connect(m_test, &QPushButton::clicked, this, [this] {
        if (!m_table->currentIndex().isValid())
            return;
        const HostEntry entry = m_models.hosts->host(m_table->currentIndex().row());
        m_tested = {entry.project, entry.environment, entry.host, {}, false};
        m_testing = true;
        showHost();
        Q_EMIT m_intents.testConnectionRequested(entry.project, entry.environment, entry.host);
    });
    connect(m_unlock, &QPushButton::clicked, this, &TargetsPage::unlock);
    showRightState();
}

void TargetsPage::showRightState()
{
    const bool empty = m_models.hosts->rowCount() == 0;
    m_stack->setCurrentIndex(empty ? 1 : 0);
    if (!empty && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    showHost();
}

void TargetsPage::showHost()
{
    m_facts->clear();
    const QModelIndex current = m_table->currentIndex();
    m_test->setEnabled(current.isValid() && !m_testing);
    m_unlock->setEnabled(false);
    if (!current.isValid())
        return;
    const HostEntry &entry = m_models.hosts->host(current.row());
    m_detail->setHeading(entry.host);
    addTestResult(entry);
    m_facts->addRow(tr("Address"), entry.address, KvList::Look::Mono);
    m_facts->addRow(tr("State"), hostStateText(entry), KvList::Look::Strong);
    if (!entry.observation)
        return;
    const HostObservation &said = *entry.observation;
    m_facts->addRow(tr("Folder"), said.path, KvList::Look::Mono);
    if (said.error) {
        if (!said.error->hint.isEmpty())
            m_facts->addRow(tr("What to do"), said.error->hint);
        if (!said.error->detail.trimmed().isEmpty())
            m_facts->addRow(tr("Details"), said.error->detail.trimmed(), KvList::Look::Mono);
        return;
    }
    m_unlock->setEnabled(!said.lock.isEmpty() || !said.hold.isEmpty());
    m_facts->addRow(tr("Live"), said.currentId.isEmpty()
                                    ? tr("nothing")
                                    : QStringLiteral("%1 (%2)").arg(said.currentVersion(), said.currentId));
    QStringList releases;
    for (const ReleaseOnHost &release : said.releases)
        releases.append(release.bad ? tr("%1 (bad)").arg(release.version) : release.version);
    m_facts->addRow(tr("Releases"), releases.join(QStringLiteral(", ")));
    if (const ReleaseOnHost *back = said.release(previousGoodRelease(said)))
        m_facts->addRow(tr("Way back"), tr("%1 is there").arg(back->version));
    if (said.diskFreeBytes >= 0)
        m_facts->addRow(tr("Free disk"), formatBytes(said.diskFreeBytes));
    m_facts->addRow(tr("System"), said.system);
}

void TargetsPage::addTestResult(const HostEntry &entry)
{
    if (m_tested.lines.isEmpty() || entry.host != m_tested.host ||
        entry.environment != m_tested.environment || entry.project != m_tested.project)
        return;
    m_detail->setHeading(m_tested.works ? tr("%1: the connection works").arg(entry.host)
                                        : tr("%1: the connection fails").arg(entry.host));
    int number = 0;
    for (const QString &line : m_tested.lines)
        m_facts->addRow(tr("Test %1").arg(++number), line);
}

void TargetsPage::showConnectionTest(const QString &host, const QStringList &lines, bool works)
{
    if (host != m_tested.host)
        return; // another one was asked for since
    m_testing = false;
    m_tested.lines = lines;
    m_tested.works = works;
    showHost();
}

void TargetsPage::unlock()
{
    const HostEntry entry = m_models.hosts->host(m_table->currentIndex().row());
    AskText ask(tr("Unlock %1 of %2?").arg(entry.environment, entry.project),
                tr("%1\nUnlocking lets deploys pass again and removes the lock that is there now. If someone "
                   "else's run "
                   "is still going on, two runs would then change the same hosts.")
                    .arg(hostStateText(entry)),
                tr("Unlock %1").arg(entry.environment), 3, this);
    if (ask.exec() == QDialog::Accepted)
        Q_EMIT m_intents.unlockRequested(entry.project, entry.environment, ask.text());
}

void TargetsPage::resizeEvent(QResizeEvent *event)
{
    m_table->setColumnHidden(HostsModel::System, event->size().width() < allColumnsFrom);
    Page::resizeEvent(event);
}

QWidget *TargetsPage::firstFocus()
{
    return m_models.hosts->rowCount() > 0 ? m_table : nullptr;
}

} // namespace belay
