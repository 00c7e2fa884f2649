// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"
#include "ui/widgets/card.h"

QT_BEGIN_NAMESPACE
class QListView;
QT_END_NAMESPACE

namespace belay {

class HealthStripModel;

/// The hosts of a watched release below each other, with their health checks as ticks. Hidden while there is
/// nothing to show; a handful of hosts is seen at once, further ones are scrolled to.
class HealthStrip : public Card
{
    Q_OBJECT
public:
    explicit HealthStrip(QWidget *parent = nullptr);

    void setRun(const RunState &run);

Q_SIGNALS:
    void logsRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    HealthStripModel *m_model;
    QListView *m_list;
};

} // namespace belay
