// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/way_back_card.h"

#include "models/domain/names.h"
#include "ui/dialogs/plan_words.h"
#include "ui/dialogs/reason_box.h"
#include "ui/pages/watch_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace belay {

namespace {

QString hostsOf(const Plan &plan)
{
    QStringList names;
    for (const PlanHost &host : plan.hosts)
        names.append(host.spec.name);
    constexpr qsizetype few = 4;
    if (names.size() <= few)
        return names.join(QStringLiteral(", "));
    return WayBackCard::tr("%1 and %2 more")
        .arg(QStringList(names.mid(0, few)).join(QStringLiteral(", ")))
        .arg(names.size() - few);
}

} // namespace

WayBackCard::WayBackCard(QWidget *parent)
    : Card(tr("Way back"), parent)
    , m_facts(new KvList)
    , m_why(new KvList)
    , m_code(makeReasonBox({}))
    , m_state(makeWrappedLabel(QString(), TextRole::BodyStrong))
    , m_roll(makeDangerButton(QStringLiteral("undo-2"), tr("Roll back")))
    , m_keep(makeSecondaryButton(QStringLiteral("x"), tr("Keep it live")))
{
    m_state->setObjectName(QStringLiteral("wayBackState"));
    m_roll->setObjectName(QStringLiteral("incidentRollBack"));
    m_roll->setFont(verdictFont());
    m_roll->setMinimumHeight(48);
    connect(m_roll, &QPushButton::clicked, this, [this] {
        if (m_leftMs > 0)
            Q_EMIT countdownEnded(true);
        else if (m_view.wayBack.plan)
            Q_EMIT rollbackRequested(m_view.wayBack.plan->version);
    });
    body()->addWidget(m_facts);
    m_code->setObjectName(QStringLiteral("incidentReason"));
    m_code->setToolTip(tr("Stands before what was seen, in the history and the report of the rollback."));
    m_why->addWidgetRow(tr("Reason"), m_code);
    connect(m_code, &QComboBox::activated, this, [this] { m_codeChosen = true; });
    body()->addWidget(m_why);
    body()->addStretch(1);
    body()->addWidget(m_state);
    m_keep->setObjectName(QStringLiteral("incidentKeep"));
    connect(m_keep, &QPushButton::clicked, this, [this] {
        if (m_leftMs > 0)
            Q_EMIT countdownEnded(false);
        else
            Q_EMIT keptLive();
    });
    auto *acts = new QHBoxLayout;
    acts->setSpacing(space::s);
    acts->addWidget(m_keep, 0, Qt::AlignVCenter);
    acts->addWidget(m_roll, 1);
    body()->addLayout(acts);
    showState();
}

void WayBackCard::setView(const IncidentView &view)
{
    if (view.story.incident.id != m_view.story.incident.id)
        m_codeChosen = false;
    m_view = view;
    showReason();
    const bool isTaken = view.story.question.backMs > 0;
    if (isTaken) {
        showTaken(view.story);
    } else if (view.wayBack.plan) {
        showFacts(*view.wayBack.plan);
    } else if (!m_shown.isEmpty()) {
        m_facts->clear();
        m_shown.clear();
    }
    m_facts->setVisible(isTaken || view.wayBack.plan.has_value());
    showState();
}

void WayBackCard::setProgress(const QString &progress)
{
    m_progress = progress;
    showState();
}

void WayBackCard::setCountdown(qint64 leftMs)
{
    m_leftMs = leftMs;
    showState();
}

void WayBackCard::showFacts(const Plan &plan)
{
    const qint64 lived =
        m_view.wayBack.liveSinceMs > 0 ? QDateTime::currentMSecsSinceEpoch() - m_view.wayBack.liveSinceMs : 0;
    const QString from =
        lived > 0 ? tr("%1, live for %2").arg(plan.fromVersion, formatDuration(lived / 60000 * 60000))
                  : plan.fromVersion;
    const QStringList switches = shownOf(plan, StepKind::Switch);
    const int migrations = m_view.story.question.migrations;
    const QString stays = migrations > 0 ? tr("migrations of this release: %1").arg(migrations)
                                         : tr("Database and the hosts' own settings");
    const QString made =
        QStringList{from, plan.version, hostsOf(plan), switches.join(QLatin1Char('\n')), stays}.join(
            QLatin1Char('\n'));
    if (m_shown == made)
        return; // what is selected for copying stays selected
    m_shown = made;
    m_facts->clear();
    m_facts->addRow(tr("From"), from, KvList::Look::Strong);
    m_facts->addRow(tr("To"), plan.version, KvList::Look::Strong);
    m_facts->addRow(tr("Hosts"), hostsOf(plan));
    if (!switches.isEmpty())
        m_facts->addRow(tr("Switch"), switches.first(), KvList::Look::Mono);
    m_facts->addRow(tr("Stays"), stays);
}

