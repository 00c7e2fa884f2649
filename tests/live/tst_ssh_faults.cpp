// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ssh_fixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <functional>
#include <thread>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Something on a loopback port that is not an SSH server: `talk` is run for each connection in a thread of
/// its own.
class Impostor
{
public:
    /// Answers false to end the conversation.
    using Talk = std::function<bool(int connection)>;

    explicit Impostor(Talk talk)
        : m_talk(std::move(talk))
        , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        ::bind(m_listener, reinterpret_cast<sockaddr *>(&at), size);
        ::listen(m_listener, 8);
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&at), &size);
        m_port = ntohs(at.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~Impostor()
    {
        m_stop = true;
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    Impostor(const Impostor &) = delete;
    Impostor &operator=(const Impostor &) = delete;

    int connections() const { return m_connections; }
    HostRef host() const
    {
        HostRef ref;
        ref.spec = {u"web-1"_s, u"127.0.0.1"_s, m_port, u"root"_s, {}, {}, {}};
        return ref;
    }

private:
    void serve()
    {
        while (!m_stop) {
            const int connection = ::accept(m_listener, nullptr, nullptr);
            if (connection < 0)
                return;
            ++m_connections;
            while (!m_stop && m_talk(connection)) {
            }
            ::close(connection);
        }
    }

    Talk m_talk;
    int m_listener;
    int m_port = 0;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_connections = 0;
    std::thread m_thread;
};

bool say(int connection, const QByteArray &text)
{
    return ::send(connection, text.constData(), size_t(text.size()), MSG_NOSIGNAL) == ssize_t(text.size());
}

/// Waits up to a moment for the peer to hang up; true while it is still there.
bool stillThere(int connection, int ms)
{
    pollfd watched{connection, POLLRDHUP, 0};
    return ::poll(&watched, 1, ms) == 0;
}

} // namespace

/// Hosts that are not there, do not answer, or are something else. Every wait has an end.
class TestSshFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aRefusedPortIsNamed();
    void aNameThatDoesNotResolveIsNamed();
    void anAddressThatIsAnOptionIsRefused_data();
    void anAddressThatIsAnOptionIsRefused();
    void aHungServerEndsAtTheHandshakeDeadline();
    void cancellingAHungHandshakeEndsItAtOnce();
    void aWebServerIsNotAnSshServer();
    void anEndlessGreetingIsCutOff();
    void aGreetingByDripsEndsAtTheDeadline();
    void aServerThatIsFullIsTriedAgain();
    void aServerThatAlwaysHangsUpIsGivenUpAfterSixTries();
    void aHostThatAllowsNoSessionsIsNamed();

private:
    Result<ScriptResult> run(const HostRef &host, const CancelToken &cancel = {})
    {
        return makeShell(m_person, quick())->run(host, script("true"), cancel);
    }
    SshOptions quick() const
    {
        SshOptions options = isolatedOptions(m_home.path());
        options.times.handshake = std::chrono::milliseconds(1500);
        options.times.retryAtMost = std::chrono::milliseconds(20);
        return options;
    }

    QTemporaryDir m_home;
    PrivateSshd m_sshd;
    FakePerson m_person;
};

void TestSshFaults::initTestCase()
{
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshFaults::aRefusedPortIsNamed()
{
    HostRef host = m_sshd.host();
    host.spec.port = 1;
    const auto result = run(host);
    QCOMPARE(kindOf(result), u"network"_s);
    QCOMPARE(result.error().summary, u"web-1 (127.0.0.1:1) refused the connection."_s);
}

void TestSshFaults::aNameThatDoesNotResolveIsNamed()
{
    const auto result = run(m_sshd.host(u"web-1"_s, u"no-such-host.invalid"_s));
    QCOMPARE(kindOf(result), u"network"_s);
    QVERIFY2(result.error().summary.contains(u"cannot be resolved"_s), qPrintable(result.error().summary));
    QVERIFY2(QString(result.error().summary + result.error().detail).contains(u"no-such-host.invalid"_s),
             qPrintable(result.error().detail));
}

void TestSshFaults::anAddressThatIsAnOptionIsRefused_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("option") << u"-oProxyCommand=touch /tmp/owned"_s;
    QTest::newRow("space") << u"web 1"_s;
    QTest::newRow("line end") << u"web\n1"_s;
}

void TestSshFaults::anAddressThatIsAnOptionIsRefused()
{
    QFETCH(QString, address);
    HostRef host;
    host.spec.name = u"web-1"_s;
    host.spec.address = address;
    QCOMPARE(kindOf(run(host)), u"invalid"_s);
}

void TestSshFaults::aHungServerEndsAtTheHandshakeDeadline()
{
    m_sshd.suspend();
    QElapsedTimer timer;
    timer.start();
    const auto result = run(m_sshd.host());
    const qint64 took = timer.elapsed();
    m_sshd.resume();
    QCOMPARE(kindOf(result), u"timeout"_s);
    QVERIFY2(result.error().summary.contains(testsSystemSsh() ? u"did not answer in time"_s
                                                              : u"did not greet in time"_s),
             qPrintable(result.error().summary));
    QVERIFY2(took >= (testsSystemSsh() ? 900 : 1400) && took < 4000, QByteArray::number(took).constData());
}

