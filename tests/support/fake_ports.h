// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/run_event.h"

#include <QStringList>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>

namespace belay {

/// Time that passes only when someone waits for it.
class FakeClock : public Clock
{
public:
    qint64 nowMs() const override { return 1793534400000 + m_passed; }
    qint64 monotonicMs() const override { return m_passed; }
    bool wait(Milliseconds time, const CancelToken &cancel) const override;

    void pass(Milliseconds time) { m_passed += time.count(); }

private:
    mutable std::atomic<qint64> m_passed{0};
};

using HostAnswer = Result<ScriptResult>;

HostAnswer exits(int code, const QByteArray &out = {}, const QByteArray &err = {});
HostAnswer lost(const QString &note = QStringLiteral("connection lost")); ///< sent, and no proof of anything
HostAnswer unreachable();                                                 ///< certainly not begun
/// Refuses for longer than anybody calls again.
std::deque<HostAnswer> neverReachable();

/// Hosts that answer what a test told them to. A script is known by its text; what was not told exits 0.
class FakeHosts : public HostShell
{
public:
    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override;
    void forget(const HostRef &host) override;

    /// The next answers to this script, in order.
    void answer(const QString &script, std::deque<HostAnswer> answers);
    QStringList calls() const; ///< "app1: switch@app1", in order
    int forgotten() const;
    int mostAtOnce() const;
    qint64 received = 0; ///< bytes of input

    /// Called in the thread of each run, before it is answered.
    std::function<void(const QString &script)> onRun;

private:
    mutable std::mutex m_mutex;
    std::map<QString, std::deque<HostAnswer>> m_answers;
    QStringList m_calls;
    int m_forgotten = 0;
    int m_now = 0;
    int m_most = 0;
};

class FakeLocal : public LocalShell
{
public:
    CommandResult run(const CommandRequest &request, const CancelToken &cancel) override;

    CommandResult result{CommandResult::End::Exited, 0, {}, {}};
    QList<QByteArray> lines; ///< told as output
    QStringList commands;
};

/// Answers one after the other; the last one for ever.
class FakeHttp : public Http
{
public:
    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &cancel) override;

    void answers(const std::vector<int> &statuses); ///< 0: refused
    std::function<void()> onSend;
    int asked = 0;

private:
    std::deque<int> m_statuses{200};
};

class FakeSecrets : public Secrets
{
public:
    Result<QString> lookup(const QString &name) override;
    QString redact(const QString &text) const override;

    std::map<QString, QString> values;
};

struct FakePorts
{
    FakeClock clock;
    FakeHosts hosts;
    FakeLocal local;
    FakeHttp http;
    FakeSecrets secrets;
    Ports ports{hosts, local, http, clock, secrets};
};

/// Events as lines a person can read; progress and numbers are left out.
QStringList transcript(const std::vector<RunEvent> &events);

} // namespace belay
