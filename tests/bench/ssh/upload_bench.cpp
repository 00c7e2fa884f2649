// SPDX-License-Identifier: GPL-3.0-or-later
// How fast, and in how many bytes, files come to hosts: Belay's upload step beside scp, sftp, rsync and tar
// through ssh, all in one run against the same private sshd. Started by tests/bench/ssh/upload.

#include "app/engine/builtin_steps.h"
#include "app/net/ssh_host_shell.h"
#include "app/system_clock.h"
#include "app/targets/layout_scripts.h"
#include "models/domain/names.h"
#include "tests/support/cut_proxy.h"
#include "tests/support/fake_ports.h"
#include "tests/support/private_sshd.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <map>
#include <thread>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

[[noreturn]] void giveUp(const QString &why)
{
    out().flush();
    QTextStream(stderr) << "upload_bench: " << why << Qt::endl;
    std::exit(1);
}

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(path.section(u'/', 0, -2));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        giveUp(u"cannot write "_s + path);
}

QByteArray noise(quint32 seed, qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(seed);
    random.generate(bytes.begin(), bytes.end());
    return bytes;
}

/// Runs a shell line for every host at once.
void everywhere(const QString &line, const QStringList &hosts)
{
    std::vector<std::unique_ptr<QProcess>> all;
    for (const QString &host : hosts) {
        all.push_back(std::make_unique<QProcess>());
        all.back()->setProcessChannelMode(QProcess::MergedChannels);
        all.back()->start(u"/bin/sh"_s, {u"-c"_s, QString(line).replace(u"HOST"_s, host)});
    }
    for (const auto &process : all)
        if (!process->waitForFinished(600000) || process->exitCode() != 0)
            giveUp(line + u'\n' + QString::fromUtf8(process->readAll().right(2000)));
}

class AnyKey : public Prompter
{
public:
    bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return true; }
    Result<QString> askSecret(const QString &, const QString &, bool, const CancelToken &) override
    {
        return fail(ErrorKind::Auth, u"Nobody is there."_s);
    }
};

/// Ten hosts behind one sshd, the first of them also behind a wire that counts.
struct Hosts
{
    QTemporaryDir folder;
    QStringList names;
    std::unique_ptr<PrivateSshd> sshd;
    std::unique_ptr<CutProxy> wire;

    explicit Hosts(int count)
    {
        for (int i = 1; i <= count; ++i)
            names << u"127.0.0.%1"_s.arg(i);
        sshd = std::make_unique<PrivateSshd>(PrivateSshd::Options{
            names,
            "MaxStartups 1000\nMaxSessions 1000\nUseDNS no\nSubsystem sftp internal-sftp\n",
            {u"ed25519"_s}});
        if (!sshd->start())
            giveUp(sshd->whyNot());
        wire = std::make_unique<CutProxy>(sshd->port());
        QByteArray config = "Host counted\n  HostName 127.0.0.1\n  Port " + QByteArray::number(wire->port()) +
                            "\n  HostKeyAlias [127.0.0.1]:" + QByteArray::number(sshd->port()) +
                            "\nHost *\n  Port " + QByteArray::number(sshd->port()) + "\n  User " +
                            sshd->user().toUtf8() + "\n  IdentityFile " + sshd->userKey().toUtf8() +
                            "\n  IdentitiesOnly yes\n  UserKnownHostsFile " + sshd->knownHosts().toUtf8() +
                            "\n  StrictHostKeyChecking yes\n  BatchMode yes\n  LogLevel ERROR\n";
        write(configFile(), config);
    }
    QString configFile() const { return folder.path() + u"/ssh_config"_s; }
    QString path(const QString &host) const { return folder.path() + u"/hosts/"_s + host; }
    void clear() const { QDir(folder.path() + u"/hosts"_s).removeRecursively(); }
    void makeFolders(const QStringList &hosts) const
    {
        for (const QString &host : hosts)
            QDir().mkpath(path(host));
    }
};

/// The uploads of one deployment to some hosts, each on its thread as in a run.
class Belay
{
public:
    Belay(const Hosts &hosts, QStringList names, bool counted = false)
        : m_hosts(hosts)
        , m_names(std::move(names))
        , m_shell(m_anyKey, options(hosts))
    {
        m_plan.target.kind = TargetKind::Ssh;
        m_plan.target.identityFile = hosts.sshd->userKey();
        m_plan.target.knownHosts = counted ? QString() : hosts.sshd->knownHosts();
        for (const QString &name : m_names) {
            HostSpec spec = hosts.sshd->host(name, name).spec;
            if (counted)
                spec.port = hosts.wire->port();
            m_plan.hosts.push_back({spec, hosts.path(name), {}, {}});
        }
    }

