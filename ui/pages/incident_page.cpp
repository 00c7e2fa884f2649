// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incident_page.h"

#include "models/domain/names.h"
#include "models/item/checklist_model.h"
#include "models/item/run_model.h"
#include "ui/charts/small_multiples.h"
#include "ui/delegates/row_delegate_base.h"
#include "ui/dialogs/ask_text.h"
#include "ui/pages/incident_clock.h"
#include "ui/pages/phase_list.h"
#include "ui/pages/run_chart.h"
#include "ui/pages/way_back_card.h"
#include "ui/theme/icons.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/environment_ribbon.h"
#include "ui/widgets/labels.h"
#include "ui/window_intents.h"

#include <QDateTime>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>
#include <QStandardItemModel>

namespace belay {

namespace {

constexpr std::size_t mostCharts = 3;
constexpr int timelineRow = 24;
constexpr qint64 lateMs = 5000;     ///< after a countdown was due; until then another Belay may be counting
constexpr int timelineHeight = 184; ///< of the timeline with its heading, and the list beside it
constexpr int besideWidth = 320;    ///< of the list beside the timeline

QString nameOf(IncidentStep step)
{
    switch (step) {
    case IncidentStep::Identify:
        return IncidentPage::tr("Identify");
    case IncidentStep::Communicate:
        return IncidentPage::tr("Communicate");
    case IncidentStep::Execute:
        return IncidentPage::tr("Execute");
    case IncidentStep::Verify:
        return IncidentPage::tr("Verify");
    case IncidentStep::Document:
        break;
    }
    return IncidentPage::tr("Document");
}

QString meaningOf(IncidentStep step)
{
    switch (step) {
    case IncidentStep::Identify:
        return IncidentPage::tr("What is wrong, since when, and for whom.");
    case IncidentStep::Communicate:
        return IncidentPage::tr("Others know: the team, support, the status page.");
    case IncidentStep::Execute:
        return IncidentPage::tr("Roll back, or put right what is wrong.");
    case IncidentStep::Verify:
        return IncidentPage::tr("The numbers are as before, and people say so.");
    case IncidentStep::Document:
        break;
    }
    return IncidentPage::tr("What happened is written down, with what is to be done about it.");
}

QIcon iconOf(TimelineMark mark)
{
    switch (mark) {
    case TimelineMark::Change:
        return icon(QStringLiteral("rocket"), ColorRole::Text2);
    case TimelineMark::Trigger:
        return icon(QStringLiteral("octagon-alert"), ColorRole::Text2);
    case TimelineMark::Failure:
        return icon(QStringLiteral("circle-x"), ColorRole::Text2);
    case TimelineMark::End:
        return icon(QStringLiteral("circle-check"), ColorRole::Text2);
    case TimelineMark::Person:
        break;
    }
    return icon(QStringLiteral("user"), ColorRole::Text2);
}

/// The series that tell most: those with the worst verdicts.
std::vector<SmallMultiples::Row> tellingRows(const IncidentStory &story)
{
    std::vector<SmallMultiples::Row> rows;
    for (const QString &id : worstFirst(story.series, story.verdict)) {
        if (rows.size() == mostCharts)
            break;
        for (const SeriesData &data : story.series) {
            if (data.spec.id == id)
                rows.push_back({data.spec.title, data.spec.unit, linesOf(data, story.version),
                                triggerOf(data.spec, story.verdict)});
        }
    }
    return rows;
}

/// When each host went back, and when all had.
std::vector<ChartMarker> marksOf(const IncidentStory &story)
{
    std::vector<ChartMarker> marks;
    if (!story.aftermath)
        return marks;
    for (const Aftermath::Mark &mark : story.aftermath->marks)
        marks.push_back({mark.timeMs, {}});
    if (story.aftermath->backMs > 0)
        marks.push_back({story.aftermath->backMs, IncidentPage::tr("back")});
    return marks;
}

/// "2 of 3 hosts are back on v1.4.1. Still on v1.4.2: web-3 (connection refused)." Empty: the run is no
/// rollback, goes on, or has ended well.
QString unfinishedRollback(const RunState &run)
{
    if (run.plan.kind != PlanKind::Rollback || !run.finished || run.outcome == Outcome::Succeeded ||
        run.outcome == Outcome::Handled)
        return {};
    QStringList left;
    int back = 0;
    for (const StepStatus &step : run.steps) {
        if (step.kind != StepKind::Switch)
            continue;
        const bool done =
            step.state == StepState::Passed || (step.state == StepState::Skipped && step.carriedOut);
        back += done ? 1 : 0;
        if (done)
            continue;
        QString why = step.error ? step.error->summary : step.text;
        for (const StepStatus &other : run.steps) {
            if (why.isEmpty() && other.host == step.host && other.error)
                why = other.error->summary;
        }
        left += why.isEmpty() ? step.host : IncidentPage::tr("%1 (%2)").arg(step.host, why);
    }
    if (left.isEmpty()) // all serve it, and something afterwards failed
        return run.text;
    return IncidentPage::tr("%1 of %2 hosts are back on %3. Still on %4: %5.")
        .arg(back)
        .arg(back + left.size())
        .arg(run.plan.version, run.plan.fromVersion, left.join(QStringLiteral(", ")));
}

} // namespace

IncidentPage::IncidentPage(WindowIntents &intents, AppModels models, QWidget *parent)
    : Page(tr("Incident"), parent)
    , m_intents(intents)
    , m_models(models)
    , m_issues(new ChecklistModel(this))
    , m_stack(new QStackedWidget)
    , m_ribbon(new EnvironmentRibbon)
{
    addTitleWidget(m_ribbon);
    auto *scroll = new QScrollArea; // only small windows need it
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setObjectName(QStringLiteral("incidentScroll"));
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(buildContent());
    scroll->widget()->setAutoFillBackground(false);
    m_stack->addWidget(scroll);
    auto *none = new Card;
    m_empty = new EmptyState(QStringLiteral("siren"), tr("No incident"));
    m_openFirst = makeSecondaryButton(QStringLiteral("siren"), tr("Open an incident…"));
    m_openFirst->setObjectName(QStringLiteral("openIncident"));
    connect(m_openFirst, &QPushButton::clicked, this, &IncidentPage::askToOpen);
    m_readAgain = makeSecondaryButton(QStringLiteral("refresh-cw"), tr("Try again"));
    m_readAgain->setObjectName(QStringLiteral("readAgain"));
    connect(m_readAgain, &QPushButton::clicked, &m_intents, &WindowIntents::incidentReadAgain);
    m_empty->addAction(m_readAgain);
    m_empty->addAction(m_openFirst);
    none->body()->addWidget(m_empty);
    m_stack->addWidget(none);
    body()->addWidget(m_stack, 1);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, [this] {
        showHead();
        showClock();
        showProgress();
    });
    connect(m_models.run, &RunModel::changed, this, &IncidentPage::showProgress);
    bindKeys();
    setView({});
}

