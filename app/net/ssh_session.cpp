// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_session.h"

#include "app/net/server_offer.h"
#include "app/net/ssh_error.h"

#include <libssh2.h>

#include <cerrno>
#include <mutex>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qint64 greetingLimit = 64 * 1024; ///< bytes before the "SSH-" line
constexpr qsizetype startKept = 16 * 1024;  ///< enough for the greeting and the first packet

void initLibraryOnce()
{
    static std::once_flag once; // libssh2_init is not thread-safe by itself
    std::call_once(once, [] { libssh2_init(0); });
}

} // namespace

SshSession::SshSession(NetSocket socket, QString where)
    : m_socket(std::move(socket))
    , m_where(std::move(where))
{
    initLibraryOnce();
    m_session = libssh2_session_init_ex(nullptr, nullptr, nullptr, this);
    if (!m_session)
        return;
    libssh2_session_callback_set(m_session, LIBSSH2_CALLBACK_RECV,
                                 reinterpret_cast<void *>(&SshSession::receive));
    libssh2_session_callback_set(m_session, LIBSSH2_CALLBACK_SEND,
                                 reinterpret_cast<void *>(&SshSession::send));
    libssh2_session_set_blocking(m_session, 0);
}

SshSession::~SshSession()
{
    if (!m_session)
        return;
    m_wake = nullptr;
    m_deadline = deadlineIn(std::chrono::seconds(1));
    if (m_shaken)
        libssh2_session_disconnect(m_session, "done");
    // With the socket shut every further call fails at once instead of waiting for the peer.
    m_socket.shutdown();
    while (libssh2_session_free(m_session) == LIBSSH2_ERROR_EAGAIN && !isOver(m_deadline)) {
    }
}

void SshSession::arm(Deadline deadline, const CancelWake &wake)
{
    m_deadline = deadline;
    m_wake = &wake;
}

ptrdiff_t SshSession::receive(int socket, void *buffer, size_t size, int, void **abstract)
{
    auto *self = static_cast<SshSession *>(*abstract);
    if (self->stopped())
        return -ECONNABORTED;
    if (!self->m_greeted && self->m_received > greetingLimit)
        return -EPROTO;
    const qint64 got = receiveSome(socket, buffer, size);
    if (got > 0)
        self->m_life.heard(std::chrono::steady_clock::now());
    if (got > 0 && !self->m_shaken)
        self->remember(static_cast<const char *>(buffer), got);
    return ptrdiff_t(got);
}

ptrdiff_t SshSession::send(int socket, const void *buffer, size_t size, int, void **)
{
    return ptrdiff_t(sendSome(socket, buffer, size));
}

void SshSession::remember(const char *data, qint64 size)
{
    m_received += size;
    if (m_start.size() < startKept)
        m_start.append(data, qsizetype(size));
    // The greeting comes byte by byte: look only when a line ends.
    if (!m_greeted && data[size - 1] == '\n')
        m_greeted = sshGreeting(m_start).has_value();
}

Result<void> SshSession::setMethods(const QByteArrayList &hostKeyTypes)
{
    const std::pair<int, QByteArrayList> wanted[] = {
        {LIBSSH2_METHOD_KEX, allowedKeyExchange()},  {LIBSSH2_METHOD_HOSTKEY, hostKeyTypes},
        {LIBSSH2_METHOD_CRYPT_CS, allowedCiphers()}, {LIBSSH2_METHOD_CRYPT_SC, allowedCiphers()},
        {LIBSSH2_METHOD_MAC_CS, allowedMacs()},      {LIBSSH2_METHOD_MAC_SC, allowedMacs()},
        {LIBSSH2_METHOD_COMP_CS, {"none"}},          {LIBSSH2_METHOD_COMP_SC, {"none"}},
    };
    for (const auto &[kind, names] : wanted)
        if (const int code = libssh2_session_method_pref(m_session, kind, names.join(',').constData()))
            return tl::unexpected(error(code, u"choosing algorithms"_s));
    return {};
}

Result<void> SshSession::handshake(const QByteArrayList &hostKeyTypes)
{
    if (!m_session)
        return fail(ErrorKind::Internal, u"Out of memory while connecting to %1."_s.arg(m_where));
    if (auto set = setMethods(hostKeyTypes); !set)
        return set;
    const int code = finish([this] { return libssh2_session_handshake(m_session, m_socket.descriptor()); });
    if (code != 0)
        return tl::unexpected(handshakeError(code));
    m_shaken = true;
    m_start.clear();
    return {};
}

bool SshSession::wasTurnedAway() const
{
    if (m_shaken || m_greeted || stopped())
        return false;
    // What sshd says before it closes: MaxStartups reached, or a penalty for this address.
    return m_start.isEmpty() || m_start.startsWith("Exceeded MaxStartups") ||
           m_start.startsWith("Not allowed at this");
}