    /// The step that is measured, on all hosts.
    void upload(const Artifact &artifact, const QString &release, const QString &base = {})
    {
        m_plan.fileList = QString::fromUtf8(artifact.listText());
        for (PlanHost &host : m_plan.hosts)
            std::tie(host.fromReleaseId, host.toReleaseId) = std::pair(base, release);
        std::vector<std::jthread> threads;
        for (const PlanHost &host : m_plan.hosts)
            threads.emplace_back([&] { uploadTo(host, artifact, release); });
    }
    void lock()
    {
        everyHost([](const LayoutSite &site) { return lockScript(site, {u"bench"_s, false, u"{}"_s}); });
        PreflightOptions options;
        options.release = u"20261121140000"_s;
        everyHost([&](const LayoutSite &site) { return preflightScript(site, options); });
    }
    void publish(const Artifact &artifact, const QString &release)
    {
        PublishOptions options;
        options.release = release;
        options.version = release;
        everyHost([&](const LayoutSite &site) { return publishScript(site, artifact, options); });
    }
    void discard()
    {
        everyHost([](const LayoutSite &site) { return discardStagingScript(site); });
    }

private:
    static SshOptions options(const Hosts &hosts)
    {
        SshOptions options;
        options.home = hosts.folder.path();
        options.sshConfigFile = u"none"_s;
        options.agentSocket.clear();
        return options;
    }
    LayoutSite site(const PlanHost &host) const
    {
        return {host.path, u"bench/production"_s, u"v1:run:ann@laptop:20261121140000"_s, u"run"_s};
    }
    void everyHost(const std::function<QString(const LayoutSite &)> &script)
    {
        std::vector<std::jthread> threads;
        for (const PlanHost &host : m_plan.hosts)
            threads.emplace_back([&] {
                ScriptRequest request;
                request.script = script(site(host)).toUtf8();
                request.timeout = Milliseconds(600000);
                const auto ran = m_shell.run(hostRef(m_plan.target, host.spec), request, m_cancel);
                if (!ran || (ran->exitCode != 0 && ran->exitCode != AlreadyDone))
                    giveUp(ran ? QString::fromUtf8(ran->out + ran->err)
                               : ran.error().summary + ran.error().detail);
            });
    }
    void uploadTo(const PlanHost &host, const Artifact &artifact, const QString &release)
    {
        FakeLocal local;
        FakeHttp http;
        FakeSecrets secrets;
        SystemClock clock;
        Ports ports{m_shell, local, http, clock, secrets};
        Step step;
        step.id = u"upload"_s;
        step.host = host.spec.name;
        step.kind = StepKind::Upload;
        step.timeout = Milliseconds(3600000);
        step.action =
            UploadAction{artifact.path, stagingPath(site(host)), receiveScript(site(host), artifact, release),
                         askUploadScript(site(host), artifact, release)};
        const StepEnd end =
            runUploadStep(StepContext{m_plan, step, ports, m_cancel, [](const RunEvent &) {}});
        if (end.state != StepState::Passed)
            giveUp(u"belay: "_s + end.text +
                   (end.error ? end.error->summary + end.error->detail : QString()));
    }

    const Hosts &m_hosts;
    QStringList m_names;
    AnyKey m_anyKey;
    SshHostShell m_shell;
    CancelToken m_cancel;
    Plan m_plan;
};

/// One table: who, how long.
class Table
{
public:
    Table(const QString &title, int repetitions, qint64 bytes)
        : m_repetitions(repetitions)
        , m_bytes(bytes)
    {
        out() << '\n' << title << '\n';
    }
    /// `before` and `after` are not measured.
    void row(const QString &who, const std::function<void()> &before, const std::function<void()> &act,
             const std::function<void()> &after = {})
    {
        const QString only = QCoreApplication::arguments().value(3); // to look at one of them alone
        if (who.contains(only))
            m_rows.push_back({who, before, act, after, {}});
    }
    /// One after the other, again and again, so that what else happens on the machine is everybody's.
    void run()
    {
        for (int i = 0; i < m_repetitions; ++i)
            for (Row &row : m_rows) {
                row.before();
                QElapsedTimer timer;
                timer.start();
                row.act();
                row.ms.push_back(double(timer.nsecsElapsed()) / 1e6);
                if (row.after)
                    row.after();
            }
        for (Row &row : m_rows) {
            std::sort(row.ms.begin(), row.ms.end());
            const double median = row.ms[row.ms.size() / 2];
            out() << u"  %1 %2 ms (%3-%4) %5 MB/s\n"_s.arg(
                row.who.leftJustified(44), QString::number(median, 'f', 0).rightJustified(7),
                QString::number(row.ms.front(), 'f', 0), QString::number(row.ms.back(), 'f', 0),
                QString::number(double(m_bytes) / 1000 / median, 'f', 1).rightJustified(7));
        }
        out().flush();
    }

private:
    struct Row
    {
        QString who;
        std::function<void()> before;
        std::function<void()> act;
        std::function<void()> after;
        std::vector<double> ms;
    };
    int m_repetitions;
    qint64 m_bytes;
    std::vector<Row> m_rows;
};

