// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Two hosts over SSH, and a program that can be told to die. Each round of a test takes over the fleet as
/// the round before left it.
class Doomed
{
public:
    Doomed()
        : m_sshd({{u"127.0.0.1"_s}, {}, {u"ed25519"_s}})
    {
        fleet.environment[u"health"_s] = health();
        if (!m_sshd.start())
            return;
        fleet.overSsh(m_sshd);
        // The library comes before the sanitizers' runtime, in builds that have one.
        fleet.cli.setEnvironment(u"ASAN_OPTIONS"_s,
                                 qEnvironmentVariable("ASAN_OPTIONS") + u":verify_asan_link_order=0"_s);
    }
    QString whyNot() const { return m_sshd.whyNot(); }

    /// Runs the program; it dies at boundary `number`. 0: it lives, and the boundaries are counted.
    CliResult run(const QStringList &arguments, int number)
    {
        QFile::remove(boundaries());
        fleet.cli.setEnvironment(u"LD_PRELOAD"_s, u"" BELAY_DIE_AT_LIBRARY ""_s);
        fleet.cli.setEnvironment(u"BELAY_DIE_AT"_s, QString::number(number));
        fleet.cli.setEnvironment(u"BELAY_BOUNDARIES"_s, boundaries());
        const CliResult result = fleet.belay(arguments);
        fleet.cli.setEnvironment(u"LD_PRELOAD"_s, {});
        fleet.cli.setEnvironment(u"BELAY_DIE_AT"_s, {});
        return result;
    }
    int passed() const { return int(readFile(boundaries()).count('\n')); }

    Fleet fleet{{u"one"_s, u"two"_s}};

private:
    QJsonObject health() const
    {
        QJsonObject spec = fleet.environment[u"health"_s].toObject();
        spec[u"interval"_s] = u"50ms"_s;
        spec[u"consecutive"_s] = 1;
        return spec;
    }
    QString boundaries() const { return fleet.cli.home() + u"/boundaries"_s; }

    PrivateSshd m_sshd;
};

/// What is wrong; nothing when all is well.
using Complaint = QString;

Complaint said(const QString &what, const CliResult &result)
{
    return what + u": exit "_s + QString::number(result.exitCode) + u"\n"_s +
           QString::fromUtf8(result.out + result.err);
}

/// Every release folder is whole, whether it is live or not; and `current` names one of them.
Complaint incomplete(const Fleet &fleet, const QStringList &versions)
{
    for (const QString &host : fleet.hosts()) {
        const QString releases = fleet.hostPath(host) + u"/releases/"_s;
        for (const QString &name : fleet.releases(host)) {
            const QByteArray revision = readFile(releases + name + u"/REVISION"_s);
            const bool whole = !revision.isEmpty() &&
                               readFile(releases + name + u"/version.txt"_s) == revision &&
                               QFileInfo(releases + name + u"/bin/my_app"_s).isExecutable();
            if (!whole)
                return u"%1: release %2 is not whole"_s.arg(host, name);
        }
        if (!versions.contains(fleet.current(host)))
            return u"%1: current is %2"_s.arg(host, fleet.current(host));
    }
    return {};
}

/// The next start knows every host as it is.
Complaint untrueStatus(const Fleet &fleet)
{
    const CliResult status = fleet.belay({u"status"_s, u"--json"_s});
    const QJsonArray hosts = status.json()[u"hosts"_s].toArray();
    if ((status.exitCode != 0 && status.exitCode != 6) || hosts.size() != fleet.hosts().size())
        return said(u"status"_s, status);
    for (int i = 0; i < hosts.size(); ++i) {
        const QJsonObject told = hosts[i].toObject();
        const QString name = fleet.hosts()[i];
        if (told[u"currentVersion"_s].toString() != fleet.current(name) ||
            told[u"lock"_s].toString().isEmpty() == fleet.locked(name))
            return said(u"status is not the truth about "_s + name, status);
    }
    return {};
}

QStringList openRuns(const Fleet &fleet)
{
    QStringList ids;
    for (const QJsonValue &run : fleet.belay({u"runs"_s, u"--json"_s}).json()[u"runs"_s].toArray())
        ids.append(run.toObject()[u"id"_s].toString());
    return ids;
}

