// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"

#include <functional>
#include <vector>

namespace belay {

/// The lines of a log that are chosen: a stretch from where it was begun to where it was extended to last.
/// Holds the rows themselves, since a view only has a few screens of them. Places are those among the
/// matching lines.
class LogSelection
{
public:
    /// The row at a place; null: the view does not hold it.
    using RowAt = std::function<const LogRow *(qint64 index)>;

    void clear();
    /// This row alone.
    void begin(const LogRow &row, qint64 index);
    /// From the beginning to that place, or as far towards it as rows are known.
    void extend(qint64 to, const RowAt &rowAt);
    /// As many lines have come in front of all.
    void shift(qint64 by);

    bool contains(qint64 line) const; ///< by its number, which stays whatever is filtered
    const std::vector<LogRow> &rows() const { return m_rows; }

private:
    std::vector<LogRow> m_rows; ///< from m_first on, in the order of the view
    qint64 m_first = 0;
    qint64 m_anchor = 0;
};

} // namespace belay