void TestSshFaults::cancellingAHungHandshakeEndsItAtOnce()
{
    m_sshd.suspend();
    SshOptions patient = quick();
    patient.times.handshake = std::chrono::seconds(60);
    const auto shell = makeShell(m_person, patient);
    const CancelToken cancel;
    Result<ScriptResult> result;
    std::thread runner([&] { result = shell->run(m_sshd.host(), script("true"), cancel); });
    std::thread canceller([&cancel] {
        const CancelToken never;
        never.waitFor(std::chrono::milliseconds(300));
        cancel.cancel();
    });
    QElapsedTimer timer;
    timer.start();
    runner.join();
    const qint64 took = timer.elapsed();
    canceller.join();
    m_sshd.resume();
    QCOMPARE(kindOf(result), u"cancelled"_s);
    QVERIFY2(took < 2000, QByteArray::number(took).constData());
}

void TestSshFaults::aWebServerIsNotAnSshServer()
{
    const Impostor web([](int connection) {
        say(connection, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        return false;
    });
    const auto result = run(web.host());
    QCOMPARE(kindOf(result), u"network"_s);
    if (testsSystemSsh())
        return; // all that ssh says is that nobody greeted it; so the host is tried again as a busy one is
    QCOMPARE(result.error().summary, u"%1 is not an SSH server (it said \"HTTP/1.1 400 Bad Request\")."_s.arg(
                                         u"web-1 (127.0.0.1:%1)"_s.arg(web.host().spec.port)));
    QCOMPARE(web.connections(), 1);
}

void TestSshFaults::anEndlessGreetingIsCutOff()
{
    const Impostor flood([](int connection) { return say(connection, QByteArray(1000, 'x') + "\r\n"); });
    QElapsedTimer timer;
    timer.start();
    const auto result = run(flood.host());
    QCOMPARE(kindOf(result), u"network"_s);
    // ssh reads on until its time is over.
    QVERIFY2(timer.elapsed() < (testsSystemSsh() ? 4000 : 1400),
             QByteArray::number(timer.elapsed()).constData());
}

void TestSshFaults::aGreetingByDripsEndsAtTheDeadline()
{
    const Impostor drip([](int connection) { return stillThere(connection, 50) && say(connection, "S"); });
    QElapsedTimer timer;
    timer.start();
    const auto result = run(drip.host());
    QCOMPARE(kindOf(result), u"timeout"_s);
    QVERIFY2(timer.elapsed() < 4000, QByteArray::number(timer.elapsed()).constData());
}

void TestSshFaults::aServerThatIsFullIsTriedAgain()
{
    // One log-in at a time: of four at once, three are turned away at first.
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.3.1"_s, u"127.0.3.2"_s, u"127.0.3.3"_s, u"127.0.3.4"_s},
                                          "MaxStartups 1:100:1\n",
                                          {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    SshOptions options = quick();
    options.times.handshake = std::chrono::seconds(15);
    options.times.retryAtMost = std::chrono::seconds(8);
    const auto shell = makeShell(m_person, options);
    std::vector<std::thread> threads;
    std::vector<Result<ScriptResult>> results(4);
    for (size_t i = 0; i < results.size(); ++i)
        threads.emplace_back([&, i] {
            results[i] =
                shell->run(sshd.host(u"web-%1"_s.arg(i), u"127.0.3.%1"_s.arg(i + 1)), script("true"), {});
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &result : results)
        QVERIFY2(result && result->proven, qPrintable(result ? QString() : result.error().detail));
}

void TestSshFaults::aServerThatAlwaysHangsUpIsGivenUpAfterSixTries()
{
    const Impostor full([](int connection) {
        say(connection, "Exceeded MaxStartups\r\n");
        return false;
    });
    const auto result = run(full.host());
    QCOMPARE(kindOf(result), u"network"_s);
    if (!testsSystemSsh())
        QVERIFY2(result.error().detail.contains(u"Exceeded MaxStartups"_s),
                 qPrintable(result.error().detail));
    QVERIFY2(result.error().hint.contains(u"MaxStartups"_s), qPrintable(result.error().hint));
    QCOMPARE(full.connections(), 6);
}

void TestSshFaults::aHostThatAllowsNoSessionsIsNamed()
{
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, "MaxSessions 0\n", {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    const auto result = run(sshd.host());
    QCOMPARE(kindOf(result), u"remote"_s);
    QVERIFY2(result.error().hint.contains(u"MaxSessions"_s), qPrintable(result.error().hint));
}

QTEST_GUILESS_MAIN(TestSshFaults)
#include "tst_ssh_faults.moc"
