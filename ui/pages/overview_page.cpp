// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "models/domain/names.h"
#include "models/item/activity_model.h"
#include "models/item/checklist_model.h"
#include "models/item/overview_model.h"
#include "ui/delegates/activity_delegate.h"
#include "ui/delegates/environment_cell_delegate.h"
#include "ui/pages/phase_list.h"
#include "ui/pages/row_header.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/skeleton.h"
#include "ui/window_intents.h"

#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QResizeEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace belay {

namespace {

constexpr int activityHiddenBelow = 940; ///< of the page; the window is 240 wider
constexpr int tilesHiddenBelow = 620;    ///< of the page's height: the matrix comes first
constexpr int agesEveryMs = 60'000;
constexpr int mostBanners = 2; ///< more than two take the matrix's place

void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

Tone toneOf(Attention::Kind kind)
{
    switch (kind) {
    case Attention::Kind::Trigger:
    case Attention::Kind::Failed:
        return Tone::Danger;
    case Attention::Kind::Unreachable:
        return Tone::Neutral;
    default:
        return Tone::Warn;
    }
}

} // namespace

OverviewPage::OverviewPage(WindowIntents &intents, AppModels models, QWidget *parent)
    : Page(tr("Overview"), parent)
    , m_intents(intents)
    , m_models(models)
{
    auto *release = makePrimaryButton(QStringLiteral("plus"), tr("New release"));
    release->setObjectName(QStringLiteral("newRelease"));
    connect(release, &QPushButton::clicked, this, &OverviewPage::deployHere);
    addTitleWidget(release);

    m_trust = new Banner(Tone::Info);
    m_trust->setIcon(QStringLiteral("shield-alert"));
    auto *trust = makeSecondaryButton(QStringLiteral("shield-check"), tr("Trust this project"));
    trust->setObjectName(QStringLiteral("trust"));
    connect(trust, &QPushButton::clicked, this, [this] { Q_EMIT m_intents.trustRequested(m_untrusted); });
    m_trust->addButton(trust);
    m_trust->hide();
    body()->addWidget(m_trust);

    m_banners = new QWidget;
    auto *column = new QVBoxLayout(m_banners);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::s);
    body()->addWidget(m_banners);
    m_banners->hide();

    m_stack = new QStackedWidget;
    m_stack->addWidget(buildMatrix());
    m_stack->addWidget(buildEmpty());
    auto *loading = new Card;
    loading->body()->addWidget(new Skeleton(4, size::cell + 10));
    m_stack->addWidget(loading);
    body()->addWidget(m_stack, 1);

    for (const auto signal : {&QAbstractItemModel::modelReset})
        connect(m_models.overview, signal, this, &OverviewPage::showRightState);
    showRightState();
}

QWidget *OverviewPage::buildEmpty()
{
    auto *card = new Card;
    auto *empty = new EmptyState(
        QStringLiteral("package"), tr("No services yet"),
        tr("Try the sandbox: a real release on this computer in a minute; nothing leaves it. Or "
           "open a project file of your own; `belay init` writes one."));
    auto *sandbox = makePrimaryButton(QStringLiteral("play"), tr("Try the sandbox"));
    sandbox->setObjectName(QStringLiteral("trySandbox"));
    connect(sandbox, &QPushButton::clicked, &m_intents, &WindowIntents::sandboxRequested);
    auto *open = makeSecondaryButton(QStringLiteral("folder-open"), tr("Open a project file…"));
    open->setObjectName(QStringLiteral("openProject"));
    connect(open, &QPushButton::clicked, this, &OverviewPage::openProjectChosen);
    empty->addAction(sandbox);
    empty->addAction(open);
    card->body()->addWidget(empty, 1);
    return card;
}

