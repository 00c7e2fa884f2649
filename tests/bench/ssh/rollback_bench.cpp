// SPDX-License-Identifier: GPL-3.0-or-later
// How long it takes until every host of a fleet is back on the last good release: Belay armed and cold, a
// bare loop over shells kept open, and the deploy tools and parallel shells that the system's packages give,
// all in one run against the same private sshds. Started by tests/bench/ssh/rollback.

#include "app/composition.h"
#include "app/net/ssh_connect.h"
#include "app/workspace.h"
#include "tests/support/belay_cli.h"
#include "tests/support/private_sshd.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTextStream>

#include <libssh2.h>
#include <poll.h>

#include <algorithm>
#include <mutex>
#include <thread>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString older = u"20260101000001"_s;
const QString newer = u"20260101000002"_s;

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

[[noreturn]] void giveUp(const QString &why)
{
    out().flush();
    QTextStream(stderr) << "rollback_bench: " << why << Qt::endl;
    std::exit(1);
}

/// The hosts: some sshds on many loopback addresses, a folder for each.
class BenchFleet
{
    static constexpr int perSshd = 15; ///< sshd listens on 16 addresses at most

public:
    explicit BenchFleet(int hosts)
        : m_addresses(addressesOf(hosts))
    {
        QByteArray known;
        for (int first = 0; first < hosts; first += perSshd) {
            PrivateSshd::Options options{m_addresses.mid(first, perSshd), config(), {u"ed25519"_s}};
            m_sshds.push_back(std::make_unique<PrivateSshd>(options));
            PrivateSshd &sshd = *m_sshds.back();
            if (!sshd.start() || !sshd.authorize(key() + u".pub"_s))
                giveUp(sshd.whyNot());
            known += readFile(sshd.knownHosts());
        }
        writeFile(knownHosts(), known);
    }

    const QStringList &addresses() const { return m_addresses; }
    QString key() const { return m_sshds.front()->userKey(); }
    QString user() const { return m_sshds.front()->user(); }
    QString knownHosts() const { return m_folder.path() + u"/known_hosts"_s; }
    int port(int host) const { return m_sshds[std::size_t(host / perSshd)]->port(); }
    QString path(const QString &address) const { return m_folder.path() + u"/hosts/"_s + address; }
    QString folder() const { return m_folder.path(); }

    /// Every host as after a deployment: the newer release live, the way back staged, nothing locked.
    void reset(int hosts) const
    {
        for (const QString &address : m_addresses.first(hosts)) {
            relink(path(address) + u"/current"_s, path(address) + u"/releases/"_s + newer);
            relink(path(address) + u"/.belay/rollback-link"_s, path(address) + u"/releases/"_s + older);
            QFile::remove(path(address) + u"/.belay/lock"_s);
            QFile::remove(path(address) + u"/restart"_s);
        }
    }
    void check(int hosts, const QString &release, const QString &who) const
    {
        for (const QString &address : m_addresses.first(hosts))
            if (!QFile::symLinkTarget(path(address) + u"/current"_s).endsWith(release))
                giveUp(who + u" left "_s + address + u" on "_s +
                       QFile::symLinkTarget(path(address) + u"/current"_s));
    }
    QString projectFolder(int hosts) const
    {
        QJsonArray list;
        for (int host = 0; host < hosts; ++host)
            list.append(QJsonObject{{u"name"_s, m_addresses.at(host)},
                                    {u"address"_s, m_addresses.at(host)},
                                    {u"port"_s, port(host)},
                                    {u"user"_s, user()}});
        const QJsonObject target{{u"kind"_s, u"ssh"_s},
                                 {u"hosts"_s, list},
                                 {u"identity"_s, key()},
                                 {u"known_hosts"_s, knownHosts()},
                                 {u"path"_s, QString(m_folder.path() + u"/hosts/{host}"_s)}};
        const QJsonObject project{
            {u"name"_s, u"bench"_s},
            {u"profile"_s, u"generic"_s},
            {u"release"_s, QJsonObject{{u"artifact"_s, u"dist"_s}}},
            {u"environments"_s, QJsonObject{{u"production"_s, QJsonObject{{u"target"_s, target}}}}}};
        const QString folder = m_folder.path() + u"/project-"_s + QString::number(hosts);
        writeFile(folder + u"/belay.json"_s, QJsonDocument(project).toJson());
        writeFile(folder + u"/dist/app"_s, "hello\n");
        return folder;
    }
    /// What the peers read: a list of hosts and an ssh configuration.
    void writeForPeers(int hosts) const
    {
        QByteArray list;
        QByteArray config;
        for (int host = 0; host < hosts; ++host) {
            list += m_addresses.at(host).toUtf8() + '\n';
            config +=
                "Host " + m_addresses.at(host).toUtf8() + "\n  Port " + QByteArray::number(port(host)) + '\n';
        }
        config += "Host *\n  User " + user().toUtf8() + "\n  IdentityFile " + key().toUtf8() +
                  "\n  IdentitiesOnly yes\n  UserKnownHostsFile " + knownHosts().toUtf8() +
                  "\n  StrictHostKeyChecking yes\n  BatchMode yes\n  LogLevel ERROR\n";
        writeFile(m_folder.path() + u"/hosts.txt"_s, list);
        writeFile(m_folder.path() + u"/ssh_config"_s, config);
    }

private:
    static QStringList addressesOf(int hosts)
    {
        QStringList list;
        for (int host = 1; host <= hosts; ++host)
            list.append(u"127.0.4.%1"_s.arg(host));
        return list;
    }
    static QByteArray config() { return "MaxStartups 1000\nMaxSessions 1000\nUseDNS no\n"; }
    static void relink(const QString &link, const QString &target)
    {
        QFile::remove(link);
        if (!QFile::link(target, link))
            giveUp(u"cannot make "_s + link);
    }

