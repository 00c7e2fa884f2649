// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/repository_facts.h"
#include "app/scan/source_file.h"
#include "models/domain/finding.h"

#include <span>
#include <vector>

namespace belay::scan {

struct Rule;
struct ScanOptions;

/// Where a rule writes what it found. Gathers the findings of one rule.
class Reporter
{
public:
    Reporter(const Rule &rule, std::vector<Finding> &findings)
        : m_rule(rule)
        , m_findings(findings)
    {
    }

    /// `line` and `column` count from 1; 0 for "the file". The severity is the rule's own unless given. The
    /// returned finding may be added to (an edit) until the next call.
    Finding &at(Text file, int line, const QString &message, const QString &fix,
                std::optional<Severity> severity = {});

private:
    const Rule &m_rule;
    std::vector<Finding> &m_findings;
};

/// What a per-file rule sees.
struct FileSight
{
    const SourceFile &file;
    const RepositoryFacts &facts;
    const ScanOptions &options;
    std::vector<int> lines; ///< lines in which a literal of the rule stands; empty when it names none
    Reporter &report;
};

/// What a whole-repository rule sees.
struct RepositorySight
{
    const Repository &repository;
    const RepositoryFacts &facts;
    const ScanOptions &options;
    std::vector<const FileEntry *> files; ///< files of the rule's kinds that hold one of its literals
    Reporter &report;
};

/// One thing that goes wrong, and how it is recognised. A rule is a row in its family's table, and a family
/// is a file and a line in rules.cpp.
struct Rule
{
    const char *id; ///< "family/name", stable: people write it into their files
    const char *title;
    const char *help;   ///< why it matters and how to mend it
    const char *origin; ///< where the rule comes from, as on the checklist
    Severity severity;  ///< the usual one; a finding may be milder
    const char *item;   ///< id of the checklist item it helps to decide; empty: none

    FileKinds kinds; ///< the files it looks at: one of these kinds…
    FileKinds never; ///< …and none of these
    /// ASCII, without case. A file without any of them is not looked at. Empty: every file of the kinds.
    std::vector<const char *> literals;

    void (*checkFile)(FileSight &) = nullptr;
    void (*checkRepository)(RepositorySight &) = nullptr;
};

/// What does not reach production, or is somebody else's.
inline constexpr FileKinds notOurs = InTests | Vendored | LockFile;

constexpr auto gotchasOrigin = "Phoenix gotchas";
constexpr auto phoenixOrigin = "Phoenix checklist";
constexpr auto deploymentOrigin = "Deployment checklist";
constexpr auto practiceOrigin = "Practice";

} // namespace belay::scan
