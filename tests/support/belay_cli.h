// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace belay::test {

struct CliResult
{
    int exitCode = -1;
    bool crashed = false;
    QByteArray out;
    QByteArray err;

    QJsonObject json() const;             ///< the whole standard output as one value
    QList<QJsonObject> jsonLines() const; ///< one object per line
};

/// The real `belay` program with a data folder and a home of its own, so that no test sees another's history
/// or the user's keys.
class BelayCli
{
public:
    BelayCli();

    QString home() const { return m_home.path(); }
    void setEnvironment(const QString &name, const QString &value) { m_environment[name] = value; }

    CliResult run(const QStringList &arguments, const QString &directory = {}, int timeoutMs = 120000) const;
    /// Started and not waited for; the caller ends it.
    std::unique_ptr<QProcess> start(const QStringList &arguments, const QString &directory = {}) const;

    static QString program();
    /// Its environment and folder, for a process that starts the program by itself.
    void prepare(QProcess &process, const QString &directory) const;

private:
    QTemporaryDir m_home;
    QMap<QString, QString> m_environment;
};

/// Writes a file, making its folder; fails the test run loudly when that is impossible.
void writeFile(const QString &path, const QByteArray &bytes, bool executable = false);
QByteArray readFile(const QString &path);

} // namespace belay::test
