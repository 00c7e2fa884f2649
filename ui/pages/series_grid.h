// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"

#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QGridLayout;
QT_END_NAMESPACE

namespace belay {

class ChartGroup;
class TimeChart;

/// All series of a run as small charts of one size, at the same moment and the same stretch of time. A double
/// click in a small chart shows everything again, as in every chart.
class SeriesGrid : public QWidget
{
    Q_OBJECT
public:
    explicit SeriesGrid(QWidget *parent = nullptr);

    /// In this order; charts of series that were there before stay what they are.
    void setState(const RunState &state, const QStringList &order);

private:
    ChartGroup *m_group;
    QGridLayout *m_grid;
    std::vector<TimeChart *> m_charts;
};

} // namespace belay
