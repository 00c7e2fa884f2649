// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_harness.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/chart_picture.h"
#include "ui/charts/chart_summary.h"
#include "ui/charts/decimate.h"
#include "ui/charts/hover_box.h"
#include "ui/charts/point_store.h"
#include "ui/charts/ticks.h"
#include "ui/charts/time_chart.h"
#include "ui/charts/time_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

using namespace Qt::Literals::StringLiterals;
using namespace belay;

namespace {

constexpr qint64 zero = 1'795'269'900'000;

/// "0:1 10:2 20:- 30:4": seconds and values; "-" is no value.
std::vector<ChartPoint> points(const QString &text)
{
    std::vector<ChartPoint> result;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QString value = word.section(u':', 1);
        ChartPoint point{word.section(u':', 0, 0).toLongLong() * 1000, std::nullopt};
        if (value != u"-"_s)
            point.value = value.toDouble();
        result.push_back(point);
    }
    return result;
}

/// "0:1 10:2 | 30:4": strokes apart by a bar.
QString written(const std::vector<Stroke> &strokes)
{
    QStringList lines;
    for (const Stroke &stroke : strokes) {
        QStringList words;
        for (const QPointF &point : stroke)
            words += u"%1:%2"_s.arg(point.x() / 1000.0).arg(point.y());
        lines += words.join(u' ');
    }
    return lines.join(u" | "_s);
}

/// The plain way to do what PointStore does: looks at every point.
std::vector<Stroke> plainStrokes(const std::vector<ChartPoint> &points, qint64 from, qint64 to, int columns)
{
    std::vector<Stroke> strokes;
    Stroke stroke;
    std::vector<QPointF> column;
    qint64 number = 0;
    const auto flush = [&] {
        if (column.empty())
            return;
        const auto byValue = [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); };
        std::set<double> kept{column.front().x(), column.back().x(),
                              std::min_element(column.begin(), column.end(), byValue)->x(),
                              std::max_element(column.begin(), column.end(), byValue)->x()};
        for (const QPointF &point : column) {
            if (kept.contains(point.x()))
                stroke.push_back(point);
        }
        column.clear();
    };
    const auto endStroke = [&] {
        flush();
        if (!stroke.empty())
            strokes.push_back(stroke);
        stroke.clear();
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool before = i + 1 < points.size() && points[i + 1].timeMs < from;
        const bool beyond = i > 0 && points[i - 1].timeMs > to;
        if (before || beyond)
            continue;
        if (!points[i].value) {
            endStroke();
            continue;
        }
        const double width = static_cast<double>(to - from) / columns;
        const auto at = static_cast<qint64>(static_cast<double>(points[i].timeMs - from) / width);
        if (at != number)
            flush();
        number = at;
        column.push_back({static_cast<double>(points[i].timeMs), *points[i].value});
    }
    endStroke();
    return strokes;
}

