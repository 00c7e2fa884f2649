// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/log_reader.h"

#include <algorithm>
#include <numeric>

namespace belay {

namespace {

constexpr qint64 backlogBytes = 16 * 1024 * 1024; ///< per file
constexpr qint64 roundBytes = 16 * 1024 * 1024;   ///< of all hosts together, in one look
constexpr qint64 mostWaiting = 64 * 1024 * 1024;  ///< the beginning is put in order up to here
constexpr std::size_t chunkLines = 8000;
constexpr qint64 comparedMs = 15 * 60 * 1000; ///< as much of the time before a deployment is read, too
constexpr qint64 looksKept = 600;
constexpr std::size_t shownKinds = 200;

/// Lines from before the deployment are what new ones are compared with; of one long ago nothing is left.
qint64 readFrom(const LogReader::Options &options)
{
    constexpr qint64 dayMs = 86'400'000;
    const bool isRecent = options.deployedMs > 0 && options.sinceMs - options.deployedMs < dayMs;
    return isRecent ? std::min(options.sinceMs, options.deployedMs - comparedMs) : options.sinceMs;
}

HostLog::Options followOptions(const LogReader::Options &options, std::size_t hosts)
{
    HostLog::Options out;
    out.sinceMs = readFrom(options);
    out.backlog = backlogBytes;
    out.budget = std::clamp<qint64>(roundBytes / static_cast<qint64>(std::max<std::size_t>(1, hosts)),
                                    64 * 1024, 1024 * 1024);
    return out;
}

} // namespace

LogReader::LogReader(const LogsSpec &logs, const TargetSpec &target, const Ports &ports, Options options,
                     std::function<void(LogChunkPtr)> lines, std::function<void(LogReport)> report)
    : m_ports(ports)
    , m_options(options)
    , m_lines(std::move(lines))
    , m_report(std::move(report))
    , m_follower(logs, target, ports, followOptions(options, target.hosts.size()))
    , m_watch(options.deployedMs)
    , m_wake(m_cancel.onCancel([this] {
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
    }))
    , m_thread([this] { run(); })
{
}

LogReader::~LogReader()
{
    m_cancel.cancel();
    m_thread.join();
    m_wake.reset();
}

void LogReader::run()
{
    while (!m_cancel.cancelled()) {
        const FollowedRound round = m_follower.next(m_cancel);
        if (m_cancel.cancelled())
            return;
        takeRound(round);
        if (!round.more || m_waitingBytes > mostWaiting) {
            handOn();
            m_report(reportOf(round));
        }
        if (!round.more && waitForNext())
            return;
    }
}

/// True: it ends.
bool LogReader::waitForNext()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, m_options.every, [this] { return m_hurried || m_cancel.cancelled(); });
    m_changed.wait(lock, [this] { return !m_paused || m_cancel.cancelled(); });
    m_hurried = false;
    return m_cancel.cancelled();
}

void LogReader::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = paused;
        m_hurried = !paused;
    }
    m_changed.notify_all();
}

void LogReader::hurry()
{
    {
        const std::lock_guard lock(m_mutex);
        m_hurried = true;
    }
    m_changed.notify_all();
}

void LogReader::takeLines(const FollowedRound::Host &host, std::uint16_t index)
{
    auto chunk = std::make_shared<LogChunk>();
    const qint64 now = m_ports.clock.nowMs();
    qint64 last = 0; // a line without a time belongs to the one before it
    for (const HostLogLine &line : host.read.lines) {
        const bool isNew = m_watch.take(line.entry, host.name, now) && m_options.deployedMs > 0;
        last = line.entry.timeMs != 0 ? line.entry.timeMs : last;
        if (last != 0 && last < m_options.sinceMs)
            continue;
        LogMark mark;
        mark.timeMs = line.entry.timeMs;
        mark.level = line.entry.level;
        mark.host = index;
        mark.isNew = isNew;
        chunk->append(line.text, mark);
        m_order.push_back(last == 0 ? now : last);
    }
    if (chunk->marks.empty())
        return;
    m_waitingBytes += chunk->text.size();
    m_waiting.push_back(std::move(chunk));
}

void LogReader::takeProcess(const QString &host, const ProcessLook &look)
{
    std::vector<ProcessLook> &looks = m_looks[host];
    looks.push_back(look);
    m_processes[host] = judgeRestarts(host, looks).sentence;
    if (static_cast<qint64>(looks.size()) > looksKept)
        looks.erase(looks.begin() + 1, looks.begin() + looksKept / 2);
}

void LogReader::takeRound(const FollowedRound &round)
{
    ++m_rounds;
    for (std::size_t i = 0; i < round.hosts.size(); ++i) {
        const FollowedRound::Host &host = round.hosts[i];
        if (host.problem)
            continue;
        takeLines(host, static_cast<std::uint16_t>(i));
        for (const QString &note : host.read.notes)
            m_notes.append(note);
        if (host.read.process)
            takeProcess(host.name, *host.read.process);
    }
}

/// Lines of several hosts come host by host; they are shown in the order of time.
void LogReader::handOn()
{
    struct Place
    {
        const LogChunk *chunk;
        std::size_t index;
    };
    std::vector<Place> places;
    places.reserve(m_order.size());
    for (const LogChunkPtr &chunk : m_waiting)
        for (std::size_t i = 0; i < chunk->marks.size(); ++i)
            places.push_back({chunk.get(), i});
    std::vector<std::size_t> sorted(places.size());
    std::iota(sorted.begin(), sorted.end(), std::size_t(0));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [this](std::size_t a, std::size_t b) { return m_order[a] < m_order[b]; });
    for (std::size_t at = 0; at < sorted.size(); at += chunkLines) {
        auto out = std::make_shared<LogChunk>();
        const std::size_t end = std::min(sorted.size(), at + chunkLines);
        for (std::size_t i = at; i < end; ++i) {
            const Place &place = places[sorted[i]];
            const std::string_view text = place.chunk->line(place.index);
            out->append(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())),
                        place.chunk->marks[place.index]);
        }
        out->text.squeeze();
        out->marks.shrink_to_fit();
        m_lines(std::move(out));
    }
    m_waiting.clear();
    m_order.clear();
    m_waitingBytes = 0;
}

LogReport LogReader::reportOf(const FollowedRound &round)
{
    LogReport out;
    for (const FollowedRound::Host &host : round.hosts)
        if (host.problem)
            out.silent.emplace_back(host.name, host.problem->summary);
    out.notes = m_notes;
    if (m_options.deployedMs > 0) {
        out.fresh = m_watch.newErrors();
        if (out.fresh.size() > shownKinds)
            out.fresh.resize(shownKinds);
    }
    out.compared = m_watch.sawBefore();
    out.debugLines = m_watch.debugLines();
    for (const auto &[host, sentence] : m_processes)
        if (!sentence.isEmpty())
            out.processes.append(sentence);
    out.rounds = m_rounds;
    return out;
}

} // namespace belay
