// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace belay {

/// When a peer that says nothing is asked for a sign of life, and when it is given up. It is given up for
/// questions it left unanswered, not for time that passed: a computer that slept or stood still asks first
/// and judges then. Pure; the caller brings the time.
class SignOfLife
{
public:
    using Instant = std::chrono::steady_clock::time_point;
    enum class Do { Wait, Ask, GiveUp };

    SignOfLife(std::chrono::milliseconds silence, int questions)
        : m_silence(silence)
        , m_questions(questions)
    {
    }

    void heard(Instant now)
    {
        m_last = now;
        m_asked = 0;
    }
    /// Ask: the caller sends a question now; it counts as asked.
    Do due(Instant now)
    {
        if (now < next())
            return Do::Wait;
        if (m_asked >= m_questions)
            return Do::GiveUp;
        ++m_asked;
        m_last = now;
        return Do::Ask;
    }
    Instant next() const { return m_last + m_silence; } ///< when due() has something to say
    /// From the last sign of life to being given up, when nothing stands still.
    std::chrono::milliseconds patience() const { return m_silence * (m_questions + 1); }

private:
    std::chrono::milliseconds m_silence;
    int m_questions;
    Instant m_last{};
    int m_asked = 0;
};

} // namespace belay
