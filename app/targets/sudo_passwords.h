// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QByteArray>

#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace belay {

/// The passwords that sudo wanted on hosts: asked once per account and group of hosts, kept in memory only,
/// and overwritten at the end. Thread-safe; one question to the person at a time, and who waits for it
/// finds the answer.
class SudoPasswords
{
public:
    /// `conceal` hears of every password before it is used, so that no text shows it.
    SudoPasswords(Prompter &prompter, std::function<void(const QString &)> conceal);
    ~SudoPasswords();
    SudoPasswords(const SudoPasswords &) = delete;
    SudoPasswords &operator=(const SudoPasswords &) = delete;

    struct Question
    {
        QString prompt;                     ///< as sudo puts it
        std::optional<QByteArray> rejected; ///< what it has refused already, on this host
        int declinedBefore = 0; ///< declined() when the command was begun: a no since then counts for it, too
    };
    int declined(const HostRef &host);
    /// What to give to sudo. Nothing: nobody answered.
    std::optional<QByteArray> answer(const HostRef &host, const Question &question,
                                     const CancelToken &cancel);
    /// sudo refused it: it is not given again, on that host at least.
    void refused(const HostRef &host, const QByteArray &password);
    /// sudo took it: from now on it is not given up for the group because one host refuses it.
    void worked(const HostRef &host, const QByteArray &password);

private:
    struct Group
    {
        QByteArray password;
        bool worked = false;
        int declined = 0;                     ///< how often nobody answered
        std::map<QString, QByteArray> byHost; ///< where another one is needed
    };
    std::optional<QByteArray> known(const Group &group, const HostRef &host,
                                    const std::optional<QByteArray> &rejected) const;

    Prompter &m_prompter;
    std::function<void(const QString &)> m_conceal;
    std::mutex m_asking; ///< held while the person is asked; taken before m_mutex
    std::mutex m_mutex;
    std::map<QString, Group> m_groups;
};

} // namespace belay