QWidget *OverviewPage::buildMatrix()
{
    auto *whole = new QWidget;
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    column->addLayout(row, 1);

    auto *card = new Card;
    m_matrix = new QTableView;
    m_matrix->setObjectName(QStringLiteral("matrix"));
    m_matrix->setAccessibleName(tr("Services and environments"));
    m_matrix->setModel(m_models.overview);
    m_matrix->setItemDelegate(new EnvironmentCellDelegate(m_matrix));
    m_matrix->setShowGrid(false);
    m_matrix->setMouseTracking(true);
    m_matrix->setFrameShape(QFrame::NoFrame);
    m_matrix->setSelectionMode(QAbstractItemView::NoSelection); // the focus ring shows where the keys go
    m_matrix->setTabKeyNavigation(false);
    m_matrix->setContextMenuPolicy(Qt::CustomContextMenu);
    m_matrix->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_matrix->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_matrix->horizontalHeader()->setMinimumSectionSize(150);
    m_matrix->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_matrix->horizontalHeader()->setHighlightSections(false);
    RowHeader *services = RowHeader::install(
        *m_matrix, tr("Service"), [this](int service) { return m_models.overview->subtitle(service); });
    services->setDefaultSectionSize(size::cell + 10);
    services->setMinimumWidth(130);
    card->body()->addWidget(m_matrix);
    row->addWidget(card, 1);
    connect(m_matrix, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const EnvironmentCell *cell = m_models.overview->cell(index))
            Q_EMIT cellOpened(cell->project, cell->environment);
    });
    connect(m_matrix, &QWidget::customContextMenuRequested, this, &OverviewPage::showMenu);
    const auto key = [this](const QKeySequence &keys, auto function) {
        auto *shortcut = new QShortcut(keys, m_matrix);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, function);
    };
    key(Qt::Key_D, &OverviewPage::deployHere);
    key(Qt::Key_R, &OverviewPage::rollBackHere);
    key(QKeySequence(Qt::CTRL | Qt::Key_Period), [this] {
        m_matrix->scrollTo(m_matrix->currentIndex());
        showMenu(m_matrix->visualRect(m_matrix->currentIndex()).center());
    });
    // Cells say how old things are, which changes without anything happening.
    auto *minute = new QTimer(m_matrix);
    connect(minute, &QTimer::timeout, m_matrix->viewport(), qOverload<>(&QWidget::update));
    minute->start(agesEveryMs);

    m_activityCard = new Card(tr("Activity"));
    m_activity = new QListView;
    m_activity->setObjectName(QStringLiteral("activity"));
    m_activity->setAccessibleName(tr("Activity"));
    m_activity->setModel(m_models.activity);
    m_activity->setItemDelegate(new ActivityDelegate(m_activity));
    m_activity->setFrameShape(QFrame::NoFrame);
    m_activity->setResizeMode(QListView::Adjust);
    m_activity->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_activity->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_activity, &QListView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT m_intents.runOpened(index.data(ActivityModel::RunRole).toString());
    });
    m_activityCard->body()->addWidget(m_activity, 1);
    auto *quiet =
        makeWrappedLabel(tr("Deployments, rollbacks and checks appear here as they happen."), TextRole::Meta);
    quiet->setObjectName(QStringLiteral("noActivity"));
    m_activityCard->body()->addWidget(quiet, 1, Qt::AlignTop);
    const auto showActivity = [this, quiet] {
        const bool nothing = m_models.activity->rowCount() == 0;
        m_activity->setVisible(!nothing);
        quiet->setVisible(nothing);
    };
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_models.activity, signal, this, showActivity);
    connect(m_models.activity, &QAbstractItemModel::modelReset, this, showActivity);
    showActivity();
    m_nextItems = new ChecklistModel(this);
    m_next = new PhaseList(CheckPhase::After, *m_nextItems);
    m_next->setListName(QStringLiteral("nextSteps"));
    connect(m_next, &PhaseList::answered, this,
            [this](const QString &item, CheckState state, const QString &text) {
                Q_EMIT m_intents.nextStepAnswered(m_nextSteps.project, m_nextSteps.environment, item, state,
                                                  text);
            });
    m_side = new QWidget;
    m_side->setFixedWidth(304);
    auto *side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(space::m);
    side->addWidget(m_activityCard, 3);
    side->addWidget(m_next, 2);
    row->addWidget(m_side);

    m_tiles = buildTiles();
    column->addWidget(m_tiles);
    return whole;
}

