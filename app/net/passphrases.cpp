// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/passphrases.h"

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr std::chrono::minutes patience{10}; ///< for a person who is being asked on behalf of another host

} // namespace

Passphrases::~Passphrases()
{
    for (auto &[file, passphrase] : m_known)
        passphrase.fill('\0');
}

Result<void> Passphrases::unlock(const QString &keyFile, const QString &host, const CancelToken &cancel,
                                 const Use &use)
{
    auto pass = m_asking.enter(deadlineIn(patience), cancel);
    if (const auto known = m_known.find(keyFile); pass && known != m_known.end()) {
        const QByteArray passphrase = known->second;
        pass.leave(); // hosts that need no question do not wait for each other
        if (use(passphrase))
            return {};
        pass = m_asking.enter(deadlineIn(patience), cancel);
    }
    if (!pass)
        return fail(ErrorKind::Cancelled, u"Unlocking the key %1 was cancelled."_s.arg(keyFile));
    for (int attempt = 0; attempt < 3; ++attempt) {
        const QString prompt = attempt == 0 ? u"Passphrase for the key %1"_s.arg(keyFile)
                                            : u"Wrong passphrase. Passphrase for the key %1"_s.arg(keyFile);
        const auto answer = m_prompter.askSecret(host, prompt, false, cancel);
        if (!answer)
            return fail(answer.error().kind,
                        u"The key %1 needs its passphrase. %2"_s.arg(keyFile, answer.error().summary),
                        u"Add the key to your agent with \"ssh-add %1\"."_s.arg(keyFile));
        const QByteArray passphrase = answer->toUtf8();
        if (!passphrase.isEmpty() && use(passphrase)) {
            m_known[keyFile] = passphrase;
            return {};
        }
    }
    return fail(
        ErrorKind::Auth, u"The passphrase for the key %1 is wrong."_s.arg(keyFile),
        u"Test it with \"ssh-keygen -y -f %1\", or add the key to your agent with \"ssh-add %1\"."_s.arg(
            keyFile));
}

} // namespace belay