/// The way back was taken: what it was.
void WayBackCard::showTaken(const IncidentStory &story)
{
    const QDateTime back = QDateTime::fromMSecsSinceEpoch(story.question.backMs);
    const QString to = story.question.backTo.isEmpty() ? story.fromVersion : story.question.backTo;
    const QString since = QLocale().toString(back, QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    const QString made = QStringList{story.version, to, since}.join(QLatin1Char('\n'));
    if (m_shown == made)
        return;
    m_shown = made;
    m_facts->clear();
    m_facts->addRow(tr("From"), story.version, KvList::Look::Strong);
    m_facts->addRow(tr("To"), to, KvList::Look::Strong);
    m_facts->addRow(tr("Since"), since);
}

/// Chosen by what was seen, until a person has chosen.
void WayBackCard::showReason()
{
    const IncidentStory &story = m_view.story;
    m_draft = draftReason(story.incident.trigger, story.verdict, story.series);
    if (!m_codeChosen)
        chooseReason(*m_code, m_draft.code);
}

QString WayBackCard::reason() const
{
    const bool asDrafted = chosenCode(*m_code) == m_draft.code;
    return chosenReason(*m_code, asDrafted ? m_draft.text : m_view.story.incident.trigger);
}

void WayBackCard::setUnfinished(const QString &text)
{
    if (std::exchange(m_unfinished, text) != text)
        showState();
}

void WayBackCard::setLeftOpen(bool leftOpen)
{
    if (std::exchange(m_leftOpen, leftOpen) != leftOpen)
        showState();
}

/// What can be said of the way back now, the most urgent first.
QString WayBackCard::stateText(Tone &tone) const
{
    const RollbackPreview &wayBack = m_view.wayBack;
    if (!m_progress.isEmpty()) {
        tone = Tone::Info;
        return tr("Rolling back: %1").arg(m_progress);
    }
    if (m_leftMs > 0) {
        tone = Tone::Danger;
        const QString left = formatDuration(std::max<qint64>(1000, m_leftMs / 1000 * 1000));
        const QString to = wayBack.plan ? wayBack.plan->version : m_view.story.fromVersion;
        return to.isEmpty()
                   ? tr("Automatic rollback in %1").arg(left)
                   : tr("Automatic rollback in %1. At zero every host returns to %2, and deploys are held.")
                         .arg(left, to);
    }
    if (const auto &later = m_view.story.aftermath; later && later->backMs > 0) {
        RunState release; // as the Monitor says it
        release.verdict = m_view.story.verdict;
        release.aftermath = later;
        RunState run;
        run.finished = true;
        run.plan.version = later->backTo;
        const WatchWords words = aftermathWords(release, run);
        tone = words.tone;
        return words.title;
    }
    if (!m_view.story.incident.rollbackRun.isEmpty()) {
        tone = Tone::Ok;
        return tr("Rolled back. Verify that it is better.");
    }
    if (!m_unfinished.isEmpty()) {
        tone = Tone::Danger;
        return m_unfinished;
    }
    if (m_leftOpen) {
        tone = Tone::Danger;
        return tr("It was counting down when Belay stopped: decide.");
    }
    if (!wayBack.plan && wayBack.error) {
        tone = Tone::Danger;
        return QStringList{wayBack.error->summary, wayBack.error->hint}.join(QLatin1Char(' ')).trimmed();
    }
    if (!m_view.wayBackAsked)
        return tr("Asking the hosts whether they can go back.");
    tone = wayBack.readiness.ready ? Tone::Ok : Tone::Warn;
    return wayBack.readiness.text;
}

void WayBackCard::showState()
{
    const Incident &incident = m_view.story.incident;
    const Readiness &readiness = m_view.wayBack.readiness;
    const bool returned = !incident.rollbackRun.isEmpty();
    const bool possible = m_view.wayBack.plan.has_value();
    const qint64 takes = m_view.wayBack.estimateMs > 0 ? m_view.wayBack.estimateMs : readiness.switchMs;
    QString label = tr("Roll back");
    if (m_leftOpen && m_leftMs == 0)
        label = tr("Roll back now");
    else if (possible)
        label =
            takes > 0
                ? tr("Roll back to %1   about %2").arg(m_view.wayBack.plan->version, formatDuration(takes))
                : tr("Roll back to %1").arg(m_view.wayBack.plan->version);
    Tone tone = Tone::Neutral;
    const QString state = stateText(tone);
    m_state->setText(state);
    m_state->setVisible(!state.isEmpty());
    setTone(m_state, tone);
    m_roll->setText(label);
    m_roll->setVisible(incident.isOpen() && !returned);
    m_roll->setEnabled((possible || m_leftMs > 0) && m_progress.isEmpty());
    m_why->setVisible(m_roll->isVisibleTo(this) && possible && m_leftMs == 0 && m_unfinished.isEmpty() &&
                      m_progress.isEmpty());
    m_keep->setVisible((m_leftMs > 0 || m_leftOpen) && m_progress.isEmpty());
    m_roll->setToolTip(possible ? tr("Acts at once on every host (Ctrl+Shift+R).") : state);
}

} // namespace belay