QWidget *OverviewPage::buildTiles()
{
    auto *tiles = new QWidget;
    auto *row = new QHBoxLayout(tiles);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);
    for (const QString &title : {tr("Deployment frequency"), tr("Change lead time"), tr("Change fail rate"),
                                 tr("Recovery time"), tr("Rework rate")}) {
        auto *card = new Card;
        card->body()->addWidget(new ElidedLabel(title, TextRole::Meta));
        m_tileValues.push_back(new ElidedLabel(QString(), TextRole::DialogTitle));
        m_tileNotes.push_back(new ElidedLabel(QString(), TextRole::Hint));
        card->body()->addWidget(m_tileValues.back());
        card->body()->addWidget(m_tileNotes.back());
        row->addWidget(card, 1);
    }
    setTiles({});
    return tiles;
}

void OverviewPage::setTiles(const DoraTiles &tiles)
{
    constexpr int needed = 5;
    const QString tooFew = tr("%1 of %2 deployments").arg(tiles.deployments).arg(needed);
    const bool enough = tiles.deployments >= needed;
    const auto fill = [&](std::size_t tile, bool known, const QString &value, const QString &note,
                          const QString &missing) {
        m_tileValues[tile]->setText(enough && known ? value : tr("no data"));
        m_tileNotes[tile]->setText(!enough ? tooFew : known ? note : missing);
    };
    const QString deployments = tr("of %1 deployments").arg(tiles.deployments);
    fill(0, tiles.deploysPerWeek >= 0, tr("%1 / week").arg(tiles.deploysPerWeek, 0, 'f', 1),
         tr("mean of the last 12 weeks"), {});
    fill(1, tiles.leadMs >= 0, formatDuration(tiles.leadMs), tr("median of %1").arg(tiles.leadKnown),
         tr("no commit times"));
    fill(2, tiles.changeFailPercent >= 0, QStringLiteral("%1 %").arg(tiles.changeFailPercent, 0, 'f', 0),
         deployments, {});
    fill(3, tiles.recoveryMs >= 0, formatDuration(tiles.recoveryMs), tr("median, last 12 weeks"),
         tr("nothing to recover from"));
    fill(4, tiles.reworkPercent >= 0, QStringLiteral("%1 %").arg(tiles.reworkPercent, 0, 'f', 0), deployments,
         {});
}

void OverviewPage::setNextSteps(const NextSteps &steps)
{
    m_nextSteps = steps;
    m_next->setHeading(steps.project.isEmpty() ? QString()
                                               : tr("Next for %1 %2").arg(steps.project, steps.version));
    m_nextItems->setStatuses(steps.items);
}

void OverviewPage::setUntrusted(const QString &file)
{
    m_untrusted = file;
    m_trust->setTexts(
        tr("This project is not trusted yet"),
        tr("%1 can run commands on this computer and on its hosts. It is shown, and nothing of it runs, "
           "until you trust it.")
            .arg(file));
    m_trust->setVisible(!file.isEmpty());
}

void OverviewPage::setLoading(bool loading)
{
    m_loading = loading;
    showRightState();
}

void OverviewPage::showRightState()
{
    const bool empty = m_models.overview->rowCount() == 0;
    const bool hadNone = m_stack->currentIndex() != 0;
    const QWidget *focus = window()->focusWidget();
    const bool isHere = focus && (focus == this || m_stack->isAncestorOf(focus));
    if (isHere && empty)
        setFocus(Qt::OtherFocusReason); // not on to the next button, while what was here gives way
    m_stack->setCurrentIndex(!empty ? 0 : m_loading ? 2 : 1);
    if (!empty && !m_matrix->currentIndex().isValid())
        m_matrix->setCurrentIndex(m_models.overview->index(0, 0));
    if (!empty && hadNone && isHere)
        m_matrix->setFocus(Qt::OtherFocusReason); // where the keyboard was is no longer seen
}

