// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_router.h"

#include "app/net/transport_facts.h"

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QString keyOf(const HostRef &host)
{
    return QStringList{addressOf(host.spec), host.spec.user, QString::number(host.spec.port),
                       host.identityFile, QString::number(int(host.sshTransport))}
        .join(u'\n');
}

Error needsSsh(const HostRef &host, const QString &why, const QString &detail)
{
    return {ErrorKind::NotFound,
            u"%1 needs the program ssh, which is not installed here, because %2."_s.arg(host.spec.name, why),
            detail, u"Install the OpenSSH client (on Debian: apt install openssh-client)."_s};
}

} // namespace

SshRouter::SshRouter(Prompter &prompter, const SshOptions &options)
    : m_options(completed(options))
    , m_configs(std::make_shared<SshConfigs>(m_options.sshConfigFile, m_options.home))
    , m_libssh2(prompter, m_options, m_configs)
    , m_ssh(prompter, m_options, m_configs)
{
}

SshRouter::~SshRouter() = default;

TransportChoice SshRouter::choiceFor(const HostRef &host, const CancelToken &cancel)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_choices.find(keyOf(host)); found != m_choices.end())
            return found->second;
    }
    if (!isPlainAddress(addressOf(host.spec)))
        return {}; // refused by the transport, in its words
    const auto choice = chooseTransport(transportFacts(host, m_configs->of(host, cancel), m_options));
    if (!cancel.cancelled())
        remember(host, choice);
    return choice;
}

void SshRouter::remember(const HostRef &host, const TransportChoice &choice)
{
    const std::lock_guard lock(m_mutex);
    m_choices[keyOf(host)] = choice;
}

Result<ScriptResult> SshRouter::run(const HostRef &host, const ScriptRequest &request,
                                    const CancelToken &cancel)
{
    const TransportChoice choice = choiceFor(host, cancel);
    if (choice.transport == SshTransport::Ssh) {
        if (m_ssh.program().isEmpty())
            return tl::unexpected(needsSsh(host, choice.why, {}));
        return m_ssh.run(host, request, cancel);
    }
    auto result = m_libssh2.run(host, request, cancel);
    if (result || host.sshTransport == SshTransport::Libssh2 || cancel.cancelled())
        return result;
    const auto why =
        whySshInstead(result.error(), transportFacts(host, m_configs->of(host, cancel), m_options));
    if (!why)
        return result;
    if (m_ssh.program().isEmpty())
        return tl::unexpected(
            needsSsh(host, *why, QString(result.error().summary + u'\n' + result.error().detail)));
    // An error means that nothing was started: the same script may go the other way.
    remember(host, {SshTransport::Ssh, *why});
    return m_ssh.run(host, request, cancel);
}

void SshRouter::forget(const HostRef &host)
{
    m_libssh2.forget(host);
    m_ssh.forget(host);
    const std::lock_guard lock(m_mutex);
    m_choices.erase(keyOf(host));
}

QString SshRouter::transportNote(const HostRef &host)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_choices.find(keyOf(host));
    if (found == m_choices.end() || found->second.why.isEmpty())
        return {};
    const QString name = found->second.transport == SshTransport::Ssh ? u"the system's ssh"_s : u"libssh2"_s;
    return u"%1 is reached with %2, because %3."_s.arg(host.spec.name, name, found->second.why);
}

} // namespace belay
