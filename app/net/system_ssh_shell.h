// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/kept_program.h"
#include "app/net/ssh_folder.h"
#include "app/net/ssh_host_shell.h"
#include "app/net/ssh_master.h"

namespace belay {

/// HostShell over the system's `ssh` program: whatever it can reach, this can. One shared connection per host
/// is kept open (on Windows, where ssh has none, each script has its own); and on it a shell for the scripts
/// that may share one; scripts for the same host run one after the other. Host keys follow the rules of the
/// other transport: known ones connect, unknown ones are asked about, changed and revoked ones are refused.
/// Thread-safe; hosts are independent.
class SystemSshShell : public HostShell
{
public:
    SystemSshShell(Prompter &prompter, SshOptions options, std::shared_ptr<SshConfigs> configs = {});
    ~SystemSshShell() override;

    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override;
    void forget(const HostRef &host) override;

    /// Where the program is; empty when it is not installed.
    QString program() const;

private:
    struct Slot
    {
        Gate gate{1};
        int number = 0;
        SshWay way; ///< this and the next ones only touched by who is inside the gate
        bool connected = false;
        std::unique_ptr<KeptProgram> shell; ///< over the shared connection
        std::chrono::steady_clock::time_point lastUse;
        std::atomic<bool> stale = false;
    };
    Slot &slotFor(const HostRef &host);
    Result<QString> sharedFolder();
    Result<SshWay> wayTo(const HostRef &host, const Slot &slot, const CancelToken &cancel);
    Result<void> writeConfig(const SshWay &way, const HostRef &host, const SshConfig &config,
                             const CancelToken &cancel);
    Result<ScriptResult> runIn(Slot &slot, const HostRef &host, const ScriptRequest &request,
                               const CancelToken &cancel);
    Result<ScriptResult> runAlone(Slot &slot, const ScriptRequest &request, const CancelToken &cancel);
    Result<SshProgramOutcome> runShared(Slot &slot, const ScriptRequest &request, bool inKeptShell,
                                        const CancelToken &cancel);
    bool stillAnswers(Slot &slot, bool inKeptShell, const CancelToken &cancel);
    void settle(Slot &slot, SshProgramOutcome &outcome);
    void drop(Slot &slot);

    SshOptions m_options;
    std::shared_ptr<SshConfigs> m_configs;
    Gate m_handshakes{16};
    Gate m_questions{1};
    GivenPassphrases m_passphrases;
    SystemSshShared m_shared;

    std::mutex m_mutex; ///< guards the next two; slots are never removed
    std::unique_ptr<SshFolder> m_folder;
    std::map<QString, std::unique_ptr<Slot>> m_slots;
};

} // namespace belay