IncidentPage::~IncidentPage() = default;

QPushButton *IncidentPage::addAction(const QString &icon, const QString &text, const QString &name)
{
    QPushButton *button = makeSecondaryButton(icon, text);
    button->setObjectName(name);
    setCompact(button);
    return button;
}

void IncidentPage::bindKeys()
{
    auto *note = new QShortcut(Qt::Key_N, this);
    note->setContext(Qt::WidgetWithChildrenShortcut);
    connect(note, &QShortcut::activated, this, [this] {
        if (m_note->isVisible())
            m_note->click();
    });
}

QWidget *IncidentPage::buildContent()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    m_head = new Banner(Tone::Danger);
    m_lead = addAction(QStringLiteral("user"), tr("I lead this"), QStringLiteral("leadIncident"));
    m_close = addAction(QStringLiteral("check"), tr("It is over…"), QStringLiteral("closeIncident"));
    m_openNext = addAction(QStringLiteral("siren"), tr("Open an incident…"), QStringLiteral("openNext"));
    for (QPushButton *button : {m_lead, m_close, m_openNext})
        m_head->addButton(button);
    connect(m_lead, &QPushButton::clicked, this,
            [this] { Q_EMIT m_intents.incidentFactAdded(IncidentFact::Led, std::nullopt, QString()); });
    connect(m_close, &QPushButton::clicked, this, &IncidentPage::askEnding);
    connect(m_openNext, &QPushButton::clicked, this, &IncidentPage::askToOpen);
    column->addWidget(m_head);
    m_clock = new IncidentClock;
    column->addWidget(m_clock);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    row->addWidget(buildCause(), 1);
    m_wayBack = new WayBackCard;
    connect(m_wayBack, &WayBackCard::rollbackRequested, this, [this](const QString &version) {
        const Incident &incident = m_view.story.incident;
        Q_EMIT m_intents.rollbackRequested(incident.project, incident.environment, version,
                                           m_wayBack->reason());
    });
    connect(m_wayBack, &WayBackCard::countdownEnded, this, [this](bool now) {
        if (now)
            Q_EMIT m_intents.rollBackNowRequested();
        else
            Q_EMIT m_intents.vetoRollbackRequested();
    });
    connect(m_wayBack, &WayBackCard::keptLive, &m_intents, &WindowIntents::incidentKeptLive);
    row->addWidget(m_wayBack, 1);
    column->addLayout(row, 1);
    column->addWidget(buildSteps());
    column->addWidget(buildTimeline(), 1);
    return content;
}

