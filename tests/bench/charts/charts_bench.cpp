// SPDX-License-Identifier: GPL-3.0-or-later
// How much of the window's thread live charts take.   charts_bench belay|painted|qcustomplot|many SECONDS
// Twelve charts of ten series with ten thousand points each get new points ten times a second; or, with
// "many", one chart of a million points is panned and zoomed. Times are of the thread's own processor time,
// per frame: the work between two waits of the event loop. The same is measured for a plain painted
// polyline and, when it is installed, for QCustomPlot; charts_pyqtgraph.py does it for pyqtgraph. Prints one
// line of a table.
#ifdef BELAY_HAVE_QCUSTOMPLOT
#undef QT_NO_KEYWORDS // its header needs what Belay does without
#undef QT_NO_FOREACH
#include <qcustomplot.h>
#endif

#include "ui/charts/chart_picture.h"
#include "ui/charts/point_store.h"
#include "ui/charts/time_chart.h"
#include "ui/theme/theme.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QGridLayout>
#include <QPainter>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int chartCount = 12;
constexpr int seriesCount = 10;
constexpr std::size_t held = 10'000;
constexpr int tickMs = 100;
constexpr int many = 1'000'000;
constexpr qint64 zero = 1'795'269'900'000;

double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// What series `s` of chart `c` measures at step `i`: noise, a wave, and now and then a peak.
double valueOf(int c, int s, qint64 i)
{
    const double wave = std::sin(static_cast<double>(i) * 0.002 + c + s * 0.7);
    const double noise = std::sin(static_cast<double>(i * (s + 3)) * 1.7);
    return 200.0 + 30.0 * wave + 6.0 * noise + (i % 4999 == s * 37 ? 80.0 : 0.0);
}

qint64 timeOf(qint64 i)
{
    return zero + i * tickMs;
}

std::vector<ChartPoint> firstPoints(int c, int s, int count)
{
    std::vector<ChartPoint> points;
    points.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        points.push_back({timeOf(i), valueOf(c, s, i)});
    return points;
}

/// Times every stretch of work between two waits of the event loop.
class Frames : public QObject
{
public:
    Frames()
    {
        auto *loop = QAbstractEventDispatcher::instance();
        // From one wait to the next: waiting itself takes no time of the processor.
        connect(loop, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            const double now = threadMs();
            if (m_counts)
                m_frames.push_back(now - m_since);
            m_since = now;
        });
    }
    void begin()
    {
        m_counts = true;
        m_frames.clear();
    }
    /// "name  longest  99 of 100 under  all of it per tick"
    double print(const char *name, double ticks)
    {
        m_counts = false;
        std::sort(m_frames.begin(), m_frames.end());
        const double longest = m_frames.empty() ? 0.0 : m_frames.back();
        std::vector<double> drawn; // waking up for nothing is no frame
        std::copy_if(m_frames.begin(), m_frames.end(), std::back_inserter(drawn),
                     [](double ms) { return ms > 0.2; });
        const double most = drawn.empty() ? 0.0 : drawn[(drawn.size() - 1) * 99 / 100];
        double sum = 0.0;
        for (const double ms : m_frames)
            sum += ms;
        std::printf("%-34s %10.2f %10.2f %12.2f\n", name, longest, most, sum / ticks);
        std::fflush(stdout);
        return longest;
    }

private:
    bool m_counts = false;
    double m_since = 0.0;
    std::vector<double> m_frames;
};

/// The least that draws the same: per column of pixels the lowest and the highest value, as one polyline.
class PaintedChart : public QWidget
{
public:
    std::vector<std::vector<ChartPoint>> series;

    void append(std::size_t s, const ChartPoint &point)
    {
        series[s].push_back(point);
        if (series[s].size() > held + held / 4)
            series[s].erase(series[s].begin(), series[s].end() - static_cast<std::ptrdiff_t>(held));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), tokens().surface);
        painter.setPen(QPen(tokens().chartAfter, 1.0));
        for (const auto &points : series) {
            const auto from = static_cast<double>(points.front().timeMs);
            const double span = static_cast<double>(points.back().timeMs) - from;
            std::vector<QPointF> line;
            double low = 0.0;
            double high = 0.0;
            int column = -1;
            const auto flush = [&] {
                if (column >= 0) {
                    line.emplace_back(column, y(high));
                    line.emplace_back(column, y(low));
                }
            };
            for (const ChartPoint &point : points) {
                const int at =
                    static_cast<int>((static_cast<double>(point.timeMs) - from) / span * (width() - 1));
                if (at != column) {
                    flush();
                    column = at;
                    low = high = *point.value;
                }
                low = std::min(low, *point.value);
                high = std::max(high, *point.value);
            }
            flush();
            painter.drawPolyline(line.data(), static_cast<int>(line.size()));
        }
    }

private:
    double y(double value) const { return height() * (1.0 - value / 350.0); }
};

/// A window with twelve of something.
template <typename Chart> struct Page
{
    QWidget window;
    std::vector<Chart *> charts;

    Page()
    {
        auto *grid = new QGridLayout(&window);
        for (int c = 0; c < chartCount; ++c) {
            charts.push_back(new Chart);
            grid->addWidget(charts.back(), c / 4, c % 4);
        }
        window.resize(1600, 1000);
        window.show();
    }
};

