// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/sarif.h"
#include "app/scan/scan.h"
#include "models/domain/json.h"

#include <QtTest>

#include <set>

using namespace belay;
using namespace belay::scan;
using namespace Qt::Literals::StringLiterals;

namespace {

QString folder(const QString &name)
{
    return QStringLiteral(BELAY_SOURCE_DIR "/tests/scan/") + name;
}

ScanReport scanned(const QString &root, int threads = 0)
{
    ScanOptions options;
    options.threads = threads;
    return scanRepository(root, options, {}, CancelToken()).value_or(ScanReport());
}

/// A known defect of the deployment guides that Belay grew out of: where it stands, and which rule names it.
struct Defect
{
    int number;
    const char *repository;
    const char *place; ///< file:line
    const char *rule;
};

constexpr Defect defects[] = {
    {1, "000", "scripts/rollback.sh:7", "script/relative-start"},
    {2, "000", "scripts/rollback.sh:6", "script/link-not-atomic"},
    {3, "000", "scripts/rollback.sh:4", "script/stop-switch-start"},
    {4, "000", ".github/workflows/ci.yml:93", "build/release-without-assets"},
    {5, "000", ".github/workflows/ci.yml:99", "workflow/artifact-loses-modes"},
    {6, "001", ".github/workflows/deploy.yml:143", "workflow/migrates-after-deploy"},
    {7, "000", ".github/workflows/ci.yml:64", "build/sobelow-never-fails"},
    {8, "000", ".github/workflows/ci.yml:67", "build/cover-threshold"},
    {9, "000", ".github/workflows/ci.yml:72", "build/hex-audit-scope"},
    {10, "000", "lib/my_app_web/controllers/health_controller.ex:34", "elixir/health-stub"},
    {11, "001", ".github/workflows/deploy.yml:82", "workflow/tag-never-pushed"},
    {12, "001", ".github/workflows/deploy.yml:123", "workflow/any-dispatch-is-production"},
    {13, "001", ".github/workflows/ci.yml:17", "workflow/retired-runner"},
    {14, "001", ".github/workflows/ci.yml:97", "workflow/lcov-is-not-written"},
    {15, "001", "lib/my_app/deployment.ex:16", "elixir/mix-at-runtime"},
    {16, "001", "Dockerfile:76", "dockerfile/healthcheck-module"},
    {17, "001", "Dockerfile:35", "build/assets-before-sources"},
    {18, "001", "Dockerfile:68", "dockerfile/secret-in-image"},
    {19, "001", "fly.toml:16", "fly/key-without-effect"},
    {20, "001", ".github/workflows/deploy.yml:143", "fly/migrates-twice"},
    {21, "001", ".github/workflows/deploy.yml:134", "fly/strategy-conflict"},
    {22, "001", "scripts/deploy.sh:42", "script/sleeps-then-asks"},
    {23, "001", "priv/repo/migrations/20231201130000_add_column_with_default.exs:11", "migration/backfill"},
    {23, "001", "priv/repo/migrations/20231201120000_add_index_safely.exs:8",
     "migration/concurrent-under-lock"},
    {23, "001", "priv/repo/migrations/20231201120000_add_index_safely.exs:12",
     "migration/down-not-concurrent"},
    {24, "002", "scripts/test.sh:11", "script/integer-coverage"},
    {25, "002", "scripts/build.sh:3", "build/production-install-before-build"},
    {26, "002", "scripts/build.sh:33", "script/double-v"},
    {27, "002", "scripts/restore.sh:6", "script/restore-goes-on"},
    {28, "002", "scripts/restore.sh:12", "script/fixed-replicas"},
    {29, "002", ".github/workflows/deploy.yml:24", "workflow/retired-action"},
    {30, "002", "scripts/rollback.sh:3", "script/undo-is-not-all"},
    {31, "003", "deploy/rollback.sh:6", "script/rolls-back-all"},
    {32, "003", "deploy/recover.sh:3", "script/restores-plain-sql"},
    {33, "003", "deploy/backup.sh:9", "script/dump-fails-unseen"},
    {34, "003", "deploy/recover.sh:6", "script/base-backup-alone"},
    {35, "003", "k8s/deployment.yaml:35", "kubernetes/liveness-asks-database"},
    {36, "003", "k8s/deployment.yaml:41", "kubernetes/probe-path-unknown"},
    {36, "003", "lib/anvil_web/controllers/health_controller.ex:9", "elixir/health-check-undefined"},
    {37, "003", "k8s/deployment.yaml:19", "kubernetes/mutable-tag"},
    {38, "003", "config/runtime.exs:10", "elixir/tls-verify-none"},
    {39, "003", "deploy/single_server_setup.sh:24", "script/mix-on-server"},
    {39, "003", "deploy/single_server_setup.sh:14", "script/link-fails-twice"},
    {40, "004", "config/runtime.exs:4", "elixir/get-env-bang"},
};

/// What no scan of one repository can see, and why.
constexpr std::pair<int, const char *> invisible[] = {
    {41, "two guides give different limits for p99; each repository has one, and neither is wrong"},
    {42, "four guides give four shapes of a health answer; each is fine by itself, and Belay reads them all"},
};

} // namespace