QWidget *IncidentPage::buildCause()
{
    auto *card = new Card(tr("Likely cause"));
    m_cause = makeWrappedLabel(QString(), TextRole::BodyStrong);
    m_cause->setObjectName(QStringLiteral("cause"));
    m_more = makeWrappedLabel(QString(), TextRole::Meta);
    m_chart = new SmallMultiples;
    m_chart->setObjectName(QStringLiteral("incidentChart"));
    card->body()->addWidget(m_cause);
    card->body()->addWidget(m_more);
    card->body()->addWidget(m_chart, 1);
    card->body()->addStretch(0);
    return card;
}

QWidget *IncidentPage::buildSteps()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    for (std::size_t i = 0; i < incidentSteps.size(); ++i) {
        const IncidentStep step = incidentSteps[i];
        QPushButton *button = addAction(QString(), nameOf(step), QStringLiteral("step-") + toString(step));
        m_steps[i] = button;
        connect(button, &QPushButton::clicked, this, [this, step] { toggleStep(step); });
        row->addWidget(button, 1);
    }
    return box;
}

QWidget *IncidentPage::buildTimeline()
{
    auto *box = new QWidget;
    box->setMaximumHeight(timelineHeight);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);
    auto *card = new Card(tr("Timeline"));
    m_note = addAction(QStringLiteral("pencil"), tr("Note…"), QStringLiteral("addNote"));
    m_note->setToolTip(tr("N"));
    m_post = addAction(QStringLiteral("message-square"), tr("Told others…"), QStringLiteral("addPost"));
    m_save = addAction(QStringLiteral("download"), tr("Save file…"), QStringLiteral("saveIncident"));
    QPushButton *logs = addAction(QStringLiteral("file-text"), tr("Logs"), QStringLiteral("incidentLogs"));
    connect(logs, &QPushButton::clicked, this, [this] {
        const Incident &incident = m_view.story.incident;
        Q_EMIT m_intents.logsShown(incident.project, incident.environment);
    });
    for (QPushButton *button : {m_note, m_post, logs, m_save})
        card->addHeadingWidget(button);
    connect(m_note, &QPushButton::clicked, this, [this] { askNote(IncidentFact::Noted); });
    connect(m_post, &QPushButton::clicked, this, [this] { askNote(IncidentFact::Posted); });
    connect(m_save, &QPushButton::clicked, this, &IncidentPage::askFile);
    m_lines = new QStandardItemModel(this);
    m_timeline = new QListView;
    m_timeline->setObjectName(QStringLiteral("incidentTimeline"));
    m_timeline->setAccessibleName(tr("Timeline"));
    m_timeline->setModel(m_lines);
    m_timeline->setFrameShape(QFrame::NoFrame);
    m_timeline->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_timeline->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // It takes what is left, and asks for its newest line: beside a running job the page must not scroll.
    m_timeline->setMinimumHeight(timelineRow);
    m_timeline->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_timeline->setIconSize({size::iconSmall, size::iconSmall});
    // New lines and another height both change how far it can be scrolled.
    connect(m_timeline->verticalScrollBar(), &QScrollBar::rangeChanged, m_timeline,
            [list = m_timeline] { list->scrollTo(list->currentIndex()); });
    card->body()->addWidget(m_timeline);
    row->addWidget(card, 1);
    m_ifIssues = new PhaseList(CheckPhase::IfIssues, *m_issues);
    m_ifIssues->setListName(QStringLiteral("ifIssues"));
    m_ifIssues->setFixedWidth(besideWidth);
    m_ifIssues->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Ignored);
    connect(m_ifIssues, &PhaseList::answered, &m_intents, &WindowIntents::incidentItemAnswered);
    row->addWidget(m_ifIssues);
    return box;
}

void IncidentPage::setView(const IncidentView &view)
{
    m_view = view;
    const Incident &incident = view.story.incident;
    const bool there = !incident.id.isEmpty();
    setTitle(there ? tr("Incident %1").arg(incident.project) : tr("Incident"));
    m_ribbon->setVisible(there);
    m_ribbon->setEnvironment(incident.environment, view.isProtected, view.isSandbox);
    m_stack->setCurrentIndex(there ? 0 : 1);
    showAbsence();
    m_issues->setStatuses(view.ifIssues);
    m_ifIssues->setWanted(there);
    m_wayBack->setView(view);
    incident.isOpen() ? m_second.start() : m_second.stop();
    showHead();
    showClock();
    showCause();
    showSteps();
    showTimeline();
    showProgress();
}