Error SshSession::handshakeError(int code) const
{
    if (const auto why = stopped())
        return *why == Waited::Overdue && !m_greeted
                   ? Error{ErrorKind::Timeout,
                           u"%1 accepted the connection but did not greet in time."_s.arg(m_where),
                           {},
                           u"The SSH server there hangs or is overloaded, or something else listens on the port."_s}
                   : stopError(*why, u"connecting"_s);
    if (wasTurnedAway())
        return {
            ErrorKind::Network, u"%1 closed the connection at once."_s.arg(m_where),
            u"It said: \"%1\""_s.arg(printable(m_start)),
            u"The host may limit connections (MaxStartups) or refuse this address (firewall, hosts.deny)."_s};
    if (!m_greeted)
        return {ErrorKind::Network,
                u"%1 is not an SSH server (it said \"%2\")."_s.arg(
                    m_where, printable(m_start.split('\n').first().trimmed())),
                {},
                u"Check that the port is the one of the SSH server."_s};
    const auto offer = serverOffer(m_start);
    const QString why = offer ? whyNothingInCommon(*offer) : QString();
    Error out = error(code, u"agreeing on keys"_s);
    if (why.isEmpty())
        return out;
    const bool hostKeys = why.contains("host keys"_L1);
    out.kind = hostKeys ? ErrorKind::HostKey : ErrorKind::Network;
    out.summary = u"%1 %2. %3"_s.arg(m_where, QLatin1String(phrase::cannotTalk), why);
    if (hostKeys)
        out.hint = u"Give the host an ed25519 key: \"ssh-keygen -A\" there, then restart sshd."_s;
    return out;
}

QByteArray SshSession::hostKey() const
{
    size_t size = 0;
    int type = 0;
    const char *key = libssh2_session_hostkey(m_session, &size, &type);
    return key ? QByteArray(key, qsizetype(size)) : QByteArray();
}

QByteArray SshSession::method(int kind) const
{
    return libssh2_session_methods(m_session, kind);
}

int SshSession::finish(const std::function<int()> &call)
{
    for (;;) {
        const int code = call();
        if (code != LIBSSH2_ERROR_EAGAIN)
            return code;
        if (wait(m_deadline) != Waited::Ready)
            return LIBSSH2_ERROR_TIMEOUT;
    }
}

Waited SshSession::wait(Deadline latest)
{
    const int directions = libssh2_session_block_directions(m_session);
    const bool writing = directions & LIBSSH2_SESSION_BLOCK_OUTBOUND;
    const bool reading = !writing || (directions & LIBSSH2_SESSION_BLOCK_INBOUND);
    return waitFor(m_socket.descriptor(), reading, writing, std::min(latest, m_deadline), *m_wake);
}

bool SshSession::isAlive()
{
    switch (m_life.due(std::chrono::steady_clock::now())) {
    case SignOfLife::Do::GiveUp:
        return false;
    case SignOfLife::Do::Ask: {
        // The library paces these by the wall clock, which may have been set back: the shortest interval.
        libssh2_keepalive_config(m_session, 1, 1);
        int again = 0;
        libssh2_keepalive_send(m_session, &again);
        return true;
    }
    case SignOfLife::Do::Wait:
        break;
    }
    return true;
}

QString SshSession::silenceText() const
{
    const auto patience = std::chrono::duration_cast<std::chrono::seconds>(m_life.patience());
    return u"The host gave no sign of life for %1 s; the connection was given up."_s.arg(patience.count());
}

bool SshSession::isSendPending() const
{
    return libssh2_session_block_directions(m_session) & LIBSSH2_SESSION_BLOCK_OUTBOUND;
}

std::optional<Waited> SshSession::stopped() const
{
    if (m_wake && m_wake->cancelled())
        return Waited::Cancelled;
    return isOver(m_deadline) ? std::optional(Waited::Overdue) : std::nullopt;
}

Error SshSession::stopError(Waited why, const QString &doing) const
{
    if (why == Waited::Cancelled)
        return {ErrorKind::Cancelled, u"Cancelled while %1 on %2."_s.arg(doing, m_where), {}, {}};
    return {ErrorKind::Timeout,
            u"%1 did not answer in time while %2."_s.arg(m_where, doing),
            {},
            u"Check the load of the host and the network."_s};
}

Error SshSession::error(int code, const QString &doing) const
{
    if (const auto why = stopped())
        return stopError(*why, doing);
    char *text = nullptr;
    libssh2_session_last_error(m_session, &text, nullptr, 0);
    return sshError(code, m_where, doing, text ? printable(text, 200) : QString());
}

} // namespace belay
