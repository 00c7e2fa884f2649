// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/archive_stream.h"

#include <QDirIterator>
#include <QFileInfo>

namespace belay {

namespace {

constexpr qint64 chunkSize = 256 * 1024;
constexpr int pollMs = 100;

qint64 sizeOfFolder(const QString &folder)
{
    qint64 size = 0;
    QDirIterator each(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        each.next();
        if (!each.fileInfo().isSymLink())
            size += each.fileInfo().size();
    }
    return size;
}

/// Other tars (BSD, BusyBox) do not know its options.
bool isGnuTar()
{
    static const bool answer = [] {
        QProcess ask;
        ask.start(QStringLiteral("tar"), {QStringLiteral("--version")});
        return ask.waitForFinished(5000) && ask.readAllStandardOutput().contains("GNU tar");
    }();
    return answer;
}

} // namespace

Result<std::unique_ptr<ArchiveStream>> ArchiveStream::open(const QString &artifact)
{
    std::unique_ptr<ArchiveStream> stream(new ArchiveStream);
    const QFileInfo info(artifact);
    if (info.isFile()) {
        stream->m_file.setFileName(artifact);
        stream->m_size = info.size();
        if (!stream->m_file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::NotFound, QStringLiteral("%1 cannot be read.").arg(artifact), {},
                        stream->m_file.errorString());
        return stream;
    }
    if (!info.isDir())
        return fail(ErrorKind::NotFound, QStringLiteral("There is no %1.").arg(artifact),
                    QStringLiteral("Build it first, or correct release.artifact in the project file."));
    stream->m_isFolder = true;
    stream->m_size = sizeOfFolder(artifact);
    stream->m_tar.setProcessChannelMode(QProcess::SeparateChannels);
    stream->m_tar.setWorkingDirectory(artifact);
    QStringList arguments{QStringLiteral("-cf"), QStringLiteral("-")};
    if (isGnuTar()) // who built it here is nobody over there
        arguments << QStringLiteral("--owner=0") << QStringLiteral("--group=0")
                  << QStringLiteral("--numeric-owner");
    stream->m_tar.start(QStringLiteral("tar"), arguments << QStringLiteral("."));
    if (!stream->m_tar.waitForStarted(5000))
        return fail(ErrorKind::NotFound, QStringLiteral("`tar` could not be started on this computer."),
                    QStringLiteral("Install tar."), stream->m_tar.errorString());
    return stream;
}

ArchiveStream::~ArchiveStream()
{
    if (m_tar.state() == QProcess::NotRunning)
        return;
    m_tar.kill();
    m_tar.waitForFinished(2000);
}

Result<QByteArray> ArchiveStream::next(const CancelToken &cancel)
{
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, QStringLiteral("The upload was stopped."));
    if (m_isFolder)
        return nextOfTar(cancel);
    const QByteArray chunk = m_file.read(chunkSize);
    if (chunk.isEmpty() && m_file.error() != QFile::NoError)
        return fail(ErrorKind::Internal,
                    QStringLiteral("%1 could not be read to its end.").arg(m_file.fileName()), {},
                    m_file.errorString());
    return chunk;
}

Result<QByteArray> ArchiveStream::nextOfTar(const CancelToken &cancel)
{
    // Without an event loop QProcess reads only while we wait here, so tar is held back by the network.
    m_tar.setReadChannel(QProcess::StandardOutput);
    while (m_tar.bytesAvailable() == 0) {
        if (cancel.cancelled())
            return fail(ErrorKind::Cancelled, QStringLiteral("The upload was stopped."));
        if (m_tar.state() == QProcess::NotRunning)
            break;
        m_tar.waitForReadyRead(pollMs);
    }
    const QByteArray chunk = m_tar.read(chunkSize);
    if (!chunk.isEmpty())
        return chunk;
    if (m_tar.exitStatus() != QProcess::NormalExit || m_tar.exitCode() != 0)
        return fail(ErrorKind::Internal,
                    QStringLiteral("`tar` failed while packing %1.").arg(m_tar.workingDirectory()), {},
                    QString::fromUtf8(m_tar.readAllStandardError().right(2000)));
    return QByteArray();
}

} // namespace belay
