// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_connect.h"

#include "app/net/host_key_check.h"
#include "app/net/known_hosts_files.h"
#include "app/net/server_offer.h"
#include "app/net/ssh_auth.h"

#include <QRandomGenerator>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int retries = 5;
constexpr std::chrono::milliseconds firstPause{500};
constexpr std::chrono::minutes queuePatience{10};

/// Full jitter: anything up to the doubled pause, so that many clients do not come back together.
std::chrono::milliseconds pauseBefore(int retry, std::chrono::milliseconds atMost)
{
    const auto top = std::min(atMost, firstPause * (1 << retry));
    return std::chrono::milliseconds(QRandomGenerator::global()->bounded(qint64(1), qint64(top.count()) + 1));
}

tl::unexpected<Error> cancelledWhileWaiting(const SshEndpoint &endpoint)
{
    return fail(ErrorKind::Cancelled, u"Connecting to %1 was cancelled."_s.arg(endpoint.where()));
}

/// One attempt. The pass of the handshake gate is held until the log-in is over or a person is asked.
class Attempt
{
public:
    Attempt(const SshEndpoint &endpoint, const SshShared &shared, const CancelWake &wake)
        : m_endpoint(endpoint)
        , m_shared(shared)
        , m_wake(wake)
    {
    }

    Result<std::unique_ptr<SshSession>> run()
    {
        auto done = openSession();
        if (done)
            done = checkKey();
        if (done)
            done = logIn();
        if (!done)
            return tl::unexpected(done.error());
        return std::move(m_session);
    }
    bool wasTurnedAway() const { return m_session && m_session->wasTurnedAway(); }

private:
    Result<void> openSession();
    Result<void> checkKey();
    Result<void> logIn();

    const SshEndpoint &m_endpoint;
    const SshShared &m_shared;
    const CancelWake &m_wake;
    Gate::Pass m_pass;
    KnownHosts m_known;
    std::unique_ptr<SshSession> m_session;
};

Result<void> Attempt::openSession()
{
    auto known = readKnownHosts(m_endpoint.knownHosts + m_shared.knownHostsFiles);
    if (!known)
        return tl::unexpected(known.error());
    m_known = std::move(*known);
    m_pass = m_shared.handshakes.enter(deadlineIn(queuePatience), m_wake.token());
    if (!m_pass)
        return cancelledWhileWaiting(m_endpoint);
    const Deadline connectBy = deadlineIn(m_shared.times.connect);
    const auto addresses =
        m_shared.lookups.find(m_endpoint.address, m_endpoint.port, connectBy, m_wake.token());
    if (!addresses)
        return tl::unexpected(addresses.error());
    auto socket = connectTcp(*addresses, m_endpoint.where(), connectBy, m_wake);
    if (!socket)
        return tl::unexpected(socket.error());
    m_session = std::make_unique<SshSession>(std::move(*socket), m_endpoint.where());
    m_session->arm(deadlineIn(m_shared.times.handshake), m_wake);
    return m_session->handshake(hostKeyOrder(m_known.keyTypes(m_endpoint.lookupName, m_endpoint.port)));
}

Result<void> Attempt::checkKey()
{
    const auto verdict = m_known.check(m_endpoint.lookupName, m_endpoint.port, m_session->hostKey());
    Gate::Pass question;
    if (verdict.kind == HostKeyVerdict::Kind::Unknown) {
        m_pass.leave(); // a person may take long; the other hosts go on
        question = m_shared.questions.enter(deadlineIn(queuePatience), m_wake.token());
        if (!question)
            return cancelledWhileWaiting(m_endpoint);
    }
    return checkHostKey(
        *m_session, m_known,
        {m_endpoint.name, m_endpoint.lookupName, m_endpoint.address, m_endpoint.port, m_shared.ownKnownHosts},
        m_shared.prompter, m_wake.token());
}

Result<void> Attempt::logIn()
{
    const AuthRequest request{m_endpoint.name,      m_endpoint.user,           m_endpoint.identityFiles,
                              m_shared.defaultKeys, m_endpoint.identitiesOnly, m_endpoint.agentSocket};
    auto done = authenticate(*m_session, request, m_shared.prompter, m_shared.passphrases,
                             [this] { m_pass.leave(); });
    m_pass.leave();
    return done;
}

} // namespace

QString SshEndpoint::where() const
{
    return u"%1 (%2:%3)"_s.arg(name, address, QString::number(port));
}

QString SshEndpoint::key() const
{
    return u"%1@%2:%3"_s.arg(user, address, QString::number(port));
}

Result<std::unique_ptr<SshSession>> connectSsh(const SshEndpoint &endpoint, const SshShared &shared,
                                               const CancelWake &wake)
{
    if (auto usable = checkIdentities(endpoint.identityFiles); !usable)
        return tl::unexpected(usable.error());
    for (int retry = 0;; ++retry) {
        bool turnedAway = false;
        {
            Attempt attempt(endpoint, shared, wake);
            auto session = attempt.run();
            turnedAway = attempt.wasTurnedAway();
            if (session || !turnedAway || retry == retries)
                return session;
        }
        if (wake.token().waitFor(pauseBefore(retry, shared.times.retryAtMost)))
            return cancelledWhileWaiting(endpoint);
    }
}

} // namespace belay
