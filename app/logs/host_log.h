// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/log_entry.h"
#include "models/domain/log_watch.h"

#include <map>
#include <optional>
#include <vector>

namespace belay {

/// One line as it is shown, with what is known about it.
struct HostLogLine
{
    QByteArray text;
    ServiceLogEntry entry;
};

/// What one look at a host's log brought.
struct HostLogRead
{
    std::vector<HostLogLine> lines;     ///< in the order of the files
    QStringList notes;                  ///< a file that is missing or was rotated away unread; each once
    bool more = false;                  ///< there is more to read at once
    std::optional<ProcessLook> process; ///< of the service, where the project says how to find it
};

/// The log of one host, read piece by piece: every look is one script that prints what was written since the
/// last, so it runs in a shell that is kept open, survives a lost connection without losing or doubling a
/// line, and leaves nothing running on the host. Files are followed by their names through renaming and
/// truncation; a unit's journal by its cursor. Not thread-safe.
class HostLog
{
public:
    struct Options
    {
        qint64 sinceMs = 0; ///< journal: from then on; files: lines with an earlier time are left out
        qint64 backlog = 256 * 1024; ///< bytes of what is there already, per file, read at the first look
        qint64 budget = 1024 * 1024; ///< bytes of one file in one look
    };

    HostLog(LogsSpec logs, const HostSpec &host, const QString &deployPath, Options options);

    /// The script of the next look.
    ScriptRequest look() const;
    /// Takes its answer. Error Remote: the host cannot read its log; the next look tries again.
    Result<HostLogRead> take(const ScriptResult &result, qint64 nowMs);

private:
    struct File
    {
        QByteArray inode;
        qint64 offset = 0;
    };

    QByteArray filesScript() const;
    QByteArray journalScript() const;
    QByteArray containerScript() const;
    void takeFile(const QByteArray &path, const QByteArray &inode, qint64 from, QByteArrayView content,
                  bool cut, HostLogRead &read);
    void takeJournal(QByteArrayView content, HostLogRead &read);
    void takeContainer(QByteArrayView content, HostLogRead &read);
    void addLine(QByteArrayView line, HostLogRead &read) const;
    void note(const QString &text, HostLogRead &read);

    LogsSpec m_logs;
    QString m_host;
    QStringList m_patterns; ///< expanded for the host
    QString m_container;    ///< the same
    QByteArray m_process;   ///< the part of the script that looks at the process; may be empty
    Options m_options;
    std::map<QByteArray, File> m_files;
    QByteArray m_cursor;     ///< of the journal
    qint64 m_stampNs = 0;    ///< of a container: when the engine got the last line, 0: none was read
    qsizetype m_atStamp = 0; ///< and how many lines it got just then
    QStringList m_noted;
};

} // namespace belay
