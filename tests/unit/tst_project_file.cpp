// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_file.h"

#include "app/init/project_template.h"
#include "models/domain/json.h"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace belay;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray data(const QString &name)
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/data/project/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray contract()
{
    return data(u"contract.json"_s);
}

/// A small valid file; each bad file is this one with one thing changed.
QByteArray smallFile()
{
    return data(u"small.json"_s);
}

/// The published schema, read with valijson.
class PublishedSchema
{
public:
    PublishedSchema()
    {
        const auto json = nlohmann::json::parse(projectSchema().toStdString());
        const valijson::adapters::NlohmannJsonAdapter adapter(json);
        valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(adapter, m_schema);
    }

    bool accepts(const QByteArray &text)
    {
        const auto json = nlohmann::json::parse(text.toStdString(), nullptr, true, true);
        const valijson::adapters::NlohmannJsonAdapter adapter(json);
        return valijson::Validator().validate(m_schema, adapter, nullptr);
    }

private:
    valijson::Schema m_schema;
};

const Environment &production(const Project &project)
{
    return *project.environment(u"production"_s);
}

} // namespace

class TestProjectFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theContractsExampleIsReadInFull();
    void theContractsExampleNamesWhatNothingActsOnYet();
    void bothLayersAcceptTheGoodFiles();
    void bothLayersRefuseABadFile_data();
    void bothLayersRefuseABadFile();
    void theReaderRefusesWhatASchemaCannotSee_data();
    void theReaderRefusesWhatASchemaCannotSee();
    void syntaxErrorsNameTheLine_data();
    void syntaxErrorsNameTheLine();
    void allMistakesAreToldInTheFilesOrder();
    void hostsAreReadFromText_data();
    void hostsAreReadFromText();
    void theWindowIsRead_data();
    void theWindowIsRead();
    void theBackupIsRead_data();
    void theBackupIsRead();
    void receiversAreRead();
    void whatMayBeWaivedIsRead_data();
    void whatMayBeWaivedIsRead();
    void criticalPathsAreRead();
    void theTemplatesCommentsAreValid();
    void aLocalTargetWithoutHostsIsOneFolder();
    void environmentsKeepTheFilesOrder();
    void seriesTakeTheirNamesButNoLimitsFromTheProfile();
    void theMetricsSourceNamesItsSecrets();
    void aProfileBringsItsSeries();
    void aProbeAsksTheHealthUrlUnlessItNamesAnother();
    void theLogsAreRead();
    void whatShowsRestartsIsOneThing_data();
    void whatShowsRestartsIsOneThing();
    void relativeKeyFilesStartAtTheProjectFile();
    void aFileThatIsNotThereIsNotFound();
    void aFolderIsRefused();
    void aHugeFileIsRefusedUnread();
    void anEndlessFileIsRefused();
    void aByteOrderMarkIsAllowed();
    void manyValuesAndDeepNestingAreRefusedQuickly();
    void durations_data();
    void durations();
    void sizes_data();
    void sizes();
    void truncatedFilesNeverCrash();
    void flippedBytesNeverCrash();
    void theSchemaNamesItself();
};