void OverviewPage::setAttention(const std::vector<Attention> &attention)
{
    clearLayout(m_banners->layout());
    for (std::size_t i = 0; i < attention.size() && i < mostBanners; ++i)
        addBannerFor(attention[i]);
    if (attention.size() > mostBanners)
        m_banners->layout()->addWidget(
            makeLabel(tr("and %1 more").arg(attention.size() - mostBanners), TextRole::Meta));
    m_banners->setVisible(!attention.empty());
}

void OverviewPage::addBannerFor(const Attention &attention)
{
    auto *banner = new Banner(toneOf(attention.kind));
    banner->setTexts(attention.title, attention.text);
    if (!attention.runId.isEmpty()) {
        auto *open =
            makeSecondaryButton(QStringLiteral("activity"),
                                attention.kind == Attention::Kind::Interrupted ? tr("Open…") : tr("Watch"));
        open->setObjectName(QStringLiteral("bannerOpen"));
        connect(open, &QPushButton::clicked, this,
                [this, id = attention.runId] { Q_EMIT m_intents.runOpened(id); });
        banner->addButton(open);
    }
    if (attention.kind == Attention::Kind::Unreachable) {
        auto *again = makeSecondaryButton(QStringLiteral("refresh-cw"), tr("Try now"));
        connect(again, &QPushButton::clicked, &m_intents, &WindowIntents::refreshRequested);
        banner->addButton(again);
    }
    if (attention.canRollBack) {
        auto *back = makeDangerButton(QStringLiteral("undo-2"), tr("Roll back…"));
        back->setObjectName(QStringLiteral("bannerRollBack"));
        connect(back, &QPushButton::clicked, this, [this, attention] {
            Q_EMIT m_intents.rollbackPreviewRequested(attention.project, attention.environment, QString());
        });
        banner->addButton(back);
    }
    m_banners->layout()->addWidget(banner);
}

void OverviewPage::showMenu(const QPoint &where)
{
    const EnvironmentCell *cell = m_models.overview->cell(m_matrix->indexAt(where));
    if (!cell)
        return;
    // The menu belongs to the cell it was opened on: while it is open, rows may come and go under it.
    const QString project = cell->project;
    const QString environment = cell->environment;
    QMenu menu(this);
    menu.addAction(tr("Open"), this, [=, this] { Q_EMIT cellOpened(project, environment); });
    menu.addAction(tr("Deploy here…\tD"), this, [=, this] { Q_EMIT cellOpened(project, environment); });
    menu.addAction(tr("Roll back…\tR"), this,
                   [=, this] { Q_EMIT m_intents.rollbackPreviewRequested(project, environment, QString()); })
        ->setEnabled(cell->canRollBack);
    menu.addSeparator();
    menu.addAction(tr("Ask the hosts again\tF5"), &m_intents, &WindowIntents::refreshRequested);
    menu.exec(m_matrix->viewport()->mapToGlobal(where));
}

void OverviewPage::deployHere()
{
    if (const EnvironmentCell *cell = m_models.overview->cell(m_matrix->currentIndex()))
        Q_EMIT cellOpened(cell->project, cell->environment);
    else
        Q_EMIT openProjectChosen();
}

void OverviewPage::rollBackHere()
{
    const EnvironmentCell *cell = m_models.overview->cell(m_matrix->currentIndex());
    if (cell && cell->canRollBack)
        Q_EMIT m_intents.rollbackPreviewRequested(cell->project, cell->environment, QString());
}

QWidget *OverviewPage::firstFocus()
{
    return m_models.overview->rowCount() > 0 ? m_matrix : nullptr;
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    m_side->setVisible(event->size().width() >= activityHiddenBelow);
    m_tiles->setVisible(event->size().height() >= tilesHiddenBelow);
    Page::resizeEvent(event);
}

} // namespace belay
