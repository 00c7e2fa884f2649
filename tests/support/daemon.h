// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace belay::test {

/// A real server program for a test, in a folder of its own; ended with the object. Use from one thread.
class Daemon
{
public:
    ~Daemon();

    /// False: it could not be started; log() may say why.
    bool start(const QString &program, const QStringList &arguments);
    /// Writes a file into the folder and returns its path.
    QString write(const QString &name, const QByteArray &content) const;
    QString folder() const { return m_folder.path(); }
    QByteArray log() const;

    /// The program's path, also where ordinary users have no /usr/sbin; empty: not installed.
    static QString find(const QString &program);
    /// A port on 127.0.0.1 that nobody listens on right now.
    static quint16 freePort();

private:
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace belay::test
