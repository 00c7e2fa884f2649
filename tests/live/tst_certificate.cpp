// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/certificate.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

/// Certificates of real TLS servers (openssl s_server), signed by an authority made for the test.
class TestCertificate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fieldsAreReadAsTlsLibrariesWriteThem();
    void aCertificateIsJudgedByTheTlsLibrary_data();
    void aCertificateIsJudgedByTheTlsLibrary();
    void whatIsNoTlsServerIsAnError();
    void aServerThatSaysNothingIsGivenUpOnCancel();

private:
    void openssl(const QStringList &arguments);
    QString path(const QString &name) const { return m_folder.filePath(name); }
    void sign(const QString &name, const QString &names, const QStringList &time);

    QTemporaryDir m_folder;
};

void TestCertificate::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(u"openssl"_s, arguments);
    QVERIFY2(process.waitForFinished(60000) && process.exitCode() == 0, process.readAllStandardError());
}

/// A key and a certificate for `names` ("DNS:a,IP:127.0.0.1"), signed by the authority.
void TestCertificate::sign(const QString &name, const QString &names, const QStringList &time)
{
    QFile extensions(path(name + u".ext"_s));
    QVERIFY(extensions.open(QIODevice::WriteOnly));
    extensions.write("subjectAltName=" + names.toUtf8() + '\n');
    extensions.close();
    openssl({u"req"_s, u"-new"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
             u"-nodes"_s, u"-subj"_s, u"/O=Belay, Inc/CN="_s + name, u"-keyout"_s, name + u".key"_s,
             u"-out"_s, name + u".csr"_s});
    openssl(QStringList{u"ca"_s, u"-batch"_s, u"-config"_s, u"ca.conf"_s, u"-in"_s, name + u".csr"_s,
                        u"-out"_s, name + u".crt"_s, u"-extfile"_s, name + u".ext"_s, u"-notext"_s} +
            time);
}