/// Shows the page for a while, with a tick ten times a second, and prints what it took.
template <typename Tick> double run(const char *name, int seconds, Tick tick)
{
    Frames frames;
    qint64 i = static_cast<qint64>(held);
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, [&] { tick(i++); });
    timer.start(tickMs);
    QTimer::singleShot(1500, [&] { frames.begin(); });
    QTimer::singleShot(1500 + seconds * 1000, qApp, &QCoreApplication::quit);
    QApplication::exec();
    return frames.print(name, seconds * 1000.0 / tickMs);
}

double runBelay(int seconds)
{
    Page<TimeChart> page;
    for (int c = 0; c < chartCount; ++c) {
        std::vector<ChartSeries> all;
        for (int s = 0; s < seriesCount; ++s)
            all.push_back({QString::number(s), u"web-%1"_s.arg(s), ChartSeries::Role::Host,
                           firstPoints(c, s, static_cast<int>(held))});
        TimeChart *chart = page.charts[static_cast<std::size_t>(c)];
        chart->setCompact(true);
        chart->setTitle(u"p99 latency"_s);
        chart->setUnit(u"ms"_s);
        chart->setTrigger(300.0, u"roll back at 300 ms"_s);
        chart->setSeries(std::move(all));
    }
    return run("Belay", seconds, [&page](qint64 i) {
        for (int c = 0; c < chartCount; ++c) {
            for (int s = 0; s < seriesCount; ++s) {
                const ChartPoint point{timeOf(i), valueOf(c, s, i)};
                page.charts[static_cast<std::size_t>(c)]->append(static_cast<std::size_t>(s),
                                                                 std::span(&point, 1), held);
            }
        }
    });
}

double runPainted(int seconds)
{
    Page<PaintedChart> page;
    for (int c = 0; c < chartCount; ++c) {
        for (int s = 0; s < seriesCount; ++s)
            page.charts[static_cast<std::size_t>(c)]->series.push_back(
                firstPoints(c, s, static_cast<int>(held)));
    }
    return run("a plain painted polyline", seconds, [&page](qint64 i) {
        for (int c = 0; c < chartCount; ++c) {
            PaintedChart *chart = page.charts[static_cast<std::size_t>(c)];
            for (int s = 0; s < seriesCount; ++s)
                chart->append(static_cast<std::size_t>(s), {timeOf(i), valueOf(c, s, i)});
            chart->update();
        }
    });
}

#ifdef BELAY_HAVE_QCUSTOMPLOT
double runQCustomPlot(int seconds)
{
    Page<QCustomPlot> page;
    for (int c = 0; c < chartCount; ++c) {
        QCustomPlot *plot = page.charts[static_cast<std::size_t>(c)];
        plot->yAxis->setRange(0.0, 350.0);
        for (int s = 0; s < seriesCount; ++s) {
            plot->addGraph();
            for (const ChartPoint &point : firstPoints(c, s, static_cast<int>(held)))
                plot->graph(s)->addData(static_cast<double>(point.timeMs - zero), *point.value);
        }
    }
    return run("QCustomPlot " QCUSTOMPLOT_VERSION_STR, seconds, [&page](qint64 i) {
        const auto now = static_cast<double>(timeOf(i) - zero);
        const double first = now - static_cast<double>(held) * tickMs;
        for (int c = 0; c < chartCount; ++c) {
            QCustomPlot *plot = page.charts[static_cast<std::size_t>(c)];
            for (int s = 0; s < seriesCount; ++s) {
                plot->graph(s)->addData(now, valueOf(c, s, i));
                plot->graph(s)->data()->removeBefore(first);
            }
            plot->xAxis->setRange(first, now);
            plot->replot(QCustomPlot::rpQueuedReplot);
        }
    });
}
#endif

/// One chart, a million points: pan, then zoom in and out, a step a frame.
double runMany(int seconds)
{
    TimeChart chart;
    chart.setTitle(u"p99 latency"_s);
    chart.setUnit(u"ms"_s);
    chart.setSeries({{u"a"_s, u"now"_s, ChartSeries::Role::After, firstPoints(1, 1, many)}});
    chart.resize(1600, 900);
    chart.show();
    Frames frames;
    const double whole = static_cast<double>(many) * tickMs;
    int step = 0;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, [&] {
        const double turn = step++ * 0.02;
        const double share =
            0.505 + 0.495 * std::cos(turn * 0.7); // of the whole, from all of it to one percent
        const double from = (whole * (1.0 - share)) * (0.5 + 0.5 * std::sin(turn));
        chart.zoomTo(from, from + whole * share);
    });
    timer.start(16);
    QTimer::singleShot(1500, [&] { frames.begin(); });
    QTimer::singleShot(1500 + seconds * 1000, qApp, &QCoreApplication::quit);
    QApplication::exec();
    return frames.print("Belay, 1 million points, pan + zoom", seconds * 1000.0 / 16.0);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    applyTheme(app, Theme::Light);
    const QByteArray mode = argc > 1 ? argv[1] : "";
    const int seconds = argc > 2 ? QByteArray(argv[2]).toInt() : 10;
    if (mode == "belay")
        return runBelay(seconds) < 8.0 ? 0 : 1;
    if (mode == "painted")
        return runPainted(seconds) < 0.0;
    if (mode == "many")
        return runMany(seconds) < 16.0 ? 0 : 1;
#ifdef BELAY_HAVE_QCUSTOMPLOT
    if (mode == "qcustomplot")
        return runQCustomPlot(seconds) < 0.0;
#endif
    std::fprintf(stderr, "charts_bench belay|painted|qcustomplot|many SECONDS\n");
    return 2;
}
