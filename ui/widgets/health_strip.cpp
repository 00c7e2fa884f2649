// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/health_strip.h"

#include "models/item/health_strip_model.h"
#include "ui/delegates/health_strip_delegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace belay {

namespace {
constexpr int seenAtOnce = 4;
constexpr int seenInLowWindow = 1; ///< where the chart needs the height
constexpr int lowWindow = 700;
} // namespace

HealthStrip::HealthStrip(QWidget *parent)
    : Card(tr("Hosts"), parent)
    , m_model(new HealthStripModel(this))
    , m_list(new QListView)
{
    setObjectName(QStringLiteral("healthStrip"));
    auto *logs = makeSecondaryButton(QStringLiteral("file-text"), tr("Logs"));
    logs->setObjectName(QStringLiteral("toLogs"));
    logs->setToolTip(tr("The logs of these hosts, since the deployment."));
    setCompact(logs);
    connect(logs, &QPushButton::clicked, this, &HealthStrip::logsRequested);
    addHeadingWidget(logs);
    m_list->setObjectName(QStringLiteral("hostHealth"));
    m_list->setAccessibleName(tr("Health of the hosts"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new HealthStripDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    body()->addWidget(m_list);
    hide();
}

void HealthStrip::resizeEvent(QResizeEvent *event)
{
    Card::resizeEvent(event);
    fit();
}

void HealthStrip::fit()
{
    const int most = window()->height() < lowWindow ? seenInLowWindow : seenAtOnce;
    m_list->setFixedHeight(std::clamp(m_model->rowCount(), 1, most) * size::compactControl + 2);
}

void HealthStrip::setRun(const RunState &run)
{
    QStringList hosts;
    for (const PlanHost &host : run.plan.hosts)
        hosts.append(host.spec.name);
    if (hosts.isEmpty()) {
        for (const HostSpec &host : run.plan.target.hosts)
            hosts.append(host.name);
    }
    m_model->setFindings(hosts, run.findings);
    const int rows = m_model->rowCount();
    setVisible(rows > 0);
    fit();
}

} // namespace belay
