// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/private_sshd.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>

#include <csignal>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int startTimeoutMs = 30000;        ///< a busy machine starts slowly
const char sshdProgram[] = "/usr/sbin/sshd"; // sshd re-executes itself and insists on an absolute path

/// A socket bound or connected to a loopback address, closed again at the end of the scope.
class Probe
{
public:
    explicit Probe(const QString &address)
        : m_isV6(address.contains(u':'))
        , m_descriptor(::socket(m_isV6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (m_isV6) {
            m_v6.sin6_family = AF_INET6;
            ::inet_pton(AF_INET6, address.toLatin1().constData(), &m_v6.sin6_addr);
        } else {
            m_v4.sin_family = AF_INET;
            ::inet_pton(AF_INET, address.toLatin1().constData(), &m_v4.sin_addr);
        }
    }
    ~Probe() { ::close(m_descriptor); }
    Probe(const Probe &) = delete;
    Probe &operator=(const Probe &) = delete;

    bool bindTo(int port)
    {
        setPort(port);
        return ::bind(m_descriptor, at(), size()) == 0;
    }
    bool connectTo(int port)
    {
        setPort(port);
        return ::connect(m_descriptor, at(), size()) == 0;
    }
    int port() const
    {
        sockaddr_in6 found{}; // the port stands at the same place in both kinds
        socklen_t length = sizeof found;
        ::getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&found), &length);
        return ntohs(found.sin6_port);
    }

private:
    void setPort(int port) { m_v4.sin_port = m_v6.sin6_port = htons(quint16(port)); }
    const sockaddr *at() const
    {
        return m_isV6 ? reinterpret_cast<const sockaddr *>(&m_v6) : reinterpret_cast<const sockaddr *>(&m_v4);
    }
    socklen_t size() const { return m_isV6 ? sizeof m_v6 : sizeof m_v4; }

    bool m_isV6;
    sockaddr_in m_v4{};
    sockaddr_in6 m_v6{};
    int m_descriptor;
};

/// A port that is free on all of the addresses right now; 0 when none was found.
int freePort(const QStringList &addresses)
{
    for (int attempt = 0; attempt < 50; ++attempt) {
        Probe first(addresses.first());
        if (!first.bindTo(0))
            return 0;
        const int port = first.port();
        bool free = true;
        for (const QString &address : addresses.mid(1))
            free = free && Probe(address).bindTo(port);
        if (free)
            return port;
    }
    return 0;
}

