// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "app/scan/repository.h"
#include "models/domain/finding.h"
#include "models/domain/result.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace belay::scan {

struct ScanOptions
{
    QString profile;       ///< "phoenix", "node", "generic"; empty: every rule
    QStringList onlyRules; ///< ids of rules, or of families ("secrets"); empty: all
    QStringList onlyFiles; ///< findings in these files only (a diff, for example); empty: all
    /// Files that are new against what is live: rules about migrations speak of these alone. Nothing: of all.
    std::optional<QStringList> newFiles;
    QStringList criticalPaths; ///< folders or files in which a TODO is a finding
    QString version;           ///< the version to release, for the changelog; empty: what the project says
    int threads = 0;           ///< 0: as many as there are cores, two at least
};

struct ScanProgress
{
    qint64 filesDone = 0;
    qint64 filesTotal = 0;
    qint64 bytesDone = 0;
};

/// What a scan found, and how much it looked at. The same folder gives the same report, byte for byte.
struct ScanReport
{
    std::vector<Finding> findings; ///< by file, line and rule
    qint64 files = 0;              ///< text files looked at
    qint64 bytes = 0;
    qint64 binaries = 0; ///< files that are no text
    qint64 silenced = 0; ///< findings on lines that say "belay:ignore"
    qint64 left = 0;     ///< findings beyond what is kept of one rule in one file, or in all
    std::vector<SkippedFile> skipped;
    std::map<QString, int> perRule; ///< how often each rule found something; every rule that ran has a row
    bool knowsTracked = false;      ///< git's index was read; without it nothing is said about tracked files
    QString note;                   ///< what limits the report, or empty

    int count(Severity severity) const;
};

/// Looks at every text file of a folder that git does not ignore, with every rule, on several threads. Safe
/// in a folder one does not trust: runs nothing, follows no link, asks nobody. Errors: NotFound and Invalid
/// for the folder or an unknown rule, Cancelled. `progress` is called from worker threads, a few times a
/// second.
Result<ScanReport> scanRepository(const QString &root, const ScanOptions &options,
                                  const std::function<void(const ScanProgress &)> &progress,
                                  const CancelToken &cancel);

/// The same over a repository that is already open.
Result<ScanReport> scanRepository(const Repository &repository, const ScanOptions &options,
                                  const std::function<void(const ScanProgress &)> &progress,
                                  const CancelToken &cancel);

/// Counts, findings, skipped files and rules as one value.
nlohmann::json toJson(const ScanReport &report);

} // namespace belay::scan
