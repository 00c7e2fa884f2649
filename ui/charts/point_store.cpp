// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/point_store.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace belay {

namespace {

constexpr std::size_t blockSize = 64;
constexpr std::size_t nothing = std::numeric_limits<std::size_t>::max();

} // namespace

/// The points of one column that matter for its picture, by index; and the stroke they go on with.
struct PointStore::Slice
{
    std::size_t first = nothing;
    std::size_t lowest = nothing;
    std::size_t highest = nothing;
    std::size_t last = nothing;
    Stroke stroke;
};

PointStore::PointStore(const std::vector<ChartPoint> &points)
{
    m_times.reserve(points.size());
    m_values.reserve(points.size());
    m_blocks.reserve(points.size() / blockSize + 1);
    for (const ChartPoint &point : points)
        append(point);
}

void PointStore::append(const ChartPoint &point)
{
    if (!m_times.empty() && point.timeMs <= m_times.back())
        return;
    m_times.push_back(point.timeMs);
    m_values.push_back(point.value.value_or(std::numeric_limits<double>::quiet_NaN()));
    note(m_times.size() - 1);
}

void PointStore::note(std::size_t index)
{
    if (index % blockSize == 0)
        m_blocks.push_back({index, index, false});
    Block &block = m_blocks.back();
    const double value = m_values[index];
    if (std::isnan(value)) {
        block.gap = true;
        return;
    }
    if (value < m_values[block.lowest])
        block.lowest = index;
    if (value > m_values[block.highest])
        block.highest = index;
}

void PointStore::keepNewest(std::size_t count)
{
    if (size() <= count)
        return;
    m_begin += (size() - count) / blockSize * blockSize;
    if (m_begin < m_times.size() / 2)
        return;
    // Moved together only when half of it is forgotten, so that appending stays cheap.
    const auto dropped = static_cast<std::ptrdiff_t>(m_begin);
    m_times.erase(m_times.begin(), m_times.begin() + dropped);
    m_values.erase(m_values.begin(), m_values.begin() + dropped);
    m_blocks.erase(m_blocks.begin(), m_blocks.begin() + dropped / static_cast<std::ptrdiff_t>(blockSize));
    for (Block &block : m_blocks) {
        block.lowest -= m_begin;
        block.highest -= m_begin;
    }
    m_begin = 0;
}

/// The first point at or after a time.
std::size_t PointStore::find(qint64 timeMs) const
{
    const auto from = m_times.begin() + static_cast<std::ptrdiff_t>(m_begin);
    return static_cast<std::size_t>(std::lower_bound(from, m_times.end(), timeMs) - m_times.begin());
}

namespace {

QPointF pointAt(const std::vector<qint64> &times, const std::vector<double> &values, std::size_t index)
{
    return {static_cast<double>(times[index]), values[index]};
}

} // namespace

/// Takes the points [from, to) of one column into the slice. A gap ends the stroke.
void PointStore::add(Slice &slice, std::size_t from, std::size_t to, std::vector<Stroke> &strokes) const
{
    const auto take = [&](std::size_t lowest, std::size_t highest, std::size_t first, std::size_t last) {
        if (slice.first == nothing) {
            slice = {first, lowest, highest, last, std::move(slice.stroke)};
            return;
        }
        if (m_values[lowest] < m_values[slice.lowest])
            slice.lowest = lowest;
        if (m_values[highest] > m_values[slice.highest])
            slice.highest = highest;
        slice.last = last;
    };
    const auto flush = [&] {
        if (slice.first == nothing)
            return;
        std::array<std::size_t, 4> kept{slice.first, slice.lowest, slice.highest, slice.last};
        std::sort(kept.begin(), kept.end());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            if (i == 0 || kept[i] != kept[i - 1])
                slice.stroke.push_back(pointAt(m_times, m_values, kept[i]));
        }
        slice.first = nothing;
    };
    for (std::size_t index = from; index < to;) {
        const Block &block = m_blocks[index / blockSize];
        if (index % blockSize == 0 && index + blockSize <= to && !block.gap) {
            take(block.lowest, block.highest, index, index + blockSize - 1);
            index += blockSize;
            continue;
        }
        if (std::isnan(m_values[index])) {
            flush();
            if (!slice.stroke.empty())
                strokes.push_back(std::move(slice.stroke));
            slice.stroke.clear();
        } else {
            take(index, index, index, index);
        }
        ++index;
    }
    flush();
}

std::vector<Stroke> PointStore::strokes(qint64 fromMs, qint64 toMs, int columns) const
{
    std::vector<Stroke> out;
    if (empty() || toMs <= fromMs || columns < 1)
        return out;
    const std::size_t first = find(fromMs);
    const std::size_t last = find(toMs + 1);
    const std::size_t from = first > m_begin ? first - 1 : first;
    const std::size_t to = std::min(m_times.size(), last + 1);
    const double width = static_cast<double>(toMs - fromMs) / columns;
    const auto columnOf = [&](std::size_t index) {
        return static_cast<qint64>(static_cast<double>(m_times[index] - fromMs) / width);
    };
    Slice slice;
    slice.stroke.reserve(static_cast<std::size_t>(columns) * 2);
    for (std::size_t index = from; index < to;) {
        const qint64 column = columnOf(index);
        std::size_t end = index + 1;
        if (to - index > blockSize) {
            // Where the next column begins, found by time; rounding may be off by a point.
            const double next = static_cast<double>(fromMs) + static_cast<double>(column + 1) * width;
            end = std::clamp(find(static_cast<qint64>(std::ceil(next))), index + 1, to);
            while (end > index + 1 && columnOf(end - 1) != column)
                --end;
        }
        while (end < to && columnOf(end) == column)
            ++end;
        add(slice, index, end, out);
        index = end;
    }
    if (!slice.stroke.empty())
        out.push_back(std::move(slice.stroke));
    return out;
}

} // namespace belay
