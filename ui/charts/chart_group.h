// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <vector>

namespace belay {

class TimeChart;

/// The charts of one page look at the same moment and the same stretch: a crosshair or a zoom in one is shown
/// in all of them. Window thread; does not own the charts.
class ChartGroup : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void add(TimeChart *chart);

private:
    std::vector<QPointer<TimeChart>> m_charts;
};

} // namespace belay