    QTemporaryDir m_folder;
    QStringList m_addresses;
    std::vector<std::unique_ptr<PrivateSshd>> m_sshds;
};

struct Times
{
    std::vector<double> ms;

    QString line(const QString &who, int hosts) const
    {
        std::vector<double> sorted = ms;
        std::sort(sorted.begin(), sorted.end());
        return u"%1 %2 %3 (%4-%5) x%6"_s.arg(
            who.leftJustified(44), QString::number(hosts).rightJustified(3),
            QString::number(median(), 'f', 1).rightJustified(9), QString::number(sorted.front(), 'f', 1),
            QString::number(sorted.back(), 'f', 1), QString::number(ms.size()));
    }
    double median() const
    {
        std::vector<double> sorted = ms;
        std::sort(sorted.begin(), sorted.end());
        return sorted[sorted.size() / 2];
    }
};

double msOf(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

class Nobody : public Prompter
{
public:
    bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return false; }
    Result<QString> askSecret(const QString &, const QString &, bool, const CancelToken &) override
    {
        return fail(ErrorKind::Auth, u"Nobody is there."_s);
    }
};

/// The bare loop: one line to a shell kept open on each host's channel, one line back, on one thread.
class KeptShells
{
public:
    KeptShells(const BenchFleet &fleet, int hosts)
        : m_wake(m_never)
    {
        Gate handshakes{16};
        Gate questions{1};
        NameLookups lookups;
        Passphrases passphrases(m_nobody);
        const SshShared shared{m_nobody, lookups, handshakes, questions, passphrases, {}, {}, {}, {}};
        m_shells.resize(std::size_t(hosts));
        std::vector<std::jthread> threads;
        for (int host = 0; host < hosts; ++host)
            threads.emplace_back([&, host] { open(fleet, shared, host); });
        threads.clear();
    }

    double run(const std::function<QByteArray(const QString &)> &line)
    {
        for (Shell &shell : m_shells)
            shell.text = line(shell.address);
        QElapsedTimer timer;
        timer.start();
        std::size_t left = m_shells.size();
        for (Shell &shell : m_shells) {
            shell.heard.clear();
            if (libssh2_channel_write(shell.channel, shell.text.constData(), size_t(shell.text.size())) !=
                shell.text.size())
                giveUp(u"the bare loop could not write"_s);
        }
        std::vector<pollfd> polled;
        for (const Shell &shell : m_shells)
            polled.push_back({shell.descriptor, POLLIN, 0});
        while (left > 0) {
            ::poll(polled.data(), nfds_t(polled.size()), 10000);
            for (std::size_t i = 0; i < m_shells.size(); ++i) {
                if (polled[i].revents == 0)
                    continue;
                char buffer[256];
                const auto got = libssh2_channel_read(m_shells[i].channel, buffer, sizeof buffer);
                if (got > 0)
                    m_shells[i].heard.append(buffer, got);
                if (m_shells[i].heard.endsWith('\n')) {
                    polled[i].fd = -1;
                    polled[i].revents = 0;
                    --left;
                }
            }
        }
        return msOf(timer);
    }

private:
    struct Shell
    {
        QString address;
        std::unique_ptr<SshSession> session;
        LIBSSH2_CHANNEL *channel = nullptr;
        int descriptor = -1;
        QByteArray text;
        QByteArray heard;
    };
    void open(const BenchFleet &fleet, const SshShared &shared, int host)
    {
        Shell &shell = m_shells[std::size_t(host)];
        SshEndpoint to;
        shell.address = fleet.addresses().at(host);
        to.name = to.address = to.lookupName = shell.address;
        to.port = fleet.port(host);
        to.user = fleet.user();
        to.identityFiles = {fleet.key()};
        to.identitiesOnly = true;
        to.knownHosts = QStringList{fleet.knownHosts()};
        auto session = connectSsh(to, shared, m_wake);
        if (!session)
            giveUp(session.error().summary + session.error().detail);
        shell.session = std::move(*session);
        shell.session->arm(deadlineIn(std::chrono::hours(1)), m_wake);
        shell.session->finish([&] {
            shell.channel = libssh2_channel_open_session(shell.session->raw());
            return shell.channel ? 0 : libssh2_session_last_errno(shell.session->raw());
        });
        if (!shell.channel || shell.session->finish([&] {
                return libssh2_channel_process_startup(shell.channel, "exec", 4, "exec /bin/sh", 12);
            }) != 0)
            giveUp(u"the bare loop could not open a shell"_s);
        shell.descriptor = shell.session->descriptor();
    }

