// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/choose_transport.h"
#include "app/net/system_ssh_shell.h"

namespace belay {

/// HostShell over SSH by whichever transport can reach the host: libssh2 where it can, the system's `ssh`
/// otherwise. Decides once per host, and changes its mind when libssh2 turns out not to fit before anything
/// was sent. Thread-safe.
class SshRouter : public HostShell
{
public:
    SshRouter(Prompter &prompter, const SshOptions &options);
    ~SshRouter() override;

    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override;
    /// Also decides anew at the next run.
    void forget(const HostRef &host) override;
    /// Which transport reaches the host and why, when that is worth telling; empty for the usual one.
    QString transportNote(const HostRef &host) override;

private:
    TransportChoice choiceFor(const HostRef &host, const CancelToken &cancel);
    void remember(const HostRef &host, const TransportChoice &choice);

    SshOptions m_options;
    std::shared_ptr<SshConfigs> m_configs;
    SshHostShell m_libssh2;
    SystemSshShell m_ssh;

    std::mutex m_mutex;
    std::map<QString, TransportChoice> m_choices;
};

} // namespace belay
