// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace belay {

/// What the configuration file that we give to `ssh` has to say.
struct SshConfigFile
{
    QStringList knownHosts; ///< in order; accepted keys are written to the first
    QString userConfig;     ///< empty: what `ssh` reads by itself; "none": nothing
    bool asks = true;       ///< false: BatchMode
    std::chrono::milliseconds connect{10000};
};

/// The file's text: our rules first, because the first value counts, then the person's own configuration. A
/// file and not options, because `ssh` hands only the file on to the jump hosts. Pure.
QByteArray sshConfigText(const SshConfigFile &file);

/// A value in double quotes; empty when it cannot be written in this language.
QByteArray quotedForSshConfig(const QString &value);

} // namespace belay
