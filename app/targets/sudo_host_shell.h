// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/targets/sudo_passwords.h"

namespace belay {

/// In front of the shells of all hosts: when a command's sudo asks for a password, asks the person and brings
/// the answer to the command, which waits on the host meanwhile. Nothing is run twice. A wrong password is
/// asked for again twice; without an answer sudo fails and the command with it.
class SudoHostShell : public HostShell
{
public:
    SudoHostShell(HostShell &next, Prompter &prompter, std::function<void(const QString &)> conceal);

    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override;
    void forget(const HostRef &host) override { m_next.forget(host); }
    QString transportNote(const HostRef &host) override { return m_next.transportNote(host); }

private:
    HostShell &m_next;
    SudoPasswords m_passwords;
};

} // namespace belay
