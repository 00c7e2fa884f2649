// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/ssh_session.h"

namespace belay {

struct ChannelTimes
{
    std::chrono::milliseconds open{10000}; ///< opening the channel and starting the shell
    std::chrono::milliseconds progress{
        20000}; ///< while we have something to send: longest pause without a byte
    std::chrono::milliseconds afterTrailer{2000}; ///< for a background process that keeps the output open
    std::chrono::milliseconds closing{1000};
};

struct ChannelOutcome
{
    ScriptResult result;
    bool sessionUsable = false; ///< the channel ended cleanly; the session may carry another one
};

/// Runs one framed script in a new channel of the session with the constant command `exec /bin/sh`. Only the
/// trailer decides; the exit status of the channel never does. Blocks until the end, the timeout or the
/// cancel. An Error means that nothing of the script was sent.
Result<ChannelOutcome> runInChannel(SshSession &session, const ScriptRequest &request,
                                    const ChannelTimes &times, const CancelWake &wake);

} // namespace belay
