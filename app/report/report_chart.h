// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <QString>

#include <optional>

namespace belay {

/// One series as an SVG picture of 720 by 220: the samples before and after as a line, missing samples as
/// gaps, the rollback limit as a dashed line, and markers where the new release went live and where the
/// one before was back (`liveMs`, `backMs`; 0: none). Its colours are those of light ground, as paper is; a
/// page sets others by the classes ink, grid, line, before, limit and live. Empty when there is no sample
/// with a value. Pure; times are UTC.
QString chartSvg(const SeriesData &data, const QString &title, std::optional<double> limit, qint64 liveMs,
                 qint64 backMs = 0);

} // namespace belay
