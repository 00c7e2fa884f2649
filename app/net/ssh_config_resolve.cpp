// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_config_resolve.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>

#include <algorithm>
#include <functional>
#include <map>

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

/// The two files ssh reads when nothing is configured.
bool isDefaultKnownHosts(const QStringList &files)
{
    return files.size() == 2 && files.at(0).endsWith("/.ssh/known_hosts"_L1) &&
           files.at(1).endsWith("/.ssh/known_hosts2"_L1);
}

QString unlessNone(const QString &value)
{
    return value == "none"_L1 ? QString() : value;
}

QString withHome(const QString &path, const QString &home)
{
    return path.startsWith("~/"_L1) ? QString(home + path.mid(1)) : path;
}

} // namespace

SshConfig parseSshConfig(const QByteArray &output, const QString &home)
{
    SshConfig config;
    const auto file = [&home](const QString &path) { return withHome(path, home); };
    const std::map<QString, std::function<void(const QString &)>> readers{
        {u"hostname"_s, [&](const QString &value) { config.hostName = value; }},
        {u"user"_s, [&](const QString &value) { config.user = value; }},
        {u"port"_s, [&](const QString &value) { config.port = value.toInt(); }},
        {u"identityfile"_s,
         [&](const QString &value) {
             if (!isDefaultIdentity(value))
                 config.identityFiles.append(file(value));
         }},
        {u"identitiesonly"_s, [&](const QString &value) { config.identitiesOnly = value == "yes"_L1; }},
        {u"hostkeyalias"_s, [&](const QString &value) { config.hostKeyAlias = value; }},
        {u"proxyjump"_s, [&](const QString &value) { config.proxyJump = unlessNone(value); }},
        {u"proxycommand"_s, [&](const QString &value) { config.proxyCommand = unlessNone(value); }},
        {u"certificatefile"_s, [&](const QString &value) { config.certificateFiles.append(file(value)); }},
        {u"identityagent"_s, [&](const QString &value) { config.identityAgent = file(value); }},
        {u"pkcs11provider"_s, [&](const QString &value) { config.pkcs11Provider = unlessNone(value); }},
        {u"gssapiauthentication"_s, [&](const QString &value) { config.gssapi = value == "yes"_L1; }},
        {u"userknownhostsfile"_s,
         [&](const QString &value) {
             QStringList files = value.split(u' ', Qt::SkipEmptyParts);
             if (isDefaultKnownHosts(files))
                 return;
             std::transform(files.begin(), files.end(), files.begin(), file);
             config.userKnownHosts = files;
         }},
    };
    for (const QByteArray &line : output.split('\n')) {
        const QString text = QString::fromUtf8(line.trimmed());
        const QString value = text.section(u' ', 1).trimmed();
        const auto reader = readers.find(text.section(u' ', 0, 0));
        if (reader != readers.end() && !value.isEmpty())
            reader->second(value);
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