void TestProjectFile::theContractsExampleIsReadInFull()
{
    const auto read = parseProject(contract(), u"/srv/my_app/belay.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    QCOMPARE(read->name, u"my_app"_s);
    QCOMPARE(read->profile, u"phoenix"_s);
    QCOMPARE(read->directory, u"/srv/my_app"_s);
    QCOMPARE(read->fingerprint.size(), 64);
    QCOMPARE(read->release,
             (ReleaseSpec{u"git describe --tags --always"_s, u"MIX_ENV=prod mix release --overwrite"_s,
                          u"_build/prod/rel/my_app"_s}));
    QCOMPARE(read->checklist.disable, QStringList{u"dialyzer"_s});
    QCOMPARE(read->checklist.items.size(), std::size_t(2));
    QCOMPARE(read->checklist.items[0].run, u"npm run test:unit"_s);
    QCOMPARE(read->checklist.items[0].timeout, Milliseconds(10min));
    QCOMPARE(read->checklist.items[0].expect.coverageAtLeast, std::optional(80.0));
    QCOMPARE(read->checklist.items[1].kind, CheckKind::Ask);
    QVERIFY(read->checklist.items[1].textRequired);

    const Environment &environment = production(*read);
    QVERIFY(environment.isProtected);
    QCOMPARE(environment.target.hosts.size(), std::size_t(2));
    QCOMPARE(environment.target.hosts[0].name, u"app1.example.com"_s);
    QCOMPARE(environment.target.hosts[0].user, u"deploy"_s);
    QCOMPARE(environment.target.hosts[1].address, u"10.0.0.2"_s);
    QCOMPARE(environment.target.hosts[1].port, 2222);
    QCOMPARE(environment.target.hosts[1].vars.at(u"http_port"_s), u"4002"_s);
    QCOMPARE(environment.target.keepReleases, 5);
    QCOMPARE(environment.target.linkedFiles, QStringList{u".env"_s});
    QCOMPARE(environment.strategy, (StrategySpec{StrategyKind::Rolling, 1, Milliseconds(30s)}));
    QCOMPARE(environment.commands.at(u"restart"_s), u"systemctl --user restart my_app"_s);
    QCOMPARE(environment.health->consecutive, 2);
    QCOMPARE(environment.health->within, Milliseconds(60s));
    QCOMPARE(environment.metrics->series.size(), std::size_t(2));
    QCOMPARE(environment.metrics->series[1].rollbackRatio, std::optional(1.5));
    QCOMPARE(environment.rollback, (RollbackSpec{AutomaticRollback::Countdown, Milliseconds(30s)}));
}

void TestProjectFile::theContractsExampleNamesWhatNothingActsOnYet()
{
    const auto read = parseProject(contract(), u"belay.json"_s);
    QVERIFY(read);
    QCOMPARE(production(*read).unserved, (QStringList{u"balancer"_s, u"smoke"_s}));

    QByteArray canary = smallFile();
    canary.replace("\"rolling\"", "\"canary\"").replace("\"prometheus\"", "\"probe\"");
    const auto other = parseProject(canary, u"belay.json"_s);
    QVERIFY(other);
    QCOMPARE(production(*other).strategy.kind, StrategyKind::Canary);
    QCOMPARE(production(*other).unserved, QStringList{u"strategy.kind"_s});

    const auto fly = parseProject(
        R"({"name": "a", "environments": {"production": {"target": {"kind": "fly", "app": "a"}}}})",
        u"belay.json"_s);
    QVERIFY(fly);
    QCOMPARE(production(*fly).target.kind, TargetKind::Fly);
    QCOMPARE(production(*fly).unserved, QStringList{u"target.kind"_s});
}

void TestProjectFile::bothLayersAcceptTheGoodFiles()
{
    PublishedSchema schema;
    QVERIFY(schema.accepts(contract()));
    QVERIFY(schema.accepts(smallFile()));
    const auto read = parseProject(smallFile(), u"belay.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
}

void TestProjectFile::bothLayersRefuseABadFile_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("error");

    const auto row = [](const char *name, const char *from, const char *to, const char *error) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromUtf8(error);
    };
    row("unknown key at the top", "\"profile\"", "\"profil\"",
        "belay.json:3: profil: unknown key 'profil', did you mean 'profile'?");
    row("unknown key deep down", "\"strategy\"", "\"stratgy\"",
        "belay.json:19: environments.production.stratgy: unknown key 'stratgy', did you mean 'strategy'?");
    row("unknown key near nothing", "\"linked_dirs\"", "\"xyzzy\"",
        "belay.json:17: environments.production.target.xyzzy: unknown key 'xyzzy'.");
    row("no name", "\"name\": \"my_app\",", "", "belay.json:1: the key 'name' is missing.");
    row("name is a number", "\"my_app\"", "7", "belay.json:2: name: expected text, found the number 7.");
    row("name with a space", "\"my_app\"", "\"my app\"",
        "belay.json:2: name: 'my app' cannot be used as a name here (project).");
    row("unknown profile", "\"phoenix\"", "\"phenix\"",
        "belay.json:3: profile: 'phenix' is not known here, did you mean 'phoenix'?");
    row("port out of range", "2222", "70000",
        "belay.json:16: environments.production.target.hosts[1].port: expected a whole number from 1 to "
        "65535, found the number 70000.");
    row("port beyond every integer", "2222", "18446744073709551615",
        "belay.json:16: environments.production.target.hosts[1].port: expected a whole number from 1 to "
        "65535, found the number 18446744073709551615.");
    row("port as text", "2222", "\"2222\"",
        "belay.json:16: environments.production.target.hosts[1].port: expected a whole number from 1 to "
        "65535, found the text '2222'.");
    row("port with a fraction", "2222", "22.5",
        "belay.json:16: environments.production.target.hosts[1].port: expected a whole number from 1 to "
        "65535, found the number 22.5.");
    row("variable is a number", "\"4002\"", "4002",
        "belay.json:16: environments.production.target.hosts[1].vars.http_port: expected text, found the "
        "number 4002.");
    row("hosts is text",
        "[\"deploy@app1:22\", { \"name\": \"app2\", \"port\": 2222, \"vars\": { \"http_port\": \"4002\" } }]",
        "\"app1\"",
        "belay.json:16: environments.production.target.hosts: expected a list, found the text 'app1'.");
    row("host begins with a hyphen", "deploy@app1:22", "-oProxyCommand=id",
        "belay.json:16: environments.production.target.hosts[0]: The host '-oProxyCommand=id' cannot be "
        "used: it begins with '-'.");
    row("user with a semicolon", "deploy@app1:22", "a;id@app1",
        "belay.json:16: environments.production.target.hosts[0]: The user 'a;id' cannot be used: it contains "
        "';'.");
    row("duration in parsecs", "\"30s\"", "\"5 parsecs\"",
        "belay.json:19: environments.production.strategy.wait: '5 parsecs' is not a duration.");
    row("duration is a number", "\"30s\"", "30",
        "belay.json:19: environments.production.strategy.wait: expected a duration as text, for example "
        "\"30s\", found the number 30.");
    row("batch of nothing", "\"batch\": 1", "\"batch\": 0",
        "belay.json:19: environments.production.strategy.batch: expected a whole number from 1 to 1000, "
        "found the number 0.");
    row("health without a scheme", "http://{address}/health", "{address}/health",
        "belay.json:20: environments.production.health.url: expected a URL that begins with http:// or "
        "https://.");
    row("linked folder that climbs", "\"log\"", "\"../log\"",
        "belay.json:17: environments.production.target.linked_dirs[0]: '../log' is not a relative path "
        "without . and ...");
    row("absolute linked folder", "\"log\"", "\"/etc\"",
        "belay.json:17: environments.production.target.linked_dirs[0]: '/etc' is not a relative path without "
        ". and ...");
    row("ratio of zero", "1.5", "0",
        "belay.json:23: environments.production.metrics.series[0].rollback_ratio: expected a number above "
        "0.");
    row("item with run and ask", "\"run\": \"true\"", "\"run\": \"true\", \"ask\": \"text\"",
        "belay.json:8: checklist.items[0]: expected either \"run\" or \"ask\".");
    row("item with neither", "\"run\": \"true\", ", "",
        "belay.json:8: checklist.items[0]: expected either \"run\" or \"ask\".");
    row("rollback is a word", "{ \"automatic\": \"off\" }", "\"off\"",
        "belay.json:25: environments.production.rollback: expected an object, found the text 'off'.");
    row("source without a url", ", \"url\": \"http://prom:9090\"", "",
        "belay.json:22: environments.production.metrics.source: the key 'url' is missing.");
    const char *source = "\"url\": \"http://prom:9090\"";
    row("a token in the file", source, "\"url\": \"http://prom:9090\", \"auth\": { \"bearer\": \"abc\" }",
        "belay.json:22: environments.production.metrics.source.auth.bearer: expected the name of a secret.");
    row("a user without a password", source,
        "\"url\": \"http://prom:9090\", \"auth\": { \"user\": \"belay\" }",
        "belay.json:22: environments.production.metrics.source.auth: the key 'password' is missing.");
    row("a token and a user", source,
        "\"url\": \"http://prom:9090\", \"auth\": { \"bearer\": \"{secret:a}\", \"user\": \"belay\", "
        "\"password\": \"{secret:b}\" }",
        "belay.json:22: environments.production.metrics.source.auth: expected either bearer, or user and "
        "password.");
    row("a source that is a command without one", "\"kind\": \"prometheus\"", "\"kind\": \"command\"",
        "belay.json:22: environments.production.metrics.source: the key 'command' is missing.");
    row("command with a line break", "\"true\"", "\"true\\nid\"",
        "belay.json:8: checklist.items[0].run: the text contains a control character.");
    row("empty artifact", "\"dist\"", "\" \"", "belay.json:4: release.artifact: the text is empty.");
    const char *last = "\"rollback\": { \"automatic\": \"off\" }";
    row("a log that is relative", last, "\"logs\": { \"files\": [\"log/app.log\"] }",
        "belay.json:25: environments.production.logs.files[0]: expected a path that begins with / or "
        "{path}/.");
    row("a log in files and in the journal", last,
        "\"logs\": { \"files\": [\"/var/log/a.log\"], \"unit\": \"a.service\" }",
        "belay.json:25: environments.production.logs: expected one of 'files', 'unit' and 'container'.");
    row("a log that is nowhere", last, "\"logs\": { \"format\": \"json\" }",
        "belay.json:25: environments.production.logs: expected one of 'files', 'unit' and 'container'.");
    row("an unknown profile of metrics", "\"series\"", "\"profile\": \"phenix\", \"series\"",
        "belay.json:23: environments.production.metrics.profile: 'phenix' is not known here, did you mean "
        "'phoenix'?");
    row("a day in full", last, "\"window\": { \"days\": [\"monday\"] }",
        "belay.json:25: environments.production.window.days[0]: 'monday' is not known here.");
    row("no day", last, "\"window\": { \"days\": [] }",
        "belay.json:25: environments.production.window.days: expected at least one day.");
    row("an hour that is none", last, "\"window\": { \"from\": \"25:00\" }",
        "belay.json:25: environments.production.window.from: '25:00' is not a time of day.");
    row("an hour in short", last, "\"window\": { \"to\": \"9:00\" }",
        "belay.json:25: environments.production.window.to: '9:00' is not a time of day.");
    row("a day that begins at its end", last, "\"window\": { \"from\": \"24:00\" }",
        "belay.json:25: environments.production.window.from: '24:00' is not a time of day.");
    row("an offset is no zone", last, "\"window\": { \"zone\": \"+01:00\" }",
        "belay.json:25: environments.production.window.zone: '+01:00' is not the name of a time zone.");
    row("a freeze without a day", last, "\"window\": { \"freezes\": [ { \"why\": \"x\" } ] }",
        "belay.json:25: environments.production.window.freezes[0]: the key 'from' is missing.");
    row("a date the other way round", last, "\"window\": { \"freezes\": [ { \"from\": \"21.12.2026\" } ] }",
        "belay.json:25: environments.production.window.freezes[0].from: '21.12.2026' is not a date.");
    row("a window that is a word", last, "\"window\": \"always\"",
        "belay.json:25: environments.production.window: expected an object, found the text 'always'.");
    row("a backup without a path", last, "\"backup\": { \"max_age\": \"24h\" }",
        "belay.json:25: environments.production.backup: the key 'path' is missing.");
    row("a backup somewhere", last, "\"backup\": { \"path\": \"backups/*.dump\" }",
        "belay.json:25: environments.production.backup.path: 'backups/*.dump' is not an absolute path of "
        "files.");
    row("a backup that climbs", last, "\"backup\": { \"path\": \"/var/../etc/x\" }",
        "belay.json:25: environments.production.backup.path: '/var/../etc/x' is not an absolute path of "
        "files.");
    row("a size in furlongs", last, "\"backup\": { \"path\": \"/b/x\", \"min_size\": \"3 furlongs\" }",
        "belay.json:25: environments.production.backup.min_size: '3 furlongs' is not a size.");
    row("a backup host that is an option", last,
        "\"backup\": { \"path\": \"/b/x\", \"host\": \"-oProxyCommand=id\" }",
        "belay.json:25: environments.production.backup.host: The host '-oProxyCommand=id' cannot be used: "
        "it begins with '-'.");
    row("a receiver of an unknown kind", last, "\"notify\": [ { \"kind\": \"slak\" } ]",
        "belay.json:25: environments.production.notify[0].kind: 'slak' is not known here, did you mean "
        "'slack'?");
    row("a receiver without an address", last, "\"notify\": [ { \"kind\": \"slack\" } ]",
        "belay.json:25: environments.production.notify[0]: the key 'url' is missing.");
    row("a mail to nobody", last, "\"notify\": [ { \"kind\": \"email\" } ]",
        "belay.json:25: environments.production.notify[0]: the key 'to' is missing.");
    row("no command", last, "\"notify\": [ { \"kind\": \"command\" } ]",
        "belay.json:25: environments.production.notify[0]: the key 'run' is missing.");
    row("an unknown moment", last, "\"notify\": [ { \"kind\": \"desktop\", \"on\": [\"finished\"] } ]",
        "belay.json:25: environments.production.notify[0].on[0]: 'finished' is not known here.");
    row("never", last, "\"notify\": [ { \"kind\": \"desktop\", \"on\": [] } ]",
        "belay.json:25: environments.production.notify[0].on: expected at least one moment.");
    row("an address of a chat in clear", last,
        "\"notify\": [ { \"kind\": \"slack\", \"url\": \"https://hooks.slack.com/services/x\" } ]",
        "belay.json:25: environments.production.notify[0].url: this address is a secret and does not belong "
        "into the file.");
    row("a token in clear", last,
        "\"notify\": [ { \"kind\": \"grafana\", \"url\": \"http://g\", \"token\": \"x\" } ]",
        "belay.json:25: environments.production.notify[0].token: a token is a secret and does not belong "
        "into "
        "the file.");
    row("a receiver that is a word", last, "\"notify\": \"slack\"",
        "belay.json:25: environments.production.notify: expected a list, found the text 'slack'.");
    row("waivers by a word", last, "\"checklist\": { \"waivers\": \"some\" }",
        "belay.json:25: environments.production.checklist.waivers: 'some' is not known here.");
    row("waivers by a number", last, "\"checklist\": { \"waivers\": 1 }",
        "belay.json:25: environments.production.checklist.waivers: expected a list, found the number 1.");
    row("a second person by name", last, "\"checklist\": { \"second_person\": \"bo\" }",
        "belay.json:25: environments.production.checklist.second_person: expected true or false, found the "
        "text 'bo'.");
    row("a key of the project's checklist", last, "\"checklist\": { \"disable\": [] }",
        "belay.json:25: environments.production.checklist.disable: unknown key 'disable'.");
    row("a critical path that climbs", "\"disable\"", "\"critical_paths\": [\"../lib\"], \"disable\"",
        "belay.json:6: checklist.critical_paths[0]: '../lib' is not a relative path without . and ...");
    row("null", "{ \"artifact\": \"dist\" }", "null",
        "belay.json:4: release: expected an object, found null.");
}

