// SPDX-License-Identifier: GPL-3.0-or-later
// How long the window stands still while fifty hosts stream their logs into it.   stream_bench SECONDS
// LIMIT_MS
#include "app/session/run_session.h"
#include "models/domain/json.h"
#include "models/item/log_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/ui_fixtures.h"
#include "ui/main_window.h"
#include "ui/pages/release_page.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <sys/resource.h>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int hostCount = 50;
constexpr int beatMs = 4;

/// Knows how long each event of the window's thread took, and which of them were paintings.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0)
            return QApplication::notify(receiver, event); // a part of the one being timed
        const bool paints = event->type() == QEvent::UpdateRequest;
        ++m_depth;
        QElapsedTimer timer;
        timer.start();
        const bool done = QApplication::notify(receiver, event);
        const double ms = double(timer.nsecsElapsed()) / 1e6;
        --m_depth;
        if (ms > longest) {
            longest = ms;
            longestKind = event->type();
        }
        if (paints)
            paintings.push_back(ms);
        return done;
    }
    void forget()
    {
        longest = 0;
        longestKind = 0;
        paintings.clear();
    }

    double longest = 0;
    int longestKind = 0;
    std::vector<double> paintings;

private:
    int m_depth = 0;
};

double share(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, std::size_t(double(values.size()) * part))];
}

QString hostName(int number)
{
    return u"app%1"_s.arg(number + 1, 2, 10, QLatin1Char('0'));
}

/// The sample plan, on fifty hosts.
Plan widePlan()
{
    Plan plan = test::deployPlan();
    const QString sample = plan.hosts.front().spec.name;
    const PlanHost host = plan.hosts.front();
    plan.hosts.clear();
    plan.target.hosts.clear();
    for (int i = 0; i < hostCount; ++i) {
        PlanHost each = host;
        each.spec.name = hostName(i);
        plan.hosts.push_back(each);
        plan.target.hosts.push_back(each.spec);
    }
    for (Stage &stage : plan.stages) {
        std::vector<Step> steps;
        for (const Step &step : stage.steps) {
            if (step.host.isEmpty())
                steps.push_back(step);
            if (step.host != sample)
                continue;
            for (int i = 0; i < hostCount; ++i) {
                Step each = step;
                each.host = hostName(i);
                each.id = step.id.section(u'@', 0, 0) + u'@' + each.host;
                each.undo.clear();
                steps.push_back(each);
            }
        }
        stage.steps = std::move(steps);
    }
    return plan;
}

QString line(qint64 number)
{
    static const QStringList samples{
        u"[info] GET /api/orders/%1 200 in 12ms request_id=F8aQ3kX1pV7mB2s"_s,
        u"** migrating 20261121%1 add_index_to_orders: CREATE INDEX CONCURRENTLY orders_customer_id_idx"_s,
        u"Compiling %1 files (.ex)"_s,
        u"[warning] connection pool is at 91% after %1 checkouts; consider pool_size: 20, queue_target: 50, "
        u"queue_interval: 1000, timeout: 15000 (DBConnection.ConnectionPool)"_s};
    return samples[qsizetype(number % samples.size())].arg(number);
}

/// Tells what fifty hosts print, so many lines a second; 0: as fast as it can.
Outcome stream(const Plan &plan, int perSecond, int seconds, std::atomic<qint64> &told,
               const RunSession::Observer &observe, const CancelToken &cancel)
{
    qint64 seq = 0;
    const auto tell = [&](EventKind kind, const QString &step, const QString &host, const QString &text) {
        RunEvent event;
        event.seq = ++seq;
        event.run = plan.runId;
        event.timeMs = test::now();
        event.kind = kind;
        event.step = step;
        event.host = host;
        event.text = text;
        if (kind == EventKind::RunStarted)
            event.data = QString::fromStdString(toJson(plan).dump());
        observe(event);
    };
    tell(EventKind::RunStarted, {}, {}, {});
    for (int i = 0; i < hostCount; ++i)
        tell(EventKind::StepStarted, u"restart@"_s + hostName(i), hostName(i), {});
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < seconds * 1000 && !cancel.cancelled()) {
        const qint64 due = perSecond > 0 ? timer.elapsed() * perSecond / 1000 : told + 1000;
        for (; told < due; ++told) {
            const QString host = hostName(int(told % hostCount));
            tell(EventKind::StepOutput, u"restart@"_s + host, host, line(told));
        }
        if (perSecond > 0)
            cancel.waitFor(std::chrono::milliseconds(2));
    }
    tell(EventKind::RunFinished, {}, {}, {});
    return Outcome::Succeeded;
}

