// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/archive_stream.h"

#include <QCryptographicHash>

#include <algorithm>

namespace belay {

namespace {

constexpr qint64 chunkSize = 256 * 1024;

Result<void> stopped(const CancelToken &cancel)
{
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, QStringLiteral("The upload was stopped."));
    return {};
}

} // namespace

Result<std::unique_ptr<ArchiveStream>> ArchiveStream::open(const QString &archive, qint64 from)
{
    std::unique_ptr<ArchiveStream> stream(new ArchiveStream);
    stream->m_file.setFileName(archive);
    if (!stream->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !stream->m_file.seek(from))
        return fail(ErrorKind::NotFound, QStringLiteral("%1 cannot be read.").arg(archive),
                    QStringLiteral("Build it first, or correct release.artifact in the project file."),
                    stream->m_file.errorString());
    stream->m_size = stream->m_file.size();
    return stream;
}

Result<QByteArray> ArchiveStream::next(const CancelToken &cancel)
{
    if (auto going = stopped(cancel); !going)
        return tl::unexpected<Error>(going.error());
    const QByteArray chunk = m_file.read(chunkSize);
    if (chunk.isEmpty() && m_file.error() != QFile::NoError)
        return fail(ErrorKind::Internal,
                    QStringLiteral("%1 could not be read to its end.").arg(m_file.fileName()), {},
                    m_file.errorString());
    return chunk;
}

Result<QByteArray> hashOfStart(const QString &file, qint64 bytes, const CancelToken &cancel)
{
    auto stream = ArchiveStream::open(file);
    if (!stream)
        return tl::unexpected<Error>(stream.error());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    while (bytes > 0) {
        auto chunk = (*stream)->next(cancel);
        if (!chunk || chunk->isEmpty())
            return chunk ? Result<QByteArray>(QByteArray()) : chunk; // shorter: equal to no hash
        hash.addData(chunk->left(qsizetype(std::min<qint64>(bytes, chunk->size()))));
        bytes -= chunk->size();
    }
    return hash.result().toHex();
}

} // namespace belay
