// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace belay::test {

/// A real key distribution centre for tests: MIT Kerberos, unprivileged, on a loopback port, with a database
/// of its own in a temporary folder. While it lives, this process and its children see its configuration,
/// its keytab and its ticket cache.
class KerberosRealm
{
public:
    KerberosRealm() = default;
    ~KerberosRealm();
    KerberosRealm(const KerberosRealm &) = delete;
    KerberosRealm &operator=(const KerberosRealm &) = delete;

    /// Why there can be none here; empty when there can. For QSKIP.
    static QString unavailable();

    /// With the service "host" on `hostName`, and `user`. False: whyNot() tells.
    bool start(const QString &user, const QString &hostName);
    QString whyNot() const { return m_whyNot; }
    bool getTicket(const QString &user);
    void dropTickets();

private:
    bool writeFiles();
    bool runs(const QString &program, const QStringList &arguments, const QByteArray &input = {});
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    QProcess m_centre;
    int m_port = 0;
    QString m_whyNot;
};

} // namespace belay::test
