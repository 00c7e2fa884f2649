// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspace.h"
#include "tests/support/belay_cli.h"
#include "tests/support/ssh_fixture.h"
#include "tests/support/tcp_proxy.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int count = 50;
constexpr std::chrono::milliseconds delay{100}; ///< each way

} // namespace

/// What the state of a fleet costs when every host is far away: exchanges, not seconds, so that the load of
/// this computer does not decide.
class TestStatusExchanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fiftyFarHostsAreAskedWithOneExchangeEach();

private:
    QTemporaryDir m_home;
    FakePerson m_person;
};

void TestStatusExchanges::initTestCase()
{
    qputenv("HOME", m_home.path().toUtf8());
    qunsetenv("SSH_AUTH_SOCK");
}

void TestStatusExchanges::fiftyFarHostsAreAskedWithOneExchangeEach()
{
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, "MaxStartups 100\n", {u"ed25519"_s}});
    if (!sshd.start())
        QSKIP(qPrintable(sshd.whyNot()));
    std::vector<std::unique_ptr<TcpProxy>> lines;
    QByteArray known;
    for (int i = 0; i <= count; ++i) {
        lines.push_back(std::make_unique<TcpProxy>(quint16(sshd.port())));
        lines.back()->delay(delay);
        known +=
            "[127.0.0.1]:" + QByteArray::number(lines.back()->port()) + ' ' + sshd.hostPublicKey() + '\n';
    }
    writeFile(sshd.knownHosts(), known);
    const auto throughLine = [&](int number) {
        HostSpec host = sshd.host().spec;
        host.name = u"app%1"_s.arg(number, 2, 10, QLatin1Char('0'));
        host.port = lines[size_t(number)]->port();
        return host;
    };

    // What it takes to connect, log in and run nothing at all. To say farewell is not a part of it.
    int toConnect = 0;
    {
        HostRef host = sshd.host();
        host.spec = throughLine(0);
        SshHostShell shell(m_person, isolatedOptions(m_home.path()));
        ScriptRequest nothing = script(":");
        nothing.inKeptShell = true;
        const auto result = shell.run(host, nothing, {});
        QVERIFY2(result && result->proven, qPrintable(result ? result->note : result.error().summary));
        toConnect = lines[0]->exchanges() - 1;
    }
    QVERIFY2(toConnect > 2 && toConnect < 16, QByteArray::number(toConnect).constData());

    Project project;
    project.name = u"my_app"_s;
    Environment environment;
    environment.name = u"production"_s;
    environment.target.path = m_home.filePath(u"hosts/{host}"_s);
    environment.target.identityFile = sshd.userKey();
    environment.target.knownHosts = sshd.knownHosts();
    for (int i = 1; i <= count; ++i)
        environment.target.hosts.push_back(throughLine(i));
    CompositionOptions options;
    options.dataDirectory = m_home.filePath(u"data"_s);
    options.prompter = &m_person;
    Composition composition(options);
    const Workspace workspace(composition);

    const auto ask = [&](const char *what, int expected) {
        std::vector<int> before;
        for (const auto &line : lines)
            before.push_back(line->exchanges());
        QElapsedTimer timer;
        timer.start();
        const FleetSnapshot fleet = workspace.observe(project, environment, {}, {});
        const qint64 took = timer.elapsed();
        int most = 0;
        for (size_t i = 1; i < lines.size(); ++i) {
            const HostObservation &host = fleet.hosts[i - 1];
            QVERIFY2(!host.error, host.error ? qPrintable(host.error->summary) : "");
            most = std::max(most, lines[i]->exchanges() - before[i]);
        }
        qInfo("%s: %d hosts, a round trip of %lld ms: %d exchanges with the host that took most, %lld ms in "
              "all",
              what, count, static_cast<long long>(2 * delay.count()), most, static_cast<long long>(took));
        QCOMPARE(most, expected);
    };
    ask("cold", toConnect + 1);
    ask("warm", 1);
    ask("warm", 1);
}

QTEST_GUILESS_MAIN(TestStatusExchanges)
#include "tst_status_exchanges.moc"
