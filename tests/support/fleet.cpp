// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"

#include "tests/support/private_sshd.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

constexpr int patienceMs = 120000;

QByteArray noise(qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator generator(20261121);
    generator.generate(reinterpret_cast<quint32 *>(bytes.data()),
                       reinterpret_cast<quint32 *>(bytes.data()) + size / qint64(sizeof(quint32)));
    return bytes;
}

} // namespace

Fleet::Fleet(QStringList hosts)
    : m_hosts(std::move(hosts))
    , m_health(std::make_shared<Health>([](const QByteArray &) { return HttpServer::answer(200, "ok"); }))
{
    // /HOST/health: asked by belay, answered from what the host's restart left behind.
    m_server = std::make_unique<HttpServer>([this](const HttpServer::Request &request) {
        const QString host = QString::fromLatin1(request.path).section(u'/', 1, 1);
        return (*m_health)(served(host).toUtf8());
    });
    environment = QJsonObject{
        {u"target"_s, QJsonObject{{u"kind"_s, u"local"_s},
                                  {u"hosts"_s, QJsonArray::fromStringList(m_hosts)},
                                  {u"path"_s, hostPath(u"{host}"_s)},
                                  {u"keep_releases"_s, 3}}},
        {u"strategy"_s, QJsonObject{{u"kind"_s, u"rolling"_s}, {u"batch"_s, 1}}},
        {u"commands"_s, QJsonObject{{u"restart"_s, u"cat {current_path}/REVISION > ../../served"_s}}},
        {u"health"_s, QJsonObject{{u"url"_s, m_server->url(u"/{host}/health"_s)},
                                  {u"interval"_s, u"50ms"_s},
                                  {u"timeout"_s, u"5s"_s},
                                  {u"consecutive"_s, 2},
                                  {u"within"_s, u"20s"_s}}}};
    write();
    build(u"1.0.0"_s);
}

void Fleet::overSsh(const PrivateSshd &sshd)
{
    QJsonArray list;
    for (const QString &host : m_hosts)
        list.append(QJsonObject{{u"name"_s, host},
                                {u"address"_s, u"127.0.0.1"_s},
                                {u"port"_s, sshd.port()},
                                {u"user"_s, sshd.user()}});
    QJsonObject target = environment[u"target"_s].toObject();
    target[u"kind"_s] = u"ssh"_s;
    target[u"hosts"_s] = list;
    target[u"identity"_s] = sshd.userKey();
    target[u"known_hosts"_s] = sshd.knownHosts();
    environment[u"target"_s] = target;
    write();
}

void Fleet::giveUpOnHealthAfter(const QString &time)
{
    QJsonObject health = environment[u"health"_s].toObject();
    health[u"within"_s] = time;
    environment[u"health"_s] = health;
    write();
}

void Fleet::write() const
{
    const QJsonObject project{{u"name"_s, u"my_app"_s},
                              {u"profile"_s, u"generic"_s},
                              {u"release"_s, QJsonObject{{u"artifact"_s, u"dist"_s}}},
                              {u"environments"_s, QJsonObject{{u"production"_s, environment}}}};
    writeFile(projectFolder() + u"/belay.json"_s, QJsonDocument(project).toJson());
}

void Fleet::build(const QString &version, qint64 ballast) const
{
    const QString folder = projectFolder() + u"/dist"_s;
    QDir(folder).removeRecursively();
    writeFile(folder + u"/version.txt"_s, version.toUtf8() + '\n');
    writeFile(folder + u"/bin/my_app"_s, "#!/bin/sh\nexec true\n", true);
    if (ballast > 0)
        writeFile(folder + u"/ballast"_s, noise(ballast));
}

