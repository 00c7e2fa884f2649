// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/sarif.h"
#include "models/domain/json.h"
#include "tests/support/belay_cli.h"

#include <QTest>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace belay;
using namespace belay::scan;
using namespace Qt::Literals::StringLiterals;

namespace {

/// The schema of SARIF 2.1.0 as OASIS publishes it.
class SarifSchema
{
public:
    SarifSchema()
    {
        const auto json = nlohmann::json::parse(
            test::readFile(QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/data/sarif/sarif-schema-2.1.0.json"))
                .toStdString());
        const valijson::adapters::NlohmannJsonAdapter adapter(json);
        valijson::SchemaParser(valijson::SchemaParser::kDraft4).populateSchema(adapter, m_schema);
    }

    /// What it has against the value; empty: nothing.
    QString complaints(const nlohmann::json &value) const
    {
        valijson::ValidationResults results;
        const valijson::adapters::NlohmannJsonAdapter adapter(value);
        valijson::Validator().validate(m_schema, adapter, &results);
        QString text;
        for (const auto &error : results) {
            for (const std::string &part : error.context)
                text += QString::fromStdString(part);
            text += u": "_s + QString::fromStdString(error.description) + u'\n';
        }
        return text;
    }

private:
    valijson::Schema m_schema;
};

ScanReport scanOf(std::map<std::string, std::string> texts)
{
    return scanRepository(Repository::fromTexts(std::move(texts)), {}, {}, CancelToken()).value();
}

} // namespace

class TestSarif : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSchemaRefusesWhatIsWrong();
    void whatIsWrittenFollowsTheSchema_data();
    void whatIsWrittenFollowsTheSchema();
    void everyResultNamesARuleThatIsThere();
    void oddPathsBecomeAddresses();

private:
    SarifSchema m_schema;
};

void TestSarif::theSchemaRefusesWhatIsWrong()
{
    const nlohmann::json good = sarifFrom(scanOf({}));
    QCOMPARE(m_schema.complaints(good), QString());
    nlohmann::json bad = good;
    bad["version"] = "2.0.0";
    QVERIFY(!m_schema.complaints(bad).isEmpty());
    bad = good;
    bad["runs"][0]["results"].push_back({{"ruleId", "a/b"}});
    QVERIFY(m_schema.complaints(bad).contains("message"_L1));
    bad = good;
    bad["runs"][0]["colour"] = "red";
    QVERIFY(!m_schema.complaints(bad).isEmpty());
}

void TestSarif::whatIsWrittenFollowsTheSchema_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("documents") << u"tests/scan/documents"_s;
    QTest::newRow("a clean Phoenix application") << u"tests/scan/clean/phoenix"_s;
    QTest::newRow("everything a rule looks for") << u"tests/scan/rules"_s;
}

void TestSarif::whatIsWrittenFollowsTheSchema()
{
    QFETCH(QString, folder);
    const auto report = scanRepository(QStringLiteral(BELAY_SOURCE_DIR "/") + folder, {}, {}, CancelToken());
    QVERIFY(report.has_value());
    QVERIFY(report->files > 0);
    QCOMPARE(m_schema.complaints(sarifFrom(*report)), QString());
}

void TestSarif::everyResultNamesARuleThatIsThere()
{
    ScanReport report = scanOf({{"config/runtime.exs", "a = System.get_env!(\"A\")\n"},
                                {"Dockerfile", "FROM node:latest\nRUN npm install\n"}});
    report.skipped.push_back({u"big.sql"_s, u"larger than 1 MiB"_s});
    QVERIFY(!report.findings.empty());
    const nlohmann::json log = sarifFrom(report);
    QCOMPARE(m_schema.complaints(log), QString());
    const nlohmann::json &run = log["runs"][0];
    QCOMPARE(run["results"].size(), report.findings.size());
    int fixes = 0;
    for (const nlohmann::json &result : run["results"]) {
        const auto &rule = run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()];
        QVERIFY(rule["id"] == result["ruleId"]);
        QVERIFY(!rule["help"]["text"].get<std::string>().empty());
        fixes += result.contains("fixes") ? 1 : 0;
    }
    QVERIFY(fixes > 0);
    QVERIFY(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] ==
            "big.sql was not looked at: larger than 1 MiB");
}

void TestSarif::oddPathsBecomeAddresses()
{
    const nlohmann::json log =
        sarifFrom(scanOf({{"a b/ü%20#1/runtime.exs", "a = System.get_env!(\"A\")\n"}}));
    QCOMPARE(m_schema.complaints(log), QString());
    const nlohmann::json &place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    QVERIFY(place["artifactLocation"]["uri"] == "a%20b/%C3%BC%2520%231/runtime.exs");
}

QTEST_GUILESS_MAIN(TestSarif)
#include "tst_sarif.moc"
