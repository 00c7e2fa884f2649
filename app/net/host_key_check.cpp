// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/host_key_check.h"

#include "app/net/known_hosts_files.h"
#include "app/net/ssh_error.h"

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QString described(const QByteArray &key)
{
    return u"%1 %2"_s.arg(keyTypeName(keyType(key)), fingerprint(key));
}

QString place(const HostKeyVerdict &verdict)
{
    return u"%1, line %2"_s.arg(verdict.file, QString::number(verdict.line));
}

QString removeHint(const HostKeyVerdict &verdict, const HostKeyRules &rules)
{
    const QString name = QString::fromUtf8(knownHostsName(rules.lookupName, rules.port));
    return u"Ask whoever runs the host. Only if the change is expected: ssh-keygen -R '%1' -f '%2'"_s.arg(
        name, verdict.file);
}

Error changed(const SshSession &session, const HostKeyVerdict &verdict, const HostKeyRules &rules)
{
    return {ErrorKind::HostKey, u"The host key of %1 has changed; nothing was sent."_s.arg(session.where()),
            u"The host shows %1, but %2 says %3."_s.arg(described(session.hostKey()), place(verdict),
                                                        described(verdict.knownKey)),
            removeHint(verdict, rules)};
}

Error revoked(const SshSession &session, const HostKeyVerdict &verdict)
{
    return {ErrorKind::HostKey, u"The host key of %1 is revoked; nothing was sent."_s.arg(session.where()),
            u"The key %1 is revoked in %2."_s.arg(described(session.hostKey()), place(verdict)),
            u"Give the host a new key, or ask whoever revoked this one."_s};
}

Error authority(const SshSession &session, const HostKeyVerdict &verdict)
{
    return {ErrorKind::HostKey,
            u"%1 %2, which cannot be checked here."_s.arg(session.where(), QLatin1String(phrase::authority)),
            u"%1 names the authority; the host shows %2."_s.arg(place(verdict), described(session.hostKey())),
            u"Add a plain line with the host's own key to your known_hosts."_s};
}

Error unknown(const SshSession &session, const HostKeyRules &rules)
{
    return {
        ErrorKind::HostKey, u"The host key of %1 is not known."_s.arg(session.where()),
        u"The host shows %1."_s.arg(described(session.hostKey())),
        u"Compare with \"ssh-keygen -lf /etc/ssh/ssh_host_%1_key.pub\" on the host, then connect once with "
        u"ssh, or "
        u"add the line of \"ssh-keyscan -p %2 %3\" to your known_hosts."_s.arg(
            keyTypeName(keyType(session.hostKey())).toLower(), QString::number(rules.port), rules.address)};
}

} // namespace

Result<void> checkHostKey(const SshSession &session, const KnownHosts &known, const HostKeyRules &rules,
                          Prompter &prompter, const CancelToken &cancel)
{
    using Kind = HostKeyVerdict::Kind;
    const QByteArray key = session.hostKey();
    const HostKeyVerdict verdict = known.check(rules.lookupName, rules.port, key);
    switch (verdict.kind) {
    case Kind::Known:
        return {};
    case Kind::Changed:
        return tl::unexpected(changed(session, verdict, rules));
    case Kind::Revoked:
        return tl::unexpected(revoked(session, verdict));
    case Kind::Authority:
        return tl::unexpected(authority(session, verdict));
    case Kind::Unknown:
        break;
    }
    const HostKeyQuestion question{rules.host, rules.address, rules.port, keyTypeName(keyType(key)),
                                   fingerprint(key)};
    if (!prompter.trustHostKey(question, cancel))
        return tl::unexpected(cancel.cancelled()
                                  ? session.stopError(Waited::Cancelled, u"asking about the host key"_s)
                                  : unknown(session, rules));
    if (rules.ownFile.isEmpty())
        return {};
    return appendKnownHost(rules.ownFile, knownHostsLine(rules.lookupName, rules.port, key));
}

} // namespace belay
