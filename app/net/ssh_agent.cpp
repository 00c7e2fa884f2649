// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_agent.h"

#include "app/net/ssh_wire.h"

#include <QFileInfo>

#include <cerrno>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr char requestIdentities = 11;
constexpr char identitiesAnswer = 12;
constexpr char signRequest = 13;
constexpr char signResponse = 14;
constexpr quint32 answerLimit = 256 * 1024;

tl::unexpected<Error> agentFailure(const QString &what)
{
    return fail(ErrorKind::Network, u"The SSH agent %1."_s.arg(what),
                u"Restart the agent, or unset SSH_AUTH_SOCK to go without it."_s);
}

} // namespace

Result<SshAgent> SshAgent::open(const QString &socketPath, Deadline deadline, const CancelWake &wake)
{
    if (socketPath.isEmpty() || !QFileInfo::exists(socketPath))
        return fail(ErrorKind::NotFound, u"No SSH agent is running."_s);
    auto socket = connectLocal(socketPath);
    if (!socket)
        return tl::unexpected(socket.error());
    SshAgent agent(std::move(*socket));
    const auto answer = agent.ask(QByteArray(1, requestIdentities), deadline, wake);
    if (!answer)
        return tl::unexpected(answer.error());
    WireReader reader(*answer);
    if (reader.byte() != identitiesAnswer)
        return agentFailure(u"does not list its keys (is it locked?)"_s);
    for (quint32 left = reader.number(); left > 0 && reader.ok(); --left) {
        const QByteArray publicKey = reader.string();
        const QByteArray comment = reader.string();
        if (reader.ok())
            agent.m_keys.push_back({publicKey, QString::fromUtf8(comment)});
    }
    return agent;
}

Result<QByteArray> SshAgent::sign(const QByteArray &publicKey, const QByteArray &data, Deadline deadline,
                                  const CancelWake &wake)
{
    const QByteArray request =
        QByteArray(1, signRequest) + wireString(publicKey) + wireString(data) + wireNumber(0);
    const auto answer = ask(request, deadline, wake);
    if (!answer)
        return tl::unexpected(answer.error());
    WireReader reader(*answer);
    if (reader.byte() != signResponse)
        return agentFailure(u"refused to sign"_s);
    WireReader signature(reader.string());
    signature.string(); // the algorithm
    const QByteArray bare = signature.string();
    if (!signature.ok())
        return agentFailure(u"sent a damaged signature"_s);
    return bare;
}

Result<QByteArray> SshAgent::ask(const QByteArray &request, Deadline deadline, const CancelWake &wake)
{
    QByteArray out = wireString(request);
    if (auto sent = transfer(out, true, deadline, wake); !sent)
        return tl::unexpected(sent.error());
    QByteArray head(4, '\0');
    if (auto got = transfer(head, false, deadline, wake); !got)
        return tl::unexpected(got.error());
    const quint32 size = WireReader(head).number();
    if (size == 0 || size > answerLimit)
        return agentFailure(u"sent nonsense"_s);
    QByteArray body(qsizetype(size), '\0');
    if (auto got = transfer(body, false, deadline, wake); !got)
        return tl::unexpected(got.error());
    return body;
}

Result<void> SshAgent::transfer(QByteArray &buffer, bool sending, Deadline deadline, const CancelWake &wake)
{
    qsizetype done = 0;
    while (done < buffer.size()) {
        char *at = buffer.data() + done;
        const auto left = size_t(buffer.size() - done);
        const qint64 moved = sending ? sendSome(m_socket.descriptor(), at, left)
                                     : receiveSome(m_socket.descriptor(), at, left);
        if (moved > 0) {
            done += qsizetype(moved);
            continue;
        }
        if (moved != -EAGAIN)
            return agentFailure(u"closed the connection"_s);
        const Waited waited = waitFor(m_socket.descriptor(), !sending, sending, deadline, wake);
        if (waited == Waited::Cancelled)
            return fail(ErrorKind::Cancelled, u"Waiting for the SSH agent was cancelled."_s);
        if (waited == Waited::Overdue)
            return fail(ErrorKind::Timeout, u"The SSH agent does not answer."_s,
                        u"Restart the agent, or unset SSH_AUTH_SOCK to go without it."_s);
    }
    return {};
}

} // namespace belay
