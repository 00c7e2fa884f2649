// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/file_scan.h"
#include "app/scan/rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// What says that a text holds a secret, with certainty: guesses about the past help nobody.
std::vector<const Rule *> secretDetectors()
{
    static const std::vector<Rule> rules = secretRules();
    std::vector<const Rule *> detectors;
    for (const Rule &rule : rules) {
        if (rule.checkFile && rule.severity == Severity::Error)
            detectors.push_back(&rule);
    }
    return detectors;
}

class PastSecrets
{
public:
    explicit PastSecrets(RepositorySight &sight)
        : m_sight(sight)
        , m_plan(secretDetectors())
    {
    }

    void look(const OldText &old)
    {
        const FileKinds kinds = kindsOf(old.path);
        if ((kinds & notOurs) != 0)
            return;
        for (const Finding &found : secretsIn(old.path, kinds, old.text)) {
            if (!m_told.emplace(old.path, found.rule).second || isStillThere(old.path, kinds, found.rule))
                continue;
            m_sight.report.at(
                old.path, 0,
                u"Commit %1 has a secret here (line %2: %3), and whoever has the history has it"_s
                    .arg(toQString(old.commit))
                    .arg(found.line)
                    .arg(found.message),
                u"Replace the secret where it is used; then it may stay in the history"_s);
        }
    }

private:
    std::vector<Finding> secretsIn(const std::string &path, FileKinds kinds, Text text) const
    {
        FileScan scan(m_plan, m_sight.facts, m_sight.options);
        scan.look({path, kinds, true}, 0, text);
        return scan.findings;
    }

    /// Then the rule itself has spoken of it.
    bool isStillThere(const std::string &path, FileKinds kinds, const QString &rule) const
    {
        const auto text = m_sight.repository.text(path);
        const auto now = text ? secretsIn(path, kinds, *text) : std::vector<Finding>();
        return std::any_of(now.begin(), now.end(),
                           [&rule](const Finding &finding) { return finding.rule == rule; });
    }

    RepositorySight &m_sight;
    const ScanPlan m_plan;
    std::set<std::pair<std::string, QString>> m_told;
};

void secretsOfThePast(RepositorySight &sight)
{
    if (!sight.repository.knowsTracked())
        return;
    PastSecrets past(sight);
    sight.repository.eachOldText([&past](const OldText &old) { past.look(old); });
}

} // namespace

std::vector<Rule> historyRules()
{
    return {
        {"secrets/in-history",
         "A secret is in the history of the repository",
         "A secret that was committed once is in every clone, also after it was taken out. Replace it. Belay "
         "looks "
         "at the newest 500 commits, 5,000 old texts and 64 MiB of them.",
         deploymentOrigin,
         Severity::Warning,
         "hardcoded-secrets",
         AnyText,
         notOurs,
         {},
         nullptr,
         secretsOfThePast},
    };
}

} // namespace belay::scan
