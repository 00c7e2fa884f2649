// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/local/piped_process.h"
#include "app/net/ssh_program_run.h"

namespace belay {

/// A `/bin/sh` on a host that stays open over the shared connection of the system's `ssh` and runs one script
/// after another, each in a subshell: no program is started for a script, neither here nor there. Used by one
/// thread at a time. For scripts that leave nothing running behind them.
class KeptProgram
{
public:
    /// Errors: NotFound. A lost shared connection shows in the first run().
    static Result<std::unique_ptr<KeptProgram>> start(const SshWay &way,
                                                      const std::map<QString, QString> &environment);

    /// Runs a script whose request has no input. `noMaster` in the answer: nothing was sent. An Error means
    /// that nothing of it was run.
    Result<SshProgramOutcome> run(const ScriptRequest &request, const ChannelTimes &times,
                                  const CancelToken &cancel);
    /// The last script ended in an orderly way.
    bool isUsable() const { return m_usable; }
    /// The shell was ended by the other side while nobody used it.
    bool hasHungUp() const { return m_process->hasHungUp(); }
    std::chrono::milliseconds idleFor() const;
    /// Ends the shell in an orderly way, which frees its place among the host's sessions.
    bool close(std::chrono::milliseconds patience) { return m_process->close(patience).has_value(); }

private:
    KeptProgram(QString where, QByteArray mark, std::unique_ptr<PipedProcess> process);
    QString noteFor(TalkEnd end, const ScriptRequest &request, const ChannelTimes &times) const;

    QString m_where;
    QByteArray m_mark; ///< what ssh prints when the shared connection is gone
    std::unique_ptr<PipedProcess> m_process;
    bool m_usable = true;
    bool m_first = true;
    bool m_proven = false; ///< a script has run in it
    std::chrono::steady_clock::time_point m_lastUse;
};

} // namespace belay
