// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>

namespace belay {

// The one file of the store that talks to the operating system (Unix). A port to another system replaces
// local_files.cpp and nothing else.

/// The name of a file system that lives on another machine or behind a user process, by the type number
/// statfs gives; empty: local. SQLite's locks and syncs cannot be relied on there.
QString networkFileSystemName(quint32 statfsType);

/// The same for the file system `path` lies on; empty also when it cannot be asked.
QString networkFileSystemAt(const QString &path);

/// Makes the folder (0700 for the last component; parents as the umask says). An existing folder keeps its
/// mode.
Result<void> makePrivateFolder(const QString &path);

/// Makes an empty file only its owner can read, or takes the others' rights away from an existing one.
Result<void> makePrivateFile(const QString &path);

/// Says "the process that carries out this run is alive" for as long as the object lives. The kernel drops
/// the lock with the process, however it dies; a process number that is used again proves nothing, so none is
/// kept.
class AliveMark
{
public:
    /// Takes the mark. Not held afterwards when another process has it.
    explicit AliveMark(QString path);
    /// Gives the mark up and removes the file.
    ~AliveMark();
    AliveMark(AliveMark &&other) noexcept;
    AliveMark(const AliveMark &) = delete;
    AliveMark &operator=(const AliveMark &) = delete;
    AliveMark &operator=(AliveMark &&) = delete;

    bool held() const { return m_descriptor >= 0; }

    /// Whether some process, this one included, holds the mark.
    static bool isHeld(const QString &path);

private:
    QString m_path;
    int m_descriptor = -1;
};

} // namespace belay