struct Measured
{
    qint64 told = 0;
    qint64 shown = 0;
    double lagMs = 0; ///< from the last line told to the last line shown
    std::vector<double> gaps;
};

Measured measure(TimedApplication &application, int perSecond, int seconds)
{
    test::Bench bench;
    bench.fillEverything();
    auto *page = new ReleasePage(bench.intents, bench.models);
    MainWindow &window = bench.frame(u"release"_s, page);
    ReleaseView view = test::releaseView();
    const Plan plan = widePlan();
    view.plan = plan;
    view.runActive = true;
    page->setView(view);
    page->openStep(ReleasePage::DeployIndex);
    window.resize(1280, 800);
    window.show();
    Measured measured;
    std::atomic<qint64> told = 0;
    QElapsedTimer sinceTold;
    QEventLoop loop;
    {
        RunSession session([&](const RunSession::Observer &observe, const CancelToken &cancel) {
            return stream(plan, perSecond, seconds, told, observe, cancel);
        });
        // As ReleaseController::receive does.
        QObject::connect(&session, &RunSession::eventsReady, &loop, [&](const std::vector<RunEvent> &events) {
            bench.models.run->applyEvents(events);
            bench.models.log->applyEvents(events);
            bench.models.series->setState(bench.models.run->state());
            for (const RunEvent &event : events)
                measured.shown += event.kind == EventKind::StepOutput ? 1 : 0;
        });
        QObject::connect(&session, &RunSession::finished, &loop, &QEventLoop::quit);
        QTimer beat;
        beat.setTimerType(Qt::PreciseTimer);
        beat.setInterval(beatMs);
        QElapsedTimer sinceBeat;
        QObject::connect(&beat, &QTimer::timeout, &loop, [&] {
            measured.gaps.push_back(double(sinceBeat.nsecsElapsed()) / 1e6 - beatMs);
            sinceBeat.start();
        });
        QTimer settle; // the first showing of a window is not what is measured
        settle.setSingleShot(true);
        QObject::connect(&settle, &QTimer::timeout, &loop, [&] {
            application.forget();
            sinceBeat.start();
            beat.start();
            session.start();
        });
        settle.start(1000);
        QElapsedTimer all;
        all.start();
        loop.exec();
        measured.lagMs = double(all.elapsed() - 1000 - seconds * 1000);
    }
    measured.told = told;
    return measured;
}

} // namespace

int main(int argc, char *argv[])
{
    TimedApplication application(argc, argv);
    applyTheme(application, Theme::Light);
    const int seconds = argc > 1 ? QByteArray(argv[1]).toInt() : 10;
    const double limit = argc > 2 ? QByteArray(argv[2]).toDouble() : 50;
    std::printf("%s, %d hosts, %d s each; a frame over %.0f ms fails\n",
                qPrintable(QApplication::platformName()), hostCount, seconds, limit);
    std::printf("%14s %10s %9s %27s %27s %14s\n", "lines/s wanted", "told", "behind ms",
                "loop's gaps ms 50% 99% max", "paintings ms 50% 99% max", "longest event");
    bool good = true;
    for (const int perSecond : {1000, 10000, 50000, 0}) {
        const Measured measured = measure(application, perSecond, seconds);
        const double worst = share(measured.gaps, 1);
        std::printf("%14s %10lld %9.0f %9.1f %8.1f %8.1f %9.1f %8.1f %8.1f %8.1f (%d)\n",
                    perSecond > 0 ? QByteArray::number(perSecond).constData() : "all it can",
                    static_cast<long long>(measured.told), measured.lagMs, share(measured.gaps, 0.5),
                    share(measured.gaps, 0.99), worst, share(application.paintings, 0.5),
                    share(application.paintings, 0.99), share(application.paintings, 1), application.longest,
                    application.longestKind);
        std::fflush(stdout);
        if (measured.shown != measured.told) {
            std::printf("only %lld of the lines were shown\n", static_cast<long long>(measured.shown));
            good = false;
        }
        good = good && worst <= limit;
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("most memory: %ld MiB\n", usage.ru_maxrss / 1024);
    return good ? 0 : 1;
}
