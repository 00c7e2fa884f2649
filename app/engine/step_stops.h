// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"

#include <QHash>
#include <QString>

#include <memory>
#include <mutex>

namespace belay {

/// Stops single steps of a run while the others go on. Whoever runs a step enters it with a token of its own;
/// whoever shows the run stops it by its id. From any thread; must outlive the run.
class StepStops
{
public:
    /// Cancels the step's token if it is running; otherwise nothing happens.
    void stop(const QString &step) const;

    /// One running step, while it lives.
    class Entry
    {
    public:
        /// `run`: what stops the whole run stops the step, too. `stops` may be null: nobody stops single
        /// steps.
        Entry(StepStops *stops, const QString &step, const CancelToken &run);
        ~Entry();
        Entry(const Entry &) = delete;
        Entry &operator=(const Entry &) = delete;

        const CancelToken &token() const { return m_token; }

    private:
        StepStops *m_stops;
        QString m_step;
        CancelToken m_token;
        std::shared_ptr<void> m_link;
    };

private:
    mutable std::mutex m_mutex;
    QHash<QString, CancelToken> m_running;
};

} // namespace belay
