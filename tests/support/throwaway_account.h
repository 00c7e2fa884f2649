// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace belay::test {

/// An account of this computer for the length of a test, with a password and rules of its own for sudo.
/// Needs root. Removed with its home and its rules at the end of the object.
class ThrowawayAccount
{
public:
    ThrowawayAccount();
    ~ThrowawayAccount();
    ThrowawayAccount(const ThrowawayAccount &) = delete;
    ThrowawayAccount &operator=(const ThrowawayAccount &) = delete;

    /// Why there can be none here; empty when there can. For QSKIP.
    static QString unavailable();

    /// False: could not be made.
    bool make();
    QString name() const { return m_name; }
    QString home() const { return QStringLiteral("/home/") + m_name; }
    QString password() const { return m_password; }
    /// Lets the owner of this public key log in over a private sshd that reads loginConfig().
    bool authorize(const QString &publicKeyFile) const;
    QByteArray loginConfig() const; ///< lines for sshd_config
    /// What sudo may do: lines of a sudoers file; %1 stands for the account.
    bool setSudoRules(const QString &rules) const;
    bool forgetSudo() const; ///< as if it had never been asked

private:
    QString rulesFile() const { return QStringLiteral("/etc/sudoers.d/") + m_name; }

    QString m_name;
    QString m_password;
    bool m_made = false;
};

} // namespace belay::test