std::vector<ChartSeries> latency()
{
    ChartSeries before{u"before"_s, u"v1.4.1 (before)"_s, ChartSeries::Role::Before, {}};
    ChartSeries after{u"after"_s, u"v1.4.2 (now)"_s, ChartSeries::Role::After, {}};
    for (int i = -60; i < 0; ++i) {
        const bool gap = i > -32 && i < -26;
        before.points.push_back(
            {zero + i * 10'000, gap ? std::nullopt : std::optional(181.0 + 5.0 * std::sin(i * 1.3))});
    }
    for (int i = 0; i < 40; ++i)
        after.points.push_back({zero + i * 10'000, 181.0 + 1.2 * i + 5.0 * std::sin(i * 1.3)});
    return {before, after};
}

void fill(TimeChart &chart)
{
    chart.setTitle(u"p99 latency"_s);
    chart.setUnit(u"ms"_s);
    chart.setZero(zero, u"v1.4.2 live"_s);
    chart.setTimeRange(zero - 600'000, zero + 600'000);
    chart.setTrigger(272.0, u"rollback trigger 272 ms"_s);
    chart.setMarkers({{zero + 180'000, u"smoke 6/6"_s}});
    chart.setSeries(latency());
}

} // namespace

class TestChart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void aSeriesIsCutIntoStrokes_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<int>("columns");
        QTest::addColumn<QString>("expected");
        QTest::newRow("few points stay") << u"0:1 10:2 20:3"_s << 100 << u"0:1 10:2 20:3"_s;
        QTest::newRow("a missing value is a gap")
            << u"0:1 10:2 20:- 30:4 40:5"_s << 100 << u"0:1 10:2 | 30:4 40:5"_s;
        QTest::newRow("a lone point stays") << u"0:- 10:2 20:-"_s << 100 << u"10:2"_s;
        QTest::newRow("nothing but gaps") << u"0:- 10:-"_s << 100 << QString();
        QTest::newRow("lowest and highest of a column stay")
            << u"0:5 1:6 2:9 3:1 4:5 5:5"_s << 1 << u"0:5 2:9 3:1 5:5"_s;
        QTest::newRow("one neighbour beyond each edge")
            << u"-30:1 -20:2 10:3 70:4 80:5"_s << 60 << u"-20:2 10:3 70:4"_s;
        QTest::newRow("empty") << QString() << 10 << QString();
    }

    void aSeriesIsCutIntoStrokes()
    {
        QFETCH(QString, input);
        QFETCH(int, columns);
        QFETCH(QString, expected);
        QCOMPARE(written(decimate(points(input), 0, 60'000, columns)), expected);
    }

    void aStoreDrawsWhatLookingAtEveryPointDraws()
    {
        QRandomGenerator random(20261121);
        for (int round = 0; round < 200; ++round) {
            std::vector<ChartPoint> all;
            qint64 time = 0;
            const int count = random.bounded(1, 3000);
            for (int i = 0; i < count; ++i) {
                time += random.bounded(1, 40);
                const bool gap = random.bounded(100) < round % 7;
                all.push_back({time, gap ? std::nullopt : std::optional(random.generateDouble() * 100.0)});
            }
            const auto from = static_cast<qint64>(random.bounded(static_cast<int>(time) + 1));
            const qint64 to = from + random.bounded(1, static_cast<int>(time) + 2);
            const int columns = random.bounded(1, 400);
            const auto drawn = PointStore(all).strokes(from, to, columns);
            QCOMPARE(written(drawn), written(plainStrokes(all, from, to, columns)));
        }
    }

    void aStoreKeepsTheNewestAndForgetsTheRest()
    {
        PointStore store;
        for (int i = 0; i < 100'000; ++i) {
            store.append({i * 10LL, i % 977});
            store.keepNewest(1000);
            QVERIFY(store.size() <= 1064);
        }
        QVERIFY(store.size() >= 1000);
        QCOMPARE(store.lastTime(), 999'990LL);
        std::vector<ChartPoint> newest;
        for (int i = 99'500; i < 100'000; ++i)
            newest.push_back({i * 10LL, i % 977});
        QCOMPARE(written(store.strokes(995'010, 999'990, 40)),
                 written(plainStrokes(newest, 995'010, 999'990, 40)));
        store.append({5, 1.0}); // older than the last: left out
        QCOMPARE(store.lastTime(), 999'990LL);
    }

    void theAxisStandsStillWhileTheLineGrows()
    {
        const std::pair<double, double> shown = steadyRange({0.0, 1.0}, 1000.0, 2000.0);
        QCOMPARE(shown, (std::pair<double, double>(1000.0, 2020.0)));
        QCOMPARE(steadyRange(shown, 1010.0, 2015.0), shown);
        QCOMPARE(steadyRange(shown, 1021.0, 2021.0), (std::pair<double, double>(1021.0, 2041.0)));
        QCOMPARE(steadyRange(shown, 1100.0, 2015.0).first, 1100.0); // too much of it was empty
    }

    void aHundredThousandPointsBecomeAtMostFourPerColumn()
    {
        std::vector<ChartPoint> many;
        for (int i = 0; i < 100'000; ++i)
            many.push_back({i * 10LL, std::sin(i * 0.01)});
        const auto strokes = decimate(many, 0, 1'000'000, 500);
        QCOMPARE(strokes.size(), std::size_t(1));
        QVERIFY(strokes.front().size() <= 4 * 501);
        QVERIFY(strokes.front().size() >= 500);
    }

    void valuesGetAFewRoundTicks_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QList<double>>("expected");
        QTest::newRow("latency") << 172.0 << 272.0 << QList<double>{150, 200, 250, 300};
        QTest::newRow("percent") << 0.0 << 5.8 << QList<double>{0, 2, 4, 6};
        QTest::newRow("one value") << 200.0 << 200.0 << QList<double>{100, 150, 200, 250, 300};
        QTest::newRow("all zero") << 0.0 << 0.0 << QList<double>{0, 0.25, 0.5, 0.75, 1};
        QTest::newRow("tiny") << 0.001 << 0.0042 << QList<double>{0.001, 0.002, 0.003, 0.004, 0.005};
        QTest::newRow("below zero") << -12.0 << 30.0 << QList<double>{-20, 0, 20, 40};
    }

    void valuesGetAFewRoundTicks()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(QList<double>, expected);
        const Scale scale = valueScale(low, high);
        QCOMPARE(scale.ticks.size(), static_cast<std::size_t>(expected.size()));
        for (std::size_t i = 0; i < scale.ticks.size(); ++i)
            QVERIFY2(qFuzzyCompare(1.0 + scale.ticks[i], 1.0 + expected[static_cast<qsizetype>(i)]),
                     qPrintable(QString::number(scale.ticks[i])));
        QVERIFY(scale.from <= low && scale.to >= high);
    }

    void noiseIsNotDrawnAsAnOutage_data()
    {
        QTest::addColumn<QString>("unit");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<double>("trigger"); // 0: none
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::newRow("0.2 % of errors is next to nothing")
            << u"percent"_s << 0.1 << 0.2 << 0.0 << 0.0 << 1.0;
        QTest::newRow("and its trigger is in sight") << u"percent"_s << 0.1 << 0.2 << 5.0 << 0.0 << 5.1;
        QTest::newRow("an outage fills the chart") << u"percent"_s << 0.1 << 48.0 << 5.0 << 0.0 << 48.0;
        QTest::newRow("a rate starts at zero") << u"per_second"_s << 118.0 << 121.0 << 0.0 << 0.0 << 121.0;
        QTest::newRow("a count starts at zero") << u"count"_s << 3.0 << 4.0 << 0.0 << 0.0 << 4.0;
        QTest::newRow("a steady latency stays flat") << u"ms"_s << 178.0 << 182.0 << 0.0 << 134.5 << 225.5;
        QTest::newRow("a climbing latency is drawn whole")
            << u"ms"_s << 100.0 << 260.0 << 0.0 << 100.0 << 260.0;
        QTest::newRow("a far trigger is left out") << u"ms"_s << 100.0 << 200.0 << 5000.0 << 100.0 << 200.0;
        QTest::newRow("memory") << u"bytes"_s << 0.0 << 400.0 << 0.0 << 0.0 << 400.0;
        QTest::newRow("below zero stays below zero") << u"count"_s << -5.0 << 5.0 << 0.0 << -5.0 << 5.0;
        QTest::newRow("never below zero for its own sake") << u"ms"_s << 1.0 << 1.0 << 0.0 << 0.75 << 1.25;
    }

    void noiseIsNotDrawnAsAnOutage()
    {
        QFETCH(QString, unit);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(double, trigger);
        QFETCH(double, from);
        QFETCH(double, to);
        const auto range = valueRange(low, high, unit, trigger > 0.0 ? std::optional(trigger) : std::nullopt);
        QCOMPARE(range.first, from);
        QCOMPARE(range.second, to);
    }

    void theTitleStandsAboveTheChart()
    {
        TimeChart chart;
        fill(chart);
        const auto *title = chart.findChild<ElidedLabel *>(u"chartTitle"_s);
        QVERIFY(title != nullptr);
        QCOMPARE(title->text(), u"p99 latency"_s);
        QVERIFY(title->isVisibleTo(&chart));
        chart.setTitle({});
        QVERIFY(!title->isVisibleTo(&chart));
    }

    void timeTicksAreWholeMinutes_data()
    {
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::addColumn<QString>("expected");
        const double minute = 60e3;
        QTest::newRow("ten minutes around")
            << -10 * minute << 10 * minute << u"−10 min, −5 min, 0, +5 min, +10 min"_s;
        QTest::newRow("seconds") << 0.0 << 40e3 << u"0, +10 s, +20 s, +30 s, +40 s"_s;
        QTest::newRow("a day") << 0.0 << 1440 * minute << u"0, +6 h, +12 h, +18 h, +24 h"_s;
    }

    void timeTicksAreWholeMinutes()
    {
        QFETCH(double, from);
        QFETCH(double, to);
        QFETCH(QString, expected);
        QStringList labels;
        for (const double tick : timeTicks(from, to, 5))
            labels += relativeTime(tick);
        QCOMPARE(labels.join(u", "_s), expected);
    }

    void columnsOfTimeCountMinutesAndSeconds()
    {
        QCOMPARE(relativeClock(-590'000), u"−9:50"_s);
        QCOMPARE(relativeClock(0), u"0:00"_s);
        QCOMPARE(relativeClock(3'725'000), u"+1:02:05"_s);
    }

    void theSummarySaysBeforeNowAndTrigger()
    {
        ChartSeries before{u"b"_s, {}, ChartSeries::Role::Before, points(u"0:181 1:180 2:182"_s)};
        ChartSeries after{u"a"_s, {}, ChartSeries::Role::After, points(u"3:229 4:230 5:- 6:231"_s)};
        QCOMPARE(chartSummary(u"p99 latency"_s, u"ms"_s, {before, after}, 272.0),
                 u"p99 latency: 181 ms before, 230 ms now (+27 %). Rollback trigger 272 ms."_s);
        QCOMPARE(chartSummary(u"p99 latency"_s, u"ms"_s, {}, std::nullopt), u"p99 latency: no data yet."_s);
    }

    void aStretchWithoutDataIsHatched()
    {
        const auto gaps = [](const QString &text, ChartSeries::Role role) {
            return gapsOf({{u"a"_s, u"now"_s, role, points(text)}});
        };
        using Gaps = std::vector<std::pair<double, double>>;
        constexpr auto after = ChartSeries::Role::After;
        QCOMPARE(gaps(u"0:1 10:2 20:3"_s, after), Gaps());
        QCOMPARE(gaps(u"0:1 10:- 20:- 30:4"_s, after), (Gaps{{0.0, 30e3}}));
        QCOMPARE(gaps(u"0:- 10:1 20:- 30:-"_s, after), (Gaps{{0.0, 10e3}, {10e3, 30e3}}));
        QCOMPARE(gaps(u"0:1 10:- 20:3"_s, ChartSeries::Role::Host), Gaps());
    }

    void theCrosshairSaysNoDataInAGap()
    {
        const std::vector<ChartSeries> series{
            {u"a"_s, u"now"_s, ChartSeries::Role::After, points(u"0:1 10:- 20:3"_s)}};
        QCOMPARE(valuesAt(series, 1000.0, u"ms"_s).front().value, u"1 ms"_s);
        QCOMPARE(valuesAt(series, 11000.0, u"ms"_s).front().value, u"no data"_s);
        QVERIFY(valuesAt(series, 90000.0, u"ms"_s).empty());
    }

    void theChartShowsItsSentenceToEveryone()
    {
        TimeChart chart;
        fill(chart);
        QVERIFY2(chart.summary().startsWith(u"p99 latency: 180 ms before, 226 ms now"_s),
                 qPrintable(chart.summary()));
        QCOMPARE(chart.accessibleDescription(), chart.summary());
        QCOMPARE(chart.accessibleName(), u"Chart of p99 latency"_s);
    }

    void altTSwitchesToTheTableAndBack()
    {
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart"_s, QSize(760, 420), Theme::Light);
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.activateWindow();
        chart.setFocus();
        QTRY_VERIFY(chart.hasFocus());
        QTest::keyClick(&chart, Qt::Key_T, Qt::AltModifier);
        QVERIFY(chart.isTableShown());
        const auto *table = chart.findChild<QTableView *>();
        QCOMPARE(table->model()->rowCount(), 100);
        QCOMPARE(table->model()->index(0, 1).data().toString(), u"−10:00"_s);
        QCOMPARE(table->model()->index(30, 2).data().toString(), u"no data"_s);
        test::show(chart, u"chart-table"_s, QSize(760, 420), Theme::Dark);
        chart.setTableShown(false);
        QVERIFY(!chart.isTableShown());
        test::show(chart, u"chart"_s, QSize(760, 420), Theme::Dark);
    }

    void dragZoomsAndDoubleClickShowsAll()
    {
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart-zoom"_s, QSize(760, 420), Theme::Light);
        auto *picture = chart.findChild<ChartPicture *>();
        QWidget *area = picture->viewport();
        QTest::mousePress(area, Qt::LeftButton, {}, QPoint(300, 150));
        QTest::mouseMove(area, QPoint(450, 160));
        QTest::mouseRelease(area, Qt::LeftButton, {}, QPoint(450, 160));
        QVERIFY(picture->isZoomed());
        QTest::mouseDClick(area, Qt::LeftButton, {}, QPoint(450, 160));
        QVERIFY(!picture->isZoomed());
        QTest::mouseClick(area, Qt::LeftButton, {}, QPoint(300, 150));
        QVERIFY(!picture->isZoomed());
    }

    void appendedPointsAreDrawnAsIfTheyHadBeenThere()
    {
        const auto wave = [](int i) {
            return ChartPoint{zero + i * 1000LL, 200.0 + 50.0 * std::sin(i * 0.05)};
        };
        const auto series = [&](int count) {
            ChartSeries one{u"a"_s, u"now"_s, ChartSeries::Role::After, {}};
            for (int i = 0; i < count; ++i)
                one.points.push_back(wave(i));
            return std::vector<ChartSeries>{one};
        };
        TimeChart grown;
        TimeChart whole;
        for (TimeChart *chart : {&grown, &whole}) {
            chart->setUnit(u"ms"_s);
            chart->setTimeRange(zero, zero + 600'000);
            chart->setZero(zero);
            chart->setTrigger(260.0, u"roll back at 260 ms"_s);
        }
        grown.setSeries(series(300));
        whole.setSeries(series(500));
        test::show(grown, u"chart-grown"_s, QSize(760, 420), Theme::Light);
        test::show(whole, u"chart-whole"_s, QSize(760, 420), Theme::Light);
        auto *picture = grown.findChild<ChartPicture *>();
        for (int i = 300; i < 500; ++i) {
            const ChartPoint next = wave(i);
            grown.append(0, std::span(&next, 1), 10'000);
            picture->prepare(); // as in a frame
        }
        const QImage pieces = picture->grab().toImage();
        const QImage once = whole.findChild<ChartPicture *>()->grab().toImage();
        QCOMPARE(pieces, once);
    }

    void newPointsAreShownWithinAFewFrames()
    {
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart-growing"_s, QSize(760, 420), Theme::Light);
        const QString before = chart.summary();
        const QImage picture = chart.grab().toImage();
        std::vector<ChartPoint> more;
        for (int i = 40; i < 50; ++i)
            more.push_back({zero + i * 10'000, 400.0});
        chart.append(1, more, 10'000);
        QTRY_VERIFY(chart.grab().toImage() != picture);
        QTRY_VERIFY(chart.summary() != before);
        QVERIFY2(chart.summary().contains(u"400 ms now"_s), qPrintable(chart.summary()));
    }

    void chartsOfAPageShareCrosshairAndZoom()
    {
        QWidget page;
        auto *row = new QHBoxLayout(&page);
        auto *left = new TimeChart;
        auto *right = new TimeChart;
        ChartGroup group;
        for (TimeChart *chart : {left, right}) {
            row->addWidget(chart);
            fill(*chart);
            group.add(chart);
        }
        test::show(page, u"chart-pair"_s, QSize(1000, 360), Theme::Light);
        auto *here = left->findChild<ChartPicture *>();
        auto *there = right->findChild<ChartPicture *>();
        const QImage calm = there->grab().toImage();
        QTest::mouseMove(here->viewport(), QPoint(200, 120));
        QTRY_VERIFY(there->grab().toImage() != calm);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(here->viewport(), &leave);
        QCoreApplication::sendEvent(here, &leave);
        QTRY_COMPARE(there->grab().toImage(), calm);
        QTest::mousePress(here->viewport(), Qt::LeftButton, {}, QPoint(150, 120));
        QTest::mouseMove(here->viewport(), QPoint(260, 120));
        QTest::mouseRelease(here->viewport(), Qt::LeftButton, {}, QPoint(260, 120));
        QVERIFY(here->isZoomed() && there->isZoomed());
        QTest::mouseDClick(there->viewport(), Qt::LeftButton, {}, QPoint(200, 120));
        QVERIFY(!here->isZoomed() && !there->isZoomed());
    }

    void aChartIsSavedAsPictureAndAsDrawing()
    {
        QTemporaryDir folder;
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart-saved"_s, QSize(760, 420), Theme::Light);
        const QString png = folder.filePath(u"p99.png"_s);
        const QString svg = folder.filePath(u"p99.svg"_s);
        QVERIFY(chart.save(png) && chart.save(svg));
        const QImage image(png);
        QVERIFY2(image.width() > 2 * 700, qPrintable(QString::number(image.width())));
        QFile drawing(svg);
        QVERIFY(drawing.open(QIODevice::ReadOnly));
        const QByteArray text = drawing.readAll();
        for (const QByteArray &part : {QByteArray("<svg"), QByteArray("p99 latency"),
                                       QByteArray("rollback trigger 272 ms"), QByteArray("<polyline")})
            QVERIFY2(text.contains(part), part.constData());
        const auto refused = chart.save(folder.filePath(u"no/such/folder/x.png"_s));
        QVERIFY(!refused);
        QVERIFY(refused.error().summary.contains(u"x.png could not be written"_s));
    }

    void timeRunsToTheRightInEveryLanguage()
    {
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart-ltr"_s, QSize(760, 420), Theme::Light);
        const QImage picture = chart.findChild<ChartPicture *>()->grab().toImage();
        chart.setLayoutDirection(Qt::RightToLeft);
        test::show(chart, u"chart-rtl"_s, QSize(760, 420), Theme::Light);
        QCOMPARE(chart.findChild<ChartPicture *>()->grab().toImage(), picture);
    }

    void hostsAreThinLinesWithoutAForestOfNames()
    {
        TimeChart chart;
        fill(chart);
        std::vector<ChartSeries> series = latency();
        for (int host = 0; host < 8; ++host) {
            ChartSeries one{u"h%1"_s.arg(host), u"web-%1"_s.arg(host), ChartSeries::Role::Host, {}};
            for (int i = 0; i < 40; ++i)
                one.points.push_back(
                    {zero + i * 10'000, 190.0 + 6.0 * host + 4.0 * std::sin(i * 0.9 + host)});
            series.push_back(one);
        }
        chart.setSeries(series);
        test::show(chart, u"chart-hosts"_s, QSize(760, 420), Theme::Light);
        test::show(chart, u"chart-hosts"_s, QSize(760, 420), Theme::Dark);
        QCOMPARE(valuesAt(series, zero + 100'000, u"ms"_s).size(), std::size_t(9)); // the box names them
    }

    void aFrameWithFortyThousandPointsTakesLessThanAHundredMilliseconds()
    {
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart-many"_s, QSize(760, 420), Theme::Light);
        std::vector<ChartSeries> many;
        for (int s = 0; s < 4; ++s) {
            ChartSeries one{QString::number(s), u"web-%1"_s.arg(s), ChartSeries::Role::Host, {}};
            for (int i = 0; i < 10'000; ++i)
                one.points.push_back({zero - 600'000 + i * 120LL, 200.0 + s * 10 + std::sin(i * 0.05) * 8.0});
            many.push_back(one);
        }
        // The best of a few: this machine may be busy with something else.
        qint64 best = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 5; ++i) {
            auto copy = many;
            QElapsedTimer timer;
            timer.start();
            chart.setSeries(std::move(copy));
            chart.grab();
            best = std::min(best, timer.elapsed());
        }
        QVERIFY2(best < 100, qPrintable(u"%1 ms"_s.arg(best)));
    }

    void nothingIsClippedOrUnnamed()
    {
        TimeChart chart;
        fill(chart);
        test::show(chart, u"chart-small"_s, QSize(360, 240), Theme::Light);
        QCOMPARE(test::findings(chart).join(u'\n'), QString());
    }
};

QTEST_MAIN(TestChart)
#include "tst_chart.moc"
