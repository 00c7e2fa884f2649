// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/ssh_host_shell.h"
#include "app/net/system_ssh_shell.h"
#include "tests/support/private_sshd.h"

#include <mutex>

namespace belay {

/// A person for tests: says what the test wants and remembers what was asked. Thread-safe.
class FakePerson : public Prompter
{
public:
    bool trusts = false;
    QString secret; ///< empty: nobody is there to answer

    bool trustHostKey(const HostKeyQuestion &question, const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        m_hostKeys.push_back(question);
        return trusts;
    }
    Result<QString> askSecret(const QString &, const QString &prompt, bool, const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        m_prompts.append(prompt);
        if (secret.isEmpty())
            return fail(ErrorKind::Auth, QStringLiteral("Nobody is there to answer."));
        return secret;
    }
    void forgetAll()
    {
        const std::lock_guard lock(m_mutex);
        m_hostKeys.clear();
        m_prompts.clear();
        trusts = false;
        secret.clear();
    }
    std::vector<HostKeyQuestion> hostKeys()
    {
        const std::lock_guard lock(m_mutex);
        return m_hostKeys;
    }
    QStringList prompts()
    {
        const std::lock_guard lock(m_mutex);
        return m_prompts;
    }

private:
    std::mutex m_mutex;
    std::vector<HostKeyQuestion> m_hostKeys;
    QStringList m_prompts;
};

/// Options that see nothing of the real person's ~/.ssh, agent and configuration.
inline SshOptions isolatedOptions(const QString &home)
{
    SshOptions options;
    options.home = home;
    options.knownHostsFiles = {home + QStringLiteral("/.ssh/known_hosts")};
    options.ownKnownHosts = home + QStringLiteral("/belay/known_hosts");
    options.agentSocket.clear();
    options.sshConfigFile = QStringLiteral("none");
    options.askpassProgram = QStringLiteral(BELAY_BIN_DIR "/belay");
    return options;
}

/// The transport that this run of the tests is about: libssh2, or the system's ssh when the environment says
/// so. The same tests run against both.
inline bool testsSystemSsh()
{
    return qEnvironmentVariable("BELAY_TEST_TRANSPORT") == QLatin1String("ssh");
}
inline std::unique_ptr<HostShell> makeShell(Prompter &prompter, const SshOptions &options)
{
    if (testsSystemSsh())
        return std::make_unique<SystemSshShell>(prompter, options);
    return std::make_unique<SshHostShell>(prompter, options);
}

/// For what one transport does in its own way: the test says why it is not about the other one.
#define NOT_OVER_SYSTEM_SSH(why)                                                                             \
    if (belay::testsSystemSsh())                                                                             \
    QSKIP(why)

/// The kind of the error as a word, "none" for a value.
inline QString kindOf(const Result<ScriptResult> &result)
{
    return result ? QStringLiteral("none") : toString(result.error().kind);
}

/// A script that is expected to end by itself.
inline ScriptRequest script(const QByteArray &text)
{
    ScriptRequest request;
    request.script = text;
    return request;
}

} // namespace belay