Artifact artifactOf(const QString &folder)
{
    QElapsedTimer timer;
    timer.start();
    auto artifact = scanArtifact(folder);
    if (!artifact)
        giveUp(artifact.error().summary);
    out() << u"  the plan's list of it, with SHA-256: %1 files, %2, %3 ms\n"_s.arg(
        QString::number(artifact->files.size()), formatBytes(artifact->bytes),
        QString::number(timer.elapsed()));
    return *artifact;
}

void firstTime(const Hosts &hosts, const QString &source, const QStringList &names, int repetitions,
               const QString &title)
{
    const qint64 bytes = scanArtifact(source).value_or(Artifact()).bytes * names.size();
    Table table(title, repetitions, bytes);
    const Artifact artifact = artifactOf(source);
    const QString config = hosts.configFile();
    const QString to = hosts.path(u"HOST"_s) + u"/new"_s;
    const auto clean = [&] {
        hosts.clear();
        hosts.makeFolders(names);
    };
    const auto peer = [&](const QString &who, const QString &line) {
        table.row(who, clean, [line, names] { everywhere(line, names); });
    };
    const QString r1 = u"20261121140000"_s;
    std::unique_ptr<Belay> belay;
    const auto ready = [&](bool warm) {
        hosts.clear();
        belay = std::make_unique<Belay>(hosts, names);
        belay->lock();
        if (!warm)
            belay = std::make_unique<Belay>(hosts, names);
    };
    table.row(
        u"belay, connection made anew"_s, [&] { ready(false); }, [&] { belay->upload(artifact, r1); });
    table.row(
        u"belay, connection there from before"_s, [&] { ready(true); }, [&] { belay->upload(artifact, r1); });
    table.row(
        u"belay, connected, and checked, synced, published"_s, [&] { ready(true); },
        [&] {
            belay->upload(artifact, r1);
            belay->publish(artifact, r1);
        });
    peer(u"tar | ssh tar"_s,
         u"tar -C '%1' -cf - . | ssh -F '%2' HOST 'mkdir \"%3\" && tar -C \"%3\" -xf -'"_s.arg(source, config,
                                                                                               to));
    peer(u"scp -r"_s, u"scp -q -r -F '%2' '%1' HOST:'%3'"_s.arg(source, config, to));
    peer(u"sftp put -r"_s,
         u"mkdir -p '%3' && printf 'put -r %1 %3\\n' | sftp -q -F '%2' -b - HOST"_s.arg(source, config, to));
    peer(u"rsync -a"_s, u"rsync -a -e \"ssh -F '%2'\" '%1/' HOST:'%3'"_s.arg(source, config, to));
    table.run();
    belay.reset();
    hosts.clear();
}

