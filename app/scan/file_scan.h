// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/literal_set.h"
#include "app/scan/rule.h"
#include "app/scan/scan.h"

#include <vector>

namespace belay::scan {

/// The chosen rules and one automaton over all their literals. Made once per scan, read by every worker.
class ScanPlan
{
public:
    explicit ScanPlan(const std::vector<const Rule *> &rules);

    struct FileRule
    {
        const Rule *rule;
        std::vector<std::uint16_t> literals;
        std::size_t whole; ///< for whole-repository rules: the number in wholeRules()
    };

    const std::vector<FileRule> &rules() const { return m_rules; }
    const std::vector<const Rule *> &wholeRules() const { return m_whole; }
    const LiteralSet &literals() const { return m_literals; }
    FileKinds kinds() const { return m_kinds; }

private:
    std::vector<FileRule> m_rules;
    std::vector<const Rule *> m_whole;
    LiteralSet m_literals;
    FileKinds m_kinds = 0;
};

/// Looks at files one after the other; one per worker thread.
class FileScan
{
public:
    FileScan(const ScanPlan &plan, const RepositoryFacts &facts, const ScanOptions &options);

    void look(const FileEntry &entry, std::size_t index, Text text);

    std::vector<Finding> findings;
    std::vector<SkippedFile> skipped;
    std::vector<std::vector<std::size_t>> sightings; ///< per whole-repository rule: files with its literals
    qint64 files = 0;
    qint64 bytes = 0;
    qint64 binaries = 0;
    qint64 silenced = 0;
    qint64 left = 0;

private:
    bool holdsAny(const std::vector<std::uint16_t> &literals) const;
    std::vector<int> linesWith(const std::vector<std::uint16_t> &literals, const SourceFile &file) const;
    void run(const ScanPlan::FileRule &rule, const SourceFile &file);

    const ScanPlan &m_plan;
    const RepositoryFacts &m_facts;
    const ScanOptions &m_options;
    std::vector<LiteralHit> m_hits;
    std::vector<char> m_seen;
};

/// Whether the finding's line, or the one above it, carries the words "belay:ignore" (alone, or followed by
/// this rule's id).
bool saysIgnore(const SourceFile &file, const Finding &finding);

} // namespace belay::scan
