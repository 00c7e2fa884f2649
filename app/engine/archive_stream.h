// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <memory>

namespace belay {

/// An archive as it is, in bounded memory, from an offset on. Used by one thread, the one that opened it.
class ArchiveStream
{
public:
    /// `from`: where the part begins that the host does not have yet. Error NotFound: cannot be read.
    static Result<std::unique_ptr<ArchiveStream>> open(const QString &archive, qint64 from = 0);

    /// The next bytes; empty at the end. Error Internal: the end was not reached.
    Result<QByteArray> next(const CancelToken &cancel);
    qint64 bytesDone() const { return m_file.pos(); } ///< with what the host already had
    qint64 size() const { return m_size; }

private:
    ArchiveStream() = default;

    QFile m_file;
    qint64 m_size = 0;
};

/// The SHA-256 (hex) of a file's first bytes. Reads all of them.
Result<QByteArray> hashOfStart(const QString &file, qint64 bytes, const CancelToken &cancel);

} // namespace belay
