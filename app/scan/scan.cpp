// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/scan.h"

#include "app/scan/file_scan.h"
#include "app/scan/rules.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

namespace belay::scan {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::size_t mostFindings = 20'000;
constexpr std::size_t progressEvery = 512;

bool isChosen(const Rule &rule, const QStringList &only)
{
    const QString id = QString::fromLatin1(rule.id);
    return only.isEmpty() || only.contains(id) || only.contains(id.section(u'/', 0, 0));
}

Result<std::vector<const Rule *>> chosenRules(const ScanOptions &options)
{
    std::vector<const Rule *> chosen;
    QStringList known;
    for (const Rule &rule : allRules()) {
        const QString id = QString::fromLatin1(rule.id);
        known << id << id.section(u'/', 0, 0);
        if (isChosen(rule, options.onlyRules) && servesProfile(rule, options.profile))
            chosen.push_back(&rule);
    }
    for (const QString &id : options.onlyRules) {
        if (known.contains(id))
            continue;
        const QString nearest = nearestWord(id, known);
        return fail(ErrorKind::Invalid, u"There is no rule '%1'."_s.arg(cleanLine(id, 80)),
                    nearest.isEmpty() ? u"`belay rules` lists them."_s
                                      : u"Did you mean '%1'?"_s.arg(nearest));
    }
    return chosen;
}

/// What a migration did that is live already can no longer go wrong.
void dropOldMigrations(std::vector<Finding> &findings, const QStringList &newFiles)
{
    const std::set<QString> fresh(newFiles.begin(), newFiles.end());
    std::erase_if(findings, [&fresh](const Finding &finding) {
        const Rule *rule = findRule(finding.rule);
        return rule && looksAtMigrationsOnly(*rule) && fresh.count(finding.file) == 0;
    });
}

/// One scan under way: the workers take files by their number, results are put together in order afterwards.
class Scan
{
public:
    Scan(const Repository &repository, const ScanOptions &options, std::vector<const Rule *> rules,
         const std::function<void(const ScanProgress &)> &progress, const CancelToken &cancel)
        : m_repository(repository)
        , m_facts(repository)
        , m_options(options)
        , m_rules(std::move(rules))
        , m_plan(m_rules)
        , m_progress(progress)
        , m_cancel(cancel)
    {
    }

    ScanReport run()
    {
        const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
        const auto count = m_options.threads > 0 ? static_cast<unsigned>(m_options.threads) : cores;
        std::vector<std::thread> workers;
        for (unsigned i = 0; i < count; ++i)
            workers.emplace_back([this] { work(); });
        for (std::thread &worker : workers)
            worker.join();
        checkWhole();
        return finished();
    }

private:
    void work()
    {
        FileScan one(m_plan, m_facts, m_options);
        std::string buffer;
        const auto &files = m_repository.files();
        for (std::size_t i = m_next++; i < files.size() && !m_cancel.cancelled(); i = m_next++) {
            const auto read = m_repository.read(files[i], buffer);
            if (read == Repository::Read::Good)
                one.look(files[i], i, buffer);
            else if (read == Repository::Read::Binary)
                ++one.binaries;
            else
                one.skipped.push_back({toQString(files[i].path), read == Repository::Read::TooBig
                                                                     ? u"larger than 1 MiB"_s
                                                                     : u"could not be read"_s});
            if (m_progress && i % progressEvery == 0)
                tell(i, one.bytes);
        }
        const std::lock_guard lock(m_mutex);
        takeOver(one);
    }

    void tell(std::size_t done, qint64 bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_progress({static_cast<qint64>(done), static_cast<qint64>(m_repository.files().size()),
                    m_report.bytes + bytes});
    }

    void takeOver(FileScan &one)
    {
        std::move(one.findings.begin(), one.findings.end(), std::back_inserter(m_report.findings));
        std::move(one.skipped.begin(), one.skipped.end(), std::back_inserter(m_report.skipped));
        m_report.files += one.files;
        m_report.bytes += one.bytes;
        m_report.binaries += one.binaries;
        m_report.silenced += one.silenced;
        m_report.left += one.left;
        for (std::size_t i = 0; i < one.sightings.size(); ++i) {
            auto &all = m_sightings[i];
            all.insert(all.end(), one.sightings[i].begin(), one.sightings[i].end());
        }
    }

    /// The rules that look at the repository as a whole.
    void checkWhole()
    {
        for (std::size_t i = 0; i < m_plan.wholeRules().size() && !m_cancel.cancelled(); ++i) {
            const Rule &rule = *m_plan.wholeRules()[i];
            std::vector<std::size_t> &seen = m_sightings[i];
            std::sort(seen.begin(), seen.end());
            std::vector<const FileEntry *> files;
            for (const std::size_t index : seen)
                files.push_back(&m_repository.files()[index]);
            std::vector<Finding> found;
            Reporter report(rule, found);
            RepositorySight sight{m_repository, m_facts, m_options, std::move(files), report};
            rule.checkRepository(sight);
            m_report.silenced += dropSilenced(found);
            std::move(found.begin(), found.end(), std::back_inserter(m_report.findings));
        }
    }

