// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_selection.h"

#include <algorithm>

namespace belay {

void LogSelection::clear()
{
    m_rows.clear();
}

void LogSelection::begin(const LogRow &row, qint64 index)
{
    m_rows = {row};
    m_first = m_anchor = index;
}

void LogSelection::extend(qint64 to, const RowAt &rowAt)
{
    if (m_rows.empty())
        return;
    const auto known = [this, &rowAt](qint64 index) -> const LogRow * {
        if (const LogRow *held = rowAt(index))
            return held;
        const qint64 place = index - m_first;
        return place >= 0 && place < static_cast<qint64>(m_rows.size())
                   ? &m_rows[static_cast<std::size_t>(place)]
                   : nullptr;
    };
    const qint64 step = to < m_anchor ? -1 : 1;
    std::vector<LogRow> chosen;
    for (qint64 index = m_anchor; index != to + step; index += step) {
        const LogRow *row = known(index);
        if (!row)
            break;
        chosen.push_back(*row);
    }
    if (chosen.empty())
        return; // where it began is not known any more: what is chosen stays
    if (step < 0)
        std::reverse(chosen.begin(), chosen.end());
    m_first = step < 0 ? m_anchor - static_cast<qint64>(chosen.size()) + 1 : m_anchor;
    m_rows = std::move(chosen);
}

void LogSelection::shift(qint64 by)
{
    m_first += by;
    m_anchor += by;
}

bool LogSelection::contains(qint64 line) const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [line](const LogRow &row) { return row.line == line; });
}

} // namespace belay
