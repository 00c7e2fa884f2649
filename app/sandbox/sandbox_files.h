// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace belay {

/// What the sandbox's belay.json depends on.
struct SandboxProject
{
    QString folder;
    bool usesSsh = false;
    quint16 sshPort = 0;
    std::vector<quint16> ports; ///< staging, then the three of production
};

/// The address of the sandbox's n-th production host, from 1. All of 127.0.0.0/8 is this computer on Linux,
/// so each host gets an address, and with it a session, of its own; elsewhere they share one.
QString sandboxAddress(int host);

/// The sandbox's project file, as a person would write it.
QByteArray sandboxProjectFile(const SandboxProject &project);

/// `bin/service restart PORT RUN_DIR` of the sample releases: ends the old instance and starts this one.
QByteArray sandboxServiceScript(const QString &belayProgram, quint16 lifelinePort);

/// `checks/test`: the sandbox project's own little test suite, which leaves part of its subject untested.
QByteArray sandboxTestScript();

/// Configuration of the private, unprivileged sshd: loopback only, one throw-away key, nothing forwarded.
QByteArray sandboxSshdConfig(const QString &sshFolder, quint16 port);

/// The known_hosts lines that go with it. `hostKey`: the public key's line.
QByteArray sandboxKnownHosts(quint16 port, const QByteArray &hostKey);

} // namespace belay
