// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"

#include <QWidget>

namespace belay {

/// A number over time, before and after a release. The x axis counts from the zero point ("−10 min … +10
/// min"). Drag zooms, double click shows all, moving shows values, Alt+T switches to a table. The sentence
/// under the chart is also its accessible description. Window thread.
class TimeChart : public QWidget
{
    Q_OBJECT
public:
    explicit TimeChart(QWidget *parent = nullptr);
    ~TimeChart() override;

    void setTitle(const QString &title); ///< what is measured, above the chart; empty: no such line
    void setUnit(const QString &unit);   ///< percent | ms | s | per_second | count | bytes
    void setSeries(std::vector<ChartSeries> series);
    void setTrigger(std::optional<double> value, const QString &label = {});
    void setMarkers(std::vector<ChartMarker> markers);
    /// When the release went live; 0: the first point.
    void setZero(qint64 timeMs, const QString &label = {});
    /// Both 0: what the points need.
    void setTimeRange(qint64 fromMs, qint64 toMs);
    void resetZoom();

    /// Without the sentence and the table's button, for charts beside others; Alt+T and the accessible
    /// description stay.
    void setCompact(bool compact);

    void setTableShown(bool shown);
    bool isTableShown() const;
    QString summary() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return false; } ///< the picture takes what there is

Q_SIGNALS:
    void tableShownChanged(bool shown);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    class Private;
    Private *d;
};

} // namespace belay
