// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"
#include "ui/charts/chart_series.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace belay {

class TimeChart;

/// What a chart of one series needs to know of the release.
struct ChartRelease
{
    QString version;
    qint64 liveMs = 0; ///< 0: not live yet
    std::optional<double> trigger;
    std::vector<ChartMarker> markers = {}; ///< what happened besides
    bool isGone = false;                   ///< it was taken back: the newest numbers are not its own
};

/// What happened in a run, for its charts: when each host was switched, when it was all taken back, and since
/// when the numbers stay away.
std::vector<ChartMarker> markersOf(const RunState &state);

/// Draws one series: before dashed, after solid, one thin line per host when hosts were measured apart, thin
/// broken lines of the same hours yesterday and last week where they are known, the trigger line, and the
/// moment the release went live.
void showData(TimeChart &chart, const SeriesData &data, const ChartRelease &release);

/// Draws one series of a run: before dashed, after solid, the trigger line, and the moment the release went
/// live.
void showSeries(TimeChart &chart, const QString &series, const RunState &state);

/// The lines of one series, the whole last among those of now.
std::vector<ChartSeries> linesOf(const SeriesData &data, const QString &version);

/// The ids of the series, the worst verdict first, else as they were listed.
QStringList worstFirst(const std::vector<SeriesData> &series, const std::optional<Verdict> &verdict);

/// What calls for a rollback: the verdict's limit, else the file's.
std::optional<double> triggerOf(const SeriesSpec &spec, const std::optional<Verdict> &verdict);

/// The series to show first: the one with the worst verdict, else the first. Empty: the run has none.
QString worstSeries(const RunState &state);

} // namespace belay
