// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/file_scan.h"

#include <algorithm>

namespace belay::scan {

namespace {

constexpr std::size_t mostHits = 50'000;
constexpr std::size_t mostPerFile = 50; ///< findings of one rule in one file

bool lineSaysIgnore(Text line, Text rule)
{
    static constexpr Text words = "belay:ignore";
    const std::size_t at = line.find(words);
    if (at == Text::npos)
        return false;
    const Text after = trimmed(line.substr(at + words.size()));
    // A word after it names one rule; a comment's own end (*/ or -->) is no word.
    return after.empty() || !isWordChar(after.front()) || after.starts_with(rule);
}

} // namespace

bool saysIgnore(const SourceFile &file, const Finding &finding)
{
    const std::string rule = finding.rule.toStdString();
    return finding.line > 0 && (lineSaysIgnore(file.line(finding.line), rule) ||
                                lineSaysIgnore(file.line(finding.line - 1), rule));
}

ScanPlan::ScanPlan(const std::vector<const Rule *> &rules)
{
    for (const Rule *rule : rules) {
        FileRule one{rule, {}, 0};
        for (const char *literal : rule->literals)
            one.literals.push_back(m_literals.add(literal));
        if (rule->checkRepository) {
            one.whole = m_whole.size();
            m_whole.push_back(rule);
        }
        m_kinds |= rule->kinds;
        m_rules.push_back(std::move(one));
    }
    m_literals.build();
}

FileScan::FileScan(const ScanPlan &plan, const RepositoryFacts &facts, const ScanOptions &options)
    : sightings(plan.wholeRules().size())
    , m_plan(plan)
    , m_facts(facts)
    , m_options(options)
    , m_seen(plan.literals().size(), 0)
{
}

void FileScan::look(const FileEntry &entry, std::size_t index, Text text)
{
    ++files;
    bytes += static_cast<qint64>(text.size());
    const SourceFile file(entry.path, text, entry.kinds);
    m_plan.literals().find(text, m_hits, mostHits);
    std::fill(m_seen.begin(), m_seen.end(), 0);
    for (const LiteralHit &hit : m_hits)
        m_seen[hit.literal] = 1;
    for (const ScanPlan::FileRule &each : m_plan.rules()) {
        if (!file.is(each.rule->kinds) || file.is(each.rule->never) ||
            (!each.literals.empty() && !holdsAny(each.literals)))
            continue;
        if (each.rule->checkRepository)
            sightings[each.whole].push_back(index);
        if (each.rule->checkFile)
            run(each, file);
    }
}

bool FileScan::holdsAny(const std::vector<std::uint16_t> &literals) const
{
    return std::any_of(literals.begin(), literals.end(),
                       [this](std::uint16_t literal) { return m_seen[literal] != 0; });
}

std::vector<int> FileScan::linesWith(const std::vector<std::uint16_t> &literals, const SourceFile &file) const
{
    std::vector<int> lines;
    for (const LiteralHit &hit : m_hits) {
        if (std::find(literals.begin(), literals.end(), hit.literal) == literals.end())
            continue;
        const int line = file.lineAt(hit.end - 1);
        if (lines.empty() || lines.back() != line)
            lines.push_back(line);
    }
    return lines;
}

void FileScan::run(const ScanPlan::FileRule &rule, const SourceFile &file)
{
    std::vector<Finding> found;
    Reporter report(*rule.rule, found);
    FileSight sight{file, m_facts, m_options, linesWith(rule.literals, file), report};
    rule.rule->checkFile(sight);
    std::size_t kept = 0;
    for (Finding &finding : found) {
        if (saysIgnore(file, finding))
            ++silenced;
        else if (kept++ < mostPerFile)
            findings.push_back(std::move(finding));
        else
            ++left;
    }
}

} // namespace belay::scan
