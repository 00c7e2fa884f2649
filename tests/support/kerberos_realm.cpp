// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/kerberos_realm.h"

#include "tests/support/belay_cli.h"

#include <QDir>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

constexpr int startTimeoutMs = 10000;
constexpr char password[] = "a long enough password of a test";
const char *const variables[] = {"KRB5_CONFIG", "KRB5_KDC_PROFILE", "KRB5_KTNAME", "KRB5CCNAME"};

QString find(const QString &program)
{
    const QString found = QStandardPaths::findExecutable(program);
    return found.isEmpty() ? QStandardPaths::findExecutable(
                                 program, {u"/usr/sbin"_s, u"/usr/bin"_s, u"/usr/local/sbin"_s})
                           : found;
}

int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

KerberosRealm::~KerberosRealm()
{
    if (m_centre.state() != QProcess::NotRunning) {
        m_centre.kill();
        m_centre.waitForFinished();
    }
    for (const char *name : variables)
        qunsetenv(name);
}

QString KerberosRealm::unavailable()
{
    for (const QString &program :
         {u"krb5kdc"_s, u"kdb5_util"_s, u"kadmin.local"_s, u"kinit"_s, u"kdestroy"_s})
        if (find(program).isEmpty())
            return u"%1 is not installed (apt install krb5-kdc krb5-admin-server krb5-user)"_s.arg(program);
    return {};
}

bool KerberosRealm::runs(const QString &program, const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(find(program), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (process.waitForFinished() && process.exitCode() == 0)
        return true;
    m_whyNot = u"%1 failed: %2"_s.arg(program, QString::fromLocal8Bit(process.readAll()));
    return false;
}

bool KerberosRealm::writeFiles()
{
    const QByteArray port = QByteArray::number(m_port);
    const QByteArray folder = m_folder.path().toUtf8();
    writeFile(
        path(u"krb5.conf"_s),
        "[libdefaults]\n default_realm = BELAY.TEST\n dns_lookup_kdc = false\n dns_lookup_realm = false\n"
        " rdns = false\n dns_canonicalize_hostname = false\n"
        "[realms]\n BELAY.TEST = {\n  kdc = 127.0.0.1:" +
            port +
            "\n }\n"
            "[logging]\n kdc = FILE:" +
            folder + "/kdc.log\n admin_server = FILE:" + folder + "/admin.log\n");
    writeFile(path(u"kdc.conf"_s), "[kdcdefaults]\n kdc_listen = 127.0.0.1:" + port +
                                       "\n kdc_tcp_listen = 127.0.0.1:" + port +
                                       "\n"
                                       "[realms]\n BELAY.TEST = {\n  database_name = " +
                                       folder + "/principal\n  key_stash_file = " + folder +
                                       "/stash\n  acl_file = " + folder + "/acl\n }\n");
    return m_folder.isValid();
}

bool KerberosRealm::start(const QString &user, const QString &hostName)
{
    m_port = freePort();
    qputenv("KRB5_CONFIG", path(u"krb5.conf"_s).toUtf8());
    qputenv("KRB5_KDC_PROFILE", path(u"kdc.conf"_s).toUtf8());
    qputenv("KRB5_KTNAME", "FILE:" + path(u"keytab"_s).toUtf8());
    qputenv("KRB5CCNAME", "FILE:" + path(u"tickets"_s).toUtf8());
    const QString service = u"host/"_s + hostName;
    if (!writeFiles() ||
        !runs(u"kdb5_util"_s, {u"create"_s, u"-s"_s, u"-r"_s, u"BELAY.TEST"_s, u"-P"_s, u"master"_s}) ||
        !runs(u"kadmin.local"_s, {u"addprinc"_s, u"-pw"_s, QString::fromLatin1(password), user}) ||
        !runs(u"kadmin.local"_s, {u"addprinc"_s, u"-randkey"_s, service}) ||
        !runs(u"kadmin.local"_s, {u"ktadd"_s, u"-k"_s, path(u"keytab"_s), service}))
        return false;
    m_centre.setStandardOutputFile(QProcess::nullDevice());
    m_centre.setStandardErrorFile(path(u"centre.err"_s));
    m_centre.start(find(u"krb5kdc"_s), {u"-n"_s, u"-P"_s, path(u"pid"_s)});
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < startTimeoutMs) {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(m_port));
        if (probe.waitForConnected(200))
            return true;
        if (m_centre.waitForFinished(50) || m_centre.state() == QProcess::NotRunning)
            break;
    }
    m_whyNot = u"krb5kdc did not start: %1"_s.arg(
        QString::fromUtf8(readFile(path(u"centre.err"_s)) + readFile(path(u"kdc.log"_s))));
    return false;
}

bool KerberosRealm::getTicket(const QString &user)
{
    return runs(u"kinit"_s, {user}, QByteArray(password) + '\n');
}

void KerberosRealm::dropTickets()
{
    runs(u"kdestroy"_s, {});
}

} // namespace belay::test
