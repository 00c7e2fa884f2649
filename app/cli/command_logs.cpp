// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/logs/log_follower.h"
#include "models/domain/json.h"
#include "models/domain/log_filter.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <algorithm>
#include <set>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr Milliseconds pollEvery{1000};
constexpr qint64 shortBacklog = 32 * 1024;
constexpr qint64 longBacklog = 16 * 1024 * 1024;

struct Wanted
{
    bool follow = false;
    qint64 sinceMs = 0;
    LogQuery query;
};

Result<Wanted> wantedOf(Cli &cli)
{
    Wanted wanted;
    wanted.follow = cli.has(u"follow"_s);
    if (cli.has(u"since"_s)) {
        const auto time = parseDuration(cli.value(u"since"_s));
        if (!time)
            return tl::unexpected(time.error());
        wanted.sinceMs = cli.workspace().composition().ports().clock.nowMs() - time->count();
    }
    auto query = LogQuery::parse(cli.value(u"grep"_s));
    if (!query)
        return tl::unexpected(query.error());
    wanted.query = *std::move(query);
    return wanted;
}

nlohmann::json jsonOf(const QString &host, const HostLogLine &line)
{
    nlohmann::json out{{"host", host},
                       {"level", toString(line.entry.level)},
                       {"message", QString::fromUtf8(line.entry.message)}};
    out["time"] =
        line.entry.timeMs == 0 ? nlohmann::json(nullptr) : nlohmann::json(isoTime(line.entry.timeMs));
    if (!line.entry.fields.empty()) {
        nlohmann::json fields = nlohmann::json::object();
        for (const auto &[name, value] : line.entry.fields)
            fields[QString::fromUtf8(name).toStdString()] = QString::fromUtf8(value);
        out["fields"] = std::move(fields);
    }
    return out;
}

/// Prints the lines of a round in the order of time, and keeps count of what they say.
class Printer
{
public:
    Printer(Cli &cli, const Chosen &chosen, Wanted wanted, qint64 deployedMs)
        : m_cli(cli)
        , m_wanted(std::move(wanted))
        , m_watch(deployedMs)
        , m_production(chosen.environment->isProtected)
    {
        for (const HostSpec &host : chosen.environment->target.hosts)
            m_width = std::max(m_width, host.name.size());
    }

    void take(const FollowedRound &round)
    {
        std::vector<Row> rows;
        for (const FollowedRound::Host &host : round.hosts)
            takeHost(host, rows);
        std::stable_sort(rows.begin(), rows.end(),
                         [](const Row &a, const Row &b) { return a.timeMs < b.timeMs; });
        for (const Row &row : rows)
            print(row);
    }

    void finish() const
    {
        for (const QString &finding : m_watch.findings(m_production))
            m_cli.console().message(finding);
    }

    int exitCode() const { return m_silent.empty() ? 0 : 6; }

private:
    struct Row
    {
        const QString *host;
        const HostLogLine *line;
        qint64 timeMs;
    };

    void takeHost(const FollowedRound::Host &host, std::vector<Row> &rows)
    {
        for (const QString &note : host.read.notes)
            m_cli.console().warning(u"belay: %1"_s.arg(note));
        if (host.problem && m_silent.insert(host.name).second)
            m_cli.console().error(*host.problem);
        else if (!host.problem)
            m_silent.erase(host.name);
        if (host.read.process)
            takeProcess(host.name, *host.read.process);
        qint64 last = 0; // a line without a time belongs to the one before it
        for (const HostLogLine &line : host.read.lines) {
            last = line.entry.timeMs != 0 ? line.entry.timeMs : last;
            const bool isNew =
                m_watch.take(line.entry, host.name, m_cli.workspace().composition().ports().clock.nowMs());
            LogMark mark;
            mark.timeMs = line.entry.timeMs;
            mark.level = line.entry.level;
            mark.host = m_store.hostIndex(host.name);
            mark.isNew = isNew;
            const std::string_view text(line.text.constData(), static_cast<std::size_t>(line.text.size()));
            if (m_wanted.query.matches(text, mark, m_store))
                rows.push_back({&host.name, &line, last});
        }
    }

    void takeProcess(const QString &host, const ProcessLook &look)
    {
        std::vector<ProcessLook> &looks = m_looks[host];
        looks.push_back(look);
        const RestartFinding found = judgeRestarts(host, looks);
        if (!found.sentence.isEmpty() && m_told.insert(found.sentence).second)
            m_cli.console().warning(u"belay: %1"_s.arg(found.sentence));
        if (looks.size() > 1000)
            looks.erase(looks.begin() + 1, looks.begin() + 500);
    }

    void print(const Row &row) const
    {
        if (m_cli.console().json())
            m_cli.console().data(jsonOf(*row.host, *row.line), true);
        else
            m_cli.console().data(QString(row.host->leftJustified(m_width) + u" | "_s +
                                         cleanLine(QString::fromUtf8(row.line->text), 4000)));
    }

    Cli &m_cli;
    Wanted m_wanted;
    LogStore m_store; ///< only for the names of the hosts
    LogWatch m_watch;
    bool m_production;
    qsizetype m_width = 0;
    std::set<QString> m_silent;
    std::set<QString> m_told;
    std::map<QString, std::vector<ProcessLook>> m_looks;
};

qint64 deployedMs(Cli &cli, const Chosen &chosen)
{
    const HistoryStore *store = cli.workspace().composition().history();
    if (!store)
        return 0;
    const auto memory = environmentMemory(*store, chosen.project.name, chosen.environment->name);
    return memory ? memory->sinceMs : 0;
}

} // namespace

int runLogs(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    const auto &logs = chosen->environment->logs;
    if (!logs)
        return cli.failed({ErrorKind::Invalid,
                           u"%1 names no logs."_s.arg(chosen->environment->name),
                           {},
                           u"Add a \"logs\" section to environments.%1 in %2."_s.arg(
                               chosen->environment->name, chosen->project.file)});
    auto wanted = wantedOf(cli);
    if (!wanted)
        return cli.failed(wanted.error());
    const Ports &ports = cli.workspace().composition().ports();
    HostLog::Options options;
    options.sinceMs = wanted->sinceMs;
    options.backlog = wanted->sinceMs > 0 || !wanted->query.matchesAll() ? longBacklog : shortBacklog;
    const bool follow = wanted->follow;
    LogFollower follower(*logs, chosen->environment->target, ports, options);
    Printer printer(cli, *chosen, *std::move(wanted), deployedMs(cli, *chosen));
    for (;;) {
        const FollowedRound round = follower.next(cli.cancel());
        if (cli.cancel().cancelled())
            break;
        printer.take(round);
        if (round.more)
            continue;
        if (!follow || ports.clock.wait(pollEvery, cli.cancel()))
            break;
    }
    printer.finish();
    return printer.exitCode();
}

} // namespace belay
