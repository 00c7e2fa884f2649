// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/way_back_card.h"

#include "models/domain/names.h"
#include "ui/dialogs/plan_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"

#include <QDateTime>
#include <QVBoxLayout>

#include <algorithm>

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
    body()->addStretch(1);
    body()->addWidget(m_state);
    m_keep->setObjectName(QStringLiteral("incidentKeep"));
    connect(m_keep, &QPushButton::clicked, this, [this] { Q_EMIT countdownEnded(false); });
    body()->addWidget(m_keep);
    body()->addWidget(m_roll);
    showState();
}

void WayBackCard::setView(const IncidentView &view)
{
    m_view = view;
    if (view.wayBack.plan) {
        showFacts(*view.wayBack.plan);
    } else if (!m_shown.isEmpty()) {
        m_facts->clear();
        m_shown.clear();
    }
    m_facts->setVisible(view.wayBack.plan.has_value());
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

void WayBackCard::showState()
{
    const Incident &incident = m_view.story.incident;
    const Readiness &readiness = m_view.wayBack.readiness;
    const bool returned = !incident.rollbackRun.isEmpty();
    const bool possible = m_view.wayBack.plan.has_value();
    const qint64 takes = m_view.wayBack.estimateMs > 0 ? m_view.wayBack.estimateMs : readiness.switchMs;
    QString label = tr("Roll back");
    if (possible)
        label =
            takes > 0
                ? tr("Roll back to %1   about %2").arg(m_view.wayBack.plan->version, formatDuration(takes))
                : tr("Roll back to %1").arg(m_view.wayBack.plan->version);
    Tone tone = Tone::Neutral;
    QString state;
    if (!m_progress.isEmpty()) {
        state = tr("Rolling back: %1").arg(m_progress);
        tone = Tone::Info;
    } else if (m_leftMs > 0) {
        state = tr("Automatic rollback in %1")
                    .arg(formatDuration(std::max<qint64>(1000, m_leftMs / 1000 * 1000)));
        tone = Tone::Danger;
    } else if (returned) {
        state = tr("Rolled back. Verify that it is better.");
        tone = Tone::Ok;
    } else if (!possible && m_view.wayBack.error) {
        state = QStringList{m_view.wayBack.error->summary, m_view.wayBack.error->hint}
                    .join(QLatin1Char(' '))
                    .trimmed();
        tone = Tone::Danger;
    } else if (!m_view.wayBackAsked) {
        state = tr("Asking the hosts whether they can go back.");
    } else {
        state = readiness.text;
        tone = readiness.ready ? Tone::Ok : Tone::Warn;
    }
    m_state->setText(state);
    m_state->setVisible(!state.isEmpty());
    setTone(m_state, tone);
    m_roll->setText(label);
    m_roll->setVisible(incident.isOpen() && !returned);
    m_roll->setEnabled((possible || m_leftMs > 0) && m_progress.isEmpty());
    m_keep->setVisible(m_leftMs > 0 && m_progress.isEmpty());
    m_roll->setToolTip(possible ? tr("Acts at once on every host (Ctrl+Shift+R).") : state);
}

} // namespace belay