/// Nothing of the run is left: one version everywhere, running; no locks, nothing staged, no open run.
Complaint unsettled(const Fleet &fleet, const QStringList &allowed)
{
    const QStringList live = fleet.live().split(u' ');
    const QString version = live[0].section(u'/', 0, 0);
    if (!allowed.contains(version) || live.count(version + u'/' + version) != live.size())
        return u"live is %1, not one of %2"_s.arg(live.join(u' '), allowed.join(u", "_s));
    for (const QString &host : fleet.hosts())
        if (fleet.locked(host) || !fleet.staged(host).isEmpty())
            return u"%1 is locked, or something is staged there"_s.arg(host);
    if (const QStringList open = openRuns(fleet); !open.isEmpty())
        return u"still open: "_s + open.join(u", "_s);
    return {};
}

/// One round: the command dies at a boundary; then what a person does, and what must be true.
Complaint survive(Doomed &doomed, const QStringList &command, int number, bool back, const QString &from,
                  const QString &to)
{
    Fleet &fleet = doomed.fleet;
    const CliResult result = doomed.run(command, number);
    if (!result.crashed) // what is told of progress differs from run to run, and with it the last numbers
        return result.exitCode == 0 ? unsettled(fleet, {to}) : said(u"it did not die"_s, result);
    if (const Complaint wrong = incomplete(fleet, {from, to}); !wrong.isEmpty())
        return wrong;
    if (const Complaint wrong = untrueStatus(fleet); !wrong.isEmpty())
        return wrong;
    const QStringList open = openRuns(fleet);
    if (open.size() > 1)
        return u"open runs: "_s + open.join(u", "_s);
    if (open.isEmpty())
        return fleet.locked(u"one"_s) ? Complaint() : unsettled(fleet, {from, to}); // not begun, or over
    QStringList resume{u"resume"_s, open[0], u"-y"_s};
    if (back)
        resume.append(u"--rollback"_s);
    const CliResult resumed = fleet.belay(resume);
    if (resumed.exitCode != 0)
        return said(resume.join(u' '), resumed);
    return unsettled(fleet, {back ? from : to});
}

QString version(int number)
{
    return u"1.%1.0"_s.arg(number);
}

/// The boundaries one after the other, in an order that goes through the whole run again and again: when the
/// time is over on a slow computer, what was left out lies between others that were not.
class Sweep
{
public:
    explicit Sweep(int seconds)
        : m_until(std::chrono::steady_clock::now() + std::chrono::seconds(seconds))
    {
    }
    /// 0: no more.
    int next(int boundaries)
    {
        const int index = m_taken++;
        if (index >= boundaries || std::chrono::steady_clock::now() > m_until)
            return 0;
        int stride = boundaries * 5 / 13 + 1;
        while (std::gcd(stride, boundaries) != 1)
            ++stride;
        ++visited;
        return 1 + int(qint64(index) * stride % boundaries);
    }
    std::atomic<int> visited = 0;

private:
    std::atomic<int> m_taken = 0;
    std::chrono::steady_clock::time_point m_until;
};

/// A deployment dies, and the next one.
Complaint killDeployments(Sweep &sweep, std::atomic<int> &counted)
{
    Doomed doomed;
    if (!doomed.whyNot().isEmpty())
        return doomed.whyNot();
    Fleet &fleet = doomed.fleet;
    if (const CliResult good = fleet.deploy(version(0)); good.exitCode != 0)
        return said(u"deploy"_s, good);
    fleet.build(version(1));
    if (const CliResult whole = doomed.run(fleet.deployArguments(version(1)), 0); whole.exitCode != 0)
        return said(u"deploy"_s, whole);
    const int boundaries = doomed.passed();
    counted = boundaries;
    QString live = version(1);
    int round = 1;
    while (const int number = sweep.next(boundaries)) {
        const QString next = version(++round);
        fleet.build(next);
        const QString where = u"deployment, boundary %1 of %2: "_s.arg(number).arg(boundaries);
        const bool back = round % 2 == 1;
        if (const auto wrong = survive(doomed, fleet.deployArguments(next), number, back, live, next);
            !wrong.isEmpty())
            return where + wrong;
        live = fleet.current(u"one"_s);
    }
    const CliResult intact = fleet.belay({u"verify-history"_s});
    return intact.exitCode == 0 ? Complaint() : said(u"verify-history"_s, intact);
}

