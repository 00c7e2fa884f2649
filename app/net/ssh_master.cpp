// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_master.h"

#include "app/local/process.h"
#include "app/net/askpass.h"
#include "app/net/ssh_agent.h"
#include "app/net/ssh_complaint.h"

#include <QFile>
#include <QRandomGenerator>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

using End = CommandResult::End;

constexpr int retries = 5;
constexpr std::chrono::milliseconds firstPause{500};
constexpr std::chrono::minutes queuePatience{10};
constexpr Milliseconds personPatience{60 * 60 * 1000}; ///< the real limit is kept by AskpassServer
constexpr Milliseconds closingPatience{2000};
constexpr std::chrono::milliseconds agentPatience{3000};
constexpr qsizetype heardLimit = 16 * 1024;
/// Left alone for so long the connection ends by itself; should we be killed, SshFolder ends it at once.
constexpr char idleLife[] = "ControlPersist=300";

/// Full jitter, as for the other transport.
std::chrono::milliseconds pauseBefore(int retry, std::chrono::milliseconds atMost)
{
    const auto top = std::min(atMost, firstPause * (1 << retry));
    return std::chrono::milliseconds(QRandomGenerator::global()->bounded(qint64(1), qint64(top.count()) + 1));
}

tl::unexpected<Error> cancelledBefore(const SshWay &way)
{
    return fail(ErrorKind::Cancelled, u"Connecting to %1 was cancelled."_s.arg(way.where));
}

Error notRunnable(const QString &why)
{
    return {ErrorKind::NotFound, u"The program ssh could not be started."_s, why,
            u"Install the OpenSSH client (on Debian: apt install openssh-client)."_s};
}

/// ssh itself waits for ever on an agent that hangs.
bool agentAnswers(const QString &socket, const CancelToken &cancel)
{
    if (socket.isEmpty())
        return true;
    const CancelWake wake(cancel);
    return SshAgent::open(socket, deadlineIn(agentPatience), wake).has_value();
}

/// One attempt to connect.
class Attempt
{
public:
    Attempt(const SshWay &way, const SystemSshShared &shared, const CancelToken &cancel)
        : m_way(way)
        , m_shared(shared)
        , m_cancel(cancel)
        , m_questions(way.name, shared.prompter, shared.passphrases, shared.questions,
                      [this] { m_pass.leave(); })
    {
    }

    Result<void> run()
    {
        m_pass = m_shared.handshakes.enter(deadlineIn(queuePatience), m_cancel);
        if (!m_pass)
            return cancelledBefore(m_way);
        const AskpassServer askpass(
            m_way.socket + u'q',
            [this](const QString &prompt, bool confirms, const CancelToken &cancel) {
                return m_questions.answer(prompt, confirms, cancel);
            },
            m_shared.limit, m_cancel);
        m_agentAnswers = agentAnswers(m_shared.agentSocket, m_cancel);
        const ProcessEnd end = start(askpass, sharing());
        // What the ssh to a jump host says is lost when the connection is to be shared; so hear it without.
        if (end.end == End::Exited && end.code != 0 && !m_way.direct && !m_questions.refusedKey())
            start(askpass, {u"-T"_s, u"--"_s, m_way.address, u"exit"_s});
        QFile::remove(m_way.socket + u'q');
        if (end.end == End::Exited && end.code == 0)
            return {};
        if (end.end == End::NotStarted)
            return tl::unexpected(notRunnable(end.why));
        if (askpass.overdue())
            return fail(ErrorKind::Timeout, u"%1 did not answer in time while connecting."_s.arg(m_way.where),
                        u"Check the load of the host and the network."_s, cleanComplaint(m_heard));
        if (m_cancel.cancelled())
            return cancelledBefore(m_way);
        return tl::unexpected(explained());
    }
    bool wasTurnedAway() const { return isTurnedAway(m_heard); }

private:
    QStringList sharing() const
    {
        return {u"-o"_s,      u"ControlMaster=yes"_s,
                u"-o"_s,      u"ControlPath="_s + m_way.socket,
                u"-o"_s,      QString::fromLatin1(idleLife),
                u"-f"_s,      u"-N"_s,
                u"-T"_s,      u"--"_s,
                m_way.address};
    }

