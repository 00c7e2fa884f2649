// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"
#include "ui/charts/decimate.h"

#include <cstddef>
#include <vector>

namespace belay {

/// The points of one series, kept so that a million of them are drawn in the time of a few thousand: times
/// and values apart, and for every block of them the lowest and the highest. Appending costs the same however
/// many there are. Not thread safe.
class PointStore
{
public:
    PointStore() = default;
    explicit PointStore(const std::vector<ChartPoint> &points);

    /// `point` is newer than the last one; an older one is left out.
    void append(const ChartPoint &point);
    /// Forgets the oldest points so that at most `count` stay (a block more until there is a whole one).
    void keepNewest(std::size_t count);

    bool empty() const { return size() == 0; }
    std::size_t size() const { return m_times.size() - m_begin; }
    qint64 firstTime() const { return m_times[m_begin]; }
    qint64 lastTime() const { return m_times.back(); }

    /// The same picture as decimate() of the points: strokes between gaps, and in each of `columns` slices of
    /// the range the first, lowest, highest and last point.
    std::vector<Stroke> strokes(qint64 fromMs, qint64 toMs, int columns) const;

private:
    struct Block
    {
        std::size_t lowest = 0; ///< index of the point; both meaningless when there is a gap
        std::size_t highest = 0;
        bool gap = false;
    };
    struct Slice;

    void note(std::size_t index);
    void add(Slice &slice, std::size_t from, std::size_t to, std::vector<Stroke> &strokes) const;
    std::size_t find(qint64 timeMs) const;

    std::vector<qint64> m_times;
    std::vector<double> m_values; ///< NaN: no value
    std::vector<Block> m_blocks;
    std::size_t m_begin = 0; ///< points before are forgotten; a multiple of the block's size
};

} // namespace belay
