// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_config_file.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

/// Host keys are checked against files and nothing else; nothing is forwarded, nothing runs here or changes
/// there; a dead connection is found in a quarter of a minute. ControlMaster is for our own command line:
/// jump hosts get a connection that ends with ours.
constexpr char ourRules[] = R"(    StrictHostKeyChecking ask
    UpdateHostKeys no
    VerifyHostKeyDNS no
    NoHostAuthenticationForLocalhost no
    NumberOfPasswordPrompts 3
    LogLevel ERROR
    ClearAllForwardings yes
    ForwardAgent no
    ForwardX11 no
    Tunnel no
    PermitLocalCommand no
    RemoteCommand none
    RequestTTY no
    EscapeChar none
    AddKeysToAgent no
    VisualHostKey no
    ControlMaster no
    ControlPath none
    ConnectionAttempts 1
    TCPKeepAlive yes
    ServerAliveInterval 5
    ServerAliveCountMax 3
)";

#ifdef Q_OS_WIN
constexpr char systemConfig[] = "__PROGRAMDATA__/ssh/ssh_config";
#else
constexpr char systemConfig[] = "/etc/ssh/ssh_config";
#endif

} // namespace

QByteArray quotedForSshConfig(const QString &value)
{
    const bool writable = std::none_of(value.begin(), value.end(), [](QChar each) {
        return each == u'"' || each == u'\\' || each < u' ' || each == u'\x7f';
    });
    if (!writable || value.isEmpty())
        return {};
    return '"' + QString(value).replace(u'%', "%%"_L1).toUtf8() + '"';
}

QByteArray sshConfigText(const SshConfigFile &file)
{
    QByteArray text = "Host *\n    IgnoreUnknown UpdateHostKeys,RemoteCommand\n";
    text += ourRules;
    text += file.asks ? "    BatchMode no\n" : "    BatchMode yes\n";
    const auto seconds = std::max<qint64>(1, std::chrono::ceil<std::chrono::seconds>(file.connect).count());
    text += "    ConnectTimeout " + QByteArray::number(qint64(seconds)) + '\n';
    QByteArray known;
    for (const QString &each : file.knownHosts)
        if (const QByteArray quoted = quotedForSshConfig(each); !quoted.isEmpty())
            known += ' ' + quoted;
    if (!known.isEmpty())
        text += "    UserKnownHostsFile" + known + '\n';
    if (file.userConfig == "none"_L1)
        return text;
    if (file.userConfig.isEmpty())
        return text + "Include ~/.ssh/config\nInclude " + systemConfig + '\n';
    return text + "Include " + quotedForSshConfig(QString(file.userConfig)).replace("%%", "%") + '\n';
}

} // namespace belay
