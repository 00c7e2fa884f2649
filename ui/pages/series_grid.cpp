// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/series_grid.h"

#include "ui/charts/chart_group.h"
#include "ui/charts/time_chart.h"
#include "ui/pages/run_chart.h"
#include "ui/theme/theme.h"

#include <QGridLayout>

namespace belay {

namespace {

constexpr std::size_t mostCharts = 12; ///< more would be too small to read

int columnsFor(std::size_t count)
{
    return count <= 1 ? 1 : count <= 6 ? 2 : 3;
}

} // namespace

SeriesGrid::SeriesGrid(QWidget *parent)
    : QWidget(parent)
    , m_group(new ChartGroup(this))
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(space::m);
}

void SeriesGrid::setState(const RunState &state, const QStringList &order)
{
    const std::size_t count = std::min(mostCharts, static_cast<std::size_t>(order.size()));
    if (m_charts.size() != count) {
        while (m_charts.size() > count) {
            delete m_charts.back();
            m_charts.pop_back();
        }
        while (m_charts.size() < count) {
            auto *chart = new TimeChart;
            chart->setCompact(true);
            m_group->add(chart);
            m_charts.push_back(chart);
        }
        const int columns = columnsFor(count);
        for (std::size_t i = 0; i < count; ++i)
            m_grid->addWidget(m_charts[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    }
    for (std::size_t i = 0; i < count; ++i)
        showSeries(*m_charts[i], order[static_cast<qsizetype>(i)], state);
}

} // namespace belay
