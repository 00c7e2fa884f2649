// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/result.h"

#include <QProcess>
#include <QString>
#include <QTcpServer>
#include <QTemporaryDir>

#include <memory>

namespace belay {

class LoadGenerator;

/// A whole small world on this computer: a project with two releases of the sample service, hosts to deploy
/// them to (over a real private sshd where there is one), and traffic. Everything lives in one temporary
/// folder and on 127.0.0.1, and is gone when the object dies. Lives on the thread that made it; needs that
/// thread's event loop only for the lifeline that ends the services.
class Sandbox
{
public:
    struct Options
    {
        QString belayProgram;       ///< this executable, which the hosts start as the sample service
        bool preferSsh = true;      ///< false: the `local` target even where there is an sshd
        int requestsPerSecond = 40; ///< per host
        /// Requests until an instance of 1.5.0 begins to fail: a minute of the default traffic.
        qint64 leaksAfter = 2400;
    };

    static Result<std::unique_ptr<Sandbox>> create(const Options &options, Http &http);
    ~Sandbox();

    QString folder() const { return m_folder.path(); }
    QString projectFile() const;
    QString knownHosts() const;
    bool usesSsh() const { return m_usesSsh; }
    static QString goodVersion() { return QStringLiteral("1.4.0"); }
    static QString badVersion() { return QStringLiteral("1.5.0"); }

private:
    Sandbox(const Options &options, Http &http);

    Result<void> startSshd();
    Result<void> writeReleases();
    Result<void> writeProject();

    Options m_options;
    Http &m_http;
    QTemporaryDir m_folder;
    QTcpServer m_lifeline;
    QProcess m_sshd;
    bool m_usesSsh = false;
    quint16 m_sshPort = 0;
    std::vector<quint16> m_ports; ///< of the sample service: staging, then production's three
    std::unique_ptr<LoadGenerator> m_load;
};

} // namespace belay
