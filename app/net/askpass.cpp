// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/askpass.h"

#include <QCoreApplication>
#include <QLocalServer>
#include <QLocalSocket>
#include <QThread>
#include <QtEndian>

#include <atomic>
#include <cstdio>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

const char socketVariable[] = "BELAY_ASKPASS_SOCKET";
constexpr int patienceMs = 5000; ///< for the other half, which is on this computer
constexpr int turnMs = 100;
constexpr int answerPatienceMs = 15 * 60 * 1000; ///< a person is asked
constexpr quint32 sizeLimit = 64 * 1024;

std::atomic<bool> canAsk = false;

/// Messages are a size in four bytes and that many bytes.
void send(QLocalSocket &socket, const QByteArray &text)
{
    QByteArray size(4, '\0');
    qToBigEndian(quint32(text.size()), size.data());
    socket.write(size + text);
    while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(patienceMs)) {
    }
}

std::optional<QByteArray> receive(QLocalSocket &socket, int patience)
{
    const auto bytes = [&](qint64 wanted) {
        while (socket.bytesAvailable() < wanted && socket.waitForReadyRead(patience)) {
        }
        return socket.bytesAvailable() >= wanted;
    };
    if (!bytes(4))
        return {};
    const quint32 size = qFromBigEndian<quint32>(socket.read(4).constData());
    if (size > sizeLimit || !bytes(size))
        return {};
    return socket.read(size);
}

int askOverSocket(const QString &path, const QByteArray &prompt)
{
    const QByteArray kind = qgetenv("SSH_ASKPASS_PROMPT");
    if (kind == "none")
        return 0; // only a notice
    QLocalSocket socket;
    socket.connectToServer(path);
    if (!socket.waitForConnected(patienceMs))
        return 1;
    send(socket, (kind == "confirm" ? "c" : "q") + prompt);
    const auto answer = receive(socket, answerPatienceMs);
    if (!answer || !answer->startsWith('y'))
        return 1;
    const QByteArray line = answer->mid(1) + '\n';
    const bool printed = std::fwrite(line.constData(), 1, size_t(line.size()), stdout) == size_t(line.size());
    return printed && std::fflush(stdout) == 0 ? 0 : 1;
}

} // namespace

std::optional<int> answerAsAskpass(int argc, char *argv[])
{
    const QString socket = qEnvironmentVariable(socketVariable);
    if (socket.isEmpty() || argc != 2) {
        canAsk = true;
        return {};
    }
    const QCoreApplication application(argc, argv);
    return askOverSocket(socket, argv[1]);
}

QString askpassProgram()
{
    return canAsk && QCoreApplication::instance() ? QCoreApplication::applicationFilePath() : QString();
}

class AskpassServer::Private
{
public:
    Private(QString socket, Answer answer, std::chrono::milliseconds limit, const CancelToken &outer)
        : m_path(std::move(socket))
        , m_answer(std::move(answer))
        , m_limit(limit)
        , m_outer(outer.onCancel([stop = m_stop] { stop.cancel(); }))
        , m_thread(QThread::create([this] { serve(); })) // sockets of Qt want a thread of Qt
    {
        m_thread->start();
        m_ready.wait(false);
    }
    ~Private()
    {
        m_ended = true;
        m_questions.cancel();
        m_thread->wait();
    }

    const QString &path() const { return m_path; }
    const CancelToken &stop() const { return m_stop; }
    bool overdue() const { return m_overdue; }

private:
    void serve()
    {
        QLocalServer server;
        server.listen(m_path);
        m_ready = true;
        m_ready.notify_all();
        const auto forward = m_stop.onCancel([questions = m_questions] { questions.cancel(); });
        auto end = std::chrono::steady_clock::now() + m_limit;
        while (!m_ended) {
            // Short turns: the time has to be looked at, and a run lasts a moment.
            if (server.waitForNewConnection(turnMs)) {
                const std::unique_ptr<QLocalSocket> socket(server.nextPendingConnection());
                if (socket)
                    converse(*socket);
                end = std::chrono::steady_clock::now() + m_limit;
            } else if (std::chrono::steady_clock::now() >= end && !m_overdue) {
                m_overdue = true;
                m_stop.cancel();
            }
        }
    }

    void converse(QLocalSocket &socket)
    {
        const auto question = receive(socket, patienceMs);
        if (!question || question->isEmpty())
            return;
        const auto answer =
            m_answer(QString::fromUtf8(question->mid(1)), question->startsWith('c'), m_questions);
        send(socket, answer ? QByteArray('y' + *answer) : QByteArray("n"));
        socket.disconnectFromServer();
    }

    QString m_path;
    Answer m_answer;
    std::chrono::milliseconds m_limit;
    CancelToken m_stop;      ///< of the run
    CancelToken m_questions; ///< of what is being asked
    std::shared_ptr<void> m_outer;
    std::atomic<bool> m_ready = false;
    std::atomic<bool> m_ended = false;
    std::atomic<bool> m_overdue = false;
    std::unique_ptr<QThread> m_thread;
};

AskpassServer::AskpassServer(QString socket, Answer answer, std::chrono::milliseconds limit,
                             const CancelToken &outer)
    : d(std::make_unique<Private>(std::move(socket), std::move(answer), limit, outer))
{
}

AskpassServer::~AskpassServer() = default;

const CancelToken &AskpassServer::stop() const
{
    return d->stop();
}

bool AskpassServer::overdue() const
{
    return d->overdue();
}

std::map<QString, QString> AskpassServer::environment(const QString &program) const
{
    std::map<QString, QString> variables{{u"SSH_ASKPASS"_s, program},
                                         {u"SSH_ASKPASS_REQUIRE"_s, u"force"_s},
                                         {QString::fromLatin1(socketVariable), d->path()}};
    // An ssh before 8.4 asks the program only where there seems to be a display.
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        variables[u"DISPLAY"_s] = u"none:0"_s;
    return variables;
}

} // namespace belay