void TestProjectFile::bothLayersRefuseABadFile()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, error);
    QVERIFY(smallFile().contains(from));
    QByteArray bad = smallFile();
    bad.replace(bad.indexOf(from), from.size(), to);
    const auto read = parseProject(bad, u"belay.json"_s);
    QVERIFY(!read);
    QCOMPARE(toString(read.error().kind), toString(ErrorKind::Invalid));
    QCOMPARE(read.error().summary, error);
    QVERIFY(!PublishedSchema().accepts(bad));
}

void TestProjectFile::theReaderRefusesWhatASchemaCannotSee_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("error");

    const auto row = [](const char *name, const char *from, const char *to, const char *error) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromUtf8(error);
    };
    row("the same host twice", "\"app2\"", "\"app1\"",
        "belay.json:16: environments.production.target.hosts[1]: there are two hosts named 'app1'.");
    row("two hosts in one place", "{ \"name\": \"app2\", \"port\": 2222,",
        "{ \"name\": \"app2\", \"address\": \"app1\", \"port\": 22, \"path\": \"/opt/app1\",",
        "belay.json:16: environments.production.target.hosts[1]: host 'app2' is the same place as another "
        "one: /opt/app1.");
    row("a path of the system", "/opt/{host}", "/etc/{host}",
        "belay.json:15: environments.production.target.path: The path '/etc/app1' cannot be used: it is a "
        "folder of the system.");
    row("a path one folder deep", "/opt/{host}", "/{host}",
        "belay.json:15: environments.production.target.path: The path '/app1' cannot be used: it is only one "
        "folder deep.");
    row("a path that climbs", "/opt/{host}", "/opt/app/../..",
        "belay.json:15: environments.production.target.path: The path '/opt/app/../..' cannot be used: it "
        "contains . or ...");
    row("a variable that a host lacks", "/opt/{host}", "/opt/{vars.http_port}",
        "belay.json:15: environments.production.target.path: host 'app1' has no value for {vars.http_port}.");
    row("a misspelt item in disable", "\"dialyzer\"", "\"dialyser\"",
        "belay.json:6: checklist.disable[0]: the checklist of profile 'phoenix' has no item 'dialyser', did "
        "you mean 'dialyzer'?");
    const char *last = "\"rollback\": { \"automatic\": \"off\" }";
    row("a placeholder that nothing fills", last,
        "\"notify\": [ { \"kind\": \"desktop\", \"title\": \"{versoin}\" } ]",
        "belay.json:25: environments.production.notify[0].title: there is no placeholder {versoin}.");
    row("a waiver of an item that is not there", last, "\"checklist\": { \"waivers\": [\"credoo\"] }",
        "belay.json:25: environments.production.checklist.waivers[0]: the checklist has no item 'credoo', "
        "did "
        "you mean 'credo'?");
    row("a window over midnight", last, "\"window\": { \"from\": \"22:00\", \"to\": \"04:00\" }",
        "belay.json:25: environments.production.window.to: expected a time after 22:00.");
    row("a freeze that ends before it begins", last,
        "\"window\": { \"freezes\": [ { \"from\": \"2027-01-04\", \"to\": \"2026-12-21\" } ] }",
        "belay.json:25: environments.production.window.freezes[0].to: expected a day that is not before "
        "2027-01-04.");
    row("the 30th of February", last, "\"window\": { \"freezes\": [ { \"from\": \"2027-02-30\" } ] }",
        "belay.json:25: environments.production.window.freezes[0].from: '2027-02-30' is not a date.");
    row("a backup that is always too old", last, "\"backup\": { \"path\": \"/b/x\", \"max_age\": \"1s\" }",
        "belay.json:25: environments.production.backup.max_age: expected at least 1 min, found 1.0 s.");
    row("samples that are gone before they are of use", "\"series\": [ {",
        "\"keep_samples\": \"1h\", \"series\": [ {",
        "belay.json:23: environments.production.metrics.keep_samples: expected at least 1 d, found 1 h.");
    row("a health interval of nothing", "/health\" }", "/health\", \"interval\": \"0s\" }",
        "belay.json:20: environments.production.health.interval: expected at least 50 ms, found 0 ms.");
}

