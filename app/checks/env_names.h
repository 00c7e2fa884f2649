// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

#include <QByteArray>
#include <QStringList>

namespace belay {

/// Which names the environment files of a host set.
struct NamesOnHost
{
    QString host;
    QString error;       ///< could not be asked; the rest is then empty
    QStringList missing; ///< files that are not there
    QStringList locked;  ///< files that the account may not read
    QStringList set;     ///< names with a value
    QStringList empty;   ///< names without one

    bool operator==(const NamesOnHost &) const = default;
};

/// Of a target's linked files, those that hold environment variables, by their names.
QStringList environmentFiles(const QStringList &linkedFiles);

/// The script that looks for `names` in files (absolute paths). It tells which of these names are there:
/// never a value, and never another line of the file, which could be a part of one.
QString namesScript(const QStringList &files, const QStringList &names);
/// Error Unproven: the output ends before its last record.
Result<NamesOnHost> parseNames(const QByteArray &output);

/// Whether every host sets what the code reads. A name that only some hosts set, and one that the code stops
/// without and no host sets, fail the item. Pure.
Inspected judgeConfigured(const std::vector<EnvironmentName> &names, const std::vector<NamesOnHost> &hosts);
/// The same over names that carry secrets. What no host's files set may be set elsewhere: that is not known,
/// and no failure.
Inspected judgeSecrets(const std::vector<EnvironmentName> &names, const std::vector<NamesOnHost> &hosts);

} // namespace belay
