// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/belay_cli.h"
#include "tests/support/http_server.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace belay {
class PrivateSshd;
}

namespace belay::test {

/// A small project with its hosts, released by the real `belay` program. Every host is a folder under the
/// fleet's home, reached over the `local` target or a private sshd. The "service" of a host is the file
/// `served`: the restart command copies the version of the live release there, and the health check, which
/// the test answers, looks at it. Use from one thread.
class Fleet
{
public:
    explicit Fleet(QStringList hosts = {QStringLiteral("one"), QStringLiteral("two"),
                                        QStringLiteral("three")});

    BelayCli cli;
    /// The environment "production" as it stands in belay.json. Change it, then write().
    QJsonObject environment;

    void overSsh(const PrivateSshd &sshd); ///< instead of the local target
    void write() const;                    ///< belay.json, from `environment`

    /// The artifact of the next deployments: some small files, and `ballast` bytes that do not compress.
    void build(const QString &version, qint64 ballast = 0) const;

    /// From now on the unpacking of every upload waits until letUploadsGo(); tells when one has begun. Over
    /// SSH it needs uploadGateConfig() in the sshd's configuration.
    void holdUploads();
    void letUploadsGo() const;
    bool waitForUpload(int count = 1) const; ///< until so many have begun
    QByteArray uploadGateConfig() const;

    /// How the service of a host answers its health check; `served` is the version that runs there.
    using Health = std::function<QByteArray(const QByteArray &served)>;
    void answerHealthWith(Health health) { *m_health = std::move(health); }
    /// A release that does not get healthy is given up after so long ("3s") from now on, written at once. The
    /// time a new fleet has is for busy machines, and long.
    void giveUpOnHealthAfter(const QString &time);

    const QStringList &hosts() const { return m_hosts; }
    QString projectFolder() const { return cli.home() + QStringLiteral("/project"); }
    QString hostPath(const QString &host) const { return cli.home() + QStringLiteral("/hosts/") + host; }

    CliResult belay(const QStringList &arguments) const;
    /// `belay deploy` of a version, with the checklist skipped and a yes.
    QStringList deployArguments(const QString &version, const QStringList &more = {}) const;
    CliResult deploy(const QString &version, const QStringList &more = {}) const;
    std::unique_ptr<QProcess> start(const QStringList &arguments) const;

    /// The names under releases/, oldest first.
    QStringList releases(const QString &host) const;
    /// What REVISION says behind `current`; "-" without a link, "dangling" when it leads nowhere.
    QString current(const QString &host) const;
    QString served(const QString &host) const;
    /// `current` and `served` of every host, in the hosts' order: "1.0.0/1.0.0 1.0.0/1.0.0".
    QString live() const;
    QStringList staged(const QString &host) const; ///< uploads in progress or left over
    bool locked(const QString &host) const;

private:
    QString gateFolder() const { return cli.home() + QStringLiteral("/gate"); }

    QStringList m_hosts;
    std::shared_ptr<Health> m_health;
    std::unique_ptr<HttpServer> m_server;
};

/// Reads a program's standard output line by line until an event matches; the event, or an empty object when
/// the program ended or two minutes passed without one. What was read is added to `seen`.
QJsonObject readUntil(QProcess &process, const std::function<bool(const QJsonObject &)> &matches,
                      QList<QJsonObject> &seen);

/// A matcher for readUntil(): this kind of event of this step ("restart@two"; empty: any).
std::function<bool(const QJsonObject &)> eventIs(const QString &kind, const QString &step = {});

} // namespace belay::test
