// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/script_frame.h"
#include "app/net/ssh_channel_run.h"
#include "app/net/ssh_session.h"

#include <chrono>
#include <memory>

namespace belay {

/// A `/bin/sh` that stays open on one channel of a session and runs one script after another, each in a
/// subshell: a script costs one round trip and one fork instead of a channel, a log-in shell and its start-up
/// files. Used by one thread at a time, together with its session. For scripts that leave nothing running
/// behind them.
class KeptShell
{
public:
    /// Errors: as runInChannel(); nothing was sent to a shell.
    static Result<std::unique_ptr<KeptShell>> open(SshSession &session, const ChannelTimes &times);

    /// Runs a script whose request has no input. An Error means that nothing of it was sent. The session is
    /// armed by the caller. Afterwards ask isUsable().
    Result<ScriptResult> run(const ScriptRequest &request);
    /// The last script ended in an orderly way and the host holds the channel open.
    bool isUsable() const { return m_usable; }
    /// Whether the host's shell answers within `patience`; for one that was not used for a while, because a
    /// connection that died unnoticed takes the first bytes and only then breaks.
    bool answers(std::chrono::milliseconds patience);
    std::chrono::milliseconds idleFor() const;
    /// Gives the channel back so that the session may carry another one. False: drop the session.
    bool close();

private:
    KeptShell(SshSession &session, const ChannelTimes &times, _LIBSSH2_CHANNEL *channel);

    SshSession &m_session;
    ChannelTimes m_times;
    _LIBSSH2_CHANNEL *m_channel;
    bool m_usable = true;
    bool m_first = true; ///< what the log-in prints is still to come
    std::chrono::steady_clock::time_point m_lastUse;
};

} // namespace belay
