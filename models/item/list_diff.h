// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

#include <algorithm>
#include <vector>

namespace belay {

/// How an old list becomes a new one when rows are told apart by a key: the rows at both ends that stayed are
/// kept, what lies between is removed and inserted. Selection and scroll position of the rest survive.
struct ListChange
{
    int keptFront = 0;
    int keptBack = 0;
    int removed = 0;
    int inserted = 0;
};

template <typename T, typename Key>
ListChange listChange(const std::vector<T> &before, const std::vector<T> &after, Key key)
{
    ListChange change;
    const int shorter = static_cast<int>(std::min(before.size(), after.size()));
    const auto at = [](const std::vector<T> &list, int i) -> const T & {
        return list[static_cast<std::size_t>(i)];
    };
    const int oldSize = static_cast<int>(before.size());
    const int newSize = static_cast<int>(after.size());
    while (change.keptFront < shorter &&
           key(at(before, change.keptFront)) == key(at(after, change.keptFront)))
        ++change.keptFront;
    while (change.keptBack < shorter - change.keptFront &&
           key(at(before, oldSize - 1 - change.keptBack)) == key(at(after, newSize - 1 - change.keptBack)))
        ++change.keptBack;
    change.removed = oldSize - change.keptFront - change.keptBack;
    change.inserted = newSize - change.keptFront - change.keptBack;
    return change;
}

} // namespace belay
