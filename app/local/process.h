// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <optional>

namespace belay {

struct ProcessRequest
{
    QString program; ///< an absolute path, or a name that is looked up in PATH
    QStringList arguments;
    QString directory;                      ///< empty: the current one
    std::map<QString, QString> environment; ///< added to the inherited one
    Milliseconds timeout{600000};
    /// Bytes as they arrive, in the calling thread. May be empty: the output is then read and dropped.
    std::function<void(const char *data, qint64 size, bool isError)> onData;
    /// When set, its chunks become the standard input; an empty chunk ends it. When not set: /dev/null.
    std::function<Result<QByteArray>()> input;
    /// Asked before each pull of `input`, again after every output; empty: always ready.
    std::function<bool()> inputReady;
    /// Let it live on when the thread that started it ends (Linux; elsewhere it always does).
    bool outlivesThread = false;
    /// Longest time without a byte of `input` being taken while there is some to give; 0: no limit.
    Milliseconds inputPatience{0};
    /// Asked after every output: true when what follows matters no more. The process then has `lingerFor` to
    /// end by itself; after that its group is ended. Empty: it is left to run to its end.
    std::function<bool()> enough;
    Milliseconds lingerFor{2000};
};

struct ProcessEnd
{
    CommandResult::End end = CommandResult::End::NotStarted;
    int code = -1;                   ///< exit code, or the signal's number
    QString why;                     ///< NotStarted: the reason, in words
    std::optional<Error> inputError; ///< `input` failed; the process was ended for it
    bool inputStuck = false;         ///< nobody took the input within `inputPatience`; ended for it
};

/// Runs one program on this computer and waits for it, in the calling thread and without an event loop. It
/// gets a session (so a process group) of its own. A timeout, a cancel or a failing `input` ends the whole
/// group: SIGTERM, then SIGKILL three seconds later. A normal end leaves background children alone, but stops
/// reading what they write one second later. Should the calling thread die, the program is ended too (Linux).
/// Thread-safe.
ProcessEnd runProcess(const ProcessRequest &request, const CancelToken &cancel);

} // namespace belay
