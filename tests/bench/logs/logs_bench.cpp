// SPDX-License-Identifier: GPL-3.0-or-later
// A window over a million lines of a log while more come in and a filter is typed.   logs_bench SECONDS
// LINES_A_SECOND
#include "app/session/log_desk.h"
#include "models/domain/log_entry.h"
#include "ui/pages/log_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/log_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <random>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int screenRows = 40;
constexpr int hosts = 50;
constexpr double frameLimitMs = 8;
constexpr double screenLimitMs = 100;
constexpr double memoryLimitMb = 300;

/// What the window's thread itself has worked; the rest of a frame's time others had the processor.
double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Longest work of the window's thread without a return to its event loop.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        QElapsedTimer timer;
        timer.start();
        const double began = threadMs();
        const bool done = QApplication::notify(receiver, event);
        frames.push_back(threadMs() - began);
        longestOnTheClock = std::max(longestOnTheClock, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        --m_depth;
        return done;
    }

    std::vector<double> frames;
    double longestOnTheClock = 0;

private:
    int m_depth = 0;
};

/// The lines that a service of some size writes.
QByteArray lineOf(std::minstd_rand &random, qint64 number)
{
    static const char *const messages[] = {
        "GET /api/orders/%1 200 in 12ms", "payment of order %1 authorised by provider",
        "cache miss for user:%1, asking the database",
        "retrying connection to db-1.internal:5432, attempt %1", "session %1 expired"};
    static const char *const levels[] = {"info", "info", "debug", "warning", "info", "info", "info", "error"};
    const QByteArray message = QByteArray(messages[random() % 5]).replace("%1", QByteArray::number(number));
    return "2026-11-21T17:" + QByteArray::number(10 + number / 6000000 % 50) + ":" +
           QByteArray::number(10 + number / 100000 % 50) + ".123Z [" + levels[random() % 8] +
           "] request_id=" + QByteArray::number(random(), 16) + " " + message;
}

/// Lines that were read and understood, on their way to the window: made on a thread of its own, as the
/// reader does.
class Stream
{
public:
    Stream(int perSecond, LogDesk &desk)
        : m_perSecond(perSecond)
        , m_desk(desk)
        , m_thread([this] { run(); })
    {
    }
    ~Stream()
    {
        m_stop = true;
        m_thread.join();
    }

    qint64 produced() const { return m_number; }

    static LogChunkPtr chunk(std::minstd_rand &random, qint64 &number, int lines)
    {
        auto made = std::make_shared<LogChunk>();
        made->marks.reserve(static_cast<std::size_t>(lines));
        made->text.reserve(lines * 110);
        for (int i = 0; i < lines; ++i) {
            const QByteArray line = lineOf(random, number++);
            LogMark mark = markLogLine(line, LogFormat::Auto);
            mark.host = static_cast<std::uint16_t>(number % 50);
            made->append(line, mark);
        }
        made->text.squeeze();
        return made;
    }

private:
    void run()
    {
        std::minstd_rand random(7);
        const auto began = std::chrono::steady_clock::now();
        qint64 number = 0;
        while (!m_stop) {
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
            const auto due = static_cast<qint64>(seconds * m_perSecond) - number;
            if (due < m_perSecond / 100) {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
                continue;
            }
            auto made = chunk(random, number, static_cast<int>(std::min<qint64>(due, 8000)));
            m_number = number;
            m_desk.add(std::move(made));
        }
    }

    int m_perSecond;
    LogDesk &m_desk;
    std::atomic<bool> m_stop = false;
    std::atomic<qint64> m_number = 0;
    std::thread m_thread;
};

