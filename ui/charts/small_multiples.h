// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"
#include "ui/charts/plot_view.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace belay {

/// A few series below each other on one axis of time, each with its name, its value now and before, and its
/// trigger: small enough that three fit where one chart would. The pointer shows the values of its moment in
/// every row. What it shows is its accessible description. Window thread.
class SmallMultiples : public QWidget
{
    Q_OBJECT
public:
    explicit SmallMultiples(QWidget *parent = nullptr);

    struct Row
    {
        QString title;
        QString unit; ///< as in TimeChart
        std::vector<ChartSeries> series;
        std::optional<double> trigger;
    };

    /// `zeroMs`: when the release went live; 0: the first point. `marks`: what else happened, a line each;
    /// the last one is named.
    void setRows(std::vector<Row> rows, qint64 zeroMs, std::vector<ChartMarker> marks = {});
    int rowCount() const { return static_cast<int>(m_rows.size()); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QRectF rowRect(std::size_t row) const;
    PlotView viewOf(std::size_t row) const;
    void paintRow(QPainter *painter, std::size_t row) const;
    void paintWords(QPainter *painter, std::size_t row) const;
    void paintTimes(QPainter *painter) const;
    void paintMarkName(QPainter *painter) const;

    std::vector<Row> m_rows;
    std::vector<ChartMarker> m_marks;
    qint64 m_zeroMs = 0;
    qint64 m_fromMs = 0;
    qint64 m_toMs = 1;
    std::optional<double> m_hoverMs;
};

} // namespace belay