/// The scanner over the examples of deployment guides, over clean repositories, and over Belay itself.
class ScanDocumentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKnownDefectIsFound_data();
    void aKnownDefectIsFound();
    void everyDefectIsFoundOrExplained();
    void theSevenGotchasAreFound();
    void aCleanRepositoryHasNoErrors_data();
    void aCleanRepositoryHasNoErrors();
    void theSameFolderGivesTheSameBytes();
    void sarifHasWhatTheStandardRequires();
};

void ScanDocumentsTest::aKnownDefectIsFound_data()
{
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("rule");
    for (const Defect &each : defects)
        QTest::addRow("%d %s %s", each.number, each.rule, each.place)
            << QString::fromLatin1(each.repository) << QString::fromLatin1(each.place)
            << QString::fromLatin1(each.rule);
}

void ScanDocumentsTest::aKnownDefectIsFound()
{
    QFETCH(QString, repository);
    QFETCH(QString, place);
    QFETCH(QString, rule);
    QStringList there;
    for (const Finding &finding : scanned(folder(u"documents/"_s + repository)).findings) {
        if (finding.rule == rule)
            there << u"%1:%2"_s.arg(finding.file).arg(finding.line);
    }
    QVERIFY2(there.contains(place), qPrintable(there.join(u' ')));
}

void ScanDocumentsTest::everyDefectIsFoundOrExplained()
{
    std::set<int> numbers;
    for (const Defect &each : defects)
        numbers.insert(each.number);
    QCOMPARE(numbers.size(), std::size_t(40));
    for (const auto &[number, reason] : invisible) {
        QVERIFY(numbers.insert(number).second);
        QVERIFY(qstrlen(reason) > 20);
    }
    QCOMPARE(numbers.size(), std::size_t(42));
    QCOMPARE(*numbers.rbegin(), 42);
}

void ScanDocumentsTest::theSevenGotchasAreFound()
{
    std::set<QString> rules;
    QStringList withoutFix;
    for (const Finding &finding : scanned(folder(u"documents/004"_s)).findings) {
        rules.insert(finding.rule);
        if (finding.fix.isEmpty())
            withoutFix << finding.rule;
    }
    for (const QString &rule :
         {u"elixir/env-at-compile-time"_s, u"script/mix-on-server"_s, u"elixir/server-not-started"_s,
          u"elixir/url-host-localhost"_s, u"build/release-without-assets"_s, u"elixir/hardcoded-secret"_s,
          u"elixir/health-route-static"_s, u"elixir/log-level-debug"_s})
        QVERIFY2(rules.count(rule), qPrintable(rule));
    QCOMPARE(withoutFix, QStringList());
}

void ScanDocumentsTest::aCleanRepositoryHasNoErrors_data()
{
    QTest::addColumn<QString>("root");
    for (const char *name : {"phoenix", "node", "rails"})
        QTest::newRow(name) << folder(u"clean/"_s + QString::fromLatin1(name));
    QTest::newRow("Belay itself") << QStringLiteral(BELAY_SOURCE_DIR);
}

void ScanDocumentsTest::aCleanRepositoryHasNoErrors()
{
    QFETCH(QString, root);
    const ScanReport report = scanned(root);
    QVERIFY(report.files > 10);
    QStringList wrong;
    for (const Finding &finding : report.findings) {
        if (finding.severity != Severity::Note)
            wrong << u"%1:%2 %3 %4"_s.arg(finding.file).arg(finding.line).arg(finding.rule, finding.message);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void ScanDocumentsTest::theSameFolderGivesTheSameBytes()
{
    const std::string once = scan::toJson(scanned(folder(u"documents"_s), 1)).dump();
    QVERIFY(once.size() > 1000);
    for (const int threads : {1, 2, 7})
        QVERIFY(scan::toJson(scanned(folder(u"documents"_s), threads)).dump() == once);
}

void ScanDocumentsTest::sarifHasWhatTheStandardRequires()
{
    const nlohmann::json log = sarifFrom(scanned(folder(u"documents/004"_s)));
    QCOMPARE(log.at("version").get<std::string>(), std::string("2.1.0"));
    const auto &run = log.at("runs").at(0);
    const auto &rules = run.at("tool").at("driver").at("rules");
    QVERIFY(!run.at("tool").at("driver").at("name").get<std::string>().empty());
    QVERIFY(rules.size() > 50);
    bool hasFix = false;
    for (const auto &result : run.at("results")) {
        const auto index = result.at("ruleIndex").get<std::size_t>();
        QVERIFY(rules.at(index).at("id") == result.at("ruleId"));
        QVERIFY(!result.at("message").at("text").get<std::string>().empty());
        const std::string level = result.at("level").get<std::string>();
        QVERIFY(level == "error" || level == "warning" || level == "note");
        if (!result.contains("locations"))
            continue;
        const auto &place = result.at("locations").at(0).at("physicalLocation");
        const std::string uri = place.at("artifactLocation").at("uri").get<std::string>();
        QVERIFY(!uri.empty() && uri.front() != '/' && uri.find(' ') == std::string::npos);
        if (place.contains("region"))
            QVERIFY(place.at("region").at("startLine").get<int>() >= 1);
        if (result.contains("fixes")) {
            hasFix = true;
            const auto &change = result.at("fixes").at(0).at("artifactChanges").at(0);
            QVERIFY(change.at("replacements").at(0).contains("deletedRegion"));
        }
    }
    QVERIFY(hasFix);
}

QTEST_GUILESS_MAIN(ScanDocumentsTest)
#include "tst_scan_documents.moc"
