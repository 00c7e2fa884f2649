// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/tar_stream.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <numeric>

namespace belay {

namespace {

constexpr qsizetype chunkSize = 256 * 1024;
constexpr qsizetype blockSize = 512;
constexpr qint64 largestOctalSize = 077777777777; // eleven digits
constexpr qsizetype longestName = 100;

enum class Entry : char { File = '0', Link = '2', LongLink = 'K', LongName = 'L' };

void pad(QByteArray &chunk, qint64 size)
{
    chunk.append((blockSize - size % blockSize) % blockSize, '\0');
}

void putNumber(char *field, int width, qint64 value)
{
    const QByteArray digits = QByteArray::number(value, 8).rightJustified(width - 1, '0');
    std::copy(digits.begin(), digits.end(), field);
}

/// GNU's way for numbers of more than eleven octal digits: a marked big-endian number.
void putSize(char *field, qint64 size)
{
    if (size <= largestOctalSize) {
        putNumber(field, 12, size);
        return;
    }
    field[0] = '\x80';
    for (int i = 11; i >= 4; --i, size >>= 8)
        field[i] = static_cast<char>(size & 0xff);
}

void putText(char *field, const QByteArray &text)
{
    std::copy_n(text.begin(), std::min(text.size(), longestName), field);
}

/// Layout: GNU tar manual, "Basic Tar Format".
void addHeader(QByteArray &chunk, Entry kind, const QByteArray &name, const QByteArray &target, int mode,
               qint64 size, qint64 time)
{
    if (name.size() > longestName && kind != Entry::LongName && kind != Entry::LongLink) {
        addHeader(chunk, Entry::LongName, "././@LongLink", {}, 0644, name.size() + 1, 0);
        chunk += name + '\0';
        pad(chunk, name.size() + 1);
    }
    if (target.size() > longestName) {
        addHeader(chunk, Entry::LongLink, "././@LongLink", {}, 0644, target.size() + 1, 0);
        chunk += target + '\0';
        pad(chunk, target.size() + 1);
    }
    QByteArray block(blockSize, '\0');
    char *at = block.data();
    putText(at, name);
    putNumber(at + 100, 8, mode);
    putNumber(at + 108, 8, 0);
    putNumber(at + 116, 8, 0);
    putSize(at + 124, size);
    putNumber(at + 136, 12, std::max<qint64>(0, time));
    std::fill_n(at + 148, 8, ' ');
    at[156] = static_cast<char>(kind);
    putText(at + 157, target);
    std::copy_n("ustar  ", 8, at + 257);
    const int sum = std::accumulate(block.cbegin(), block.cend(), 0,
                                    [](int all, char c) { return all + static_cast<unsigned char>(c); });
    putNumber(at + 148, 7, sum);
    at[154] = '\0';
    chunk += block;
}

Result<void> changed(const QString &path)
{
    return fail(ErrorKind::Invalid, QStringLiteral("%1 was changed after the plan was made.").arg(path),
                QStringLiteral("Let the build end, then make a new plan."));
}

} // namespace

TarStream::TarStream(QString folder, const FileList &list, std::vector<std::size_t> chosen)
    : m_folder(std::move(folder))
    , m_list(list)
    , m_chosen(std::move(chosen))
{
    for (const std::size_t index : m_chosen)
        m_size += m_list.files[index].size;
}

Result<QByteArray> TarStream::next(const CancelToken &cancel)
{
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, QStringLiteral("The upload was stopped."));
    QByteArray chunk;
    if (m_ended)
        return chunk;
    chunk.reserve(chunkSize + 4 * blockSize);
    while (chunk.size() < chunkSize && m_at < m_chosen.size()) {
        const ListedFile &file = m_list.files[m_chosen[m_at]];
        if (!m_file.isOpen()) {
            if (auto opened = openNext(); !opened)
                return tl::unexpected<Error>(opened.error());
            const qint64 time = QFileInfo(m_file).lastModified().toSecsSinceEpoch();
            addHeader(chunk, Entry::File, file.path, {}, file.mode, file.size, time);
        }
        if (auto read = readOn(chunk); !read)
            return tl::unexpected<Error>(read.error());
    }
    if (m_at == m_chosen.size()) {
        addLinks(chunk);
        chunk.append(2 * blockSize, '\0');
        m_ended = true;
    }
    return chunk;
}

Result<void> TarStream::openNext()
{
    const ListedFile &file = m_list.files[m_chosen[m_at]];
    m_file.setFileName(m_folder + QLatin1Char('/') + QString::fromUtf8(file.path));
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(ErrorKind::NotFound, QStringLiteral("%1 cannot be read.").arg(m_file.fileName()), {},
                    m_file.errorString());
    if (m_file.size() != file.size)
        return changed(m_file.fileName());
    m_left = file.size;
    return {};
}

Result<void> TarStream::readOn(QByteArray &chunk)
{
    const qsizetype had = chunk.size();
    const qint64 want = std::min<qint64>(m_left, std::max<qint64>(chunkSize - had, blockSize));
    chunk.resize(had + qsizetype(want));
    const qint64 got = m_file.read(chunk.data() + had, want);
    chunk.resize(had + qsizetype(std::max<qint64>(0, got)));
    if (want > 0 && got <= 0)
        return changed(m_file.fileName()); // shorter than a moment ago
    m_left -= got;
    m_bytesDone += got;
    if (m_left > 0)
        return {};
    pad(chunk, m_list.files[m_chosen[m_at]].size);
    m_file.close();
    ++m_filesDone;
    ++m_at;
    return {};
}

void TarStream::addLinks(QByteArray &chunk)
{
    for (const ListedLink &link : m_list.links)
        addHeader(chunk, Entry::Link, link.path, link.target, 0777, 0, QDateTime::currentSecsSinceEpoch());
}

} // namespace belay
