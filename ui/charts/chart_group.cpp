// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_group.h"

#include "ui/charts/time_chart.h"

namespace belay {

void ChartGroup::add(TimeChart *chart)
{
    m_charts.emplace_back(chart);
    connect(chart, &TimeChart::crosshairMoved, this, [this, chart](std::optional<double> ms) {
        for (const QPointer<TimeChart> &other : m_charts) {
            if (!other || other == chart)
                continue;
            if (ms)
                other->showCrosshair(*ms);
            else
                other->hideCrosshair();
        }
    });
    connect(chart, &TimeChart::zoomed, this, [this, chart](std::optional<std::pair<double, double>> range) {
        for (const QPointer<TimeChart> &other : m_charts) {
            if (!other || other == chart)
                continue;
            if (range)
                other->zoomTo(range->first, range->second);
            else
                other->resetZoom();
        }
    });
}

} // namespace belay