void TestProjectFile::theReaderRefusesWhatASchemaCannotSee()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, error);
    QVERIFY(smallFile().contains(from));
    QByteArray bad = smallFile();
    bad.replace(bad.indexOf(from), from.size(), to);
    const auto read = parseProject(bad, u"belay.json"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().summary, error);
}

void TestProjectFile::syntaxErrorsNameTheLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("hint");

    const auto row = [](const char *name, const QByteArray &text, const char *error, const char *hint = "") {
        QTest::newRow(name) << text << QString::fromUtf8(error) << QString::fromUtf8(hint);
    };
    row("trailing comma", data(u"broken_syntax.json"_s), "b.json:4: there is a comma before '}'.",
        "Remove the trailing comma.");
    row("trailing comma in a list", "{\"a\": [1,\n2,\n]}", "b.json:2: there is a comma before ']'.",
        "Remove the trailing comma.");
    row("not JSON", "defmodule MyApp do\nend\n", "b.json:1: 'defmodule' is not a value.",
        "Text needs double quotes.");
    row("missing comma", "{\n\"a\": 1\n\"b\": 2}", "b.json:3: expected ',' or '}', found '\"'.");
    row("key twice", "{\n\"name\": 1,\n\"name\": 2}", "b.json:3: the key 'name' is there twice.",
        "Remove one of them.");
    row("single quotes", "{\"a\": 'b'}", "b.json:1: text is in single quotes.", "JSON wants double quotes.");
    row("key without quotes", "{\n  name: 1}", "b.json:2: expected a key in double quotes, found 'n'.");
    row("cut off", "{\"a\": {\n\n\"b\": 1", "b.json:3: expected ',' or '}', found the end of the file.");
    row("text never closed", "{\"a\": \"b\n}", "b.json:1: text is never closed with a double quote.");
    row("comment never closed", "{\n/* so\n\n}", "b.json:2: a comment is never closed.", "Close it with */.");
    row("something after the end", "{}\n{}", "b.json:2: there is text after the end of the document.");
    row("empty", " \n", "b.json:1: the file is empty.", "`belay init` writes one to start from.");
    row("UTF-16", QByteArray("\xFF\xFE{\0}\0", 6), "b.json:1: the file is UTF-16.", "Save it as UTF-8.");
    row("binary", QByteArray("{\n\0}", 4), "b.json:2: the file is not text.");
    row("Latin-1", "{\n\"a\": \"\xE4\"}", "b.json:2: the text is not UTF-8.", "Save the file as UTF-8.");
    row("a list", "[]", "b.json:1: expected an object, found a list.");
    row("bad number", "{\"a\": 01}", "b.json is not valid JSON.");
    row("number beyond a double", "{\"a\": 1e999}", "b.json is not valid JSON.");
}