    ProcessEnd start(const AskpassServer &askpass, const QStringList &arguments)
    {
        ProcessRequest request;
        request.program = m_way.program;
        request.arguments = connectingOptions(m_way) + arguments;
        request.environment = sshEnvironment(m_shared);
        if (!m_agentAnswers)
            request.environment[u"SSH_AUTH_SOCK"_s] = QString();
        if (!m_shared.askpassProgram.isEmpty())
            request.environment.merge(askpass.environment(m_shared.askpassProgram));
        request.timeout = personPatience;
        request.onData = [this](const char *data, qint64 size, bool) {
            m_heard.append(data, qsizetype(std::min<qint64>(size, heardLimit - m_heard.size())));
        };
        return runProcess(request, askpass.stop());
    }

    Error explained() const
    {
        Error error = sshComplaint(m_heard, m_way.where, m_way.user);
        if (const auto &key = m_questions.refusedKey(); key && error.kind == ErrorKind::HostKey) {
            const QString shows = u"%1:%2 shows %3 %4."_s.arg(key->address, QString::number(key->port),
                                                              key->keyType, key->fingerprint);
            error.detail = shows + u'\n' + error.detail;
        } else if (const auto &problem = m_questions.problem(); problem && error.kind == ErrorKind::Auth) {
            error.detail = problem->summary + u'\n' + error.detail;
            if (!problem->hint.isEmpty())
                error.hint = problem->hint;
        } else if (const QString file = m_questions.unopenedKey();
                   !file.isEmpty() && error.kind == ErrorKind::Auth) {
            error.summary = u"The passphrase for the key %1 is wrong."_s.arg(file);
            error.hint = u"Try again, or add the key to your agent with \"ssh-add %1\"."_s.arg(file);
        }
        return error;
    }

    const SshWay &m_way;
    const SystemSshShared &m_shared;
    const CancelToken &m_cancel;
    bool m_agentAnswers = true;
    Gate::Pass m_pass;
    SshQuestions m_questions;
    QByteArray m_heard;
};

bool tellMaster(const SshWay &way, const QString &what)
{
    ProcessRequest request;
    request.program = way.program;
    request.arguments = {u"-F"_s, u"none"_s, u"-S"_s, way.socket, u"-O"_s, what, u"--"_s, way.address};
    request.timeout = closingPatience;
    const ProcessEnd end = runProcess(request, {});
    return end.end == End::Exited && end.code == 0;
}

} // namespace

QStringList connectingOptions(const SshWay &way)
{
    return QStringList{u"-F"_s, way.configFile} + way.to;
}

std::map<QString, QString> sshEnvironment(const SystemSshShared &shared)
{
    // In English, because its words are read.
    return {{u"LC_ALL"_s, u"C"_s}, {u"SSH_AUTH_SOCK"_s, shared.agentSocket}};
}

Result<void> openMaster(const SshWay &way, const SystemSshShared &shared, const CancelToken &cancel)
{
    for (int retry = 0;; ++retry) {
        bool turnedAway = false;
        {
            Attempt attempt(way, shared, cancel);
            const auto done = attempt.run();
            turnedAway = !done && attempt.wasTurnedAway();
            if (done || !turnedAway || retry == retries)
                return done;
        }
        if (cancel.waitFor(pauseBefore(retry, shared.retryAtMost)))
            return cancelledBefore(way);
    }
}

bool hasMaster(const SshWay &way)
{
    return QFile::exists(way.socket) && tellMaster(way, u"check"_s);
}

void closeMaster(const SshWay &way)
{
    if (QFile::exists(way.socket))
        tellMaster(way, u"exit"_s);
    QFile::remove(way.socket);
}

} // namespace belay
