// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"

#include <deque>

namespace belay {

/// Tells how far an upload is, at most ten times a second: bytes as numbers, and files, rate and time left in
/// words. Used by one thread.
class UploadProgress
{
public:
    explicit UploadProgress(const StepContext &context);

    /// What is to be sent, and how much of it the host had before this transfer began.
    void begin(qint64 bytes, qint64 files, qint64 doneBytes, qint64 doneFiles);
    /// Sent in this transfer so far.
    void sent(qint64 bytes, qint64 files);
    void end(); ///< all of it

    qint64 bytes() const { return m_done; }
    qint64 total() const { return m_total; }

private:
    void tell();
    qint64 rate() const; ///< bytes per second over the last seconds; 0: not known yet

    const StepContext &m_context;
    qint64 m_total = 0;
    qint64 m_files = 0;
    qint64 m_before = 0;
    qint64 m_filesBefore = 0;
    qint64 m_done = 0;
    qint64 m_filesDone = 0;
    qint64 m_toldMs = 0;
    struct Mark
    {
        qint64 timeMs;
        qint64 bytes;
    };
    std::deque<Mark> m_marks;
};

/// "3,120 of 5,000 files".
QString countOf(qint64 part, qint64 whole, const QString &what);

} // namespace belay
