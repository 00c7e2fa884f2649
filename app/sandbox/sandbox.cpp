// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"

#include "app/sandbox/load_generator.h"
#include "app/sandbox/sample_release.h"
#include "app/sandbox/sandbox_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QStandardPaths>
#include <QTcpSocket>

namespace belay {

namespace {

Error ioError(const QString &what, const QString &why)
{
    return Error{ErrorKind::Internal, QStringLiteral("The sandbox could not %1.").arg(what), why,
                 QStringLiteral("Check that the temporary folder has room and can be written.")};
}

Result<void> writeFile(const QString &path, const QByteArray &bytes, bool executable = false)
{
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(bytes) != bytes.size())
        return tl::unexpected(ioError(QStringLiteral("write %1").arg(path), file.errorString()));
    auto permissions = QFile::ReadOwner | QFile::WriteOwner;
    if (executable)
        permissions |= QFile::ExeOwner;
    file.setPermissions(permissions);
    return {};
}

/// A port nobody listens on now. Another program may take it before we use it; the caller then fails loudly.
quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost, 0);
    return probe.serverPort();
}

QString findTool(const QString &name)
{
    const QString onPath = QStandardPaths::findExecutable(name);
    return onPath.isEmpty() ? QStandardPaths::findExecutable(
                                  name, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")})
                            : onPath;
}

/// sshd, until its standard input ends: the end we hold closes when we go away, however we die.
constexpr auto sshdUntilWeGo = R"(exec 3<&0
sshd=$1
shift
"$sshd" "$@" </dev/null &
pid=$!
trap 'kill $pid 2>/dev/null' TERM
# In the background, because a shell waiting for a command hears of a signal too late.
{ cat >/dev/null; kill $pid 2>/dev/null; } <&3 &
reader=$!
exec 3<&-
wait $pid
wait $pid # a signal ends the first one early, and the folder goes only when nobody writes into it any more
kill $reader 2>/dev/null
exit 0)";

