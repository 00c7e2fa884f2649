// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "ui/charts/chart_series.h"

#include <QWidget>

#include <optional>
#include <span>
#include <utility>

namespace belay {

/// A number over time, before and after a release. The x axis counts from the zero point ("−10 min … +10
/// min"). Drag or Ctrl and the wheel zoom, Shift and drag pan, double click shows all, moving shows values,
/// Alt+T switches to a table, Ctrl+E saves the picture. The sentence under the chart is also its accessible
/// description. Time runs to the right in every language. Window thread.
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
    /// New points at the end of series number `series` as they were set; of all its points about `held` stay.
    /// The picture follows within a few frames, the sentence within a second.
    void append(std::size_t series, std::span<const ChartPoint> points, std::size_t held);

    void resetZoom();
    /// Milliseconds from the zero point, so that charts of different releases can show the same stretch.
    void zoomTo(double fromMs, double toMs);
    void showCrosshair(double ms);
    void hideCrosshair();

    /// Writes the picture with title and sentence; .svg is drawn as lines, everything else as PNG in twice
    /// the size. Errors: Internal, when the file cannot be written.
    Result<void> save(const QString &file);

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
    /// By a person, in milliseconds from the zero point; nothing: the crosshair is gone, all is shown.
    void crosshairMoved(std::optional<double> ms);
    void zoomed(std::optional<std::pair<double, double>> range);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void askFile();

    class Private;
    Private *d;
};

} // namespace belay