/// There is none, or that is not known: yet, or because the history cannot be read.
void IncidentPage::showAbsence()
{
    m_openFirst->setVisible(m_view.isKnown);
    m_readAgain->setVisible(m_view.unread.has_value());
    if (m_view.unread) {
        const Error &error = *m_view.unread;
        QStringList more{
            tr("Whether %1 in %2 has an incident is not known.").arg(m_view.project, m_view.environment),
            error.summary, error.detail, error.hint};
        more.removeAll(QString());
        m_empty->setTexts(tr("The history cannot be read"), more.join(QLatin1Char('\n')));
        return;
    }
    if (!m_view.isKnown) {
        m_empty->setTexts(tr("Reading the history"));
        return;
    }
    m_empty->setTexts(
        tr("No incident"),
        tr("Belay opens one when a release crosses its rollback trigger. Open one yourself when "
           "people report an outage, wrong data or a security problem."));
}

void IncidentPage::showHead()
{
    const Incident &incident = m_view.story.incident;
    if (incident.id.isEmpty())
        return;
    const qint64 began = m_view.story.beganMs > 0 ? m_view.story.beganMs : incident.openedMs;
    const QString clock =
        QLocale().toString(QDateTime::fromMSecsSinceEpoch(began).time(), QStringLiteral("HH:mm"));
    QStringList more{tr("since %1").arg(clock)};
    more.append(incident.lead.isEmpty() ? tr("nobody leads it yet") : tr("led by %1").arg(incident.lead));
    if (!incident.isOpen())
        more = {incident.ending, tr("took %1").arg(formatDuration(incident.closedMs - began))};
    more.removeAll(QString());
    m_head->setTone(!incident.isOpen()               ? Tone::Neutral
                    : incident.rollbackRun.isEmpty() ? Tone::Danger
                                                     : Tone::Warn);
    m_head->setIcon(incident.isOpen() ? QStringLiteral("siren") : QStringLiteral("circle-check"));
    m_head->setTexts(incident.isOpen() ? incident.trigger : tr("It is over: %1").arg(incident.trigger),
                     more.join(QStringLiteral(" · ")));
    m_lead->setVisible(incident.isOpen() && incident.lead.isEmpty());
    m_close->setVisible(incident.isOpen());
    m_openNext->setVisible(!incident.isOpen());
    m_note->setVisible(incident.isOpen());
    m_post->setVisible(incident.isOpen());
}

void IncidentPage::showClock()
{
    const Incident &incident = m_view.story.incident;
    DecisionQuestion question = m_view.story.question;
    question.nowMs = incident.isOpen() ? QDateTime::currentMSecsSinceEpoch() : incident.closedMs;
    m_clock->setClock(decisionClock(question), incident.isOpen());
}

void IncidentPage::showCause()
{
    const IncidentStory &story = m_view.story;
    const auto show = [](QLabel *label, const QString &text) {
        label->setText(text);
        label->setVisible(!text.isEmpty());
    };
    show(m_cause, story.cause.sentence);
    QStringList more{story.causeSize, story.cause.others};
    more.removeAll(QString());
    show(m_more, more.join(QLatin1Char('\n')));
    m_chart->setVisible(!story.series.empty());
    m_chart->setRows(tellingRows(story), story.liveMs, marksOf(story));
}

void IncidentPage::showSteps()
{
    const Incident &incident = m_view.story.incident;
    const auto next = nextStep(incident);
    for (std::size_t i = 0; i < incidentSteps.size(); ++i) {
        const IncidentStep which = incidentSteps[i];
        const IncidentStepState &state = incident.step(which);
        QPushButton *button = m_steps[i];
        button->setIcon(state.done ? statusIcon(CheckState::Passed) : statusIcon(CheckState::Open));
        button->setEnabled(incident.isOpen());
        button->setToolTip(plainToolTip(meaningOf(which)));
        QString word = state.done ? tr("done by %1").arg(state.by) : tr("open");
        if (next == which)
            word = tr("next");
        button->setAccessibleName(tr("%1: %2").arg(nameOf(which), word));
        button->setText(next == which && incident.isOpen() ? tr("%1, next").arg(nameOf(which))
                                                           : nameOf(which));
    }
}