void TestProjectFile::syntaxErrorsNameTheLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    QFETCH(QString, hint);
    const auto read = parseProject(text, u"b.json"_s);
    QVERIFY(!read);
    QCOMPARE(toString(read.error().kind), toString(ErrorKind::Invalid));
    QCOMPARE(read.error().summary, error);
    QCOMPARE(read.error().hint, hint);
}

void TestProjectFile::allMistakesAreToldInTheFilesOrder()
{
    QByteArray bad = smallFile();
    bad.replace("\"my_app\"", "7").replace("2222", "0").replace("\"phoenix\"", "\"rails\"");
    const auto read = parseProject(bad, u"b.json"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().summary, u"b.json:2: name: expected text, found the number 7."_s);
    QCOMPARE(read.error().detail, u"b.json:3: profile: 'rails' is not known here.\n"
                                  "b.json:16: environments.production.target.hosts[1].port: expected a whole "
                                  "number from 1 to 65535, found the "
                                  "number 0."_s);
}

void TestProjectFile::hostsAreReadFromText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("port");

    QTest::newRow("name") << u"app1"_s << u""_s << u"app1"_s << 0;
    QTest::newRow("user") << u"deploy@app1.example.com"_s << u"deploy"_s << u"app1.example.com"_s << 0;
    QTest::newRow("user and port") << u"deploy@10.0.0.2:2222"_s << u"deploy"_s << u"10.0.0.2"_s << 2222;
    QTest::newRow("IPv6") << u"fe80::1"_s << u""_s << u"fe80::1"_s << 0;
    QTest::newRow("IPv6 with port") << u"deploy@[::1]:2222"_s << u"deploy"_s << u"::1"_s << 2222;
    QTest::newRow("IPv6 in brackets") << u"[2001:db8::7]"_s << u""_s << u"2001:db8::7"_s << 0;
    QTest::newRow("no user before the at") << u"@app1"_s << u"!"_s << QString() << 0;
    QTest::newRow("no host") << u"deploy@"_s << u"!"_s << QString() << 0;
    QTest::newRow("port is a word") << u"app1:ssh"_s << u"!"_s << QString() << 0;
    QTest::newRow("port too large") << u"app1:99999"_s << u"!"_s << QString() << 0;
    QTest::newRow("spaces") << u"app 1"_s << u"!"_s << QString() << 0;
    QTest::newRow("a command") << u"$(id)"_s << u"!"_s << QString() << 0;
}

void TestProjectFile::hostsAreReadFromText()
{
    QFETCH(QString, text);
    QFETCH(QString, user);
    QFETCH(QString, name);
    QFETCH(int, port);
    QByteArray file =
        R"({"name": "a", "environments": {"production": {"target": {"kind": "ssh", "path": "/opt/a", "hosts": ["HOST"]}}}})";
    file.replace("HOST", text.toUtf8());
    const auto read = parseProject(file, u"b.json"_s);
    const bool wanted = user != u"!"_s;
    QCOMPARE(read.has_value(), wanted);
    if (!wanted)
        return;
    const HostSpec &host = production(*read).target.hosts.at(0);
    QCOMPARE(host.user, user);
    QCOMPARE(host.name, name);
    QCOMPARE(host.address, name);
    QCOMPARE(host.port, port);
}

void TestProjectFile::theWindowIsRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<WindowSpec>("window");
    const QTime none;
    const auto freeze = [](const char *from, const char *to, const char *why) {
        return FreezeSpec{QDate::fromString(QLatin1String(from), Qt::ISODate),
                          QDate::fromString(QLatin1String(to), Qt::ISODate), QString::fromUtf8(why)};
    };
    QTest::newRow("empty") << QByteArray("{}") << WindowSpec();
    QTest::newRow("all of it")
        << QByteArray(
               R"({"days": ["tue", "mon", "mon"], "from": "09:00", "to": "16:30", "zone": "Europe/Berlin",
           "freezes": [{"from": "2026-12-21", "to": "2027-01-04", "why": "year's end"}]})")
        << WindowSpec{{Qt::Monday, Qt::Tuesday},
                      QTime(9, 0),
                      QTime(16, 30),
                      u"Europe/Berlin"_s,
                      {freeze("2026-12-21", "2027-01-04", "year's end")}};
    QTest::newRow("until midnight") << QByteArray(R"({"from": "09:00", "to": "24:00"})")
                                    << WindowSpec{{}, QTime(9, 0), none, {}, {}};
    QTest::newRow("a freeze of one day")
        << QByteArray(R"({"freezes": [{"from": "2026-11-27"}]})")
        << WindowSpec{{}, none, none, {}, {freeze("2026-11-27", "2026-11-27", "")}};
}

void TestProjectFile::theWindowIsRead()
{
    QFETCH(QByteArray, text);
    QFETCH(WindowSpec, window);
    const QByteArray file =
        smallFile().replace("\"rollback\": { \"automatic\": \"off\" }", QByteArray("\"window\": " + text));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    QVERIFY(production(*read).window == window);
    QVERIFY(PublishedSchema().accepts(file));
}

void TestProjectFile::theBackupIsRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place"); ///< user@address:port
    QTest::addColumn<qint64>("hours");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("as little as can be")
        << QByteArray(R"({"path": "/b/?.dump"})") << u"deploy@app1:22"_s << qint64(24) << qint64(1);
    QTest::newRow("on a host of the target")
        << QByteArray(R"({"host": "app2", "path": "/b/?.dump", "max_age": "2d", "min_size": "50MiB"})")
        << u"@app2:2222"_s << qint64(48) << qint64(52428800);
    QTest::newRow("on another host") << QByteArray(R"({"host": "pg@db1:2022", "path": "/b/?.dump"})")
                                     << u"pg@db1:2022"_s << qint64(24) << qint64(1);
    QTest::newRow("on another host, as an object")
        << QByteArray(R"({"host": {"name": "db", "address": "10.0.0.9"}, "path": "/b/?.dump"})")
        << u"@10.0.0.9:0"_s << qint64(24) << qint64(1);
}

