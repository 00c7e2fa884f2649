// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/text.h"

namespace belay::scan {

/// The first words of what in this SQL takes data away ("DROP TABLE", "DELETE FROM", …), or empty. DROP
/// INDEX, DROP CONSTRAINT and the like lose no data.
inline Text destructiveWords(Text sql)
{
    for (const Text words :
         {"drop table", "drop column", "drop schema", "drop database", "delete from", "truncate "}) {
        if (containsNoCase(sql, words))
            return words;
    }
    return {};
}

} // namespace belay::scan
