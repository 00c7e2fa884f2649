// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QString>

#include <memory>

namespace belay {

/// An artifact as a stream of bytes in bounded memory: a folder as a tar made by the system's `tar`, an
/// archive as it is. Used by one thread, the one that opened it.
class ArchiveStream
{
public:
    static Result<std::unique_ptr<ArchiveStream>> open(const QString &artifact);
    ~ArchiveStream();

    /// The next bytes; empty at the end. Error Internal when tar failed: the end was not reached then.
    Result<QByteArray> next(const CancelToken &cancel);
    /// Bytes of the files in it (a folder), or of the archive.
    qint64 size() const { return m_size; }

private:
    ArchiveStream() = default;
    Result<QByteArray> nextOfTar(const CancelToken &cancel);

    QFile m_file;
    QProcess m_tar;
    bool m_isFolder = false;
    qint64 m_size = 0;
};

} // namespace belay
