// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/kept_shell.h"
#include "app/net/ssh_channel_run.h"
#include "app/net/ssh_configs.h"
#include "app/net/ssh_connect.h"

#include <QStringList>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

namespace belay {

struct SshOptions
{
    QString home;                ///< whose ~/.ssh is used; empty: the user's
    QStringList knownHostsFiles; ///< read besides the project's; empty: ~/.ssh/known_hosts and
                                 ///< /etc/ssh/ssh_known_hosts
    QString ownKnownHosts; ///< accepted keys are appended here (and read from here); empty: kept nowhere
    QString agentSocket = qEnvironmentVariable("SSH_AUTH_SOCK");
    QString sshConfigFile;  ///< empty: what `ssh` reads by itself; "none": no file
    QString sshProgram;     ///< for what libssh2 cannot do; empty: `ssh` as PATH finds it
    QString askpassProgram; ///< ours, asked by `ssh` for passphrases and host keys; empty: nobody is asked
    SshTimes times;
    ChannelTimes channelTimes;
};

/// With everything that is empty and has a default filled in.
SshOptions completed(SshOptions options);

/// HostShell over SSH. Thread-safe; hosts are independent. One session per user@address:port is kept open,
/// and on it a shell for the scripts that may share one; scripts for the same host run one after the other. A
/// kept session that turns out dead before anything of the script was sent is replaced once.
class SshHostShell : public HostShell
{
public:
    /// `configs` may be shared with others; null: an own one.
    SshHostShell(Prompter &prompter, SshOptions options, std::shared_ptr<SshConfigs> configs = {});
    ~SshHostShell() override;

    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override;
    void forget(const HostRef &host) override;

private:
    struct Slot
    {
        Gate gate{1};
        std::unique_ptr<SshSession> session; ///< this and the next only touched by who is inside the gate
        std::unique_ptr<KeptShell> shell;    ///< on the session's only channel
        std::atomic<bool> stale = false;

        void drop()
        {
            shell.reset();
            session.reset();
        }
    };
    Result<SshEndpoint> endpoint(const HostRef &host, const CancelToken &cancel);
    Slot &slotFor(const QString &key);
    Result<ScriptResult> runOnce(Slot &slot, const ScriptRequest &request, const ChannelTimes &times,
                                 const CancelWake &wake);
    Result<ScriptResult> runKept(Slot &slot, const ScriptRequest &request, const ChannelTimes &times,
                                 const CancelWake &wake);
    Result<ScriptResult> runOn(Slot &slot, const SshEndpoint &to, const ScriptRequest &request,
                               const CancelWake &wake);

    SshOptions m_options;
    NameLookups m_lookups;
    Gate m_handshakes{16};
    Gate m_questions{1};
    Passphrases m_passphrases;
    SshShared m_shared;

    std::shared_ptr<SshConfigs> m_configs;

    std::mutex m_mutex; ///< guards the map; slots are never removed
    std::map<QString, std::unique_ptr<Slot>> m_slots;
};

} // namespace belay
