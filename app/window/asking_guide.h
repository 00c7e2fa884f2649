// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/failure_guide.h"

#include <QObject>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace belay {

/// Asks the person at the window what to do about a failed step. The run's thread waits in the guide; the
/// window's thread gets a signal and answers whenever the person has decided. Stopping the run or the end of
/// the patience withdraws the question. One run at a time.
class AskingGuide : public QObject
{
    Q_OBJECT
public:
    /// How long an answer is waited for. A rollback waits a short time only: its other hosts wait with it.
    struct Patience
    {
        Milliseconds deployment{600000};
        Milliseconds rollback{60000};
    };

    explicit AskingGuide(Patience patience, QObject *parent = nullptr);
    ~AskingGuide() override;

    /// For RunOptions. Must not be called after this object's end.
    FailureGuide guide();
    /// Thread-safe; without an open question nothing happens.
    void answer(FailureChoice choice, const QString &by);

Q_SIGNALS:
    /// From the run's thread.
    void asked(const belay::FailureQuestion &question, qint64 patienceMs);
    void settled(); ///< answered or withdrawn

private:
    FailureAnswer ask(const FailureQuestion &question, const CancelToken &cancel);

    const Patience m_patience;
    std::mutex m_mutex; ///< guards the rest
    std::condition_variable m_changed;
    std::optional<FailureAnswer> m_answer;
    bool m_isOpen = false;
};

} // namespace belay
