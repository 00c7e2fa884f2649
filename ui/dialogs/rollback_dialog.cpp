// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/rollback_dialog.h"

#include "models/domain/names.h"
#include "ui/dialogs/plan_words.h"
#include "ui/dialogs/reason_box.h"
#include "ui/pages/form_rows.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace belay {

namespace {

QString titleFor(const RollbackPreview &preview)
{
    return preview.plan ? RollbackDialog::tr("Roll back %1 in %2 to %3?")
                              .arg(preview.project, preview.environment, preview.plan->version)
                        : RollbackDialog::tr("%1 in %2 cannot be rolled back now")
                              .arg(preview.project, preview.environment);
}

QString explanationFor(const RollbackPreview &preview)
{
    if (!preview.plan)
        return {};
    const QString time = preview.estimateMs > 0
                             ? RollbackDialog::tr(" in about %1").arg(formatDuration(preview.estimateMs))
                             : QString();
    return RollbackDialog::tr(
               "Traffic returns to %1%2. The release files are already on every host; nothing is "
               "uploaded.")
        .arg(preview.plan->version, time);
}

} // namespace

RollbackDialog::RollbackDialog(const RollbackPreview &preview, QWidget *parent)
    : DialogBase(titleFor(preview), explanationFor(preview), parent)
{
    addCancel();
    if (!preview.plan) {
        auto *banner = new Banner(Tone::Danger);
        const Error error = preview.error.value_or(Error());
        banner->setTexts(error.summary, error.hint);
        body()->addWidget(banner);
        body()->addStretch(1);
        if (auto *close = findChild<QPushButton *>(QStringLiteral("cancel")))
            close->setText(tr("Close")); // there is nothing to cancel
        return;
    }
    m_version = preview.plan->version;
    for (const QString &warning : preview.plan->warnings) {
        auto *banner = new Banner(Tone::Warn);
        banner->setTexts(warning, QString());
        body()->addWidget(banner);
    }
    addFacts(preview);
    addReason(preview);

    auto *copy = makeQuietButton(QStringLiteral("terminal"), tr("Copy as commands"));
    connect(copy, &QPushButton::clicked, this, &RollbackDialog::copyRequested);
    addLeadingButton(copy);
    auto *roll = makeDangerButton(QStringLiteral("undo-2"), tr("Roll back to %1").arg(m_version));
    roll->setObjectName(QStringLiteral("rollBack"));
    connect(roll, &QPushButton::clicked, this, &QDialog::accept);
    addButton(roll);
    addHint(tr("Ctrl+Enter rolls back · Esc cancels"));
    m_reason->setFocus();
    m_reason->selectAll();
}

/// The code is chosen by the verdict, the text by its sentence: who agrees presses Ctrl+Enter.
void RollbackDialog::addReason(const RollbackPreview &preview)
{
    body()->addWidget(makeLabel(tr("Reason (goes into the history and the report)")));
    m_code = makeReasonBox(preview.suggestedCode);
    m_code->setObjectName(QStringLiteral("reasonCode"));
    m_reason = new QLineEdit(preview.suggestedReason);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setAccessibleName(tr("Reason"));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    row->addWidget(m_code);
    row->addWidget(m_reason, 1);
    body()->addLayout(row);
}

void RollbackDialog::addFacts(const RollbackPreview &preview)
{
    const Plan &plan = *preview.plan;
    auto *card = new Card;
    auto *facts = new KvList;
    QString from = plan.fromVersion;
    if (preview.liveSinceMs > 0)
        from = tr("%1, live for %2")
                   .arg(from, formatDuration(QDateTime::currentMSecsSinceEpoch() - preview.liveSinceMs));
    facts->addRow(tr("From"), from, KvList::Look::Strong);
    if (preview.candidates.size() > 1) {
        m_target = new QComboBox;
        m_target->setObjectName(QStringLiteral("target"));
        m_target->setAccessibleName(tr("Version to return to"));
        m_target->addItems(preview.candidates);
        m_target->setCurrentText(plan.version);
        connect(m_target, &QComboBox::textActivated, this, [this](const QString &version) {
            if (version != m_version)
                Q_EMIT otherVersionChosen(version);
        });
        facts->addWidgetRow(tr("To"), m_target);
    } else {
        facts->addRow(tr("To"), plan.version, KvList::Look::Strong);
    }
    QStringList hosts;
    for (const PlanHost &host : plan.hosts)
        hosts.append(host.spec.name);
    facts->addRow(tr("Hosts"), tr("%1 · %2").arg(hosts.join(QStringLiteral(", ")), preview.readiness.text));
    facts->addRow(tr("Switch"), shownOf(plan, StepKind::Switch).join(QLatin1Char('\n')), KvList::Look::Mono);
    const QStringList restart = shownOf(plan, StepKind::Restart);
    if (!restart.isEmpty())
        facts->addRow(tr("Restart"), restart.join(QLatin1Char('\n')), KvList::Look::Mono);
    const QStringList health = shownOf(plan, StepKind::Health);
    facts->addRow(tr("Then"),
                  health.isEmpty()
                      ? tr("deploys of %1 are held until someone unlocks").arg(preview.project)
                      : tr("health check on %1 hosts; deploys of %2 are held until someone unlocks")
                            .arg(plan.hosts.size())
                            .arg(preview.project));
    facts->addRow(tr("Stays"), tr("Database changes and the hosts' own settings stay as they are."));
    card->body()->addWidget(facts);
    body()->addWidget(card);
}

QString RollbackDialog::toVersion() const
{
    return m_version;
}

QString RollbackDialog::reason() const
{
    return m_reason ? chosenReason(*m_code, m_reason->text()) : QString();
}

} // namespace belay