void changed(const Hosts &hosts, const QString &before, const QString &after, qint64 changedBytes,
             int repetitions)
{
    const QStringList names{hosts.names.first()};
    const QString r1 = u"20261121140000"_s;
    const QString r2 = u"20261121150000"_s;
    Table table(u"1 host, 2,000 files of which 20 changed (%1)"_s.arg(formatBytes(changedBytes)), repetitions,
                changedBytes);
    const Artifact old = scanArtifact(before).value();
    const Artifact artifact = artifactOf(after);
    hosts.clear();
    {
        Belay first(hosts, names);
        first.lock();
        first.upload(old, r1);
        first.publish(old, r1);
    }
    const QString rsync = u"rsync -a --link-dest=../base -e \"ssh -F '%1'\" '%2/' %4:'%3/new'"_s;
    const QString place = hosts.path(names.first()) + u"/rsync"_s;
    everywhere(u"mkdir '%2' && cp -a '%1/.' '%2/base'"_s.arg(before, place), {QString()});
    std::unique_ptr<Belay> belay;
    const auto again = [&](bool warm) {
        return [&, warm] {
            belay = std::make_unique<Belay>(hosts, names);
            belay->lock();
            belay->discard();
            if (!warm)
                belay = std::make_unique<Belay>(hosts, names);
        };
    };
    const auto act = [&] { belay->upload(artifact, r2, r1); };
    table.row(u"belay, connection made anew"_s, again(false), act);
    table.row(u"belay, connection there from before"_s, again(true), act);
    const auto clean = [place] { QDir(place + u"/new"_s).removeRecursively(); };
    table.row(u"rsync -a --link-dest"_s, clean,
              [&] { everywhere(rsync.arg(hosts.configFile(), after, place, names.first()), {QString()}); });
    table.run();

    // The bytes, both ways, connection included, counted on the wire.
    const auto wire = [&] { return hosts.wire->sent() + hosts.wire->received(); };
    again(true)();
    qint64 at = wire();
    {
        Belay counted(hosts, names, true);
        counted.upload(artifact, r2, r1);
    }
    const qint64 cold = wire() - at;
    again(true)();
    Belay counted(hosts, names, true);
    counted.lock();
    at = wire();
    counted.upload(artifact, r2, r1);
    const qint64 warm = wire() - at;
    counted.publish(artifact, r2);
    const qint64 published = wire() - at;
    clean();
    at = wire();
    everywhere(rsync.arg(hosts.configFile(), after, place, u"counted"_s), {QString()});
    const qint64 byRsync = wire() - at;
    const auto bytes = [&](const QString &who, qint64 count) {
        out() << u"  %1 %2 bytes on the wire, %3 times what changed\n"_s.arg(
            who.leftJustified(44), QString::number(count).rightJustified(8),
            QString::number(double(count) / double(changedBytes), 'f', 2));
    };
    bytes(u"belay, connection made anew"_s, cold);
    bytes(u"belay, connection there from before"_s, warm);
    bytes(u"belay, the same with publishing"_s, published);
    bytes(u"rsync -a --link-dest"_s, byRsync);
    hosts.clear();
}

qint64 highestResident()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    return text.mid(text.indexOf("VmHWM:") + 6).split('k').first().trimmed().toLongLong() * 1024;
}

void memory(const Hosts &hosts, const QString &folder)
{
    const QString source = folder + u"/huge"_s;
    QDir().mkpath(source);
    QFile file(source + u"/app.img"_s);
    if (!file.open(QIODevice::WriteOnly) || !file.resize(2'000'000'000))
        giveUp(u"cannot make a file of 2 GB"_s);
    out() << "\n10 hosts, one file of 2 GB\n";
    const Artifact artifact = artifactOf(source);
    hosts.clear();
    Belay belay(hosts, hosts.names);
    belay.lock();
    QElapsedTimer timer;
    timer.start();
    belay.upload(artifact, u"20261121140000"_s);
    out() << u"  belay: %1 s, at most %2 resident\n"_s.arg(QString::number(timer.elapsed() / 1000),
                                                           formatBytes(highestResident()));
    hosts.clear();
    QDir(source).removeRecursively();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments().mid(1);
    const int repetitions = std::max(1, arguments.value(0, u"5"_s).toInt());
    const QStringList parts = arguments.value(1, u"file,files,changed,memory"_s).split(u',');
    const Hosts hosts(10);
    qputenv("XDG_CACHE_HOME", hosts.folder.path().toUtf8() + "/cache");
    const QTemporaryDir sources;
    if (parts.contains(u"file"_s)) {
        write(sources.filePath(u"one/app"_s), noise(1, 50'000'000));
        firstTime(hosts, sources.filePath(u"one"_s), hosts.names.first(1), repetitions,
                  u"1 host, one file of 50 MB"_s);
        firstTime(hosts, sources.filePath(u"one"_s), hosts.names, repetitions,
                  u"10 hosts, one file of 50 MB"_s);
    }
    // 2,000 files of 10 kB in 40 folders, and the same with every hundredth changed.
    const QString before = sources.filePath(u"before"_s);
    const QString after = sources.filePath(u"after"_s);
    for (quint32 i = 0; i < 2000; ++i)
        write(before + u"/lib/part-%1/file-%2.beam"_s.arg(i % 40).arg(i), noise(i, 10'000));
    // Older than what changes: rsync looks at the times, and would take files of the same second for the
    // same.
    everywhere(u"find '%1' -exec touch -d 2026-11-01 {} + && cp -a '%1' '%2'"_s.arg(before, after),
               {QString()});
    for (quint32 i = 50; i < 2000; i += 100)
        write(after + u"/lib/part-%1/file-%2.beam"_s.arg(i % 40).arg(i), noise(i + 5000, 10'000));
    if (parts.contains(u"files"_s))
        firstTime(hosts, before, hosts.names.first(1), repetitions,
                  u"1 host, 2,000 files, 20 MB, for the first time"_s);
    if (parts.contains(u"changed"_s))
        changed(hosts, before, after, 20 * 10'000, repetitions);
    if (parts.contains(u"memory"_s))
        memory(hosts, sources.path());
    return 0;
}