bool runs(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

QByteArray contentOf(const QString &file)
{
    QFile reader(file);
    return reader.open(QIODevice::ReadOnly) ? reader.readAll() : QByteArray();
}

bool write(const QString &file, const QByteArray &content, QIODevice::OpenMode mode = QIODevice::Truncate)
{
    QFile writer(file);
    return writer.open(QIODevice::WriteOnly | mode, QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
           writer.write(content) == content.size();
}

std::vector<qint64> childrenOf(qint64 parent)
{
    std::vector<qint64> found;
    for (const QString &entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        bool isNumber = false;
        const qint64 pid = entry.toLongLong(&isNumber);
        if (!isNumber)
            continue;
        // "pid (name) state ppid …"; the name may hold anything, so read from its closing parenthesis on.
        const QByteArray stat = contentOf(u"/proc/%1/stat"_s.arg(entry));
        const QByteArrayList rest = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (rest.size() > 1 && rest.at(1).toLongLong() == parent)
            found.push_back(pid);
    }
    return found;
}

void killTree(qint64 pid)
{
    for (const qint64 child : childrenOf(pid))
        killTree(child);
    ::kill(pid_t(pid), SIGKILL);
}

} // namespace

PrivateSshd::PrivateSshd()
    : PrivateSshd(Options())
{
}

PrivateSshd::PrivateSshd(Options options)
    : m_options(std::move(options))
{
}

PrivateSshd::~PrivateSshd()
{
    stop();
}

QString PrivateSshd::unavailable()
{
    if (!QFileInfo(QString::fromLatin1(sshdProgram)).isExecutable())
        return u"/usr/sbin/sshd is not installed (apt install openssh-server)"_s;
    return {};
}

QString PrivateSshd::user() const
{
    const passwd *entry = ::getpwuid(::geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QString();
}

bool PrivateSshd::makeKey(const QString &file, const QString &type, const QString &passphrase)
{
    QFile::remove(file);
    QFile::remove(file + u".pub"_s);
    return runs(u"ssh-keygen"_s,
                {u"-q"_s, u"-t"_s, type, u"-N"_s, passphrase, u"-C"_s, u"throw-away"_s, u"-f"_s, file});
}

bool PrivateSshd::authorize(const QString &publicKeyFile) const
{
    return write(path(u"authorized_keys"_s), contentOf(publicKeyFile), QIODevice::Append);
}

QByteArray PrivateSshd::hostPublicKey(const QString &type) const
{
    return contentOf(path(u"host_%1.pub"_s.arg(type))).trimmed();
}

QByteArray PrivateSshd::log() const
{
    return contentOf(path(u"log"_s));
}

bool PrivateSshd::replaceHostKeys()
{
    for (const QString &type : m_options.hostKeyTypes)
        if (!makeKey(path(u"host_%1"_s.arg(type)), type))
            return false;
    return true;
}

bool PrivateSshd::makeFiles()
{
    return m_folder.isValid() && replaceHostKeys() && makeKey(userKey()) &&
           authorize(userKey() + u".pub"_s) && writeKnownHosts() && writeConfig();
}

bool PrivateSshd::writeKnownHosts() const
{
    QByteArray lines;
    for (const QString &address : m_options.addresses)
        for (const QString &type : m_options.hostKeyTypes)
            lines += '[' + address.toLatin1() + "]:" + QByteArray::number(m_port) + ' ' +
                     hostPublicKey(type) + '\n';
    return write(knownHosts(), lines);
}

bool PrivateSshd::writeConfig() const
{
    QByteArray config = m_options.extraConfig + '\n';
    for (const QString &address : m_options.addresses)
        config += "ListenAddress [" + address.toLatin1() + "]:" + QByteArray::number(m_port) + '\n';
    for (const QString &type : m_options.hostKeyTypes)
        config += "HostKey " + path(u"host_%1"_s.arg(type)).toUtf8() + '\n';
    config += "AuthorizedKeysFile " + path(u"authorized_keys"_s).toUtf8() + '\n';
    config += "PidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin prohibit-password\n"
              "PasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100:30:200\nLogLevel "
              "VERBOSE\n";
    return write(path(u"sshd_config"_s), config);
}

bool PrivateSshd::start()
{
    m_whyNot = unavailable();
    if (!m_whyNot.isEmpty())
        return false;
    if (::geteuid() == 0)
        QDir().mkpath(u"/run/sshd"_s); // where a privileged sshd locks its children in
    // Someone else may take the port between the look and the start; then another one is tried.
    for (int attempt = 0; attempt < 3; ++attempt) {
        m_port = freePort(m_options.addresses);
        if (!makeFiles()) {
            m_whyNot = u"the files in %1 could not be made"_s.arg(folder());
            return false;
        }
        if (launch())
            return true;
    }
    return false;
}

bool PrivateSshd::restart()
{
    stop();
    return launch();
}

bool PrivateSshd::launch()
{
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(path(u"log"_s), QIODevice::Append);
    m_process.start(QString::fromLatin1(sshdProgram), {u"-D"_s, u"-e"_s, u"-f"_s, path(u"sshd_config"_s)});
    if (m_process.waitForStarted() && waitUntilListening())
        return true;
    m_whyNot = u"sshd did not start: %1"_s.arg(QString::fromUtf8(log()));
    stop();
    return false;
}

bool PrivateSshd::waitUntilListening()
{
    QElapsedTimer timer;
    timer.start();
    for (const QString &address : m_options.addresses) {
        while (!Probe(address).connectTo(m_port)) {
            // Waits for sshd's early death between two looks.
            if (m_process.waitForFinished(10) || m_process.state() == QProcess::NotRunning ||
                timer.elapsed() > startTimeoutMs)
                return false;
        }
    }
    return true;
}

void PrivateSshd::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    killTree(m_process.processId());
    m_process.waitForFinished();
}

void PrivateSshd::suspend()
{
    ::kill(pid_t(m_process.processId()), SIGSTOP);
}

void PrivateSshd::resume()
{
    ::kill(pid_t(m_process.processId()), SIGCONT);
}

std::vector<qint64> PrivateSshd::sessions() const
{
    return m_process.state() == QProcess::Running ? childrenOf(m_process.processId()) : std::vector<qint64>();
}

HostRef PrivateSshd::host(const QString &name, const QString &address) const
{
    HostRef ref;
    ref.spec.name = name;
    ref.spec.address = address.isEmpty() ? m_options.addresses.first() : address;
    ref.spec.port = m_port;
    ref.spec.user = user();
    ref.identityFile = userKey();
    ref.knownHosts = knownHosts();
    return ref;
}

} // namespace belay
