// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/upload_progress.h"

#include "models/domain/names.h"

#include <QLocale>

#include <algorithm>

namespace belay {

namespace {

constexpr qint64 tellEveryMs = 100;
constexpr qint64 rateOverMs = 3000;
constexpr qint64 rateFromMs = 500; ///< what went into buffers at the start says nothing about the network

} // namespace

QString countOf(qint64 part, qint64 whole, const QString &what)
{
    static const QLocale english(QLocale::English);
    return QStringLiteral("%1 of %2 %3").arg(english.toString(part), english.toString(whole), what);
}

UploadProgress::UploadProgress(const StepContext &context)
    : m_context(context)
{
}

void UploadProgress::begin(qint64 bytes, qint64 files, qint64 doneBytes, qint64 doneFiles)
{
    m_total = bytes;
    m_files = files;
    m_before = m_done = doneBytes;
    m_filesBefore = m_filesDone = doneFiles;
    m_marks = {{m_context.ports.clock.monotonicMs(), m_done}};
    tell();
}

void UploadProgress::sent(qint64 bytes, qint64 files)
{
    m_done = std::min(m_before + bytes, m_total);
    m_filesDone = m_filesBefore + files;
    if (m_context.ports.clock.monotonicMs() - m_toldMs >= tellEveryMs)
        tell();
}

void UploadProgress::end()
{
    m_done = m_total;
    m_filesDone = m_files;
    tell();
}

qint64 UploadProgress::rate() const
{
    const qint64 time = m_marks.back().timeMs - m_marks.front().timeMs;
    return time < rateFromMs ? 0 : (m_marks.back().bytes - m_marks.front().bytes) * 1000 / time;
}

void UploadProgress::tell()
{
    m_toldMs = m_context.ports.clock.monotonicMs();
    m_marks.push_back({m_toldMs, m_done});
    while (m_marks.size() > 2 && m_toldMs - m_marks[1].timeMs >= rateOverMs)
        m_marks.pop_front();
    RunEvent event;
    event.kind = EventKind::StepProgress;
    event.done = m_done;
    event.total = m_total;
    QStringList parts;
    if (m_files > 1)
        parts << countOf(m_filesDone, m_files, QStringLiteral("files"));
    if (const qint64 perSecond = rate(); perSecond > 0 && m_done < m_total) {
        const qint64 seconds = std::max<qint64>(1, (m_total - m_done + perSecond - 1) / perSecond);
        parts << QStringLiteral("%1/s").arg(formatBytes(perSecond))
              << QStringLiteral("%1 left").arg(formatDuration(seconds * 1000));
    }
    event.text = parts.join(QStringLiteral(", "));
    m_context.tell(event);
}

} // namespace belay
