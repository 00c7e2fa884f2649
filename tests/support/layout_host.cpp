// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include "app/engine/tar_stream.h"
#include "app/targets/observe.h"
#include "models/domain/json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <numeric>

namespace belay::test {

using namespace Qt::Literals::StringLiterals;

namespace {

Ran finish(QProcess &process, const QByteArray &input)
{
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000))
        return {-1, {}, u"did not end"_s};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

bool isDone(const Ran &ran)
{
    return ran.code == 0 || ran.code == AlreadyDone;
}

/// In memory where there is some: the scripts ask the disk to write everything down, which under load takes
/// long.
QString folderTemplate()
{
    const QFileInfo memory(u"/dev/shm"_s);
    return (memory.isWritable() ? memory.filePath() : QDir::tempPath()) + u"/belay-layout-XXXXXX"_s;
}

} // namespace

bool write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QString Ran::said() const
{
    const QStringList lines = out.split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith(u"belay: "))
            return line.mid(7);
    }
    return {};
}

LayoutHost::LayoutHost(const QString &shell)
    : m_folder(folderTemplate())
    , m_shell(shell)
{
    QDir().mkpath(m_folder.path() + u"/home"_s);
    if (m_shell == u"busybox") {
        QDir().mkpath(m_folder.path() + u"/bin"_s);
        QProcess::execute(u"busybox"_s, {u"--install"_s, u"-s"_s, m_folder.path() + u"/bin"_s});
    }
}

QStringList LayoutHost::shells()
{
    QStringList found;
    for (const QString &name : {u"dash"_s, u"bash"_s, u"busybox"_s}) {
        if (!QStandardPaths::findExecutable(name).isEmpty())
            found.append(name);
    }
    return found.isEmpty() ? QStringList{u"sh"_s} : found;
}

QStringList LayoutHost::command() const
{
    if (m_shell == u"busybox")
        return {m_folder.path() + u"/bin/sh"_s};
    return {m_shell};
}

QStringList LayoutHost::environment() const
{
    const QString path = m_shell == u"busybox" ? QString(m_folder.path() + u"/bin"_s) : u"/usr/bin:/bin"_s;
    return {u"PATH="_s + path, u"HOME="_s + m_folder.path() + u"/home"_s, u"LANG=C.UTF-8"_s};
}

/// As framed by a run: one compound command with standard input either closed or carrying data after it.
Ran LayoutHost::sh(const QString &script, const QByteArray &input) const
{
    QFile file(m_folder.path() + u"/script.sh"_s);
    if (!file.open(QIODevice::WriteOnly))
        return {-1, {}, u"cannot write the script"_s};
    file.write(script.toUtf8());
    file.close();
    QProcess process;
    process.setEnvironment(environment());
    process.start(command().first(), {file.fileName()});
    return finish(process, input);
}

void LayoutHost::startDetached(const QString &script) const
{
    QFile file(m_folder.path() + u"/detached.sh"_s);
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.write(script.toUtf8());
    file.close();
    QProcess process;
    process.setProgram(command().first());
    process.setArguments({file.fileName()});
    process.setEnvironment(environment());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.startDetached();
}

LayoutSite LayoutHost::site(const QString &run) const
{
    return {path(), u"my_app/production"_s, u"v1:%1:ann@laptop:20261121140000"_s.arg(run), run};
}

QString LayoutHost::currentText() const
{
    QProcess process;
    process.start(u"readlink"_s, {at(u"current"_s)});
    return finish(process, {}).out.trimmed();
}

