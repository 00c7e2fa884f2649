// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace belay {

/// The client's half: `ssh` starts this same program to ask something. Call first thing in main(). A value:
/// the program was started for that, has asked whoever started `ssh` and printed the answer; end with it.
/// Otherwise the program is remembered as one that can be started so.
std::optional<int> answerAsAskpass(int argc, char *argv[]);

/// The program to name in SSH_ASKPASS: this one, when its main() calls answerAsAskpass(). Empty otherwise.
QString askpassProgram();

/// The server's half: hears the questions of one run of `ssh` on a socket of its own and hands them to
/// `answer`, one at a time, in a thread of its own. No value: the question stays unanswered and `ssh` gives
/// up. It also keeps the time: `limit` without an end, questions not counted, cancels the run.
class AskpassServer
{
public:
    /// `confirms`: ssh only wants a yes or no. `cancel` ends with the run: do not wait longer.
    using Answer = std::function<std::optional<QByteArray>(const QString &prompt, bool confirms,
                                                           const CancelToken &cancel)>;

    /// `socket`: a path in a folder that only the user can enter. `outer` is cancelled by others.
    AskpassServer(QString socket, Answer answer, std::chrono::milliseconds limit, const CancelToken &outer);
    ~AskpassServer();
    AskpassServer(const AskpassServer &) = delete;
    AskpassServer &operator=(const AskpassServer &) = delete;

    /// For the run: cancelled from outside or because the time is over.
    const CancelToken &stop() const;
    bool overdue() const;
    /// What `ssh` has to find in its environment to ask `program`.
    std::map<QString, QString> environment(const QString &program) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace belay
