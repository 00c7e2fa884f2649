// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/series_judging.h"

namespace belay::verdicttext {

/// "Error rate" inside a sentence is "error rate"; "HTTP errors" and "p99 latency" stay.
QString nameOf(const SeriesSpec &spec);

/// "180 → 310 ms (+72 %, 98 % interval +41 … +103)": the median before, the same moved by the shift, the
/// shift and its interval as shares of the median before. Needs both.
QString change(const Judging &judging);

/// The sentences of one series, each with its numbers and its limit, so that a person can check them.
QString noValues(const Judging &judging);
QString collecting(const Judging &judging, int needed);
QString gaps(const Judging &judging);
QString notComparable(const Judging &judging, const QString &problem);
QString rollBack(const Judging &judging);       ///< the trigger is broken often enough
QString rollBackProven(const Judging &judging); ///< the comparison says so
QString hold(const Judging &judging);           ///< empty: nothing asks to hold; the hardest limit speaks
QString healthy(const Judging &judging);

} // namespace belay::verdicttext