    /// "belay:ignore" counts for whole-repository findings as well; their files are read once more.
    qint64 dropSilenced(std::vector<Finding> &found) const
    {
        const auto isSilenced = [this](const Finding &finding) {
            const auto text = finding.line > 0 ? m_repository.text(finding.file.toStdString()) : std::nullopt;
            return text && saysIgnore(SourceFile(Text(), *text, 0), finding);
        };
        const auto end = std::remove_if(found.begin(), found.end(), isSilenced);
        const auto dropped = found.end() - end;
        found.erase(end, found.end());
        return dropped;
    }

    ScanReport finished()
    {
        auto &findings = m_report.findings;
        if (!m_options.onlyFiles.isEmpty()) {
            const std::set<QString> wanted(m_options.onlyFiles.begin(), m_options.onlyFiles.end());
            findings.erase(std::remove_if(findings.begin(), findings.end(),
                                          [&wanted](const Finding &f) { return wanted.count(f.file) == 0; }),
                           findings.end());
        }
        if (m_options.newFiles)
            dropOldMigrations(findings, *m_options.newFiles);
        std::sort(findings.begin(), findings.end(), comesBefore);
        findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
        for (const Rule *rule : m_rules)
            m_report.perRule[QString::fromLatin1(rule->id)] = 0;
        for (const Finding &finding : findings)
            ++m_report.perRule[finding.rule];
        if (findings.size() > mostFindings) {
            // What is kept are the errors, then the warnings.
            std::stable_sort(findings.begin(), findings.end(),
                             [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
            m_report.left += static_cast<qint64>(findings.size() - mostFindings);
            findings.resize(mostFindings);
            std::sort(findings.begin(), findings.end(), comesBefore);
        }
        m_report.skipped.insert(m_report.skipped.end(), m_repository.skipped().begin(),
                                m_repository.skipped().end());
        std::sort(m_report.skipped.begin(), m_report.skipped.end(),
                  [](const SkippedFile &a, const SkippedFile &b) { return a.file < b.file; });
        m_report.knowsTracked = m_repository.knowsTracked();
        m_report.note = m_repository.note();
        return std::move(m_report);
    }

    const Repository &m_repository;
    RepositoryFacts m_facts;
    const ScanOptions &m_options;
    std::vector<const Rule *> m_rules;
    ScanPlan m_plan;
    const std::function<void(const ScanProgress &)> &m_progress;
    const CancelToken &m_cancel;
    std::atomic<std::size_t> m_next{0};
    std::mutex m_mutex;
    ScanReport m_report;
    std::map<std::size_t, std::vector<std::size_t>> m_sightings;
};

} // namespace

int ScanReport::count(Severity severity) const
{
    return static_cast<int>(std::count_if(findings.begin(), findings.end(),
                                          [severity](const Finding &f) { return f.severity == severity; }));
}

Result<ScanReport> scanRepository(const Repository &repository, const ScanOptions &options,
                                  const std::function<void(const ScanProgress &)> &progress,
                                  const CancelToken &cancel)
{
    auto rules = chosenRules(options);
    if (!rules)
        return tl::unexpected(rules.error());
    Scan scan(repository, options, std::move(*rules), progress, cancel);
    ScanReport report = scan.run();
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, u"The scan was stopped."_s);
    return report;
}

Result<ScanReport> scanRepository(const QString &root, const ScanOptions &options,
                                  const std::function<void(const ScanProgress &)> &progress,
                                  const CancelToken &cancel)
{
    // A wrong rule is said before a long walk.
    if (const auto rules = chosenRules(options); !rules)
        return tl::unexpected(rules.error());
    const auto repository = Repository::open(root, cancel);
    if (!repository)
        return tl::unexpected(repository.error());
    return scanRepository(*repository, options, progress, cancel);
}

nlohmann::json toJson(const ScanReport &report)
{
    nlohmann::json findings = nlohmann::json::array();
    for (const Finding &finding : report.findings)
        findings.push_back(belay::toJson(finding));
    nlohmann::json skipped = nlohmann::json::array();
    for (const SkippedFile &file : report.skipped)
        skipped.push_back({{"file", file.file}, {"reason", file.reason}});
    nlohmann::json rules = nlohmann::json::object();
    for (const auto &[rule, count] : report.perRule)
        rules[rule.toStdString()] = count;
    return {{"schemaVersion", 1},
            {"event", "scan"},
            {"errors", report.count(Severity::Error)},
            {"warnings", report.count(Severity::Warning)},
            {"notes", report.count(Severity::Note)},
            {"files", report.files},
            {"bytes", report.bytes},
            {"binaries", report.binaries},
            {"silenced", report.silenced},
            {"left", report.left},
            {"tracked", report.knowsTracked},
            {"note", report.note},
            {"skipped", skipped},
            {"rules", rules},
            {"findings", findings}};
}

} // namespace belay::scan