/// The same for a rollback: from each new release back to the one before.
Complaint killRollbacks(Sweep &sweep, std::atomic<int> &counted)
{
    Doomed doomed;
    if (!doomed.whyNot().isEmpty())
        return doomed.whyNot();
    Fleet &fleet = doomed.fleet;
    const QStringList rollback{u"rollback"_s, u"-y"_s, u"--reason"_s, u"a test"_s};
    const QStringList unlock{u"unlock"_s, u"-y"_s, u"--reason"_s, u"a test"_s};
    if (const CliResult good = fleet.deploy(version(0)); good.exitCode != 0)
        return said(u"deploy"_s, good);
    int number = 0; // the first round is whole, and counted
    int round = 0;
    do {
        const QString live = version(++round);
        fleet.build(live);
        if (const CliResult good = fleet.deploy(live); good.exitCode != 0)
            return said(u"deploy"_s, good);
        const QString where = u"rollback, boundary %1 of %2: "_s.arg(number).arg(counted);
        if (number == 0) {
            if (const CliResult whole = doomed.run(rollback, 0); whole.exitCode != 0)
                return said(u"rollback"_s, whole);
            counted = doomed.passed();
        } else if (const auto wrong = survive(doomed, rollback, number, false, live, version(0));
                   !wrong.isEmpty()) {
            return where + wrong;
        }
        // It may have died before its history knew of it: then the locks on the hosts do.
        if (fleet.locked(u"one"_s) || fleet.locked(u"two"_s))
            if (const CliResult freed = fleet.belay(unlock); freed.exitCode != 0)
                return where + said(u"unlock"_s, freed);
        // Its links may have moved, and the services not been restarted: there is nothing to go back to then,
        // and the release that is meant to be live is deployed once more.
        const bool moved = fleet.current(u"one"_s) == version(0) && fleet.current(u"two"_s) == version(0);
        if (fleet.live() != u"1.0.0/1.0.0 1.0.0/1.0.0"_s) {
            fleet.build(version(0));
            const CliResult again = moved ? fleet.deploy(version(0)) : fleet.belay(rollback);
            if (again.exitCode != 0)
                return where + said(u"the second try"_s, again);
        }
        if (const auto wrong = unsettled(fleet, {version(0)}); !wrong.isEmpty())
            return where + wrong;
        if (const CliResult freed = fleet.belay(unlock);
            freed.exitCode != 0 && !freed.err.contains("Nothing is locked or held"))
            return where + said(u"unlock"_s, freed);
    } while ((number = sweep.next(counted)) != 0);
    const CliResult intact = fleet.belay({u"verify-history"_s});
    return intact.exitCode == 0 ? Complaint() : said(u"verify-history"_s, intact);
}

} // namespace

/// The program dies by SIGKILL at the boundaries of a run: before each commit of its history, and behind
/// everything it sent to a host. Nobody lists them: an undisturbed run is counted first.
class TestCrashEverywhere : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!PrivateSshd::unavailable().isEmpty())
            QSKIP(qPrintable(PrivateSshd::unavailable()));
        if (!QFileInfo::exists(u"" BELAY_DIE_AT_LIBRARY ""_s))
            QSKIP("a library cannot be put in front of a program here");
    }

    void aKillAtAnyBoundaryIsFoundAndBroughtToAnEnd()
    {
        // Seconds; a sweep through every boundary on a slow computer needs more.
        const int budget = qEnvironmentVariableIsSet("BELAY_CRASH_SECONDS")
                               ? qEnvironmentVariableIntValue("BELAY_CRASH_SECONDS")
                               : 100;
        Sweep deployments(budget);
        Sweep rollbacks(budget);
        std::array<Complaint, 3> wrong;
        std::array<std::atomic<int>, 3> counted{};
        // Side by side, because each round mostly waits.
        std::vector<std::thread> threads;
        threads.emplace_back([&] { wrong[0] = killDeployments(deployments, counted[0]); });
        threads.emplace_back([&] { wrong[1] = killDeployments(deployments, counted[1]); });
        threads.emplace_back([&] { wrong[2] = killRollbacks(rollbacks, counted[2]); });
        for (std::thread &thread : threads)
            thread.join();
        qInfo("killed at %d of %d boundaries of deployments and %d of %d of rollbacks",
              deployments.visited.load(), counted[0].load(), rollbacks.visited.load(), counted[2].load());
        for (const Complaint &each : wrong)
            QVERIFY2(each.isEmpty(), qPrintable(each));
        QVERIFY(counted[0] > 50 && counted[2] > 15);
        QVERIFY(deployments.visited > 5 && rollbacks.visited > 2);
    }
};

/// A function of a test may usually take five minutes.
int main(int argc, char **argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");
    const QCoreApplication application(argc, argv);
    TestCrashEverywhere test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash_everywhere.moc"
