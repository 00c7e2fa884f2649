// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/plan.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <map>
#include <vector>

namespace belay {

// The engine's view of the world. Everything that waits takes a CancelToken and a deadline and blocks its
// thread; none of it is called on the window's thread.

/// Where a script runs, and how to get there.
struct HostRef
{
    HostSpec spec;
    TargetKind transport = TargetKind::Ssh; ///< Ssh or Local
    QString identityFile;
    QString knownHosts;
    SshTransport sshTransport = SshTransport::Auto;
    QString group; ///< the same for all hosts of a target, and for no other

    bool operator==(const HostRef &) const = default;
};

HostRef hostRef(const TargetSpec &target, const HostSpec &host);

struct ScriptRequest
{
    QByteArray script; ///< POSIX sh
    Milliseconds timeout{60000};
    /// Called for each complete line of output as it arrives, in the calling thread. May be empty.
    std::function<void(const QByteArray &line, bool isError)> onLine;
    /// When set, its chunks become the standard input of the script once the host said it is ready; an empty
    /// chunk ends it. When not set, the script's standard input is /dev/null.
    std::function<Result<QByteArray>()> input;
    qint64 outputLimit =
        8 * 1024 * 1024; ///< bytes of `out` and of `err` kept; the rest is counted and dropped
    /// It leaves nothing running behind it, so it may run in a shell that is kept open on the host: faster,
    /// but what an earlier script left would write into its output. Never for commands of the project.
    bool inKeptShell = false;
};

struct ScriptResult
{
    bool proven = false; ///< the trailer with the exit code was received; without it nothing else counts
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    qint64 dropped = 0;
    QString note; ///< why there is no proof: "killed by signal KILL", "connection lost", …
};

/// Runs scripts on hosts: over SSH, or on this computer for `local` targets. Thread-safe; hosts are
/// independent. An Error means the script was certainly not started, or was refused (Auth, HostKey, Network,
/// Timeout before sending). Once sent, the answer is a ScriptResult, proven or not.
class HostShell
{
public:
    virtual ~HostShell() = default;
    virtual Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                                     const CancelToken &cancel) = 0;
    /// Drops kept-open sessions of the host, so that the next run connects afresh.
    virtual void forget(const HostRef &host) = 0;
    /// How the host is reached and why, as one sentence, once that is known and worth telling; else empty.
    virtual QString transportNote(const HostRef &) { return {}; }
};

struct CommandRequest
{
    QString command; ///< a shell line
    QString directory;
    std::map<QString, QString> environment; ///< added to the inherited one
    Milliseconds timeout{600000};
    std::function<void(const QByteArray &line, bool isError)> onLine;
    qint64 outputLimit = 8 * 1024 * 1024;
};

struct CommandResult
{
    enum class End { Exited, Signalled, TimedOut, Cancelled, NotStarted };
    End end = End::NotStarted;
    int exitCode = -1; ///< or the signal's number
    QByteArray out;
    QByteArray err;
};

/// Runs commands on this computer, each in a process group of its own that is ended as a whole.
class LocalShell
{
public:
    virtual ~LocalShell() = default;
    virtual CommandResult run(const CommandRequest &request, const CancelToken &cancel) = 0;
};

struct HttpRequest
{
    QString method = QStringLiteral("GET");
    QString url;
    QByteArray body;
    std::vector<std::pair<QString, QString>> headers;
    Milliseconds connectTimeout{5000};
    Milliseconds timeout{15000};
    qint64 bodyLimit = 8 * 1024 * 1024; ///< decoded bytes; over it the request fails
    bool wantsCertificate = false;      ///< https: say when the server's certificate ends
};

struct HttpResponse
{
    int status = 0;
    QByteArray body;
    std::vector<std::pair<QString, QString>> headers;
    qint64 totalMs = 0;
    qint64 totalUs = 0;           ///< the same, finer
    qint64 certificateEndsMs = 0; ///< UTC; 0: not asked for, or not known
};

class Http
{
public:
    virtual ~Http() = default;
    /// A response with any status is a value; redirects are not followed. Errors: Network, Timeout,
    /// Cancelled, Invalid.
    virtual Result<HttpResponse> send(const HttpRequest &request, const CancelToken &cancel) = 0;
};

class Clock
{
public:
    virtual ~Clock() = default;
    virtual qint64 nowMs() const = 0;       ///< UTC wall clock
    virtual qint64 monotonicMs() const = 0; ///< for durations
    /// True: cancelled before the time was over.
    virtual bool wait(Milliseconds time, const CancelToken &cancel) const = 0;
};

class Secrets
{
public:
    virtual ~Secrets() = default;
    virtual Result<QString> lookup(const QString &name) = 0;
    /// Replaces every known secret value (and its usual encodings) by "•••".
    virtual QString redact(const QString &text) const = 0;
};

struct HostKeyQuestion
{
    QString host;    ///< as configured
    QString address; ///< what was connected to
    int port = 22;
    QString keyType;     ///< "ED25519"
    QString fingerprint; ///< "SHA256:…"
};

/// Asks the person. Called on worker threads; an implementation without a person says no.
class Prompter
{
public:
    virtual ~Prompter() = default;
    virtual bool trustHostKey(const HostKeyQuestion &question, const CancelToken &cancel) = 0;
    /// A password, passphrase or keyboard-interactive answer. Error Auth: nobody to ask.
    virtual Result<QString> askSecret(const QString &host, const QString &prompt, bool echo,
                                      const CancelToken &cancel) = 0;
};

struct Ports
{
    HostShell &hosts;
    LocalShell &local;
    Http &http;
    Clock &clock;
    Secrets &secrets;
};

} // namespace belay
