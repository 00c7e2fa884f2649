// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/watch_outlook.h"
#include "models/item/release_view.h"
#include "ui/theme/tokens.h"

#include <QString>

#include <optional>

namespace belay {

/// What the Monitor says of a watch, in words.
struct WatchWords
{
    QString title;
    QString more;
    Tone tone = Tone::Neutral;
    QString icon; ///< Lucide name
};

/// From the run's events and the time; `later`: the same release is watched on, after it was judged.
WatchWords watchWords(const RunState &run, const WatchOutlook &outlook, const std::optional<WatchedOn> &later,
                      qint64 nowMs);

/// A release that is taken back, or was: how far, and whether it has helped. `run`: the rollback.
WatchWords aftermathWords(const RunState &release, const RunState &run);

/// The source inside a sentence, at its beginning: "Prometheus".
QString nameOfSource(MetricsSourceKind kind);

} // namespace belay
