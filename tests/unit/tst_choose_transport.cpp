// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/choose_transport.h"

#include <QTest>

#include <functional>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

using Change = std::function<void(TransportFacts &)>;

TransportFacts with(const Change &change)
{
    TransportFacts facts;
    facts.keys = {{u"/k/id_ed25519"_s, "ssh-ed25519", false}};
    facts.knownKeyTypes = {"ssh-ed25519"};
    change(facts);
    return facts;
}

KeyFact key(const QString &file, const QByteArray &type)
{
    return {file, type, false};
}

} // namespace

Q_DECLARE_METATYPE(TransportFacts)

/// Which transport reaches a host, and the reason that is told.
class TestChooseTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theChoiceFollowsFromTheFacts_data();
    void theChoiceFollowsFromTheFacts();
    void someFailuresAreWorthTheOtherTransport_data();
    void someFailuresAreWorthTheOtherTransport();
};

void TestChooseTransport::theChoiceFollowsFromTheFacts_data()
{
    QTest::addColumn<TransportFacts>("facts");
    QTest::addColumn<QString>("ssh"); ///< why; "-": libssh2
    const auto row = [](const char *name, const Change &change, const QString &why) {
        QTest::newRow(name) << with(change) << why;
    };
    const QString usual = u"-"_s;
    row(
        "nothing special", [](TransportFacts &) {}, usual);
    row(
        "nothing known", [](TransportFacts &facts) { facts = {}; }, usual);
    row(
        "jump host", [](TransportFacts &facts) { facts.config.proxyJump = u"a,b"_s; },
        u"it is reached through the jump host a,b"_s);
    row(
        "ProxyCommand", [](TransportFacts &facts) { facts.config.proxyCommand = u"nc %h %p"_s; },
        u"it is reached with a ProxyCommand"_s);
    row(
        "RSA key only", [](TransportFacts &facts) { facts.keys = {key(u"/k/id_rsa"_s, "ssh-rsa")}; },
        u"/k/id_rsa is a key of type RSA"_s);
    row(
        "security key only",
        [](TransportFacts &facts) { facts.keys = {key(u"/k/sk"_s, "sk-ssh-ed25519@openssh.com")}; },
        u"/k/sk is a security key"_s);
    row(
        "an RSA key beside a good one",
        [](TransportFacts &facts) { facts.keys.push_back(key(u"/k/id_rsa"_s, "ssh-rsa")); }, usual);
    row(
        "a usual RSA key, but an agent may have another",
        [](TransportFacts &facts) {
            facts.keys = {key(u"/k/id_rsa"_s, "ssh-rsa")};
            facts.hasAgent = true;
        },
        usual);
    row(
        "a configured RSA key beside an agent",
        [](TransportFacts &facts) {
            facts.keys = {key(u"/k/id_rsa"_s, "ssh-rsa")};
            facts.config.identityFiles = QStringList{u"/k/id_rsa"_s};
            facts.hasAgent = true;
        },
        u"/k/id_rsa is a key of type RSA"_s);
    row(
        "a key whose kind is hidden", [](TransportFacts &facts) { facts.keys = {key(u"/k/x"_s, {})}; },
        usual);
    row(
        "certificate beside the key", [](TransportFacts &facts) { facts.keys.front().hasCertificate = true; },
        u"the key /k/id_ed25519 has a certificate"_s);
    row(
        "CertificateFile",
        [](TransportFacts &facts) { facts.config.certificateFiles = QStringList{u"/k/c.pub"_s}; },
        u"a user certificate is configured (/k/c.pub)"_s);
    row(
        "PKCS#11", [](TransportFacts &facts) { facts.config.pkcs11Provider = u"/lib/p.so"_s; },
        u"its key is on a PKCS#11 token"_s);
    row(
        "Kerberos allowed, no ticket", [](TransportFacts &facts) { facts.config.gssapi = true; }, usual);
    row(
        "Kerberos ticket and no key",
        [](TransportFacts &facts) {
            facts.keys.clear();
            facts.config.gssapi = true;
            facts.hasTicket = true;
        },
        u"a Kerberos ticket logs in there"_s);
    row(
        "Kerberos ticket beside a key",
        [](TransportFacts &facts) {
            facts.config.gssapi = true;
            facts.hasTicket = true;
        },
        usual);
    row(
        "host known by RSA only", [](TransportFacts &facts) { facts.knownKeyTypes = {"ssh-rsa"}; },
        u"its host key is known as RSA only"_s);
    row(
        "host known by RSA and ED25519",
        [](TransportFacts &facts) {
            facts.knownKeyTypes = {"ssh-rsa", "ssh-ed25519"};
        },
        usual);
    row(
        "host not known", [](TransportFacts &facts) { facts.knownKeyTypes.clear(); }, usual);
    row(
        "pinned to ssh", [](TransportFacts &facts) { facts.pin = SshTransport::Ssh; },
        u"the project file says so"_s);
    row(
        "pinned to libssh2 against all reasons",
        [](TransportFacts &facts) {
            facts.pin = SshTransport::Libssh2;
            facts.config.proxyJump = u"a"_s;
        },
        usual);
}