    Nobody m_nobody;
    CancelToken m_never;
    CancelWake m_wake;
    std::vector<Shell> m_shells;
};

/// Belay's own path: the plan of a rollback, carried out by the run loop with its history, over the sessions
/// that watching keeps warm. Measured until the last host's switch was read back.
class Armed
{
public:
    Armed(const BenchFleet &fleet, int hosts)
        : m_fleet(fleet)
        , m_hosts(hosts)
        , m_composition({fleet.folder() + u"/data-"_s + QString::number(hosts), &m_nobody})
        , m_workspace(m_composition)
    {
        auto project = m_workspace.open(fleet.projectFolder(hosts));
        if (!project)
            giveUp(project.error().summary);
        m_project = *project;
        if (auto trusted = m_workspace.trust(m_project); !trusted)
            giveUp(trusted.error().summary);
    }

    struct Took
    {
        double armed = 0; ///< from the plan until the last host had read its link back
        double cold = 0;  ///< the same, with connecting and asking
        double whole = 0; ///< and with the locks given back
    };

    Took run()
    {
        QElapsedTimer whole;
        whole.start();
        const Environment &environment = *m_project.environment(u"production"_s);
        auto plan = m_workspace.planRollback(m_project, environment, {u"1.0.0"_s, u"bench"_s, {}, true}, {});
        if (!plan)
            giveUp(plan.error().summary + plan.error().detail);
        // Without the records, so that the release does not stay marked bad and can be gone back to again.
        std::erase_if(plan->stages,
                      [](const Stage &stage) { return stage.id != u"switch"_s && stage.id != u"unlock"_s; });
        std::mutex mutex;
        double last = 0;
        int switched = 0;
        QElapsedTimer timer;
        StepRunners runners = m_composition.stepRunners();
        const StepRunner flip = runners[StepKind::Switch];
        runners[StepKind::Switch] = [&](const StepContext &context) {
            const StepEnd end = flip(context);
            const std::scoped_lock lock(mutex);
            last = msOf(timer); // the host has read its link back
            switched += end.state == StepState::Passed ? 1 : 0;
            return end;
        };
        const EventsSink sink = [this](const std::vector<RunEvent> &events) {
            return m_composition.history()->append(events);
        };
        const double beforehand = msOf(whole);
        timer.start();
        const Outcome outcome = belay::run(*plan, m_composition.ports(), runners, sink, {});
        if (outcome != Outcome::Succeeded || switched != m_hosts)
            giveUp(u"belay switched %1 of %2 hosts"_s.arg(switched).arg(m_hosts));
        const double wholeMs = msOf(whole);
        m_fleet.check(m_hosts, older, u"belay"_s);
        return {last, beforehand + last, wholeMs};
    }

private:
    const BenchFleet &m_fleet;
    int m_hosts;
    Nobody m_nobody;
    Composition m_composition;
    Workspace m_workspace;
    Project m_project;
};