double residentMb(const char *key)
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(key))
            return line.mid(qsizetype(qstrlen(key))).simplified().split(' ').front().toDouble() / 1024;
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    TimedApplication application(argc, argv);
    const int seconds = argc > 1 ? std::atoi(argv[1]) : 10;
    const int perSecond = argc > 2 ? std::atoi(argv[2]) : 200000;

    applyTheme(application, Theme::Light);
    QStringList names;
    for (int i = 0; i < hosts; ++i)
        names << u"web-%1"_s.arg(i);
    LogPage page;
    LogScreen last;
    LogDesk *desk = nullptr;
    QElapsedTimer sinceTyped;
    bool waiting = false;
    double slowestScreen = 0;
    QString slowestQuery;
    quint64 query = 0;
    const auto takeScreen = [&] {
        const auto screen = desk->takeScreen();
        if (!screen)
            return;
        page.setScreen(*screen);
        last = *screen;
        last.rows.clear();
        if (!waiting || last.query != query)
            return;
        // What there is none of has no first screen; that it was all looked through is another number.
        if (static_cast<int>(screen->rows.size()) < screenRows) {
            waiting = !last.complete;
            return;
        }
        waiting = false;
        if (const double took = static_cast<double>(sinceTyped.nsecsElapsed()) / 1e6; took > slowestScreen) {
            slowestScreen = took;
            slowestQuery = page.query();
        }
    };
    LogDesk held(names, [&] { QMetaObject::invokeMethod(&page, takeScreen, Qt::QueuedConnection); });
    desk = &held;
    QObject::connect(&page, &LogPage::wished, &page, [&](const LogWish &wish) { held.wish(wish); });
    QObject::connect(&page, &LogPage::queryChanged, &page, [&](const QString &text) {
        if (auto parsed = LogQuery::parse(text))
            held.setQuery(*std::move(parsed), ++query);
        sinceTyped.start();
        waiting = true;
    });
    std::minstd_rand random(1);
    qint64 number = 0;
    while (number < LogStore::mostLines)
        held.add(Stream::chunk(random, number, 8000));
    LogsView shown;
    shown.state = LogsView::State::Live;
    shown.project = u"shop"_s;
    shown.environment = u"production"_s;
    shown.hosts = names;
    page.setView(shown);
    page.resize(1280, 800);
    page.show();
    while (!last.complete || last.held < LogStore::mostLines)
        application.processEvents(QEventLoop::WaitForMoreEvents);

    const QStringList typed{u"p"_s,
                            u"pa"_s,
                            u"pay"_s,
                            u"paym"_s,
                            u"payment"_s,
                            u"attempt 9"_s,
                            u"/order \\d+7/"_s,
                            u"level:error"_s,
                            u"no such word"_s,
                            QString()};
    const double before = residentMb("VmRSS:");
    Stream stream(perSecond, held);
    int keys = 0;
    QTimer typing;
    QObject::connect(&typing, &QTimer::timeout, &page, [&] { page.setSearch(typed[keys++ % typed.size()]); });
    application.frames.clear();
    application.longestOnTheClock = 0;
    typing.start(300);
    QTimer::singleShot(seconds * 1000, &application, &QCoreApplication::quit);
    QElapsedTimer whole;
    whole.start();
    application.exec();
    const double rate =
        static_cast<double>(stream.produced()) / (static_cast<double>(whole.elapsed()) / 1000);

    std::vector<double> frames = application.frames;
    std::sort(frames.begin(), frames.end());
    const double longest = frames.empty() ? 0 : frames.back();
    const auto at = [&](double share) {
        return frames.empty()
                   ? 0
                   : frames[static_cast<std::size_t>(share * static_cast<double>(frames.size() - 1))];
    };
    const double peak = residentMb("VmHWM:");
    std::printf("%s: %lld lines held, %.0f lines/s in, %d filters typed\n",
                qPrintable(application.platformName()), static_cast<long long>(last.held), rate, keys);
    std::printf("  work of the window's thread: longest %.2f ms, 99.9 %% %.2f ms, median %.3f ms (limit "
                "%.0f), on the "
                "clock %.2f ms\n",
                longest, at(0.999), at(0.5), frameLimitMs, application.longestOnTheClock);
    std::printf("  first screen of a filter: slowest %.1f ms (“%s”, limit %.0f)\n", slowestScreen,
                qPrintable(slowestQuery), screenLimitMs);
    std::printf("  resident: %.0f MB with a million lines, %.0f MB at most (limit %.0f)\n", before, peak,
                memoryLimitMb);
    return longest < frameLimitMs && slowestScreen < screenLimitMs && peak < memoryLimitMb ? 0 : 1;
}
