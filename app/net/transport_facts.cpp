// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/transport_facts.h"

#include "app/net/key_file.h"
#include "app/net/known_hosts_files.h"

#include <QFile>
#include <QFileInfo>

#ifndef Q_OS_WIN
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qint64 headLimit = 64 * 1024;

QString absolute(const QString &path, const QString &home)
{
    return path.startsWith("~/"_L1) ? QString(home + path.mid(1)) : path;
}

KeyFact keyFact(const QString &path)
{
    KeyFact fact{path, {}, QFileInfo::exists(path + u"-cert.pub"_s)};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fact;
    if (const auto header = readKeyHeader(file.read(headLimit), path))
        fact.type = header->type;
    return fact;
}

std::vector<KeyFact> keyFacts(const HostRef &host, const SshConfig &config, const QString &home)
{
    QStringList files;
    if (!host.identityFile.isEmpty())
        files = {absolute(host.identityFile, home)};
    else if (!config.identityFiles.isEmpty())
        files = config.identityFiles;
    else
        for (const auto name :
             {"id_ed25519"_L1, "id_ecdsa"_L1, "id_rsa"_L1, "id_ed25519_sk"_L1, "id_ecdsa_sk"_L1})
            if (const QString path = home + u"/.ssh/"_s + name; QFileInfo::exists(path))
                files.append(path);
    std::vector<KeyFact> facts;
    for (const QString &path : files)
        facts.push_back(keyFact(path));
    return facts;
}

bool hasKerberosTicket()
{
    QString cache = qEnvironmentVariable("KRB5CCNAME");
#ifndef Q_OS_WIN
    if (cache.isEmpty())
        cache = u"/tmp/krb5cc_%1"_s.arg(::getuid());
#endif
    if (cache.startsWith("FILE:"_L1))
        cache = cache.mid(5);
    return cache.contains(u':') || QFileInfo::exists(cache); // a cache of another kind is taken for granted
}

} // namespace

TransportFacts transportFacts(const HostRef &host, const SshConfig &config, const SshOptions &options)
{
    TransportFacts facts;
    facts.pin = host.sshTransport;
    facts.config = config;
    facts.keys = keyFacts(host, config, options.home);
    facts.hasAgent = !options.agentSocket.isEmpty() && QFileInfo::exists(options.agentSocket) &&
                     config.identityAgent != "none"_L1;
    facts.hasTicket = config.gssapi && hasKerberosTicket();
    const QString address = config.hostName.isEmpty() ? addressOf(host.spec) : config.hostName;
    const int port = host.spec.port != 0 ? host.spec.port : (config.port != 0 ? config.port : 22);
    const auto known =
        readKnownHosts(QStringList{absolute(host.knownHosts, options.home)} + config.userKnownHosts +
                       QStringList{options.ownKnownHosts} + options.knownHostsFiles);
    if (known)
        facts.knownKeyTypes =
            known->keyTypes(config.hostKeyAlias.isEmpty() ? address : config.hostKeyAlias, port);
    return facts;
}

} // namespace belay
