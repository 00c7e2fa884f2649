// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

/// What the filter bar says. All terms must hold; the same key twice means one or the other.
///
///   words            every word occurs somewhere in the run (start of a word, case does not matter)
///   "quoted text"    these words in this order
///   env: service: version: by:    the name begins with this; quotes may hold spaces: by:"jo doe"
///   status:          succeeded, failed (all that failed), rolled-back, not-rolled-back, partial, cancelled,
///                    verdict-roll-back, verdict-no-data, handled, running, interrupted
///   since:           7d, 12h, 30m before now, or a day like 2026-11-01 (from 00:00 UTC)
struct HistoryFilter
{
    struct Words
    {
        QString text;
        bool quoted = false;

        bool operator==(const Words &) const = default;
    };

    std::vector<Words> words;
    QStringList environments;
    QStringList services;
    QStringList versions;
    QStringList people;
    QStringList statuses;
    qint64 sinceMs = 0; ///< UTC; 0: no limit; of several the latest

    bool operator==(const HistoryFilter &) const = default;
};

/// Pure. Error Invalid names an unknown key, an empty value, or a status or date that is none. A quote that
/// is not closed ends with the text, so that the list does not flicker while it is typed.
Result<HistoryFilter> parseHistoryFilter(const QString &text, qint64 nowMs);

/// The full-text query for one term: every character is data, nothing is an operator. Empty: nothing to look
/// for.
QString ftsQuery(const HistoryFilter::Words &words);

} // namespace belay
