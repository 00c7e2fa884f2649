// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_ports.h"

#include <algorithm>

namespace belay {

bool FakeClock::wait(Milliseconds time, const CancelToken &cancel) const
{
    if (cancel.cancelled())
        return true;
    m_passed += time.count();
    return false;
}

HostAnswer exits(int code, const QByteArray &out, const QByteArray &err)
{
    return ScriptResult{true, code, out, err, 0, {}};
}

HostAnswer lost(const QString &note)
{
    return ScriptResult{false, -1, {}, {}, 0, note};
}

HostAnswer unreachable()
{
    return fail(ErrorKind::Network, QStringLiteral("connection refused"));
}

std::deque<HostAnswer> neverReachable()
{
    return std::deque<HostAnswer>(100, unreachable());
}

Result<ScriptResult> FakeHosts::run(const HostRef &host, const ScriptRequest &request,
                                    const CancelToken &cancel)
{
    const QString script = QString::fromUtf8(request.script);
    {
        const std::scoped_lock lock(m_mutex);
        m_calls << host.spec.name + QStringLiteral(": ") + script;
        m_most = std::max(m_most, ++m_now);
    }
    if (onRun)
        onRun(script);
    Result<ScriptResult> result = exits(0);
    {
        const std::scoped_lock lock(m_mutex);
        --m_now;
        if (auto &answers = m_answers[script]; !answers.empty()) {
            result = answers.front();
            answers.pop_front();
        }
    }
    if (cancel.cancelled() && result)
        return lost(QStringLiteral("stopped"));
    while (request.input) {
        const auto chunk = request.input();
        if (!chunk)
            return lost(chunk.error().summary);
        if (chunk->isEmpty())
            break;
        received += chunk->size();
    }
    if (result && request.onLine) {
        for (const QByteArray &line : result->out.split('\n'))
            if (!line.isEmpty())
                request.onLine(line, false);
    }
    return result;
}

void FakeHosts::forget(const HostRef &)
{
    const std::scoped_lock lock(m_mutex);
    ++m_forgotten;
}

void FakeHosts::answer(const QString &script, std::deque<HostAnswer> answers)
{
    const std::scoped_lock lock(m_mutex);
    m_answers[script] = std::move(answers);
}

QStringList FakeHosts::calls() const
{
    const std::scoped_lock lock(m_mutex);
    return m_calls;
}

int FakeHosts::forgotten() const
{
    const std::scoped_lock lock(m_mutex);
    return m_forgotten;
}

int FakeHosts::mostAtOnce() const
{
    const std::scoped_lock lock(m_mutex);
    return m_most;
}

CommandResult FakeLocal::run(const CommandRequest &request, const CancelToken &)
{
    commands << request.command;
    for (const QByteArray &line : lines)
        if (request.onLine)
            request.onLine(line, false);
    return result;
}

void FakeHttp::answers(const std::vector<int> &statuses)
{
    m_statuses.assign(statuses.begin(), statuses.end());
}

Result<HttpResponse> FakeHttp::send(const HttpRequest &, const CancelToken &)
{
    ++asked;
    if (onSend)
        onSend();
    const int status = m_statuses.front();
    if (m_statuses.size() > 1)
        m_statuses.pop_front();
    if (status == 0)
        return fail(ErrorKind::Network, QStringLiteral("connection refused"));
    HttpResponse response;
    response.status = status;
    return response;
}

Result<QString> FakeSecrets::lookup(const QString &name)
{
    const auto found = values.find(name);
    if (found == values.end())
        return fail(ErrorKind::NotFound, QStringLiteral("No secret %1.").arg(name));
    return found->second;
}

QString FakeSecrets::redact(const QString &text) const
{
    QString clean = text;
    for (const auto &[name, value] : values)
        clean.replace(value, QStringLiteral("•••"));
    return clean;
}

QStringList transcript(const std::vector<RunEvent> &events)
{
    QStringList lines;
    for (const RunEvent &event : events) {
        const QString step = (event.undo ? QStringLiteral("undo ") : QString()) + event.step;
        const QString text = event.text.isEmpty() ? QString() : QStringLiteral(": ") + event.text;
        switch (event.kind) {
        case EventKind::RunStarted:
            lines << QStringLiteral("run started");
            break;
        case EventKind::StageStarted:
            lines << QStringLiteral("-- ") + event.step;
            break;
        case EventKind::StepStarted:
            lines << step + QStringLiteral(" ...");
            break;
        case EventKind::StepOutput:
            lines << step + (event.isError ? QStringLiteral(" ! ") : QStringLiteral(" | ")) + event.text;
            break;
        case EventKind::StepFinished:
            lines << step + QLatin1Char(' ') + toString(event.state) + text;
            break;
        case EventKind::UndoStarted:
            lines << QStringLiteral("undoing") + text;
            break;
        case EventKind::Noted:
            lines << QStringLiteral("noted") + text;
            break;
        case EventKind::RunFinished:
            lines << QStringLiteral("run ") + toString(event.outcome) + text;
            break;
        default:
            break;
        }
    }
    return lines;
}

} // namespace belay