void TestChooseTransport::theChoiceFollowsFromTheFacts()
{
    QFETCH(TransportFacts, facts);
    QFETCH(QString, ssh);
    const TransportChoice choice = chooseTransport(facts);
    QCOMPARE(choice.transport == SshTransport::Ssh ? choice.why : u"-"_s, ssh);
    if (facts.pin == SshTransport::Libssh2)
        QCOMPARE(choice.why, u"the project file says so"_s);
}

void TestChooseTransport::someFailuresAreWorthTheOtherTransport_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<bool>("ticket");
    QTest::addColumn<QString>("why"); ///< "-": no
    const auto row = [](const char *name, ErrorKind kind, const QString &summary, const QString &detail,
                        bool ticket, const QString &why) {
        QTest::newRow(name) << Error{kind, summary, detail, {}} << ticket << why;
    };
    row("no host key in common", ErrorKind::HostKey,
        u"web cannot be talked to safely. It has host keys only of kinds that cannot be checked here."_s, {},
        false, u"libssh2 and its SSH server have no algorithm in common"_s);
    row("no algorithm", ErrorKind::Network, u"No common algorithm with web."_s, {}, false,
        u"libssh2 and its SSH server have no algorithm in common"_s);
    row("certificate authority", ErrorKind::HostKey,
        u"web is trusted through a certificate authority, which cannot be checked here."_s, {}, false,
        u"its host key is vouched for by a certificate authority"_s);
    row("an unusable key", ErrorKind::Auth, u"web refused the log-in of me."_s,
        u"The agent's RSA key cannot be used here."_s, false, u"there is a key that only ssh can use"_s);
    row("refused, with a ticket", ErrorKind::Auth, u"web refused the log-in of me."_s, {}, true,
        u"a Kerberos ticket may log in there"_s);
    row("refused", ErrorKind::Auth, u"web refused the log-in of me."_s, {}, false, u"-"_s);
    row("changed host key", ErrorKind::HostKey, u"The host key of web has changed; nothing was sent."_s, {},
        true, u"-"_s);
    row("unknown host key", ErrorKind::HostKey, u"The host key of web is not known."_s, {}, false, u"-"_s);
    row("no network", ErrorKind::Network, u"web refused the connection."_s, {}, true, u"-"_s);
}

void TestChooseTransport::someFailuresAreWorthTheOtherTransport()
{
    QFETCH(Error, error);
    QFETCH(bool, ticket);
    QFETCH(QString, why);
    TransportFacts facts;
    facts.config.gssapi = facts.hasTicket = ticket;
    QCOMPARE(whySshInstead(error, facts).value_or(u"-"_s), why);
}

QTEST_GUILESS_MAIN(TestChooseTransport)
#include "tst_choose_transport.moc"
