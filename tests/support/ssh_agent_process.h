// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QString>

#include <csignal>

namespace belay {

/// A real ssh-agent on a socket of its own.
class SshAgentProcess
{
public:
    explicit SshAgentProcess(const QString &folder)
        : m_socket(folder + QStringLiteral("/agent"))
    {
        m_process.start(QStringLiteral("ssh-agent"), {QStringLiteral("-D"), QStringLiteral("-a"), m_socket});
        m_process.waitForStarted();
    }
    ~SshAgentProcess()
    {
        ::kill(pid_t(m_process.processId()), SIGCONT);
        m_process.kill();
        m_process.waitForFinished();
    }
    SshAgentProcess(const SshAgentProcess &) = delete;
    SshAgentProcess &operator=(const SshAgentProcess &) = delete;

    bool isUp() const { return QFile::exists(m_socket); }
    QString socket() const { return m_socket; }
    void hang() { ::kill(pid_t(m_process.processId()), SIGSTOP); }
    bool add(const QString &key) const
    {
        QProcess add;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SSH_AUTH_SOCK"), m_socket);
        add.setProcessEnvironment(environment);
        add.start(QStringLiteral("ssh-add"), {QStringLiteral("-q"), key});
        return add.waitForFinished() && add.exitCode() == 0;
    }

private:
    QString m_socket;
    QProcess m_process;
};

} // namespace belay
