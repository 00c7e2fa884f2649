// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_host_shell.h"

#include "app/net/local_user.h"

#include <QDir>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

/// A kept session answers in a round trip or not at all; longer waiting only delays the new connection.
constexpr std::chrono::milliseconds keptSessionOpens{5000};
/// A shell that was silent for so long is asked whether it still answers before it gets a script: a
/// connection that died meanwhile (a laptop's sleep, another network) would swallow it.
constexpr std::chrono::seconds trusted{15};
constexpr std::chrono::milliseconds answersWithin{3000};

QString absolute(const QString &path, const QString &home)
{
    return path.startsWith("~/"_L1) ? QString(home + path.mid(1)) : path;
}

/// IdentityAgent: "none" for no agent, "SSH_AUTH_SOCK" or "$NAME" for what the environment says, or a path.
QString agentSocket(const SshConfig &config, const SshOptions &options)
{
    const QString &agent = config.identityAgent;
    if (agent.isEmpty() || agent == "SSH_AUTH_SOCK"_L1)
        return options.agentSocket;
    if (agent == "none"_L1)
        return {};
    return agent.startsWith(u'$') ? qEnvironmentVariable(agent.mid(1).toLatin1().constData()) : agent;
}

bool mayBeDead(const Error &error)
{
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout ||
           error.kind == ErrorKind::Remote;
}

} // namespace

SshOptions completed(SshOptions options)
{
    if (options.home.isEmpty())
        options.home = QDir::homePath();
    if (options.knownHostsFiles.isEmpty())
        options.knownHostsFiles = {options.home + u"/.ssh/known_hosts"_s, u"/etc/ssh/ssh_known_hosts"_s};
    return options;
}

SshHostShell::SshHostShell(Prompter &prompter, SshOptions options, std::shared_ptr<SshConfigs> configs)
    : m_options(completed(std::move(options)))
    , m_passphrases(prompter)
    , m_shared{prompter,
               m_lookups,
               m_handshakes,
               m_questions,
               m_passphrases,
               QStringList{m_options.ownKnownHosts} + m_options.knownHostsFiles,
               m_options.ownKnownHosts,
               {m_options.home + u"/.ssh/id_ed25519"_s, m_options.home + u"/.ssh/id_ecdsa"_s},
               m_options.times}
    , m_configs(configs ? std::move(configs)
                        : std::make_shared<SshConfigs>(m_options.sshConfigFile, m_options.home))
{
}

SshHostShell::~SshHostShell() = default;

Result<SshEndpoint> SshHostShell::endpoint(const HostRef &host, const CancelToken &cancel)
{
    const QString address = addressOf(host.spec);
    if (!isPlainAddress(address))
        return fail(ErrorKind::Invalid, u"\"%1\" is not an address that can be connected to."_s.arg(address),
                    u"Write a host name or an IP address in the project file."_s);
    const SshConfig config = m_configs->of(host, cancel);
    if (const QString way = config.proxyJump + config.proxyCommand; !way.isEmpty())
        return fail(ErrorKind::Invalid,
                    u"%1 is not reached directly but through \"%2\", which libssh2 cannot do."_s.arg(
                        host.spec.name, way),
                    u"Let the system's ssh do it: take \"transport\": \"libssh2\" out of the target."_s);
    SshEndpoint to;
    to.name = host.spec.name;
    to.address = config.hostName.isEmpty() ? address : config.hostName;
    to.lookupName = config.hostKeyAlias.isEmpty() ? to.address : config.hostKeyAlias;
    to.port = host.spec.port != 0 ? host.spec.port : (config.port != 0 ? config.port : 22);
    to.user =
        !host.spec.user.isEmpty() ? host.spec.user : (!config.user.isEmpty() ? config.user : localUserName());
    to.identityFiles = host.identityFile.isEmpty() ? config.identityFiles
                                                   : QStringList{absolute(host.identityFile, m_options.home)};
    to.identitiesOnly = config.identitiesOnly && !to.identityFiles.isEmpty();
    to.knownHosts = QStringList{absolute(host.knownHosts, m_options.home)} + config.userKnownHosts;
    to.agentSocket = agentSocket(config, m_options);
    return to;
}