void TestCertificate::initTestCase()
{
    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty())
        QSKIP("there is no openssl on this computer");
    QFile config(path(u"ca.conf"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("[ca]\ndefault_ca=c\n[c]\ndir=.\ndatabase=index.txt\nnew_certs_dir=.\nserial=serial\n"
                 "private_key=ca.key\ncertificate=ca.crt\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
                 "[p]\ncommonName=supplied\norganizationName=optional\n");
    config.close();
    for (const auto &[name, text] : {std::pair("index.txt", ""), std::pair("serial", "1000\n")}) {
        QFile file(path(QString::fromUtf8(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
             u"-nodes"_s, u"-days"_s, u"3650"_s, u"-subj"_s, u"/CN=Test authority"_s, u"-keyout"_s,
             u"ca.key"_s, u"-out"_s, u"ca.crt"_s});
    const QStringList future{u"-startdate"_s, u"20200101000000Z"_s, u"-enddate"_s, u"20491231235959Z"_s};
    sign(u"good"_s, u"DNS:localhost,IP:127.0.0.1"_s, future);
    sign(u"elsewhere"_s, u"DNS:other.example"_s, future);
    sign(u"expired"_s, u"IP:127.0.0.1"_s,
         {u"-startdate"_s, u"20200101000000Z"_s, u"-enddate"_s, u"20200201000000Z"_s});
}

void TestCertificate::fieldsAreReadAsTlsLibrariesWriteThem()
{
    const ServerCertificate read = certificateFrom(
        {u"Subject:C = DE, O = \"Belay, Inc\", CN = shop.example"_s, u"Issuer:CN = Authority"_s,
         u"X509v3 Subject Alternative Name:DNS:shop.example, DNS:*.shop.example, IP Address:10.0.0.1"_s,
         u"Expire date:Nov 21 12:00:00 2026 GMT"_s});
    QCOMPARE(read.subject, u"shop.example"_s);
    QCOMPARE(read.names, (QStringList{u"shop.example"_s, u"*.shop.example"_s, u"10.0.0.1"_s}));
    QCOMPARE(read.expiresMs, 1795262400000);
    QCOMPARE(certificateFrom({u"Expire date:2026-11-21 12:00:00 GMT"_s}).expiresMs, 1795262400000);
    QCOMPARE(certificateFrom({u"Expire date:Dec  1 12:00:00 2026 GMT"_s}).expiresMs, 1796126400000);
    QCOMPARE(certificateFrom({u"Expire date:soon"_s}).expiresMs, 0);
}

void TestCertificate::aCertificateIsJudgedByTheTlsLibrary_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("known"); // the authority
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("expires");
    QTest::addColumn<QString>("refusal"); // a part of it; empty: accepted
    QTest::newRow("good") << u"good"_s << true << u"localhost 127.0.0.1"_s << u"2049-12-31T23:59:59Z"_s
                          << QString();
    QTest::newRow("expired") << u"expired"_s << true << u"127.0.0.1"_s << u"2020-02-01T00:00:00Z"_s
                             << u"expired"_s;
    QTest::newRow("another name") << u"elsewhere"_s << true << u"other.example"_s << u"2049-12-31T23:59:59Z"_s
                                  << u"127.0.0.1"_s;
    QTest::newRow("an authority nobody knows")
        << u"good"_s << false << u"localhost 127.0.0.1"_s << u"2049-12-31T23:59:59Z"_s << u"issuer"_s;
}

void TestCertificate::aCertificateIsJudgedByTheTlsLibrary()
{
    QFETCH(QString, name);
    QFETCH(bool, known);
    QFETCH(QString, names);
    QFETCH(QString, expires);
    QFETCH(QString, refusal);
    QProcess server;
    server.setWorkingDirectory(m_folder.path());
    server.setProcessChannelMode(QProcess::MergedChannels);
    server.start(u"openssl"_s, {u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-cert"_s, name + u".crt"_s,
                                u"-key"_s, name + u".key"_s});
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += server.readAll()).contains("ACCEPT 127.0.0.1:") && said.contains('\n'),
                             20000);
    const QByteArray port = said.mid(said.indexOf("ACCEPT 127.0.0.1:") + 17).split('\n').first().trimmed();

    const auto seen = serverCertificate(u"https://127.0.0.1:%1/health"_s.arg(QString::fromUtf8(port)), {},
                                        known ? path(u"ca.crt"_s) : QString());
    server.kill();
    server.waitForFinished();
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().summary + seen.error().detail));
    QCOMPARE(seen->subject, name);
    QCOMPARE(seen->names.join(u' '), names);
    QCOMPARE(seen->expiresMs, QDateTime::fromString(expires, Qt::ISODate).toMSecsSinceEpoch());
    QCOMPARE(seen->refusal.isEmpty(), refusal.isEmpty());
    QVERIFY2(seen->refusal.contains(refusal, Qt::CaseInsensitive), qPrintable(seen->refusal));
    // Nothing was asked of the server: only TLS was begun.
    QVERIFY2(!said.contains("GET "), said.constData());
}

void TestCertificate::whatIsNoTlsServerIsAnError()
{
    QVERIFY(serverCertificate(u"http://127.0.0.1/"_s, {}).error().kind == ErrorKind::Invalid);
    QVERIFY(serverCertificate(u"https:///x"_s, {}).error().kind == ErrorKind::Invalid);
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const quint16 port = closed.serverPort();
    closed.close();
    QVERIFY(serverCertificate(u"https://127.0.0.1:%1/"_s.arg(port), {}).error().kind == ErrorKind::Network);
}

void TestCertificate::aServerThatSaysNothingIsGivenUpOnCancel()
{
    QTcpServer silent; // the kernel accepts, nobody greets
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    CancelToken cancel;
    cancel.cancel();
    QElapsedTimer time;
    time.start();
    const auto seen = serverCertificate(u"https://127.0.0.1:%1/"_s.arg(silent.serverPort()), cancel);
    QVERIFY(seen.error().kind == ErrorKind::Cancelled);
    QVERIFY2(time.elapsed() < 5000, QByteArray::number(time.elapsed()));
}

QTEST_GUILESS_MAIN(TestCertificate)
#include "tst_certificate.moc"
