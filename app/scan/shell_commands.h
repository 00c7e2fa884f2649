// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/source_file.h"
#include "app/scan/yaml_tree.h"

#include <string>
#include <vector>

namespace belay::scan {

/// One shell command with the line it starts on.
struct ShellCommand
{
    int line = 0;
    std::string text;
};

/// Commands that run one after the other in one place: a script, a stage of a Dockerfile, a job of a
/// workflow.
struct CommandList
{
    std::string name; ///< the job, the stage, or empty
    std::vector<ShellCommand> commands;
    bool pipefail = false; ///< a failure inside a pipe is noticed
    bool stopsOnError = false;
    bool hasCopies = false; ///< a stage of a Dockerfile that copies sources in
};

/// The commands of shell text whose first line is `firstLine`: continuation lines joined, comments and here
/// documents left out, split at &&, || and ;.
std::vector<ShellCommand> shellCommands(Text script, int firstLine);

/// The command lists of a script, a Dockerfile, a workflow or a GitLab pipeline; empty for anything else.
std::vector<CommandList> commandLists(const SourceFile &file);

/// Whether the command's words begin with `words` ("mix release"), after variables, sudo and a path.
bool runs(const ShellCommand &command, Text words);

} // namespace belay::scan