SshHostShell::Slot &SshHostShell::slotFor(const QString &key)
{
    const std::lock_guard lock(m_mutex);
    auto &slot = m_slots[key];
    if (!slot)
        slot = std::make_unique<Slot>();
    return *slot;
}

Result<ScriptResult> SshHostShell::run(const HostRef &host, const ScriptRequest &request,
                                       const CancelToken &cancel)
{
    const auto to = endpoint(host, cancel);
    if (!to)
        return tl::unexpected(to.error());
    Slot &slot = slotFor(to->key());
    const auto pass = slot.gate.enter(deadlineIn(request.timeout), cancel);
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, u"Cancelled before anything was sent to %1."_s.arg(to->where()));
    if (!pass)
        return fail(ErrorKind::Timeout, u"%1 was busy with another script the whole time."_s.arg(to->where()),
                    u"Try again when the other work on this host is over."_s);
    const CancelWake wake(cancel);
    return runOn(slot, *to, request, wake);
}

/// In a channel of its own.
Result<ScriptResult> SshHostShell::runOnce(Slot &slot, const ScriptRequest &request,
                                           const ChannelTimes &times, const CancelWake &wake)
{
    auto outcome = runInChannel(*slot.session, request, times, wake);
    if (!outcome || !outcome->sessionUsable)
        slot.drop();
    if (!outcome)
        return tl::unexpected(outcome.error());
    return std::move(outcome->result);
}

Result<ScriptResult> SshHostShell::runKept(Slot &slot, const ScriptRequest &request,
                                           const ChannelTimes &times, const CancelWake &wake)
{
    slot.session->arm(deadlineIn(std::min(times.open, request.timeout)), wake);
    if (!slot.shell) {
        auto shell = KeptShell::open(*slot.session, times);
        if (!shell) {
            slot.drop();
            return tl::unexpected(shell.error());
        }
        slot.shell = std::move(*shell);
    }
    auto result = slot.shell->run(request);
    if (!slot.shell->isUsable())
        slot.drop();
    return result;
}

Result<ScriptResult> SshHostShell::runOn(Slot &slot, const SshEndpoint &to, const ScriptRequest &request,
                                         const CancelWake &wake)
{
    if (slot.stale.exchange(false))
        slot.drop();
    const bool inKeptShell = request.inKeptShell && !request.input;
    if (slot.shell) {
        // One channel at a time: two that send at once confuse the library, and a host may allow only one.
        slot.session->arm(deadlineIn(answersWithin), wake);
        const bool good = inKeptShell ? slot.shell->idleFor() < trusted || slot.shell->answers(answersWithin)
                                      : slot.shell->close();
        if (!good)
            slot.drop();
        else if (!inKeptShell)
            slot.shell.reset();
    }
    for (;;) {
        const bool kept = slot.session != nullptr;
        if (!kept) {
            auto session = connectSsh(to, m_shared, wake);
            if (!session)
                return tl::unexpected(session.error());
            slot.session = std::move(*session);
        }
        ChannelTimes times = m_options.channelTimes;
        if (kept)
            times.open = std::min(times.open, keptSessionOpens);
        auto result = inKeptShell ? runKept(slot, request, times, wake) : runOnce(slot, request, times, wake);
        if (slot.session)
            slot.session->disarm();
        if (result || !kept || !mayBeDead(result.error()))
            return result;
    }
}

void SshHostShell::forget(const HostRef &host)
{
    const QString address = addressOf(host.spec);
    const auto config = m_configs->known(host);
    m_configs->forget(host);
    const QString connected = config && !config->hostName.isEmpty() ? config->hostName : address;
    const std::lock_guard lock(m_mutex);
    const QString part = u"@%1:"_s.arg(connected);
    for (auto &[key, slot] : m_slots) {
        if (!key.contains(part) || (host.spec.port != 0 && !key.endsWith(u":%1"_s.arg(host.spec.port))))
            continue;
        slot->stale = true;
        if (const auto pass = slot->gate.tryEnter())
            slot->drop(); // nobody uses it; a busy one goes when its script is over
    }
}

} // namespace belay
