// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <vector>

namespace belay {

/// A real sshd for tests: unprivileged, on loopback, with throw-away keys in a temporary folder. One key pair
/// logs the current user in. Ends with the object, sessions included. Use from one thread.
class PrivateSshd
{
public:
    struct Options
    {
        QStringList addresses{QStringLiteral("127.0.0.1")};
        QByteArray extraConfig; ///< lines for sshd_config; they come first and therefore win
        QStringList hostKeyTypes{QStringLiteral("ed25519")}; ///< as for ssh-keygen -t
    };

    PrivateSshd();
    explicit PrivateSshd(Options options);
    ~PrivateSshd();
    PrivateSshd(const PrivateSshd &) = delete;
    PrivateSshd &operator=(const PrivateSshd &) = delete;

    /// Why there can be none here (no sshd installed); empty when there can. For QSKIP.
    static QString unavailable();

    /// Starts and waits until every address answers. False: whyNot() tells.
    bool start();
    QString whyNot() const { return m_whyNot; }
    void stop();    ///< the listener and every session
    bool restart(); ///< the same port
    void suspend(); ///< the listener: connections are accepted by the kernel, nobody greets
    void resume();
    bool replaceHostKeys(); ///< new keys of the same types; takes effect with restart()

    int port() const { return m_port; }
    QString user() const;
    QString folder() const { return m_folder.path(); }
    QString userKey() const { return path(QStringLiteral("user_key")); }
    QString knownHosts() const { return path(QStringLiteral("known_hosts")); }
    QByteArray hostPublicKey(const QString &type = QStringLiteral("ed25519")) const; ///< "ssh-ed25519 AAAA…"
    QByteArray log() const;
    std::vector<qint64> sessions() const; ///< the processes sshd has forked for connections

    /// A host as the engine names it, with this sshd's key, user and known_hosts.
    HostRef host(const QString &name = QStringLiteral("web-1"), const QString &address = {}) const;

    /// Makes a key pair with ssh-keygen; an existing one is replaced.
    static bool makeKey(const QString &file, const QString &type = QStringLiteral("ed25519"),
                        const QString &passphrase = {});
    /// Lets the owner of this public key log in, too.
    bool authorize(const QString &publicKeyFile) const;

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    bool makeFiles();
    bool writeKnownHosts() const;
    bool writeConfig() const;
    bool launch();
    bool waitUntilListening();

    Options m_options;
    QTemporaryDir m_folder;
    QProcess m_process;
    QString m_whyNot;
    int m_port = 0;
};

} // namespace belay