bool makeKey(const QString &keygen, const QString &path)
{
    QProcess process;
    process.start(keygen, {QStringLiteral("-q"), QStringLiteral("-t"), QStringLiteral("ed25519"),
                           QStringLiteral("-N"), QString(), QStringLiteral("-C"),
                           QStringLiteral("belay sandbox"), QStringLiteral("-f"), path});
    return process.waitForFinished(10000) && process.exitCode() == 0;
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

Sandbox::Sandbox(const Options &options, Http &http)
    : m_options(options)
    , m_http(http)
    , m_folder(QDir::tempPath() + QStringLiteral("/belay-sandbox-XXXXXX"))
{
}

Sandbox::~Sandbox()
{
    m_load.reset();
    m_lifeline.close();
    for (QTcpSocket *line : m_lifeline.findChildren<QTcpSocket *>())
        line->abort(); // the services end when their end of the line closes
    if (m_sshd.state() != QProcess::NotRunning) {
        m_sshd.terminate();
        if (!m_sshd.waitForFinished(3000))
            m_sshd.kill();
        m_sshd.waitForFinished(1000);
    }
}

QString Sandbox::projectFile() const
{
    return folder() + QStringLiteral("/storefront/belay.json");
}

QString Sandbox::knownHosts() const
{
    return folder() + QStringLiteral("/ssh/known_hosts");
}

Result<std::unique_ptr<Sandbox>> Sandbox::create(const Options &options, Http &http)
{
    std::unique_ptr<Sandbox> sandbox(new Sandbox(options, http));
    if (!sandbox->m_folder.isValid())
        return tl::unexpected(
            ioError(QStringLiteral("make a temporary folder"), sandbox->m_folder.errorString()));
    if (!sandbox->m_lifeline.listen(QHostAddress::LocalHost, 0))
        return tl::unexpected(
            ioError(QStringLiteral("listen on 127.0.0.1"), sandbox->m_lifeline.errorString()));
    for (int i = 0; i < 4; ++i)
        sandbox->m_ports.push_back(freePort());
    if (options.preferSsh) {
        // No sshd, or one that will not start here: the local target serves, and usesSsh() says so.
        sandbox->m_usesSsh = sandbox->startSshd().has_value();
    }
    if (auto done = sandbox->writeReleases(); !done)
        return tl::unexpected(done.error());
    if (auto done = sandbox->writeProject(); !done)
        return tl::unexpected(done.error());
    std::vector<QString> urls;
    for (quint16 port : sandbox->m_ports)
        urls.push_back(QStringLiteral("http://127.0.0.1:%1/").arg(port));
    sandbox->m_load = std::make_unique<LoadGenerator>(urls, options.requestsPerSecond, http);
    return sandbox;
}

Result<void> Sandbox::startSshd()
{
    const QString sshd = findTool(QStringLiteral("sshd"));
    const QString keygen = findTool(QStringLiteral("ssh-keygen"));
    if (sshd.isEmpty() || keygen.isEmpty())
        return fail(ErrorKind::NotFound, QStringLiteral("There is no sshd on this computer."));
    const QString ssh = folder() + QStringLiteral("/ssh");
    QDir().mkpath(ssh);
    if (!makeKey(keygen, ssh + QStringLiteral("/host_key")) ||
        !makeKey(keygen, ssh + QStringLiteral("/user_key")))
        return fail(ErrorKind::Internal, QStringLiteral("ssh-keygen made no keys."));
    m_sshPort = freePort();
    QFile::copy(ssh + QStringLiteral("/user_key.pub"), ssh + QStringLiteral("/authorized_keys"));
    const QByteArray hostKey = readAll(ssh + QStringLiteral("/host_key.pub"));
    const auto written = writeFile(knownHosts(), sandboxKnownHosts(m_sshPort, hostKey));
    if (!written)
        return written;
    const QString config = ssh + QStringLiteral("/sshd_config");
    if (auto done = writeFile(config, sandboxSshdConfig(ssh, m_sshPort)); !done)
        return done;
    QDir().mkpath(QStringLiteral("/run/sshd")); // wanted by an sshd that runs as root; harmless otherwise
    m_sshd.setStandardErrorFile(ssh + QStringLiteral("/sshd.log"));
    m_sshd.setStandardOutputFile(QProcess::nullDevice());
    m_sshd.start(QStringLiteral("sh"),
                 {QStringLiteral("-c"), QLatin1String(sshdUntilWeGo), QStringLiteral("sh"), sshd,
                  QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), config});
    if (!m_sshd.waitForStarted(5000))
        return fail(ErrorKind::Internal, QStringLiteral("sshd did not start."), {}, m_sshd.errorString());
    // Ready when it greets; an sshd that refuses its configuration exits instead.
    for (int attempt = 0; attempt < 100 && m_sshd.state() == QProcess::Running; ++attempt) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_sshPort);
        if (socket.waitForConnected(100) && socket.waitForReadyRead(2000) && socket.peek(4) == "SSH-")
            return {};
        m_sshd.waitForFinished(50);
    }
    return fail(ErrorKind::Internal, QStringLiteral("sshd did not answer."), {},
                QString::fromUtf8(readAll(ssh + QStringLiteral("/sshd.log"))));
}

Result<void> Sandbox::writeReleases()
{
    SampleRelease good;
    good.version = goodVersion();
    SampleRelease bad;
    bad.version = badVersion();
    bad.leaksAfter = m_options.leaksAfter;
    bad.leakPerRequest = 0.0005;
    bad.worstErrorShare = 0.25;
    for (const SampleRelease &release : {good, bad}) {
        const QString base = folder() + QStringLiteral("/storefront/dist/") + release.version;
        if (auto done = writeFile(base + QStringLiteral("/release.json"), sampleReleaseJson(release)); !done)
            return done;
        const QByteArray service = sandboxServiceScript(m_options.belayProgram, m_lifeline.serverPort());
        if (auto done = writeFile(base + QStringLiteral("/bin/service"), service, true); !done)
            return done;
    }
    return {};
}

Result<void> Sandbox::writeProject()
{
    SandboxProject project;
    project.folder = folder();
    project.usesSsh = m_usesSsh;
    project.sshPort = m_sshPort;
    project.ports = m_ports;
    const QString tests = folder() + QStringLiteral("/storefront/checks/test");
    if (auto done = writeFile(tests, sandboxTestScript(), true); !done)
        return done;
    return writeFile(projectFile(), sandboxProjectFile(project));
}

} // namespace belay