void TestProjectFile::theBackupIsRead()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    QFETCH(qint64, hours);
    QFETCH(qint64, bytes);
    const QByteArray file =
        smallFile().replace("\"rollback\": { \"automatic\": \"off\" }", QByteArray("\"backup\": " + text));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    const BackupSpec backup = production(*read).backup.value_or(BackupSpec());
    QCOMPARE(u"%1@%2:%3"_s.arg(backup.host.user, backup.host.address).arg(backup.host.port), place);
    QCOMPARE(backup.path, u"/b/?.dump"_s);
    QCOMPARE(backup.maxAge, Milliseconds(hours * 1h));
    QCOMPARE(backup.minSize, bytes);
    QVERIFY(PublishedSchema().accepts(file));
}

void TestProjectFile::receiversAreRead()
{
    const QByteArray file = smallFile().replace(
        "\"rollback\": { \"automatic\": \"off\" }",
        QByteArray("'notify': [ { 'kind': 'slack', 'url': '{secret:slack}', 'on': ['trigger', 'no-data'],"
                   "  'title': '{project} {version}' },"
                   " { 'kind': 'email', 'to': 'team@example.com', 'from': 'belay@example.com' },"
                   " { 'kind': 'grafana', 'url': 'https://g.example.com', 'token': '{secret:grafana}',"
                   "  'tags': ['shop'], 'dashboard': 'abc' } ]")
            .replace('\'', '"'));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    const std::vector<NotifySpec> &receivers = production(*read).notify;
    QCOMPARE(receivers.size(), std::size_t(3));
    QVERIFY(receivers[0].kind == NotifyKind::Slack);
    QCOMPARE(receivers[0].url, u"{secret:slack}"_s);
    QCOMPARE(receivers[0].title, u"{project} {version}"_s);
    QVERIFY(receivers[0].wants(NotifyMoment::Trigger) && receivers[0].wants(NotifyMoment::NoData));
    QVERIFY(!receivers[0].wants(NotifyMoment::Started));
    QVERIFY(receivers[1].kind == NotifyKind::Email && receivers[1].wants(NotifyMoment::Started));
    QCOMPARE(receivers[1].to, u"team@example.com"_s);
    QCOMPARE(receivers[2].token, u"{secret:grafana}"_s);
    QCOMPARE(receivers[2].tags, QStringList{u"shop"_s});
    QCOMPARE(receivers[2].dashboard, u"abc"_s);
    QVERIFY(PublishedSchema().accepts(file));
    QCOMPARE(production(*read).unserved, QStringList());
}

void TestProjectFile::whatMayBeWaivedIsRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("means");
    QTest::newRow("nothing said") << QByteArray("{}") << u"must should"_s;
    QTest::newRow("none") << QByteArray("{'waivers': 'none'}") << QString();
    QTest::newRow("should") << QByteArray("{'waivers': 'should', 'second_person': true}")
                            << u"should second-person"_s;
    QTest::newRow("all") << QByteArray("{'waivers': 'all'}") << u"must should"_s;
    QTest::newRow("a list") << QByteArray("{'waivers': ['should', 'test', 'mine']}") << u"should test mine"_s;
    QTest::newRow("an empty list") << QByteArray("{'waivers': []}") << QString();
}

void TestProjectFile::whatMayBeWaivedIsRead()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, means);
    const QByteArray file = smallFile().replace("\"rollback\": { \"automatic\": \"off\" }",
                                                QByteArray("\"checklist\": " + text.replace('\'', '"')));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    const WaiverPolicy &policy = production(*read).waivers;
    QStringList words;
    if (policy.must)
        words.append(u"must"_s);
    if (policy.should)
        words.append(u"should"_s);
    words += policy.items;
    if (policy.secondPerson)
        words.append(u"second-person"_s);
    QCOMPARE(words.join(u' '), means);
    QVERIFY(PublishedSchema().accepts(file));
}

void TestProjectFile::criticalPathsAreRead()
{
    const QByteArray file = smallFile().replace(
        "\"disable\"", "\"critical_paths\": [\"lib/a/accounts\", \"lib/pay.ex\"], \"disable\"");
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY(read);
    QCOMPARE(read->checklist.criticalPaths, (QStringList{u"lib/a/accounts"_s, u"lib/pay.ex"_s}));
    QVERIFY(PublishedSchema().accepts(file));
}

/// What `belay init` writes as comments has to work when the slashes are taken away.
void TestProjectFile::theTemplatesCommentsAreValid()
{
    Surroundings around;
    around.name = u"a"_s;
    around.profile = u"generic"_s;
    const auto written = projectTemplate(around, {});
    QVERIFY(written);
    QString text = *written;
    for (const QString &key : {u"window"_s, u"          "_s, u"backup"_s})
        text.replace(u"// \""_s + key, u"\""_s + key).replace(u"// "_s + key, key);
    QVERIFY(text.contains(u"\n      \"window\": "_s));
    const auto read = parseProject(text.toUtf8(), u"/srv/a/belay.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    QCOMPARE(production(*read).window.days.size(), std::size_t(4));
    QCOMPARE(production(*read).window.freezes.size(), std::size_t(1));
    QCOMPARE(production(*read).backup->path, u"/var/backups/a/*.dump"_s);
    QVERIFY(PublishedSchema().accepts(text.toUtf8()));
}

void TestProjectFile::aLocalTargetWithoutHostsIsOneFolder()
{
    const auto read = parseProject(
        R"({"name": "a", "environments": {"here": {"target": {"kind": "local", "path": "/srv/{host}"}}}})",
        u"b.json"_s);
    QVERIFY(read);
    const TargetSpec &target = read->environment(u"here"_s)->target;
    QCOMPARE(target.hosts.size(), std::size_t(1));
    QCOMPARE(deployPath(target, target.hosts[0]), u"/srv/local"_s);
}

void TestProjectFile::environmentsKeepTheFilesOrder()
{
    const auto read = parseProject(R"({"name": "a", "environments": {
        "staging": {"target": {"kind": "heroku"}}, "production": {"target": {"kind": "heroku"}},
        "demo": {"target": {"kind": "heroku"}}}})",
                                   u"b.json"_s);
    QVERIFY(read);
    QStringList names;
    for (const Environment &environment : read->environments)
        names.append(environment.name);
    QCOMPARE(names, (QStringList{u"staging"_s, u"production"_s, u"demo"_s}));
}

