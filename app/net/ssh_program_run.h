// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/ssh_channel_run.h"
#include "app/net/ssh_way.h"

#include <map>

namespace belay {

/// How one script over the system's `ssh` ended.
struct SshProgramOutcome
{
    ScriptResult result;
    bool noMaster = false; ///< the shared connection was gone; nothing was sent
    QByteArray said;       ///< what was heard while our first line had not come
    int exitCode = -1;     ///< of ssh; 255 is its own complaint
};

/// Runs one framed script with the constant command `exec /bin/sh`, over the shared connection of `way` or,
/// when it names none, over a connection of its own. Only the trailer decides. Blocks until the end, the
/// timeout or the cancel. An Error means that nothing of the script was run.
Result<SshProgramOutcome> runOverProgram(const SshWay &way, const ScriptRequest &request,
                                         const ChannelTimes &times,
                                         const std::map<QString, QString> &environment,
                                         const CancelToken &cancel);

/// The options that run a command over the shared connection and never open another: when it is gone, `ssh`
/// prints `mark` instead.
QStringList sharedOptions(const SshWay &way, const QString &mark);

} // namespace belay
