// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/ssh_config_resolve.h"

#include <vector>

namespace belay {

/// A configuration file of ssh and the folder that its relative Include lines mean.
struct SshConfigSource
{
    QString file;
    QString includeFolder;
};

struct SshConfigReading
{
    SshConfig config;
    /// False: there were lines that only ssh itself can judge (Match exec, Match final, canonical names…).
    bool whole = true;
};

/// Reads configuration files of ssh as ssh does, for the settings that we use: Host and Match (host,
/// originalhost, user, localuser, all), Include, first value wins. For computers without an ssh, and to save
/// starting one per host. Files that are missing say nothing. `home` replaces a leading "~".
SshConfigReading readSshConfig(const QString &address, const std::vector<SshConfigSource> &sources,
                               const QString &home);

/// The words of one line: separated by spaces, with quotes; a comment at the end is left out. The first "="
/// after the first word counts as a space. Pure.
QStringList sshConfigWords(const QString &line);

} // namespace belay
