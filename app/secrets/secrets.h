// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QStringList>

#include <map>
#include <memory>
#include <mutex>

namespace belay {

/// Looks secrets up at the moment of use: entered in this session, then the environment variable
/// BELAY_SECRET_<NAME>, then a command of the user's (`pass show belay/{name}`), never a file of ours.
/// Remembers what it handed out, so that it can be taken out of every text. Thread-safe; lookup may block on
/// the command for up to 30 seconds.
class SecretStore final : public Secrets
{
public:
    /// `local` runs the command; null: no commands. The command comes from BELAY_SECRET_COMMAND unless set.
    explicit SecretStore(LocalShell *local = nullptr);

    /// Error Invalid: not a name. NotFound: nobody knows it; the hint says where to put it.
    Result<QString> lookup(const QString &name) override;
    QString redact(const QString &text) const override;

    /// {name} is replaced by the shell-quoted name; its first line of output is the value.
    void setCommand(const QString &command);
    /// Kept in memory until the program ends.
    void enter(const QString &name, const QString &value);
    /// A value that came another way (a passphrase) and must not appear in any text either.
    void conceal(const QString &value);

private:
    Result<QString> fromCommand(const QString &name, const QString &command);
    void remember(const QString &value);

    LocalShell *m_local;
    mutable std::mutex m_mutex;
    QString m_command;
    std::map<QString, QString> m_entered;
    QStringList m_concealed; ///< values and their encodings, longest first
};

} // namespace belay
