// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "app/engine/file_list.h"

#include <QFile>

namespace belay {

/// Some files of a folder and all of its links as a tar, in bounded memory. Written here and not
/// by the `tar` of this computer: which files go is known only while sending, every tar has other options for
/// that, and what macOS puts beside them stays at home. The format is GNU's (long names, files over 8 GB),
/// which GNU, BSD and busybox read. Owner and group are 0, rights are those of the list, times those of the
/// files. Used by one thread.
class TarStream
{
public:
    /// `chosen`: indexes into list.files, ascending. The list must outlive the stream.
    TarStream(QString folder, const FileList &list, std::vector<std::size_t> chosen);
    TarStream(QString folder, FileList &&list, std::vector<std::size_t> chosen) = delete;

    /// The next bytes; empty at the end. Errors: Cancelled; NotFound or Invalid when a file is gone or is not
    /// as long as it was when the plan was made: the end was not reached then.
    Result<QByteArray> next(const CancelToken &cancel);

    qint64 filesDone() const { return m_filesDone; } ///< read to their end
    qint64 bytesDone() const { return m_bytesDone; } ///< of the files
    qint64 size() const { return m_size; }           ///< bytes of all chosen files

private:
    Result<void> openNext();
    Result<void> readOn(QByteArray &chunk);
    void addLinks(QByteArray &chunk);

    QString m_folder;
    const FileList &m_list;
    std::vector<std::size_t> m_chosen;
    std::size_t m_at = 0; ///< in m_chosen
    QFile m_file;
    qint64 m_left = 0; ///< bytes of the open file
    qint64 m_filesDone = 0;
    qint64 m_bytesDone = 0;
    qint64 m_size = 0;
    bool m_ended = false;
};

} // namespace belay
