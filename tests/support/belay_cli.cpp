// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/belay_cli.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcessEnvironment>

namespace belay::test {

QJsonObject CliResult::json() const
{
    return QJsonDocument::fromJson(out).object();
}

QList<QJsonObject> CliResult::jsonLines() const
{
    QList<QJsonObject> objects;
    for (const QByteArray &line : out.split('\n'))
        if (!line.trimmed().isEmpty())
            objects.append(QJsonDocument::fromJson(line).object());
    return objects;
}

BelayCli::BelayCli()
{
    if (!m_home.isValid())
        qFatal("no temporary folder: %s", qPrintable(m_home.errorString()));
}

QString BelayCli::program()
{
    // The measurements run as another person, from a copy.
    return qEnvironmentVariable("BELAY_BIN_DIR", QStringLiteral(BELAY_BIN_DIR)) + QStringLiteral("/belay");
}

void BelayCli::prepare(QProcess &process, const QString &directory) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), m_home.path());
    environment.insert(QStringLiteral("BELAY_DATA_DIR"), m_home.path() + QStringLiteral("/data"));
    environment.insert(QStringLiteral("NO_COLOR"), QStringLiteral("1"));
    environment.remove(QStringLiteral("SSH_AUTH_SOCK"));
    for (auto each = m_environment.begin(); each != m_environment.end(); ++each)
        environment.insert(each.key(), each.value());
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(directory.isEmpty() ? m_home.path() : directory);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProgram(program());
}

CliResult BelayCli::run(const QStringList &arguments, const QString &directory, int timeoutMs) const
{
    QProcess process;
    prepare(process, directory);
    process.setArguments(arguments);
    process.start();
    CliResult result;
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished(5000);
        result.crashed = true;
    }
    result.crashed = result.crashed || process.exitStatus() == QProcess::CrashExit;
    result.exitCode = result.crashed ? -1 : process.exitCode();
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

std::unique_ptr<QProcess> BelayCli::start(const QStringList &arguments, const QString &directory) const
{
    auto process = std::make_unique<QProcess>();
    prepare(*process, directory);
    process->setArguments(arguments);
    process->start();
    return process;
}

void writeFile(const QString &path, const QByteArray &bytes, bool executable)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s: %s", qPrintable(path), qPrintable(file.errorString()));
    if (executable)
        file.setPermissions(file.permissions() | QFile::ExeOwner);
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace belay::test
