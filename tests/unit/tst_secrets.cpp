// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/encodings.h"
#include "app/secrets/secrets.h"
#include "tests/support/fake_ports.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// For the names of rows.
QString oneLine(QString text)
{
    return text.replace(u'\n', u'~');
}

} // namespace

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theEnvironmentKnowsASecret();
    void aSessionsEntryComesFirst();
    void aCommandIsAskedLast();
    void aFailingCommandIsNotFound();
    void anUnknownSecretSaysWhereToPutIt();
    void badNamesAreRefused_data();
    void badNamesAreRefused();
    void whatWasHandedOutIsRedacted_data();
    void whatWasHandedOutIsRedacted();
    void base64IsFoundAtEveryOffset();
    void shortValuesAreLeftAlone();
    void theLongerSecretGoesFirst();
    void whatWasNeverHandedOutIsNotKnown();
};

void TestSecrets::init()
{
    for (const char *name :
         {"BELAY_SECRET_slack", "BELAY_SECRET_SLACK", "BELAY_SECRET_SMOKE_USER", "BELAY_SECRET_COMMAND"})
        qunsetenv(name);
}

void TestSecrets::theEnvironmentKnowsASecret()
{
    qputenv("BELAY_SECRET_slack", "https://hooks/T0");
    qputenv("BELAY_SECRET_SMOKE_USER", "eve@example.com");
    SecretStore secrets;
    QCOMPARE(secrets.lookup(u"slack"_s).value(), u"https://hooks/T0"_s);
    QCOMPARE(secrets.lookup(u"smoke-user"_s).value(), u"eve@example.com"_s);
}

void TestSecrets::aSessionsEntryComesFirst()
{
    qputenv("BELAY_SECRET_slack", "from the environment");
    SecretStore secrets;
    secrets.enter(u"slack"_s, u"entered"_s);
    QCOMPARE(secrets.lookup(u"slack"_s).value(), u"entered"_s);
}

void TestSecrets::aCommandIsAskedLast()
{
    FakeLocal local;
    local.result.out = "s3cret-value\nsecond line\n";
    SecretStore secrets(&local);
    secrets.setCommand(u"pass show belay/{name}"_s);
    QCOMPARE(secrets.lookup(u"slack"_s).value(), u"s3cret-value"_s);
    QCOMPARE(local.commands, QStringList{u"pass show belay/'slack'"_s});
    QCOMPARE(secrets.redact(u"token=s3cret-value"_s), u"token=•••"_s);
}

void TestSecrets::aFailingCommandIsNotFound()
{
    FakeLocal local;
    local.result.exitCode = 1;
    local.result.out = "half a secret";
    local.result.err = "slack is not in the password store";
    SecretStore secrets(&local);
    secrets.setCommand(u"pass show {name}"_s);
    const auto found = secrets.lookup(u"slack"_s);
    QVERIFY(!found);
    QCOMPARE(toString(found.error().kind), toString(ErrorKind::NotFound));
    QCOMPARE(found.error().detail, u"slack is not in the password store"_s);
}

void TestSecrets::anUnknownSecretSaysWhereToPutIt()
{
    SecretStore secrets;
    const auto found = secrets.lookup(u"slack"_s);
    QVERIFY(!found);
    QCOMPARE(found.error().summary, u"The secret 'slack' is not known here."_s);
    QVERIFY(found.error().hint.contains(u"BELAY_SECRET_SLACK"_s));
}

void TestSecrets::badNamesAreRefused_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &bad : {u""_s, u"a b"_s, u"$(id)"_s, u"../x"_s, u"a\n"_s, u"-x"_s})
        QTest::newRow(qPrintable(u'<' + oneLine(bad) + u'>')) << bad;
}

void TestSecrets::badNamesAreRefused()
{
    QFETCH(QString, name);
    FakeLocal local;
    SecretStore secrets(&local);
    secrets.setCommand(u"pass show {name}"_s);
    QCOMPARE(toString(secrets.lookup(name).error().kind), toString(ErrorKind::Invalid));
    QCOMPARE(local.commands, QStringList{});
}

void TestSecrets::whatWasHandedOutIsRedacted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clean");
    // The value is  p'ss "w"/ü+
    QTest::newRow("as it is") << u"got p'ss \"w\"/ü+ here"_s << u"got ••• here"_s;
    QTest::newRow("twice") << u"p'ss \"w\"/ü+p'ss \"w\"/ü+"_s << u"••••••"_s;
    QTest::newRow("percent") << u"?p=p%27ss%20%22w%22%2F%C3%BC%2B&x"_s << u"?p=•••&x"_s;
    QTest::newRow("percent, lower case") << u"?p=p%27ss%20%22w%22%2f%c3%bc%2b"_s << u"?p=•••"_s;
    QTest::newRow("JSON") << u"{\"p\":\"p'ss \\\"w\\\"/ü+\"}"_s << u"{\"p\":\"•••\"}"_s;
    QTest::newRow("shell") << u"echo 'p'\\''ss \"w\"/ü+'"_s << u"echo '•••'"_s;
    QTest::newRow("another text") << u"nothing to see"_s << u"nothing to see"_s;
}

void TestSecrets::whatWasHandedOutIsRedacted()
{
    QFETCH(QString, text);
    QFETCH(QString, clean);
    SecretStore secrets;
    secrets.conceal(u"p'ss \"w\"/ü+"_s);
    QCOMPARE(secrets.redact(text), clean);
}

void TestSecrets::base64IsFoundAtEveryOffset()
{
    const QByteArray secret = "s3cr3t>value?";
    SecretStore secrets;
    secrets.conceal(QString::fromLatin1(secret));
    for (const QByteArray &before : {QByteArray(), QByteArray("u"), QByteArray("us"), QByteArray("user:")}) {
        for (const QByteArray &after : {QByteArray(), QByteArray("x"), QByteArray("xy")}) {
            QByteArray whole = before;
            whole.append(secret).append(after);
            for (const auto option : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
                const QString encoded = QString::fromLatin1(whole.toBase64(option));
                const QString clean = secrets.redact(encoded);
                QVERIFY2(clean.contains(u"•••"_s), qPrintable(encoded));
                QVERIFY(!QByteArray::fromBase64(clean.toLatin1()).contains("s3cr3t"));
            }
        }
    }
}

void TestSecrets::shortValuesAreLeftAlone()
{
    QCOMPARE(encodingsOf(u"abc"_s), QStringList{});
    SecretStore secrets;
    secrets.conceal(u"on"_s);
    QCOMPARE(secrets.redact(u"connection"_s), u"connection"_s);
}

void TestSecrets::theLongerSecretGoesFirst()
{
    SecretStore secrets;
    secrets.conceal(u"hunter"_s);
    secrets.conceal(u"hunter2hunter"_s);
    QCOMPARE(secrets.redact(u"hunter2hunter hunter"_s), u"••• •••"_s);
}

void TestSecrets::whatWasNeverHandedOutIsNotKnown()
{
    qputenv("BELAY_SECRET_slack", "https://hooks/T0");
    SecretStore secrets;
    QCOMPARE(secrets.redact(u"https://hooks/T0"_s), u"https://hooks/T0"_s);
    QVERIFY(secrets.lookup(u"slack"_s));
    QCOMPARE(secrets.redact(u"https://hooks/T0"_s), u"•••"_s);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