/// A `tar` in front of the real one, which waits before it unpacks: it is the host's end that waits, so that
/// the upload stands in its middle however fast or slow the machine is.
void Fleet::holdUploads()
{
    const QString gate = gateFolder();
    QByteArray script = "#!/bin/sh\n"
                        "gate='GATE'\n"
                        "case $1 in\n"
                        "-x*)\n"
                        "    if [ -e \"$gate/held\" ]; then echo begun >>\"$gate/begun\"; fi\n"
                        "    while [ -e \"$gate/held\" ]; do sleep 0.05; done ;;\n"
                        "esac\n"
                        "PATH=${PATH#\"$gate/bin:\"}\n"
                        "exec tar \"$@\"\n";
    script.replace("GATE", gate.toUtf8());
    writeFile(gate + u"/bin/tar"_s, script, true);
    writeFile(gate + u"/held"_s, "");
    cli.setEnvironment(u"PATH"_s, gate + u"/bin:"_s + qEnvironmentVariable("PATH"));
}

void Fleet::letUploadsGo() const
{
    QFile::remove(gateFolder() + u"/held"_s);
}

bool Fleet::waitForUpload(int count) const
{
    return QTest::qWaitFor(
        [this, count] { return readFile(gateFolder() + u"/begun"_s).count('\n') >= count; }, patienceMs);
}

QByteArray Fleet::uploadGateConfig() const
{
    // sshd's own PATH wins over SetEnv; the command belay sends is always this shell.
    return "ForceCommand PATH=" + gateFolder().toUtf8() + "/bin:/usr/bin:/bin exec /bin/sh\n";
}

CliResult Fleet::belay(const QStringList &arguments) const
{
    return cli.run(arguments, projectFolder());
}

QStringList Fleet::deployArguments(const QString &version, const QStringList &more) const
{
    return QStringList{u"deploy"_s, u"--trust"_s,          u"-y"_s,       u"-r"_s,
                       version,     u"--skip-checklist"_s, u"--reason"_s, u"a test of the command line"_s} +
           more;
}

CliResult Fleet::deploy(const QString &version, const QStringList &more) const
{
    return belay(deployArguments(version, more));
}

std::unique_ptr<QProcess> Fleet::start(const QStringList &arguments) const
{
    return cli.start(arguments, projectFolder());
}

QStringList Fleet::releases(const QString &host) const
{
    return QDir(hostPath(host) + u"/releases"_s)
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

QString Fleet::current(const QString &host) const
{
    const QFileInfo link(hostPath(host) + u"/current"_s);
    if (!link.isSymLink())
        return link.exists() ? u"not a link"_s : u"-"_s;
    if (!link.exists())
        return u"dangling"_s;
    return QString::fromUtf8(readFile(link.filePath() + u"/REVISION"_s)).trimmed();
}

QString Fleet::served(const QString &host) const
{
    const QByteArray text = readFile(hostPath(host) + u"/served"_s).trimmed();
    return text.isEmpty() ? u"-"_s : QString::fromUtf8(text);
}

QString Fleet::live() const
{
    QStringList words;
    for (const QString &host : m_hosts)
        words.append(current(host) + u'/' + served(host));
    return words.join(u' ');
}

QStringList Fleet::staged(const QString &host) const
{
    return QDir(hostPath(host) + u"/.belay/staging"_s).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
}

bool Fleet::locked(const QString &host) const
{
    return QFileInfo(hostPath(host) + u"/.belay/lock"_s).isSymLink();
}

QJsonObject readUntil(QProcess &process, const std::function<bool(const QJsonObject &)> &matches,
                      QList<QJsonObject> &seen)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < patienceMs) {
        while (process.canReadLine()) {
            const QJsonObject event = QJsonDocument::fromJson(process.readLine()).object();
            seen.append(event);
            if (matches(event))
                return event;
        }
        if (!process.waitForReadyRead(patienceMs) && !process.canReadLine())
            return {};
    }
    return {};
}

std::function<bool(const QJsonObject &)> eventIs(const QString &kind, const QString &step)
{
    return [kind, step](const QJsonObject &event) {
        return event[u"event"_s] == kind && (step.isEmpty() || event[u"step"_s] == step);
    };
}

} // namespace belay::test
