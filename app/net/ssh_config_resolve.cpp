// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_config_resolve.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int patienceMs = 5000;

/// ssh prints its built-in list when nothing is configured.
bool isDefaultIdentity(const QString &file)
{
    static const QStringList names{u"id_rsa"_s,        u"id_ecdsa"_s, u"id_ecdsa_sk"_s, u"id_ed25519"_s,
                                   u"id_ed25519_sk"_s, u"id_xmss"_s,  u"id_dsa"_s};
    return file.startsWith("~/.ssh/"_L1) && names.contains(file.mid(7));
}

QString withHome(const QString &path, const QString &home)
{
    return path.startsWith("~/"_L1) ? QString(home + path.mid(1)) : path;
}

} // namespace

SshConfig parseSshConfig(const QByteArray &output, const QString &home)
{
    SshConfig config;
    for (const QByteArray &line : output.split('\n')) {
        const QString text = QString::fromUtf8(line.trimmed());
        const QString key = text.section(u' ', 0, 0);
        const QString value = text.section(u' ', 1).trimmed();
        if (value.isEmpty())
            continue;
        if (key == "hostname"_L1)
            config.hostName = value;
        else if (key == "user"_L1)
            config.user = value;
        else if (key == "port"_L1)
            config.port = value.toInt();
        else if (key == "identityfile"_L1 && !isDefaultIdentity(value))
            config.identityFiles.append(withHome(value, home));
        else if (key == "identitiesonly"_L1)
            config.identitiesOnly = value == "yes"_L1;
        else if (key == "hostkeyalias"_L1)
            config.hostKeyAlias = value;
        else if ((key == "proxyjump"_L1 || key == "proxycommand"_L1) && value != "none"_L1)
            config.jump = value;
    }
    return config;
}

SshConfig askSshConfig(const QString &address, const QString &configFile, const QString &home,
                       const CancelToken &cancel)
{
    const QString program = QStandardPaths::findExecutable(u"ssh"_s);
    if (program.isEmpty())
        return {};
    QStringList arguments{u"-G"_s};
    if (!configFile.isEmpty())
        arguments += {u"-F"_s, configFile};
    arguments += {u"--"_s, address};
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(program, arguments);
    QElapsedTimer timer;
    timer.start();
    // Short turns, because a Match exec line of the person's configuration may hang and QProcess knows no
    // cancel.
    while (!process.waitForFinished(100) && process.state() != QProcess::NotRunning)
        if (cancel.cancelled() || timer.elapsed() > patienceMs)
            process.kill();
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return {};
    return parseSshConfig(process.readAllStandardOutput(), home);
}

bool isPlainAddress(const QString &address)
{
    const auto plain = [](QChar each) { return each > u' ' && each != u'\x7f' && !each.isSpace(); };
    return !address.isEmpty() && !address.startsWith(u'-') && address.size() < 256 &&
           std::all_of(address.begin(), address.end(), plain);
}

} // namespace belay
