// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/runner.h"
#include "app/metrics/watch_step.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/fake_ports.h"
#include "tests/support/ui_release_screen.h"
#include "ui/charts/time_chart.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QRegularExpression>
#include <QTableView>
#include <QTemporaryDir>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

constexpr qint64 dayMs = 86'400'000;

/// A Prometheus that keeps the past, as its HTTP API has it: p99 is 180 ms before the release and 230 ms
/// after it, was 200 ms at the same hour yesterday, and 150 ms a week ago.
class KeepsThePast : public Http
{
public:
    explicit KeepsThePast(const FakeClock &clock)
        : m_clock(clock)
        , m_beganMs(clock.nowMs())
    {
    }

    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &) override
    {
        HttpResponse response;
        response.status = 200;
        if (request.url.endsWith(u"/api/v1/query"_s)) {
            const QByteArray now = seconds(m_clock.nowMs());
            response.body = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[" + now +
                            ",\"" + now + "\"]}}";
            return response;
        }
        const QUrlQuery form(QString::fromUtf8(request.body));
        const auto at = [&form](const QString &name) {
            return static_cast<qint64>(form.queryItemValue(name).toDouble() * 1000);
        };
        QByteArray values;
        for (qint64 time = at(u"start"_s); time <= at(u"end"_s); time += at(u"step"_s))
            values += (values.isEmpty() ? "[" : ",[") + seconds(time) + ",\"" + valueAt(time) + "\"]";
        response.body = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
                        "{},\"values\":[" +
                        values + "]}]}}";
        return response;
    }

private:
    static QByteArray seconds(qint64 ms)
    {
        return QByteArray::number(static_cast<double>(ms) / 1000.0, 'f', 3);
    }
    QByteArray valueAt(qint64 time) const
    {
        const qint64 ago = m_beganMs - time;
        return ago > 6 * dayMs ? "150" : ago > dayMs / 2 ? "200" : ago > 0 ? "180" : "230";
    }

    const FakeClock &m_clock;
    qint64 m_beganMs;
};

Plan watchingPlan()
{
    SeriesSpec p99;
    p99.id = u"p99"_s;
    p99.title = u"p99 latency"_s;
    p99.unit = u"ms"_s;
    p99.query = u"p99"_s;
    p99.rollbackRatio = 1.5;
    WatchAction action;
    action.metrics.source.kind = MetricsSourceKind::Prometheus;
    action.urls = {u"http://prometheus.example.com"_s};
    action.metrics.interval = std::chrono::seconds(10);
    action.metrics.before = std::chrono::minutes(10);
    action.metrics.watch = std::chrono::minutes(5);
    action.metrics.series = {p99};
    Plan plan;
    plan.runId = u"20261121-140231-7f3a"_s;
    plan.kind = PlanKind::Watch;
    plan.project = releaseView().project;
    plan.environment = releaseView().environment;
    plan.version = u"v1.4.2"_s;
    for (const bool before : {true, false}) {
        action.before = before;
        Step step;
        step.id = before ? u"baseline"_s : u"watch"_s;
        step.kind = before ? StepKind::Baseline : StepKind::Watch;
        step.action = action;
        Stage stage;
        stage.id = step.id;
        stage.steps = {step};
        plan.stages.push_back(stage);
    }
    return plan;
}

/// What the engine tells of it, from the first event to the last.
std::vector<RunEvent> watched(const Plan &plan)
{
    FakePorts world;
    KeepsThePast prometheus(world.clock);
    Ports ports{world.hosts, world.local, prometheus, world.clock, world.secrets};
    std::vector<RunEvent> events;
    const EventSink sink = [&events](const RunEvent &event) {
        events.push_back(event);
        return Result<void>();
    };
    run(plan, ports, metricsSteps(std::make_shared<MetricsMemory>()), sink, CancelToken());
    return events;
}

} // namespace

/// From the source that keeps the past to the picture: the same hours of yesterday and of last week.
class TestEarlierLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }
    void yesterdayAndLastWeekAreDrawnNamedListedAndSaid();
};

void TestEarlierLines::yesterdayAndLastWeekAreDrawnNamedListedAndSaid()
{
    const std::vector<RunEvent> events = watched(watchingPlan());
    ReleaseScreen screen;
    screen.fill();
    for (RunModel *model : {screen.bench.models.run, screen.bench.models.watched}) {
        model->reset(RunState());
        model->applyEvents(events);
    }
    const RunState &state = screen.bench.models.watched->state();
    QVERIFY2(state.verdict, qPrintable(state.text));
    screen.bench.models.series->setState(state);
    screen.present(ReleasePage::MonitorIndex);
    auto *chart = screen.child<TimeChart>(u"chart"_s);
    QVERIFY(chart && chart->isVisible());

    QCOMPARE(chart->summary(),
             u"p99 latency: 180 ms before, 230 ms now (+28 %), 200 ms yesterday at this hour, "
             "150 ms last week. Rollback trigger 270 ms."_s);

    chart->setTableShown(true);
    const auto *table = chart->findChild<QTableView *>();
    QVERIFY(table && table->isVisible());
    const QAbstractItemModel &rows = *table->model();
    QStringList names;
    for (int column = 0; column < rows.columnCount(); ++column)
        names += rows.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QVERIFY2(names.contains(u"yesterday"_s) && names.contains(u"last week"_s),
             qPrintable(names.join(u", "_s)));
    const auto columnOf = [&](const QString &name) {
        QStringList values;
        for (int row = 0; row < rows.rowCount(); ++row)
            values += rows.index(row, static_cast<int>(names.indexOf(name))).data().toString();
        values.removeAll(QString());
        values.removeDuplicates();
        return values.join(u' ');
    };
    QCOMPARE(columnOf(u"yesterday"_s), u"200 ms"_s);
    QCOMPARE(columnOf(u"last week"_s), u"150 ms"_s);
    chart->setTableShown(false);

    // The picture, as lines: each with its name at its end, thin and broken beside the solid one of now.
    QTemporaryDir folder;
    const QString file = folder.filePath(u"chart.svg"_s);
    QVERIFY(chart->save(file));
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QString svg = QString::fromUtf8(written.readAll());
    for (const QString &name : {u"yesterday"_s, u"last week"_s, u"before"_s, u"v1.4.2"_s})
        QVERIFY2(QRegularExpression(u">\\s*%1\\s*<"_s.arg(name)).match(svg).hasMatch(), qPrintable(name));
    const QRegularExpression thin(
        u"stroke=\"%1\"[^>]*stroke-dasharray=\"([^\"]+)\"[^>]*stroke-width=\"1\"[^>]*linecap=\"round\""_s.arg(
            tokens().chartBefore.name()));
    QStringList dashes;
    for (auto found = thin.globalMatch(svg); found.hasNext();)
        dashes += found.next().captured(1);
    QCOMPARE(dashes, (QStringList{u"1,2"_s, u"4,2,1,2,1,2"_s})); // dotted: yesterday
}

QTEST_MAIN(TestEarlierLines)
#include "tst_earlier_lines.moc"