/// The two releases on every host, by real deployments.
void prepare(const BenchFleet &fleet, int hosts)
{
    const BelayCli cli;
    const QString folder = fleet.projectFolder(hosts);
    for (const auto &[version, release] : {std::pair(u"1.0.0"_s, older), std::pair(u"1.1.0"_s, newer)}) {
        const CliResult result =
            cli.run({u"deploy"_s, u"--trust"_s, u"-y"_s, u"-r"_s, version, u"--skip-checklist"_s,
                     u"--reason"_s, u"a measurement of rollbacks"_s},
                    folder, 600000);
        if (result.exitCode != 0)
            giveUp(QString::fromUtf8(result.out + result.err));
        // Known names, so that every tool can say where to go.
        for (const QString &address : fleet.addresses().first(hosts)) {
            const QString made = QFile::symLinkTarget(fleet.path(address) + u"/current"_s).section(u'/', -1);
            QDir(fleet.path(address) + u"/releases"_s).rename(made, release);
            QFile::rename(fleet.path(address) + u"/.belay/manifests/"_s + made + u".json"_s,
                          fleet.path(address) + u"/.belay/manifests/"_s + release + u".json"_s);
            const QString log = fleet.path(address) + u"/.belay/log"_s;
            QByteArray text = readFile(log);
            writeFile(log, text.replace(made.toUtf8(), release.toUtf8()));
            QFile::remove(fleet.path(address) + u"/current"_s);
            QFile::link(fleet.path(address) + u"/releases/"_s + release, fleet.path(address) + u"/current"_s);
        }
    }
}

double runPeer(const BenchFleet &fleet, const QString &script, const QString &peer, const QString &verb)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"BENCH_FOLDER"_s, fleet.folder());
    environment.insert(u"BENCH_KEY"_s, fleet.key());
    environment.insert(u"BENCH_USER"_s, fleet.user());
    environment.insert(u"BENCH_KNOWN_HOSTS"_s, fleet.knownHosts());
    environment.insert(u"BENCH_RELEASE"_s, older);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    QElapsedTimer timer;
    timer.start();
    process.start(script, {peer, verb});
    process.waitForFinished(300000);
    const double took = msOf(timer);
    if (process.exitCode() != 0 || process.exitStatus() != QProcess::NormalExit)
        giveUp(peer + u' ' + verb + u" failed:\n"_s + QString::fromUtf8(process.readAll().right(3000)));
    return took;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments().mid(1);
    if (arguments.size() < 3)
        giveUp(u"usage: rollback_bench PEERS-SCRIPT REPETITIONS HOSTS[,HOSTS…] [PEER…]"_s);
    const QString script = arguments.at(0);
    const int repetitions = std::max(1, arguments.at(1).toInt());
    QList<int> sizes;
    for (const QString &size : arguments.at(2).split(u','))
        sizes.append(size.toInt());
    const int most = *std::max_element(sizes.begin(), sizes.end());
    const BenchFleet fleet(most);
    prepare(fleet, most);
    out() << u"milliseconds until the last host is back: median (fastest-slowest) x repetitions\n"_s;
    for (const int hosts : sizes) {
        Times bare;
        Times armed;
        {
            KeptShells shells(fleet, hosts);
            Armed belay(fleet, hosts);
            fleet.reset(hosts);
            belay.run(); // connects
            for (int each = 0; each < repetitions; ++each) {
                fleet.reset(hosts);
                bare.ms.push_back(shells.run([&fleet](const QString &address) -> QByteArray {
                    const QByteArray path = fleet.path(address).toUtf8();
                    return "ln -sT " + path + "/releases/" + older.toUtf8() + ' ' + path +
                           "/next && mv -fT " + path + "/next " + path + "/current && touch " + path +
                           "/restart && echo done\n";
                }));
                fleet.check(hosts, older, u"the bare loop"_s);
                fleet.reset(hosts);
                armed.ms.push_back(belay.run().armed);
            }
        }
        out() << bare.line(u"bare loop, ln + mv + touch in a kept shell"_s, hosts) << '\n'
              << armed.line(u"belay, armed"_s, hosts)
              << u"   %1 x the bare loop\n"_s.arg(armed.median() / bare.median(), 0, 'f', 2);
        out().flush();
        fleet.writeForPeers(hosts);
        Times cold;
        Times whole;
        for (int each = 0; each < repetitions; ++each) {
            fleet.reset(hosts);
            Armed belay(fleet, hosts);
            const Armed::Took took = belay.run();
            cold.ms.push_back(took.cold);
            whole.ms.push_back(took.whole);
        }
        out() << cold.line(u"belay, cold (connects, asks, plans, switches)"_s, hosts) << '\n'
              << whole.line(u"belay, cold, and its locks given back"_s, hosts) << '\n';
        out().flush();
        for (const QString &peer : arguments.mid(3)) {
            Times times;
            runPeer(fleet, script, peer, u"prepare"_s);
            for (int each = 0; each < repetitions; ++each) {
                fleet.reset(hosts);
                times.ms.push_back(runPeer(fleet, script, peer, u"run"_s));
                fleet.check(hosts, older, peer);
            }
            runPeer(fleet, script, peer, u"finish"_s);
            out() << times.line(peer, hosts)
                  << u"   %1 x belay armed\n"_s.arg(times.median() / armed.median(), 0, 'f', 1);
            out().flush();
        }
    }
    return 0;
}
