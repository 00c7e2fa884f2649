// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/sample_block.h"

#include <SQLiteCpp/Database.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace belay {

// The samples of a run lie packed in table sample_block. In the chain of events one row stands for a block
// and holds its hash: {"count":…,"event":"samples","run":…,"seq":…,"sha256":…}. So the chain stays whole when
// old samples are removed, and changed ones are noticed. Exceptions of SQLite pass through.

bool isSampleRow(const nlohmann::json &body);

/// The body of the row that stands for a block.
std::string sampleRow(const QString &run, qint64 seq, std::size_t count, const QByteArray &packed);

void insertSampleBlock(SQLite::Database &database, const QString &run, qint64 seq, const QByteArray &packed);

/// The samples behind a row of the chain; none when they were pruned. Error Invalid: they are gone without
/// that, or are not those that were written.
Result<std::vector<RunEvent>> samplesOf(SQLite::Database &database, const nlohmann::json &row,
                                        const QString &run, qint64 seq);

/// Removes the blocks of runs that ended before then, and notes that. The value is the number of runs. With a
/// project: of the environment alone, and not those of its newest deployment.
qint64 removeSampleBlocks(SQLite::Database &database, qint64 endedBeforeMs, const QString &project,
                          const QString &environment);

} // namespace belay