void TestProjectFile::seriesTakeTheirNamesButNoLimitsFromTheProfile()
{
    const auto read = parseProject(smallFile(), u"b.json"_s);
    QVERIFY(read);
    const SeriesSpec &series = production(*read).metrics->series.at(0);
    QCOMPARE(series.title, u"p99 latency"_s);
    QCOMPARE(series.unit, u"ms"_s);
    QCOMPARE(series.warn, std::optional<double>());
    QCOMPARE(series.rollbackRatio, std::optional(1.5));
}

void TestProjectFile::theMetricsSourceNamesItsSecrets()
{
    QByteArray file = smallFile();
    file.replace("\"url\": \"http://prom:9090\"",
                 "\"url\": \"https://grafana/api/datasources/proxy/uid/prom\", "
                 "\"auth\": { \"user\": \"belay\", \"password\": \"{secret:grafana}\" }, "
                 "\"headers\": { \"X-Scope-OrgID\": \"shop\" }");
    PublishedSchema schema;
    QVERIFY(schema.accepts(file));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    MetricsSource expected;
    expected.url = u"https://grafana/api/datasources/proxy/uid/prom"_s;
    expected.user = u"belay"_s;
    expected.password = u"{secret:grafana}"_s;
    expected.headers = {{u"X-Scope-OrgID"_s, u"shop"_s}};
    QVERIFY(production(*read).metrics->source == expected);
}

void TestProjectFile::aProfileBringsItsSeries()
{
    QByteArray file = smallFile();
    file.replace("\"kind\": \"prometheus\", \"url\": \"http://prom:9090\" }",
                 "\"kind\": \"scrape\", \"url\": \"http://{address}/metrics\" }, \"profile\": \"phoenix\"");
    PublishedSchema schema;
    QVERIFY(schema.accepts(file));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    const auto &series = production(*read).metrics->series;
    QCOMPARE(series.front().id, u"p99"_s); // as the file has it, with the profile's query
    QCOMPARE(series.front().warn, std::optional<double>());
    QVERIFY(series.front().query.contains(u"prom_ex_phoenix_http_request_duration"_s));
    const auto processes = std::find_if(series.begin(), series.end(),
                                        [](const SeriesSpec &one) { return one.id == u"process_count"; });
    QVERIFY(processes != series.end());
    QCOMPARE(processes->warn, std::optional(100000.0));
}

void TestProjectFile::aProbeAsksTheHealthUrlUnlessItNamesAnother()
{
    QByteArray file = smallFile();
    file.replace("\"prometheus\"", "\"probe\"");
    const auto named = parseProject(file, u"b.json"_s);
    QVERIFY(named);
    QCOMPARE(production(*named).metrics->source.url, u"http://prom:9090"_s);
    file.replace(", \"url\": \"http://prom:9090\"", "");
    const auto health = parseProject(file, u"b.json"_s);
    QVERIFY2(health, qPrintable(health ? QString() : health.error().summary));
    QCOMPARE(production(*health).metrics->source.url, u"http://{address}/health"_s);
}

void TestProjectFile::theLogsAreRead()
{
    QByteArray file = smallFile();
    file.replace("\"rollback\": { \"automatic\": \"off\" }",
                 "\"logs\": { \"files\": [\"/var/log/a*.log\", \"{path}/shared/log/x.log\"], \"format\": "
                 "\"plain\" }");
    PublishedSchema schema;
    QVERIFY(schema.accepts(file));
    const auto read = parseProject(file, u"b.json"_s);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().summary));
    LogsSpec expected;
    expected.files = QStringList{u"/var/log/a*.log"_s, u"{path}/shared/log/x.log"_s};
    expected.format = LogFormat::Plain;
    QVERIFY(production(*read).logs == expected);
    file.replace("\"files\": [\"/var/log/a*.log\", \"{path}/shared/log/x.log\"], \"format\": \"plain\"",
                 "\"unit\": \"shop.service\", \"user_unit\": true");
    QVERIFY(schema.accepts(file));
    const auto unit = parseProject(file, u"b.json"_s);
    QVERIFY(unit);
    QCOMPARE(production(*unit).logs->unit, u"shop.service"_s);
    QVERIFY(production(*unit).logs->userUnit);
}

void TestProjectFile::whatShowsRestartsIsOneThing_data()
{
    QTest::addColumn<QByteArray>("logs");
    QTest::addColumn<QString>("wrong");
    const QString place = u"expected one of 'files', 'unit' and 'container'"_s;
    const QString shown =
        u"expected at most one of 'container', 'pid_file' and 'port', and none with 'unit'"_s;
    QTest::newRow("a container's output") << QByteArray(R"("container": "shop-{host}")") << QString();
    QTest::newRow("files and their container")
        << QByteArray(R"("files": ["/a"], "container": "shop")") << QString();
    QTest::newRow("files and a process' number")
        << QByteArray(R"("files": ["/a"], "pid_file": "{path}/shared/tmp/server.pid")") << QString();
    QTest::newRow("files and a port") << QByteArray(R"("files": ["/a"], "port": 4000)") << QString();
    QTest::newRow("nothing to read") << QByteArray(R"("port": 4000)") << place;
    QTest::newRow("files and a unit") << QByteArray(R"("files": ["/a"], "unit": "a.service")") << place;
    QTest::newRow("a unit and a container")
        << QByteArray(R"("unit": "a.service", "container": "shop")") << place;
    QTest::newRow("a unit and a port") << QByteArray(R"("unit": "a.service", "port": 4000)") << shown;
    QTest::newRow("two that show restarts")
        << QByteArray(R"("files": ["/a"], "port": 4000, "pid_file": "/b")") << shown;
    QTest::newRow("an option as a container")
        << QByteArray(R"("container": "--all")") << u"expected the name of a container"_s;
    QTest::newRow("a relative process file") << QByteArray(R"("files": ["/a"], "pid_file": "tmp/a.pid")")
                                             << u"expected a path that begins with / or {path}/"_s;
}

