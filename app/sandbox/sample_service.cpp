// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sample_service.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <cstdio>

namespace belay {

namespace {

QByteArray reply(int status, const QByteArray &type, const QByteArray &body)
{
    const QByteArray reason = status == 200 ? "OK" : status == 404 ? "Not Found" : "Internal Server Error";
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// The service's log is its standard output: every failure, and a few of the requests that went well.
void writeLog(qint64 number, bool failed, qint64 tookMs)
{
    constexpr qint64 everyGood = 10;
    if (!failed && number % everyGood != 0)
        return;
    const QByteArray time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toLatin1();
    std::printf(
        "{\"time\":\"%s\",\"level\":\"%s\",\"msg\":\"%s\",\"request_id\":%lld,\"duration_ms\":%lld}\n",
        time.constData(), failed ? "error" : "info", failed ? "out of database connections" : "GET / 200",
        static_cast<long long>(number), static_cast<long long>(tookMs));
    std::fflush(stdout);
}

} // namespace

SampleService::SampleService(SampleRelease release, QObject *parent)
    : QObject(parent)
    , m_release(std::move(release))
{
    m_uptime.start();
    connect(&m_server, &QTcpServer::newConnection, this, &SampleService::accept);
}

Result<void> SampleService::listen(quint16 port)
{
    if (!m_server.listen(QHostAddress::LocalHost, port))
        return fail(ErrorKind::Network,
                    QStringLiteral("The sample service cannot listen on 127.0.0.1:%1.").arg(port), {},
                    m_server.errorString());
    return {};
}

void SampleService::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void SampleService::read(QTcpSocket *socket)
{
    // Requests have no body here; the blank line ends each of them, and keep-alive may send several.
    constexpr qint64 requestLimit = 16 * 1024;
    QByteArray pending = socket->property("pending").toByteArray() + socket->readAll();
    qsizetype end = pending.indexOf("\r\n\r\n");
    while (end >= 0) {
        const QList<QByteArray> words = pending.left(pending.indexOf("\r\n")).split(' ');
        if (words.value(1) == "/")
            work(socket);
        else
            socket->write(answer(words.value(1)));
        pending.remove(0, end + 4);
        end = pending.indexOf("\r\n\r\n");
    }
    if (pending.size() > requestLimit)
        socket->abort();
    else
        socket->setProperty("pending", pending);
}

QByteArray SampleService::answer(const QByteArray &path)
{
    if (path == "/health/ready")
        return reply(200, "application/json", R"({"status":"ok"})");
    if (path == "/version")
        return reply(200, "text/plain", m_release.version.toUtf8() + '\n');
    if (path == "/metrics")
        return reply(200, "text/plain; version=0.0.4", metrics());
    return reply(404, "text/plain", "not here\n");
}

void SampleService::work(QTcpSocket *socket)
{
    std::normal_distribution<double> spread(1.0, 0.15);
    const auto time = std::chrono::milliseconds(std::max(1, qRound(m_release.latencyMs * spread(m_random))));
    QElapsedTimer since;
    since.start();
    QTimer::singleShot(time, Qt::PreciseTimer, socket, [this, socket, since] {
        ++m_served;
        std::uniform_real_distribution<double> chance(0, 1);
        const bool failed = chance(m_random) < errorShare(m_release, m_served);
        m_failed += failed ? 1 : 0;
        observe(static_cast<double>(since.nsecsElapsed()) / 1e9);
        writeLog(m_served, failed, since.elapsed());
        socket->write(failed ? reply(500, "text/plain", "out of database connections\n")
                             : reply(200, "text/plain", "hello from " + m_release.version.toUtf8() + '\n'));
    });
}

void SampleService::observe(double seconds)
{
    m_latencySum += seconds;
    const auto bucket = std::lower_bound(bucketBounds.begin(), bucketBounds.end(), seconds);
    ++m_buckets[static_cast<std::size_t>(bucket - bucketBounds.begin())];
}

QByteArray SampleService::metrics() const
{
    QByteArray text = "# HELP http_requests_total Requests served.\n# TYPE http_requests_total counter\n";
    text += "http_requests_total{status=\"200\"} " + QByteArray::number(m_served - m_failed) + '\n';
    text += "http_requests_total{status=\"500\"} " + QByteArray::number(m_failed) + '\n';
    text += "# HELP http_request_duration_seconds Time to answer.\n"
            "# TYPE http_request_duration_seconds histogram\n";
    qint64 below = 0;
    for (std::size_t i = 0; i < bucketBounds.size(); ++i) {
        below += m_buckets[i];
        text += "http_request_duration_seconds_bucket{le=\"" + QByteArray::number(bucketBounds[i]) + "\"} " +
                QByteArray::number(below) + '\n';
    }
    text += "http_request_duration_seconds_bucket{le=\"+Inf\"} " + QByteArray::number(m_served) + '\n';
    text += "http_request_duration_seconds_sum " + QByteArray::number(m_latencySum, 'f', 6) + '\n';
    text += "http_request_duration_seconds_count " + QByteArray::number(m_served) + '\n';
    text += "# HELP process_uptime_seconds Seconds since the start.\n# TYPE process_uptime_seconds gauge\n";
    text += "process_uptime_seconds " +
            QByteArray::number(static_cast<double>(m_uptime.elapsed()) / 1000.0, 'f', 3) + '\n';
    return text;
}

int runSampleService(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption port(QStringLiteral("port"), {}, QStringLiteral("port"));
    const QCommandLineOption folder(QStringLiteral("release"), {}, QStringLiteral("folder"));
    const QCommandLineOption lifeline(QStringLiteral("lifeline"), {}, QStringLiteral("port"));
    parser.addOptions({port, folder, lifeline});
    if (!parser.parse(arguments)) {
        std::fprintf(stderr, "belay sandbox-service: %s\n", qPrintable(parser.errorText()));
        return 2;
    }
    const auto release = readSampleRelease(parser.value(folder));
    if (!release) {
        std::fprintf(stderr, "belay sandbox-service: %s\n", qPrintable(release.error().summary));
        return 1;
    }
    SampleService service(*release);
    if (const auto listening = service.listen(parser.value(port).toUShort()); !listening) {
        std::fprintf(stderr, "belay sandbox-service: %s\n", qPrintable(listening.error().summary));
        return 1;
    }
    // The sandbox holds the other end. When it goes away, however it dies, so do we.
    QTcpSocket line;
    QObject::connect(&line, &QTcpSocket::disconnected, qApp, &QCoreApplication::quit);
    QObject::connect(&line, &QTcpSocket::errorOccurred, qApp, &QCoreApplication::quit);
    line.connectToHost(QHostAddress::LocalHost, parser.value(lifeline).toUShort());
    return QCoreApplication::exec();
}

} // namespace belay
