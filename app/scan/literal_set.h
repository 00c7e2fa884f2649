// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace belay::scan {

/// Where a literal ends in a text.
struct LiteralHit
{
    std::uint32_t end = 0;
    std::uint16_t literal = 0;
};

/// Finds many literals in one pass over a text (Aho and Corasick's automaton as a table), ASCII letters
/// without case. This is what keeps the rules away from the files and lines that cannot concern them.
class LiteralSet
{
public:
    /// Adds a literal (not empty) and returns its number; the same literal twice is one number.
    std::uint16_t add(std::string_view literal);
    /// Makes the table. After it nothing is added, and `find` may be called from any thread.
    void build();

    std::size_t size() const { return m_literals.size(); }

    /// Every occurrence in the order of its end; stops after `maxHits`.
    void find(std::string_view text, std::vector<LiteralHit> &hits, std::size_t maxHits) const;

private:
    std::vector<std::string> m_literals;
    std::array<std::uint8_t, 256> m_class{}; ///< byte to column; 0 is every byte no literal has
    std::size_t m_columns = 1;
    std::vector<std::uint32_t> m_next; ///< state * columns + column; the top bit: literals end here
    std::vector<std::vector<std::uint16_t>> m_ends;
};

} // namespace belay::scan
