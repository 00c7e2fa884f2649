// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/local/process.h"

#include <memory>

namespace belay {

/// How one exchange with a piped process came to its end.
enum class TalkEnd {
    Done,    ///< `done` said so
    Ended,   ///< the process closed its output
    Overdue, ///< the time was over
    Stuck,   ///< nobody took the text
    Cancelled,
};

/// One exchange: text in, output back until `done`.
struct Talk
{
    QByteArray text;
    std::function<void(const char *data, qint64 size, bool isError)> onData;
    std::function<bool()> done; ///< asked after every output
    Milliseconds timeout{60000};
    Milliseconds patience{20000}; ///< longest time without a byte of the text being taken
};

/// A program that is kept running and spoken to through its three streams. It outlives the thread that
/// started it, and ends with this object. Used by one thread at a time. Not on Windows: start() answers
/// NotFound there.
class PipedProcess
{
public:
    /// Only program, arguments, directory and environment of the request count.
    static Result<std::unique_ptr<PipedProcess>> start(const ProcessRequest &request);
    ~PipedProcess();
    PipedProcess(const PipedProcess &) = delete;
    PipedProcess &operator=(const PipedProcess &) = delete;

    TalkEnd talk(const Talk &talk, const CancelToken &cancel);
    /// Bytes of the last text that were taken.
    qint64 taken() const;
    /// It closed its output while nobody was talking to it.
    bool hasHungUp() const;
    /// Lets it end by itself at the end of its input; its exit code. Nothing: it did not, or not so.
    std::optional<int> close(Milliseconds patience);

private:
    class Private;
    explicit PipedProcess(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

} // namespace belay
