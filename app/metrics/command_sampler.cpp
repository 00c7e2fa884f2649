// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/command_sampler.h"

#include "models/domain/names.h"

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;
using Numbers = std::map<QString, std::optional<double>>;

bool isNoData(const QByteArray &text)
{
    return text == "-" || text == "null" || text.toLower() == "nan";
}

QString endOf(const CommandResult &result)
{
    switch (result.end) {
    case CommandResult::End::Exited:
        return u"ended with %1"_s.arg(result.exitCode);
    case CommandResult::End::Signalled:
        return u"was ended by signal %1"_s.arg(result.exitCode);
    case CommandResult::End::TimedOut:
        return u"took longer than an interval"_s;
    case CommandResult::End::Cancelled:
        return u"was stopped"_s;
    case CommandResult::End::NotStarted:
        break;
    }
    return u"could not be started"_s;
}

} // namespace

Result<Numbers> parseCommandNumbers(const QByteArray &output)
{
    Numbers numbers;
    int row = 0;
    for (const QByteArray &raw : output.split('\n')) {
        ++row;
        const QByteArray line = raw.simplified();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const auto space = line.lastIndexOf(' ');
        const QByteArray text = line.mid(space + 1);
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        if ((!isNumber && !isNoData(text)) || line.count(' ') > 1)
            return fail(ErrorKind::Invalid, u"Line %1 of the command's output is not a number."_s.arg(row),
                        u"Print lines of a series' id and a number, or one number alone."_s,
                        cleanLine(QString::fromUtf8(line.left(200))));
        numbers[QString::fromUtf8(line.left(std::max<qsizetype>(space, 0)))] =
            isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
    }
    return numbers;
}

CommandSampler::CommandSampler(const WatchAction &action, LocalShell &local, const Clock &clock)
    : m_local(local)
    , m_clock(clock)
    , m_series(action.metrics.series)
{
    m_request.command = action.metrics.source.command;
    m_request.directory = action.directory;
    m_request.timeout = std::max(action.metrics.interval, Milliseconds(1000));
    m_request.outputLimit = 256 * 1024;
}

Result<Numbers> CommandSampler::ask(const CancelToken &cancel) const
{
    const CommandResult result = m_local.run(m_request, cancel);
    if (result.end != CommandResult::End::Exited || result.exitCode != 0)
        return fail(
            ErrorKind::Remote,
            u"The command of metrics.source %1: %2"_s.arg(endOf(result), cleanLine(m_request.command, 120)),
            u"Run it in the project's folder to see why."_s,
            cleanLine(QString::fromUtf8(result.err.left(500))));
    return parseCommandNumbers(result.out);
}

SamplingRound CommandSampler::next(const CancelToken &cancel)
{
    SamplingRound round;
    const qint64 now = m_clock.nowMs();
    const auto numbers = ask(cancel);
    round.answered = numbers.has_value();
    if (!numbers)
        round.problems.push_back(numbers.error());
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const SeriesSpec &spec = m_series[i];
        const QString name = spec.query.isEmpty() ? spec.id : spec.query;
        std::optional<double> value;
        if (numbers) {
            auto found = numbers->find(name);
            if (found == numbers->end() && m_series.size() == 1 && numbers->size() == 1)
                found = numbers->find(QString());
            if (found != numbers->end())
                value = found->second;
            else
                round.problems.push_back({ErrorKind::NotFound,
                                          u"The command of metrics.source prints no “%1”."_s.arg(name),
                                          {},
                                          u"Print a line: %1 NUMBER"_s.arg(name)});
        }
        round.points.push_back({i, {now, value}});
    }
    return round;
}

} // namespace belay