QStringList LayoutHost::releases() const
{
    return QDir(at(u"releases"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

QStringList LayoutHost::logEvents() const
{
    QStringList events;
    const QList<QByteArray> lines = read(u".belay/log"_s).split('\n');
    for (const QByteArray &line : lines) {
        const nlohmann::json json = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
        if (json.is_object())
            events.append(json.at("event").get<QString>() + u' ' + json.at("release").get<QString>());
        else if (!line.isEmpty())
            events.append(u"not JSON: "_s + QString::fromUtf8(line));
    }
    return events;
}

QByteArray LayoutHost::read(const QString &relative) const
{
    QFile file(at(relative));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

HostObservation LayoutHost::observe(const TargetSpec &target) const
{
    Project project;
    project.name = u"my_app"_s;
    const Ran ran = sh(observeScript(project, target, path()));
    auto parsed = parseObservation(ran.out.toUtf8());
    if (!parsed || ran.code != 0) {
        HostObservation broken;
        broken.error =
            Error{ErrorKind::Remote, u"exit %1: %2"_s.arg(QString::number(ran.code), ran.err), ran.out, {}};
        return broken;
    }
    parsed->host = u"app1"_s;
    parsed->path = path();
    return *parsed;
}

Artifact LayoutHost::artifact(const QStringList &files) const
{
    QTemporaryDir folder(m_folder.path() + u"/artifact-XXXXXX"_s);
    folder.setAutoRemove(false);
    for (const QString &entry : files) {
        const QString name = folder.path() + u'/' + entry.section(u'=', 0, 0);
        QDir().mkpath(QFileInfo(name).path());
        QFile file(name);
        if (file.open(QIODevice::WriteOnly))
            file.write(entry.section(u'=', 1).toUtf8());
    }
    return scanArtifact(folder.path()).value_or(Artifact());
}

QByteArray LayoutHost::tar(const Artifact &artifact) const
{
    const FileList list = fileListFromText(artifact.listText()).value_or(FileList());
    std::vector<std::size_t> all(list.files.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    TarStream stream(artifact.path, list, all);
    QByteArray bytes;
    for (;;) {
        const auto chunk = stream.next(CancelToken());
        if (!chunk || chunk->isEmpty())
            return bytes;
        bytes += *chunk;
    }
}

Ran LayoutHost::upload(const LayoutSite &site, const Artifact &artifact, const QString &release) const
{
    const Ran asked = sh(askUploadScript(site, artifact, release), "list\n" + artifact.listText());
    return asked.code == 0 ? transfer(site, artifact, release, asked, tar(artifact)) : asked;
}

Ran LayoutHost::transfer(const LayoutSite &site, const Artifact &artifact, const QString &release,
                         const Ran &asked, const QByteArray &bytes) const
{
    const QByteArray turn = asked.out.section(u"turn "_s, 1).section(u'\n', 0, 0).toUtf8();
    return sh(receiveScript(site, artifact, release), "turn " + turn + " from 0\n" + bytes);
}

Ran LayoutHost::prepare(const QString &run, const QString &release, const QString &version,
                        const QStringList &files) const
{
    const LayoutSite here = site(run);
    const Artifact what = artifact(files);
    const HostObservation seen = observe();
    Ran ran = sh(lockScript(here, {u"my_app"_s, false, u"{}"_s}));
    if (isDone(ran)) {
        PreflightOptions options;
        options.release = release;
        options.expectedLink = seen.currentLink;
        options.neededBytes = what.bytes;
        options.neededInodes = 10;
        ran = sh(preflightScript(here, options));
    }
    if (isDone(ran))
        ran = upload(here, what, release);
    if (isDone(ran)) {
        PublishOptions options;
        options.release = release;
        options.version = version;
        options.commit = u"abc123"_s;
        options.by = u"ann@laptop"_s;
        options.liveTarget = seen.currentLink;
        ran = sh(publishScript(here, what, options));
    }
    return ran;
}

SwitchOptions LayoutHost::switchTo(const QString &run, const QString &release, const QString &version) const
{
    const HostObservation seen = observe();
    return {seen.currentLink,
            seen.currentId,
            release,
            {u"activated"_s, seen.currentId, seen.currentVersion(), run, u"ann@laptop"_s, {}},
            {u"activated"_s, release, version, run, u"ann@laptop"_s, {}}};
}

Ran LayoutHost::deploy(const QString &run, const QString &release, const QString &version, int keep) const
{
    const LayoutSite here = site(run);
    Ran ran = prepare(run, release, version);
    if (isDone(ran))
        ran = sh(switchScript(here, switchTo(run, release, version)));
    if (isDone(ran)) {
        ran = sh(recordScript(here, {deployedRevision(version, u"abc123"_s, release, u"ann@laptop"_s),
                                     {{u"deployed"_s, release, version, run, u"ann@laptop"_s, {}}},
                                     {}}));
    }
    if (isDone(ran))
        ran = sh(pruneScript(here, keep));
    if (isDone(ran))
        ran = sh(unlockScript(here));
    return ran;
}

Ran LayoutHost::rollback(const QString &run, bool hold) const
{
    const LayoutSite here = site(run);
    const HostObservation seen = observe();
    const QString target = previousGoodRelease(seen);
    const ReleaseOnHost *to = seen.release(target);
    Ran ran = sh(lockScript(here, {u"my_app"_s, true, u"{}"_s}));
    if (isDone(ran))
        ran = sh(switchScript(here, switchTo(run, target, to ? to->version : QString())));
    if (isDone(ran)) {
        ran = sh(recordScript(here, {rolledBackRevision(target, u"ann@laptop"_s),
                                     {{u"rolled-back"_s, target, {}, run, u"ann@laptop"_s, {}},
                                      {u"marked-bad"_s, seen.currentId, {}, run, u"ann@laptop"_s, u"p99"_s}},
                                     {}}));
    }
    if (isDone(ran) && hold)
        ran = sh(holdScript(here, {u"held"_s, target, {}, run, u"ann@laptop"_s, u"rolled back"_s}));
    if (isDone(ran))
        ran = sh(unlockScript(here));
    return ran;
}

} // namespace belay::test