void TestProjectFile::whatShowsRestartsIsOneThing()
{
    QFETCH(QByteArray, logs);
    QFETCH(QString, wrong);
    QByteArray file = smallFile();
    file.replace("\"rollback\": { \"automatic\": \"off\" }", QByteArray("\"logs\": { " + logs + " }"));
    PublishedSchema schema;
    QCOMPARE(schema.accepts(file), wrong.isEmpty());
    const auto read = parseProject(file, u"b.json"_s);
    QCOMPARE(read.has_value(), wrong.isEmpty());
    if (!read)
        QVERIFY2(QString(read.error().summary + read.error().detail).contains(wrong),
                 qPrintable(QString(read.error().summary + read.error().detail)));
}

void TestProjectFile::relativeKeyFilesStartAtTheProjectFile()
{
    QByteArray file = smallFile();
    file.replace("\"kind\": \"ssh\",",
                 "\"kind\": \"ssh\", \"identity\": \"keys/../id\", \"known_hosts\": \"~/hosts\",");
    const auto read = parseProject(file, u"/srv/app/belay.json"_s);
    QVERIFY(read);
    QCOMPARE(production(*read).target.identityFile, u"/srv/app/id"_s);
    QCOMPARE(production(*read).target.knownHosts, QDir::homePath() + u"/hosts"_s);
}

void TestProjectFile::aFileThatIsNotThereIsNotFound()
{
    const auto read = readProjectFile(u"/nowhere/belay.json"_s);
    QVERIFY(!read);
    QCOMPARE(toString(read.error().kind), toString(ErrorKind::NotFound));
}

void TestProjectFile::aFolderIsRefused()
{
    QTemporaryDir folder;
    const auto read = readProjectFile(folder.path());
    QVERIFY(!read);
    QCOMPARE(read.error().summary, folder.path() + u" is a folder, not a project file."_s);
}

void TestProjectFile::aHugeFileIsRefusedUnread()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"belay.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(200LL * 1024 * 1024)); // sparse: costs no disk
    file.close();
    const auto read = readProjectFile(file.fileName());
    QVERIFY(!read);
    QCOMPARE(read.error().summary, file.fileName() + u" is larger than a project file can be (4 MiB)."_s);
    QCOMPARE(read.error().hint, u"It was not read."_s);
}

void TestProjectFile::anEndlessFileIsRefused()
{
    const auto read = readProjectFile(u"/dev/zero"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().summary, u"/dev/zero is not a regular file."_s);
}

void TestProjectFile::aByteOrderMarkIsAllowed()
{
    QVERIFY(parseProject("\xEF\xBB\xBF" + smallFile(), u"b.json"_s));
}

void TestProjectFile::manyValuesAndDeepNestingAreRefusedQuickly()
{
    const auto deep = parseProject(QByteArray(4000000, '['), u"b.json"_s);
    QVERIFY(!deep);
    QCOMPARE(deep.error().summary, u"b.json:1: values are nested deeper than 64 levels."_s);
    QByteArray many = "[1";
    for (int i = 0; i < 200000; ++i)
        many += ",1";
    const auto wide = parseProject(many + ']', u"b.json"_s);
    QVERIFY(!wide);
    QCOMPARE(wide.error().summary, u"b.json:1: there are more than 100000 values."_s);
}

void TestProjectFile::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("ms") << u"250ms"_s << qint64(250);
    QTest::newRow("s") << u"30s"_s << qint64(30000);
    QTest::newRow("m") << u"10m"_s << qint64(600000);
    QTest::newRow("h") << u"24h"_s << qint64(86400000);
    QTest::newRow("d") << u"7d"_s << qint64(604800000);
    QTest::newRow("fraction") << u"1.5s"_s << qint64(1500);
    QTest::newRow("zero") << u"0s"_s << qint64(0);
    QTest::newRow("parsecs") << u"5 parsecs"_s << qint64(-1);
    QTest::newRow("no unit") << u"30"_s << qint64(-1);
    QTest::newRow("negative") << u"-1s"_s << qint64(-1);
    QTest::newRow("only a unit") << u"s"_s << qint64(-1);
    QTest::newRow("exponent") << u"1e9s"_s << qint64(-1);
    QTest::newRow("longer than a year") << u"9999d"_s << qint64(-1);
    QTest::newRow("empty") << u""_s << qint64(-1);
}

void TestProjectFile::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    const auto time = parseDuration(text);
    QCOMPARE(time ? time->count() : -1, milliseconds);
}

void TestProjectFile::sizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("plain") << u"512"_s << qint64(512);
    QTest::newRow("MiB") << u"50MiB"_s << qint64(52428800);
    QTest::newRow("GB") << u"1GB"_s << qint64(1000000000);
    QTest::newRow("fraction") << u"1.5 KiB"_s << qint64(1536);
    QTest::newRow("unknown unit") << u"5 bananas"_s << qint64(-1);
    QTest::newRow("negative") << u"-5MB"_s << qint64(-1);
    QTest::newRow("too large") << u"999999999TiB"_s << qint64(-1);
}

void TestProjectFile::sizes()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);
    QCOMPARE(parseSize(text).value_or(-1), bytes);
}

void TestProjectFile::truncatedFilesNeverCrash()
{
    const QByteArray whole = contract();
    int accepted = 0;
    for (qsizetype size = 0; size < whole.size(); ++size)
        accepted += parseProject(whole.left(size), u"b.json"_s).has_value() ? 1 : 0;
    // Only the line breaks after the last brace may be missing.
    QVERIFY2(accepted <= 2, qPrintable(QString::number(accepted)));
}

void TestProjectFile::flippedBytesNeverCrash()
{
    const QByteArray whole = contract();
    int refused = 0;
    for (qsizetype at = 0; at < whole.size(); at += 3) {
        QByteArray bad = whole;
        bad[at] = static_cast<char>(bad.at(at) ^ (1 << (at % 8)));
        const auto read = parseProject(bad, u"b.json"_s);
        if (!read) {
            ++refused;
            QVERIFY(!read.error().summary.isEmpty());
        }
    }
    QVERIFY(refused > whole.size() / 12); // in comments and free text a flip is harmless
}

void TestProjectFile::theSchemaNamesItself()
{
    const auto json = nlohmann::json::parse(projectSchema().toStdString());
    QCOMPARE(json.at("$id").get<QString>(), u"https://belay.example/schema/1/belay.schema.json"_s);
    QCOMPARE(json.at("$schema").get<QString>(), u"https://json-schema.org/draft/2020-12/schema"_s);
}

QTEST_GUILESS_MAIN(TestProjectFile)
#include "tst_project_file.moc"