void IncidentPage::showTimeline()
{
    // Who reads there stays at the line; everybody else sees the newest.
    const int current = m_timeline->currentIndex().row();
    const bool isRead =
        window()->focusWidget() == m_timeline && current >= 0 && current + 1 < m_lines->rowCount();
    m_lines->clear();
    for (const TimelineLine &line : m_view.story.timeline) {
        const QString clock = QLocale().toString(QDateTime::fromMSecsSinceEpoch(line.timeMs).time(),
                                                 QStringLiteral("HH:mm:ss"));
        auto *item = new QStandardItem(iconOf(line.mark), clock + QStringLiteral("   ") + line.text);
        item->setToolTip(plainToolTip(line.text));
        item->setSizeHint({100, timelineRow});
        m_lines->appendRow(item);
    }
    // A list without a current line does not show that it has the keyboard.
    m_timeline->setCurrentIndex(m_lines->index(isRead ? current : m_lines->rowCount() - 1, 0));
    if (!isRead)
        m_timeline->scrollToBottom();
}

/// A rollback of this environment that is under way in this program, host by host, or the time until it
/// begins by itself, which is after the deployment's run has ended.
void IncidentPage::showProgress()
{
    const RunState &run = m_models.run->state();
    const Incident &incident = m_view.story.incident;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const bool here =
        run.started && run.plan.project == incident.project && run.plan.environment == incident.environment;
    const bool back = here && !run.finished && (run.plan.kind == PlanKind::Rollback || run.undoing);
    const qint64 left = run.countdownEndsMs - now;
    const bool counting = here && !back && left > 0;
    const qint64 due = m_view.story.countdownDueMs;
    m_wayBack->setCountdown(counting ? left : 0);
    m_wayBack->setLeftOpen(incident.isOpen() && incident.rollbackRun.isEmpty() && !back && !counting &&
                           due > 0 && now > due + lateMs);
    m_wayBack->setUnfinished(here ? unfinishedRollback(run) : QString());
    m_wayBack->setProgress(back ? tr("%1 of %2 hosts").arg(run.hostsDone()).arg(run.plan.hosts.size())
                                : QString());
}

bool IncidentPage::rollBack()
{
    QPushButton *button = m_wayBack->button();
    if (!button->isVisible() || !button->isEnabled())
        return false;
    button->click();
    return true;
}

void IncidentPage::focusCalmly()
{
    m_timeline->setFocus();
}

QWidget *IncidentPage::firstFocus()
{
    if (m_view.unread)
        return m_readAgain;
    return m_wayBack->button()->isVisible() ? m_wayBack->button() : m_openFirst;
}

void IncidentPage::toggleStep(IncidentStep step)
{
    const bool done = m_view.story.incident.step(step).done;
    Q_EMIT m_intents.incidentFactAdded(done ? IncidentFact::Unticked : IncidentFact::Ticked, step, QString());
}

void IncidentPage::askToOpen()
{
    AskText ask(tr("What was seen?"),
                tr("It begins the timeline and the report, for example: customers cannot pay since 14:00."),
                tr("Open incident"), 3, this);
    if (ask.exec() == QDialog::Accepted)
        Q_EMIT m_intents.incidentOpened(ask.text());
}

void IncidentPage::askNote(IncidentFact fact)
{
    const bool posted = fact == IncidentFact::Posted;
    AskText ask(posted ? tr("What were others told, and where?") : tr("Note"),
                posted ? tr("It is written into the timeline, and Communicate counts as done.")
                       : tr("It is written into the timeline with your name and the time."),
                posted ? tr("Write down") : tr("Add note"), 1, this);
    if (ask.exec() == QDialog::Accepted)
        Q_EMIT m_intents.incidentFactAdded(fact, std::nullopt, ask.text());
}

void IncidentPage::askEnding()
{
    AskText ask(tr("How did it end?"), tr("For example: rolled back, error rate as before."),
                tr("Close incident"), 3, this);
    if (ask.exec() == QDialog::Accepted)
        Q_EMIT m_intents.incidentFactAdded(IncidentFact::Closed, std::nullopt, ask.text());
}

void IncidentPage::askFile()
{
    const Incident &incident = m_view.story.incident;
    const QString day =
        QDateTime::fromMSecsSinceEpoch(incident.openedMs).toString(QStringLiteral("yyyy-MM-dd"));
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save incident"),
        QStringLiteral("incident-%1-%2-%3.md").arg(incident.project, incident.environment, day),
        tr("Markdown (*.md);;Web page (*.html);;Data (*.json)"));
    if (!file.isEmpty())
        Q_EMIT m_intents.incidentSaved(file);
}

} // namespace belay
