// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/curl_http.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>

using namespace belay;
using namespace Qt::Literals::StringLiterals;
using belay::test::HttpServer;

namespace {

std::atomic<bool> resolverAsked = false;

/// Closing the write end lets every hanging look-up end.
struct Dam
{
    std::array<int, 2> pipe{};
    Dam()
    {
        if (::pipe(pipe.data()) != 0)
            qFatal("no pipe");
    }
};
Dam dam;

} // namespace

/// Stands before the C library's resolver for this program: one name does not exist, one name server never
/// answers.
extern "C" int getaddrinfo(const char *name, const char *service, const addrinfo *hints, addrinfo **result)
{
    if (name && std::strcmp(name, "no-such-host.test") == 0)
        return EAI_NONAME;
    if (name && std::strcmp(name, "dead-name-server.test") == 0) {
        resolverAsked = true;
        pollfd end{dam.pipe[0], POLLIN, 0};
        ::poll(&end, 1, 60000);
        return EAI_AGAIN;
    }
    using Real = int (*)(const char *, const char *, const addrinfo *, addrinfo **);
    static const auto real = reinterpret_cast<Real>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, result);
}

namespace {

HttpRequest get(const QString &url)
{
    HttpRequest request;
    request.url = url;
    return request;
}

QString header(const HttpResponse &response, const QString &name)
{
    for (const auto &[key, value] : response.headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

/// A port that nobody listens on: one that was ours a moment ago.
quint16 closedPort()
{
    const HttpServer server([](const HttpServer::Request &) { return QByteArray(); });
    return server.port();
}

/// `openssl s_server` with a certificate nobody has signed, on a free port.
class TlsServer
{
public:
    explicit TlsServer(const QStringList &extra)
    {
        QProcess make;
        make.start(u"openssl"_s,
                   {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                    u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-subj"_s, u"/CN=localhost"_s,
                    u"-keyout"_s, m_folder.filePath(u"key"_s), u"-out"_s, m_folder.filePath(u"crt"_s)});
        if (!make.waitForFinished() || make.exitCode() != 0)
            return;
        m_server.setProcessChannelMode(QProcess::MergedChannels);
        m_server.start(u"openssl"_s,
                       QStringList{u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-www"_s, u"-key"_s,
                                   m_folder.filePath(u"key"_s), u"-cert"_s, m_folder.filePath(u"crt"_s)} +
                           extra);
        QByteArray said;
        while (!said.contains('\n') || !said.contains("ACCEPT")) {
            if (!m_server.waitForReadyRead(10000))
                return;
            said += m_server.readAll();
        }
        m_port = said.mid(said.indexOf("ACCEPT")).split('\n').first().split(':').last().trimmed().toInt();
    }
    ~TlsServer()
    {
        m_server.kill();
        m_server.waitForFinished();
    }
    int port() const { return m_port; }

private:
    QTemporaryDir m_folder;
    QProcess m_server;
    int m_port = 0;
};

} // namespace

class TestCurlHttp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { ::close(dam.pipe[1]); }

    void anAnswerIsAValueWhateverItsStatus_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {200, 204, 301, 302, 404, 429, 500, 503})
            QTest::newRow(QByteArray::number(status).constData()) << status;
    }

    void anAnswerIsAValueWhateverItsStatus()
    {
        QFETCH(int, status);
        const HttpServer server([&](const HttpServer::Request &) {
            return HttpServer::answer(status, status == 204 ? "" : "hello",
                                      "X-Test: yes\r\nLocation: /elsewhere\r\n");
        });
        const Result<HttpResponse> response = CurlHttp().send(get(server.url(u"/health?full=1"_s)), {});
        QVERIFY2(response, response ? "" : qPrintable(response.error().summary));
        QCOMPARE(response->status, status);
        QCOMPARE(response->body, QByteArray(status == 204 ? "" : "hello"));
        QCOMPARE(header(*response, u"x-test"_s), u"yes"_s);
        QCOMPARE(server.requests().size(), std::size_t(1)); // a redirect is not followed
        QCOMPARE(server.requests().front().path, QByteArray("/health?full=1"));
    }

    void methodBodyAndHeadersAreSent()
    {
        const HttpServer server([](const HttpServer::Request &) { return HttpServer::answer(200, ""); });
        HttpRequest request = get(server.url());
        request.method = u"POST"_s;
        request.body = QByteArray("a\0b=1", 5);
        request.headers = {{u"Content-Type"_s, u"application/x-www-form-urlencoded"_s},
                           {u"X-Empty"_s, QString()}};
        QVERIFY(CurlHttp().send(request, {}));
        request.method = u"PUT"_s;
        QVERIFY(CurlHttp().send(request, {}));
        request.method = u"HEAD"_s;
        request.body.clear();
        QVERIFY(CurlHttp().send(request, {}));
        const auto seen = server.requests();
        QCOMPARE(seen.at(0).method, QByteArray("POST"));
        QCOMPARE(seen.at(0).body, QByteArray("a\0b=1", 5));
        QVERIFY(seen.at(0).head.contains("Content-Type: application/x-www-form-urlencoded"));
        QVERIFY(seen.at(0).head.contains("X-Empty:"));
        QVERIFY(!seen.at(0).head.contains("Expect"));
        QCOMPARE(seen.at(1).method, QByteArray("PUT"));
        QCOMPARE(seen.at(1).body, QByteArray("a\0b=1", 5));
        QCOMPARE(seen.at(2).method, QByteArray("HEAD"));
    }

    void brokenAnswersAreErrorsThatNameTheHost_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("expected");
        QTest::newRow("garbage") << QByteArray("\x01\x02 what is HTTP\r\n\r\n")
                                 << u"did not answer with HTTP."_s;
        QTest::newRow("nothing but a line break") << QByteArray("\r\n") << u"did not answer with HTTP."_s;
        QTest::newRow("cut in the middle")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
            << u"was lost in the middle of the answer."_s;
        QTest::newRow("says gzip, is not") << HttpServer::answer(200, "plain", "Content-Encoding: gzip\r\n")
                                           << u"did not answer with HTTP."_s;
    }

    void brokenAnswersAreErrorsThatNameTheHost()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, expected);
        const HttpServer server([&](const HttpServer::Request &) { return answer; });
        const auto response = CurlHttp().send(get(server.url()), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"network"_s);
        QVERIFY2(response.error().summary.contains(expected), qPrintable(response.error().summary));
        QVERIFY(response.error().summary.contains(u"127.0.0.1:%1"_s.arg(server.port())));
        QVERIFY(!response.error().hint.isEmpty());
    }

    void aServerThatNeverAnswersEndsWithTheTimeout()
    {
        const HttpServer server([](const HttpServer::Request &) { return QByteArray(); });
        HttpRequest request = get(server.url());
        request.timeout = Milliseconds(300);
        QElapsedTimer timer;
        timer.start();
        const auto response = CurlHttp().send(request, {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"timeout"_s);
        QCOMPARE(response.error().summary,
                 u"127.0.0.1:%1 gave no complete answer within 300 ms."_s.arg(server.port()));
        QVERIFY2(timer.elapsed() >= 280 && timer.elapsed() < 3000,
                 qPrintable(QString::number(timer.elapsed())));
    }

    void aClosedPortIsAnErrorThatSaysWhatToDo()
    {
        const quint16 port = closedPort();
        const auto response = CurlHttp().send(get(u"http://127.0.0.1:%1/"_s.arg(port)), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"network"_s);
        QCOMPARE(response.error().summary,
                 u"127.0.0.1:%1 refuses the connection or is not reachable."_s.arg(port));
        QVERIFY(response.error().hint.contains(u"service runs"));
    }

    void aNameThatDoesNotResolveIsSaid()
    {
        const auto response = CurlHttp().send(get(u"http://no-such-host.test:4000/health"_s), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"network"_s);
        QCOMPARE(response.error().summary, u"The name no-such-host.test:4000 cannot be resolved."_s);
    }

    void aBodyOverTheLimitEndsTheRequest()
    {
        const HttpServer server(
            [](const HttpServer::Request &) { return HttpServer::answer(200, QByteArray(1001, 'x')); });
        HttpRequest request = get(server.url());
        request.bodyLimit = 1001;
        QVERIFY(CurlHttp().send(request, {}));
        request.bodyLimit = 1000;
        const auto response = CurlHttp().send(request, {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"invalid"_s);
        QVERIFY2(response.error().summary.contains(u"is larger than"), qPrintable(response.error().summary));
    }

    /// 64 MB of zeros travel as 64 KB: what counts is what comes out.
    void aCompressionBombIsCountedDecompressed()
    {
        const QByteArray bomb = qCompress(QByteArray(64 * 1024 * 1024, '\0'), 9).mid(4);
        QVERIFY(bomb.size() < 1024 * 1024);
        const HttpServer server([&](const HttpServer::Request &) {
            return HttpServer::answer(200, bomb, "Content-Encoding: deflate\r\n");
        });
        const auto response = CurlHttp().send(get(server.url()), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"invalid"_s);
    }

    void compressedAnswersAreDecompressed()
    {
        const QByteArray small = qCompress("metrics").mid(4);
        const HttpServer server([&](const HttpServer::Request &) {
            return HttpServer::answer(200, small, "Content-Encoding: deflate\r\n");
        });
        const auto response = CurlHttp().send(get(server.url()), {});
        QVERIFY(response);
        QCOMPARE(response->body, QByteArray("metrics"));
    }

    void aCancelIsObeyedWhileTheServerIsSilent()
    {
        HttpServer server([](const HttpServer::Request &) { return QByteArray(); });
        cancelled(get(server.url()), [&] { return server.waitForRequests(1); });
    }

    void aCancelIsObeyedWhileTheNameServerIsDead()
    {
        cancelled(get(u"http://dead-name-server.test/"_s),
                  [] { return QTest::qWaitFor([] { return resolverAsked.load(); }, test::patienceMs); });
    }

    void aDeadNameServerEndsWithTheConnectTimeout()
    {
        HttpRequest request = get(u"http://dead-name-server.test/"_s);
        request.connectTimeout = Milliseconds(200);
        QElapsedTimer timer;
        timer.start();
        const auto response = CurlHttp().send(request, {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"timeout"_s);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void aCancelledTokenSendsNothing()
    {
        const HttpServer server([](const HttpServer::Request &) { return QByteArray(); });
        const CancelToken token;
        token.cancel();
        const auto response = CurlHttp().send(get(server.url()), token);
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"cancelled"_s);
    }

    void onlyWebAddressesAreTaken_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url :
             {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/", "", "just words",
              "http://", "http:///path", "http://127.0.0.1/\r\nX-Evil: 1", "//127.0.0.1/"})
            QTest::newRow(url) << QString::fromLatin1(url);
    }

    void onlyWebAddressesAreTaken()
    {
        QFETCH(QString, url);
        const auto response = CurlHttp().send(get(url), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"invalid"_s);
        QVERIFY(!response.error().hint.isEmpty());
    }

    void headersCannotForgeLines()
    {
        HttpRequest request = get(u"http://127.0.0.1/"_s);
        request.headers = {{u"X-One"_s, u"1\r\nX-Two: 2"_s}};
        const auto response = CurlHttp().send(request, {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"invalid"_s);
    }

    void passwordsInTheAddressAreNotShown()
    {
        const quint16 port = closedPort();
        const auto response =
            CurlHttp().send(get(u"http://joe:hunter2@127.0.0.1:%1/?token=abc"_s.arg(port)), {});
        QVERIFY(!response);
        const QString all = response.error().summary + response.error().detail + response.error().hint;
        QVERIFY2(!all.contains(u"hunter2") && !all.contains(u"joe") && !all.contains(u"abc"),
                 qPrintable(all));
    }

    void aProxyOfTheEnvironmentIsNotUsedForThisComputer()
    {
        const HttpServer server(
            [](const HttpServer::Request &) { return HttpServer::answer(200, "direct"); });
        const QByteArray nowhere = "http://127.0.0.1:" + QByteArray::number(closedPort());
        for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
            qputenv(name, nowhere);
        const auto response = CurlHttp().send(get(server.url()), {});
        for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
        QVERIFY2(response, response ? "" : qPrintable(response.error().summary));
        QCOMPARE(response->body, QByteArray("direct"));
    }

    void aCertificateNobodySignedIsRefused()
    {
        const TlsServer server({});
        QVERIFY2(server.port() > 0, "openssl s_server did not start; is openssl installed?");
        const auto response = CurlHttp().send(get(u"https://localhost:%1/"_s.arg(server.port())), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"network"_s);
        QCOMPARE(response.error().summary,
                 u"The certificate of localhost:%1 is not trusted."_s.arg(server.port()));
    }

    void oldTlsIsRefused()
    {
        const TlsServer server({u"-tls1_1"_s, u"-cipher"_s, u"DEFAULT@SECLEVEL=0"_s});
        QVERIFY2(server.port() > 0, "openssl s_server did not start; is openssl installed?");
        const auto response = CurlHttp().send(get(u"https://localhost:%1/"_s.arg(server.port())), {});
        QVERIFY(!response);
        QCOMPARE(toString(response.error().kind), u"network"_s);
        QCOMPARE(response.error().summary, u"No secure connection to localhost:%1."_s.arg(server.port()));
    }

private:
    /// Sends on another thread, cancels once `underWay` is true, and measures how long the send then needs to
    /// end.
    template <typename UnderWay> void cancelled(const HttpRequest &request, UnderWay underWay)
    {
        const CancelToken token;
        std::optional<Result<HttpResponse>> response;
        std::thread sender([&] { response = CurlHttp().send(request, token); });
        const bool started = underWay();
        QElapsedTimer timer;
        timer.start();
        token.cancel();
        sender.join();
        const qint64 needed = timer.elapsed();
        QVERIFY(started);
        QVERIFY2(needed < 200, qPrintable(QString::number(needed)));
        QVERIFY(!*response);
        QCOMPARE(toString(response->error().kind), u"cancelled"_s);
    }
};

QTEST_GUILESS_MAIN(TestCurlHttp)
#include "tst_curl_http.moc"
