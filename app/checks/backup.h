// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

#include <QByteArray>
#include <QString>

namespace belay {

/// What a host says about the newest backup, and the one before it.
struct BackupSeen
{
    qint64 files = 0; ///< how many files the pattern meets
    QString path;     ///< of the newest; empty: none
    bool readable = true;
    qint64 bytes = 0;
    qint64 writtenS = 0;     ///< by the host's clock
    qint64 nowS = 0;         ///< the host's clock
    qint64 bytesBefore = -1; ///< of the one before; -1: there is none
    QByteArray head;         ///< its first bytes; of a gzip file, what is inside it
    bool ended = false;      ///< the last lines hold the end marker of a dump
    bool gzip = false;
    bool unpacked = false; ///< gzip: it was read to its end
    bool intact = false;   ///< and it is whole

    bool operator==(const BackupSeen &) const = default;
};

/// The script that looks at the files, and its answer. It reads and writes nothing down. `pattern` is an
/// absolute path in which * and ? stand for parts of names.
QString backupScript(const QString &pattern);
/// Error Unproven: the output ends before its last record.
Result<BackupSeen> parseBackup(const QByteArray &output);

/// Age, size (also against the one before), form, and whether it is whole; names the command that restores
/// it. What cannot be seen is CannotRun, not Failed. Pure.
Inspected judgeBackup(const BackupSpec &spec, const BackupSeen &seen);

} // namespace belay
