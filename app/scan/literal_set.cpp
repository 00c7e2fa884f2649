// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/literal_set.h"

#include "app/scan/text.h"

#include <algorithm>
#include <queue>

namespace belay::scan {

namespace {

constexpr std::uint32_t endsHere = 0x80000000U;

} // namespace

std::uint16_t LiteralSet::add(std::string_view literal)
{
    const std::string folded = lowered(literal);
    const auto known = std::find(m_literals.begin(), m_literals.end(), folded);
    if (known != m_literals.end())
        return static_cast<std::uint16_t>(known - m_literals.begin());
    m_literals.push_back(folded);
    return static_cast<std::uint16_t>(m_literals.size() - 1);
}

void LiteralSet::build()
{
    m_class.fill(0);
    m_columns = 1;
    for (const std::string &literal : m_literals) {
        for (const char c : literal) {
            auto &column = m_class[static_cast<unsigned char>(c)];
            if (column == 0)
                column = static_cast<std::uint8_t>(m_columns++);
        }
    }
    for (int c = 'A'; c <= 'Z'; ++c)
        m_class[static_cast<std::size_t>(c)] = m_class[static_cast<std::size_t>(c - 'A' + 'a')];

    // The trie; state 0 is its root and "no edge" at the same time, which the next loop resolves.
    m_next.assign(m_columns, 0);
    m_ends.assign(1, {});
    for (std::size_t id = 0; id < m_literals.size(); ++id) {
        std::uint32_t state = 0;
        for (const char c : m_literals[id]) {
            const std::size_t edge = state * m_columns + m_class[static_cast<unsigned char>(c)];
            if (m_next[edge] == 0) {
                m_next[edge] = static_cast<std::uint32_t>(m_ends.size());
                m_ends.emplace_back();
                m_next.resize(m_next.size() + m_columns, 0);
            }
            state = m_next[edge];
        }
        m_ends[state].push_back(static_cast<std::uint16_t>(id));
    }

    // Breadth first: a missing edge is the one of the longest proper suffix.
    std::vector<std::uint32_t> suffix(m_ends.size(), 0);
    std::queue<std::uint32_t> open;
    for (std::size_t column = 0; column < m_columns; ++column) {
        if (m_next[column] != 0)
            open.push(m_next[column]);
    }
    while (!open.empty()) {
        const std::uint32_t state = open.front();
        open.pop();
        const auto &more = m_ends[suffix[state]];
        m_ends[state].insert(m_ends[state].end(), more.begin(), more.end());
        for (std::size_t column = 0; column < m_columns; ++column) {
            const std::size_t edge = state * m_columns + column;
            const std::uint32_t fallback = m_next[suffix[state] * m_columns + column];
            if (m_next[edge] == 0) {
                m_next[edge] = fallback;
            } else {
                suffix[m_next[edge]] = fallback;
                open.push(m_next[edge]);
            }
        }
    }
    // Rows instead of states in the table save a multiplication per byte.
    for (std::uint32_t &target : m_next) {
        const std::uint32_t mark = m_ends[target].empty() ? 0 : endsHere;
        target = static_cast<std::uint32_t>(target * m_columns) | mark;
    }
}

void LiteralSet::find(std::string_view text, std::vector<LiteralHit> &hits, std::size_t maxHits) const
{
    hits.clear();
    if (m_next.empty())
        return;
    std::uint32_t row = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::uint32_t target = m_next[row + m_class[static_cast<unsigned char>(text[at])]];
        row = target & ~endsHere;
        if ((target & endsHere) == 0)
            continue;
        for (const std::uint16_t literal : m_ends[row / m_columns])
            hits.push_back({static_cast<std::uint32_t>(at + 1), literal});
        if (hits.size() >= maxHits)
            return;
    }
}

} // namespace belay::scan
