// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace belay {

/// One measured point; no value is a gap, never zero.
struct ChartPoint
{
    qint64 timeMs = 0;
    std::optional<double> value;
};

struct ChartSeries
{
    enum class Role { Before, After, Canary, Host };
    QString id;
    QString name; ///< written at the line's end
    Role role = Role::After;
    std::vector<ChartPoint> points; ///< oldest first
};

struct ChartMarker
{
    qint64 timeMs = 0;
    QString label;
};

/// A number over time, before and after a release. Times are relative: the x axis shows minutes from the zero
/// point
/// ("−10 min … +10 min"). Drag zooms, double click shows all, moving shows values, Alt+T switches to a table.
/// The summary line under the chart is also its accessible description. Window thread.
class TimeChart : public QWidget
{
    Q_OBJECT
public:
    explicit TimeChart(QWidget *parent = nullptr);
    ~TimeChart() override;

    void setTitle(const QString &title);
    void setUnit(const QString &unit); ///< percent | ms | s | per_second | count | bytes
    void setSeries(std::vector<ChartSeries> series);
    void setTrigger(std::optional<double> value, const QString &label = {});
    void setMarkers(std::vector<ChartMarker> markers);
    void setZero(qint64 timeMs,
                 const QString &label = {});       ///< when the release went live; 0: the first point
    void setTimeRange(qint64 fromMs, qint64 toMs); ///< both 0: what the points need
    void resetZoom();

    void setTableShown(bool shown);
    bool isTableShown() const;
    QString summary() const;

    QSize sizeHint() const override { return {640, 320}; }
    QSize minimumSizeHint() const override { return {280, 180}; }

Q_SIGNALS:
    void tableShownChanged(bool shown);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Private;
    Private *d;
};

} // namespace belay
