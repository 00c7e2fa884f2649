// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/choose_transport.h"

#include "app/net/known_hosts.h"
#include "app/net/server_offer.h"
#include "app/net/ssh_error.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

bool usableInLibssh2(const KeyFact &key)
{
    return key.type.isEmpty() || key.type == "ssh-ed25519" || key.type.startsWith("ecdsa-sha2-nistp");
}

QString kindOf(const KeyFact &key)
{
    return key.type.startsWith("sk-") ? u"a security key"_s
                                      : u"a key of type %1"_s.arg(keyTypeName(key.type));
}

/// Why the way to the host is not for libssh2.
QString becauseOfTheWay(const SshConfig &config)
{
    if (!config.proxyJump.isEmpty())
        return u"it is reached through the jump host %1"_s.arg(config.proxyJump);
    if (!config.proxyCommand.isEmpty())
        return u"it is reached with a ProxyCommand"_s;
    return {};
}

/// Why the log-in is not for libssh2.
QString becauseOfTheLogIn(const TransportFacts &facts)
{
    if (!facts.config.pkcs11Provider.isEmpty())
        return u"its key is on a PKCS#11 token"_s;
    if (!facts.config.certificateFiles.isEmpty())
        return u"a user certificate is configured (%1)"_s.arg(facts.config.certificateFiles.first());
    const auto certified = std::find_if(facts.keys.begin(), facts.keys.end(),
                                        [](const KeyFact &key) { return key.hasCertificate; });
    if (certified != facts.keys.end())
        return u"the key %1 has a certificate"_s.arg(certified->file);
    const bool anyUsable = std::any_of(facts.keys.begin(), facts.keys.end(), &usableInLibssh2);
    if (!facts.keys.empty() && !anyUsable && (!facts.hasAgent || facts.config.identitiesOnly))
        return u"%1 is %2"_s.arg(facts.keys.front().file, kindOf(facts.keys.front()));
    if (!facts.keys.empty() && !anyUsable && !facts.config.identityFiles.isEmpty())
        return u"%1 is %2"_s.arg(facts.keys.front().file, kindOf(facts.keys.front()));
    if (facts.config.gssapi && facts.hasTicket && facts.keys.empty())
        return u"a Kerberos ticket logs in there"_s;
    return {};
}

/// The host is known by a key that libssh2 cannot check: asking a person about another one would be worse.
QString becauseOfTheHostKey(const QByteArrayList &known)
{
    const bool anyUsable = std::any_of(
        known.begin(), known.end(), [](const QByteArray &type) { return allowedHostKeys().contains(type); });
    return known.isEmpty() || anyUsable
               ? QString()
               : u"its host key is known as %1 only"_s.arg(keyTypeName(known.first()));
}

} // namespace

TransportChoice chooseTransport(const TransportFacts &facts)
{
    if (facts.pin == SshTransport::Ssh)
        return {SshTransport::Ssh, u"the project file says so"_s};
    if (facts.pin == SshTransport::Libssh2)
        return {SshTransport::Libssh2, u"the project file says so"_s};
    for (const QString &why :
         {becauseOfTheWay(facts.config), becauseOfTheLogIn(facts), becauseOfTheHostKey(facts.knownKeyTypes)})
        if (!why.isEmpty())
            return {SshTransport::Ssh, why};
    return {};
}

std::optional<QString> whySshInstead(const Error &error, const TransportFacts &facts)
{
    if (error.summary.contains(QLatin1String(phrase::cannotTalk)) ||
        error.summary.contains(QLatin1String(phrase::noCommonAlgorithm)))
        return u"libssh2 and its SSH server have no algorithm in common"_s;
    if (error.summary.contains(QLatin1String(phrase::authority)))
        return u"its host key is vouched for by a certificate authority"_s;
    if (error.kind != ErrorKind::Auth)
        return {};
    const QString text = error.summary + u'\n' + error.detail;
    if (text.contains(QLatin1String(phrase::unusableKey)))
        return u"there is a key that only ssh can use"_s;
    if (facts.config.gssapi && facts.hasTicket)
        return u"a Kerberos ticket may log in there"_s;
    return {};
}

} // namespace belay
