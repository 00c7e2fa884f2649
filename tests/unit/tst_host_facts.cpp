// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/backup.h"
#include "app/checks/env_names.h"
#include "app/checks/host_facts.h"
#include "app/checks/metric_facts.h"

#include <QtTest>

using namespace belay;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 now = 1795262400; // 2026-11-21T12:00:00Z

/// A host with releases 1.4.0 and 1.4.1, the latter live.
HostObservation liveHost(const QString &name)
{
    HostObservation host;
    host.host = name;
    host.exists = true;
    host.releases = {{u"20261101120000"_s, u"1.4.0"_s, true, false, false},
                     {u"20261110120000"_s, u"1.4.1"_s, true, false, false}};
    host.activations = {u"20261101120000"_s, u"20261110120000"_s};
    host.currentId = u"20261110120000"_s;
    host.currentLink = u"releases/20261110120000"_s;
    host.diskFreeBytes = 1000000;
    host.inodesFree = 1000;
    host.system = u"Linux 6.1"_s;
    return host;
}

HostObservation silentHost(const QString &name)
{
    HostObservation host;
    host.host = name;
    host.error = Error{ErrorKind::Network, u"connection refused"_s, {}, {}};
    return host;
}

HostObservation emptyHost(const QString &name)
{
    HostObservation host;
    host.host = name;
    return host;
}

Plan wayBack()
{
    Plan plan;
    plan.version = u"1.4.0"_s;
    Step step;
    step.host = u"one"_s;
    step.title = u"switch"_s;
    step.shown = u"current → 20261101120000"_s;
    plan.stages.push_back({});
    plan.stages[0].steps.push_back(step);
    return plan;
}

BackupSeen goodBackup()
{
    BackupSeen seen;
    seen.files = 7;
    seen.path = u"/b/shop.dump"_s;
    seen.bytes = 5000000;
    seen.bytesBefore = 4900000;
    seen.nowS = now;
    seen.writtenS = now - 3600;
    seen.head = "PGDMP\x01\x0e";
    return seen;
}

BackupSpec backupSpec()
{
    BackupSpec spec;
    spec.host.name = u"db1"_s;
    spec.path = u"/b/*.dump"_s;
    spec.minSize = 1000000;
    return spec;
}

EnvironmentName name(const char *text, bool required, bool secret = false)
{
    return {QString::fromUtf8(text), u"config/runtime.exs"_s, 7, required, secret};
}

NamesOnHost sets(const char *host, const QStringList &names)
{
    NamesOnHost seen;
    seen.host = QString::fromUtf8(host);
    seen.set = names;
    return seen;
}

} // namespace

class TestHostFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void healthIsTwoHundredOnEveryHost()
    {
        const HealthAnswer good{u"one"_s, u"http://one/health"_s, 200, 12, u"1.4.1"_s, {}};
        const HealthAnswer sick{u"two"_s, u"http://two/health"_s, 503, 9, {}, {}};
        const HealthAnswer gone{u"three"_s, u"http://three/health"_s, 0, 0, {}, u"connection refused"_s};
        const Inspected fine = judgeHealth({good});
        QVERIFY(fine.state == CheckState::Passed);
        QCOMPARE(fine.summary, u"1 host answers, version 1.4.1"_s);
        QCOMPARE(fine.detail, u"one: HTTP 200 in 12 ms, version 1.4.1 (http://one/health)"_s);
        const Inspected bad = judgeHealth({good, sick, gone});
        QVERIFY(bad.state == CheckState::Failed);
        QCOMPARE(bad.summary, u"two: HTTP 503; three: connection refused"_s);
        const HealthAnswer moved{u"one"_s, u"http://one/health"_s, 302, 1, {}, {}};
        QVERIFY(judgeHealth({moved}).state == CheckState::Failed);
    }

    void theVersionIsReadFromTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("version");
        const auto row = [](const char *body, const char *version) {
            QTest::newRow(body) << QByteArray(body) << QString::fromUtf8(version);
        };
        row("{\"status\": \"ok\", \"version\": \"1.4.1\"}", "1.4.1");
        row("{\"vsn\": \"1.4.1\"}", "1.4.1");
        row("{\"version\": 7}", "");
        row("ok", "");
        row("", "");
        row("[\"version\"]", "");
    }
    void theVersionIsReadFromTheAnswer()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, version);
        QCOMPARE(versionIn(body), version);
    }

    void theWayBackIsWhatIsLive()
    {
        const Inspected fine = judgeWayBack({u"p"_s, {liveHost(u"one"_s), liveHost(u"two"_s)}}, wayBack());
        QVERIFY(fine.state == CheckState::Passed);
        QCOMPARE(fine.summary, u"back to 1.4.1 on 2 hosts"_s);
        QVERIFY(fine.detail.contains(u"one: back to 1.4.1 (releases/20261110120000)"_s));
        QVERIFY(fine.detail.contains(u"  one: switch — current → 20261101120000"_s));
    }

    /// There is no plan when only one release is there, and the next one can go back to it all the same.
    void oneReleaseIsEnough()
    {
        HostObservation host = liveHost(u"one"_s);
        host.releases.erase(host.releases.begin());
        host.activations.removeFirst();
        const Inspected found = judgeWayBack({u"p"_s, {host}}, fail(ErrorKind::NotFound, u"none"_s));
        QVERIFY(found.state == CheckState::Passed);
        QCOMPARE(found.summary, u"back to 1.4.1 on 1 host"_s);
    }

    void theFirstDeploymentHasNothingToGoBackTo()
    {
        QVERIFY(judgeWayBack({u"p"_s, {emptyHost(u"one"_s), emptyHost(u"two"_s)}}, wayBack()).state ==
                CheckState::NotApplicable);
        // A host that did not answer may have something live.
        QVERIFY(judgeWayBack({u"p"_s, {emptyHost(u"one"_s), silentHost(u"two"_s)}}, wayBack()).state ==
                CheckState::CannotRun);
    }

    void aWayBackThatIsBrokenFails_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("summary");
        QTest::newRow("dangling") << u"dangling"_s << u"one: current leads nowhere"_s;
        QTest::newRow("folder") << u"folder"_s << u"one: current is a folder, not a link"_s;
        QTest::newRow("elsewhere") << u"elsewhere"_s << u"one: current does not lead to a release"_s;
        QTest::newRow("all bad")
            << u"all bad"_s << u"one: what is live is marked bad, and there is no earlier good release"_s;
    }
    void aWayBackThatIsBrokenFails()
    {
        QFETCH(QString, what);
        QFETCH(QString, summary);
        HostObservation host = liveHost(u"one"_s);
        host.currentDangling = what == "dangling"_L1;
        host.currentIsFolder = what == "folder"_L1;
        if (what == "elsewhere"_L1)
            host.currentId.clear();
        for (ReleaseOnHost &release : host.releases)
            release.bad = what == "all bad"_L1;
        const Inspected found = judgeWayBack({u"p"_s, {host}}, wayBack());
        QVERIFY(found.state == CheckState::Failed);
        QCOMPARE(found.summary, summary);
    }

    void whatIsMarkedBadIsNotGoneBackTo()
    {
        HostObservation host = liveHost(u"one"_s);
        host.releases[1].bad = true;
        QCOMPARE(judgeWayBack({u"p"_s, {host}}, wayBack()).summary, u"back to 1.4.0 on 1 host"_s);
    }

    void unknownIsNoFailureOfAMustItem()
    {
        const Inspected found = judgeWayBack({u"p"_s, {liveHost(u"one"_s), silentHost(u"two"_s)}}, wayBack());
        QVERIFY(found.state == CheckState::CannotRun);
        QCOMPARE(found.summary, u"two did not answer"_s);
    }

    void hostsNeedRoomForTwoReleases_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<qint64>("files");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        QTest::newRow("just enough") << qint64(500000) << qint64(500) << u"passed"_s
                                     << u"room for two releases on 1 host"_s;
        QTest::newRow("a byte too much") << qint64(500001) << qint64(500) << u"failed"_s
                                         << u"one has 1.0 MB free, and two releases need 1.0 MB"_s;
        QTest::newRow("too many files") << qint64(1) << qint64(501) << u"failed"_s
                                        << u"one has room for 1000 more files, and two releases have 1002"_s;
    }
    void hostsNeedRoomForTwoReleases()
    {
        QFETCH(qint64, bytes);
        QFETCH(qint64, files);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        const Inspected found = judgeRoom({u"p"_s, {liveHost(u"one"_s)}}, ArtifactSize{bytes, files});
        QCOMPARE(found.summary, summary);
        QCOMPARE(toString(found.state), state);
    }

    void hostsNeedTheirProgramsAndFiles()
    {
        HostObservation host = liveHost(u"one"_s);
        host.missingTools = {u"tar"_s, u"sort"_s};
        host.missingLinkedFiles = {u".env"_s};
        QCOMPARE(judgeRoom({u"p"_s, {host}}, {}).summary, u"one lacks tar, sort; one lacks shared/.env"_s);
        const Inspected unbuilt = judgeRoom({u"p"_s, {liveHost(u"one"_s)}}, {});
        QVERIFY(unbuilt.state == CheckState::Passed);
        QCOMPARE(unbuilt.summary, u"the hosts have what Belay needs: 1 host"_s);
        HostObservation quiet = liveHost(u"one"_s);
        quiet.diskFreeBytes = -1;
        QVERIFY(judgeRoom({u"p"_s, {quiet}}, {}).state == CheckState::CannotRun);
    }

    void certificatesHoldForTwoWeeks_data()
    {
        QTest::addColumn<qint64>("hours");
        QTest::addColumn<QString>("refusal");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        QTest::newRow("long") << qint64(90 * 24) << QString() << u"passed"_s << u"valid for 90 days more"_s;
        QTest::newRow("two weeks") << qint64(14 * 24) << QString() << u"passed"_s
                                   << u"valid for 14 days more"_s;
        QTest::newRow("an hour less")
            << qint64(14 * 24 - 1) << QString() << u"failed"_s << u"a.example expires in 13 days"_s;
        QTest::newRow("refused") << qint64(90 * 24) << u"certificate is for somebody else"_s << u"failed"_s
                                 << u"a.example: certificate is for somebody else"_s;
    }
    void certificatesHoldForTwoWeeks()
    {
        QFETCH(qint64, hours);
        QFETCH(QString, refusal);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        const Certificate certificate{
            u"a.example"_s, {u"a.example"_s}, now * 1000 + hours * 3600000, refusal};
        const Inspected found = judgeCertificates({{u"https://a.example/health"_s, certificate}}, now * 1000);
        QCOMPARE(found.summary, summary);
        QCOMPARE(toString(found.state), state);
    }

    void aServerThatDoesNotAnswerIsUnknown()
    {
        const Inspected found = judgeCertificates(
            {{u"https://a.example:8443/"_s, fail(ErrorKind::Network, u"connection refused"_s)}}, now * 1000);
        QVERIFY(found.state == CheckState::CannotRun);
        QCOMPARE(found.summary, u"a.example:8443 did not answer"_s);
    }

    void namesHaveToResolve()
    {
        const NameSeen good{u"a.example"_s, true, QStringList{u"10.0.0.1"_s, u"10.0.0.2"_s}};
        const NameSeen bad{u"b.example"_s, true, fail(ErrorKind::Network, u"no such name"_s)};
        const NameSeen alias{u"web-1"_s, false, fail(ErrorKind::Network, u"no such name"_s)};
        QVERIFY(judgeNames({good, alias}).state == CheckState::Passed);
        QCOMPARE(judgeNames({good}).detail, u"a.example: 10.0.0.1, 10.0.0.2"_s);
        QVERIFY(judgeNames({good, bad}).state == CheckState::Failed);
        QCOMPARE(judgeNames({good, bad}).summary, u"b.example does not resolve here"_s);
    }

    void namesAreThoseOfTheProjectFile()
    {
        Environment environment;
        environment.url = u"https://shop.example/"_s;
        environment.health = HealthSpec();
        environment.health->url = u"http://{address}:4000/health"_s;
        HostSpec one;
        one.name = one.address = u"web-1"_s;
        HostSpec two;
        two.name = u"two"_s;
        two.address = u"10.0.0.2"_s;
        environment.target.hosts = {one, two};
        QCOMPARE(urlsOf(environment), (QStringList{u"https://shop.example/"_s, u"http://web-1:4000/health"_s,
                                                   u"http://10.0.0.2:4000/health"_s}));
        QVERIFY(
            (namesOf(environment) == std::vector<NameToAsk>{{u"shop.example"_s, true}, {u"web-1"_s, true}}));
    }

    void backupsAreJudged_data()
    {
        QTest::addColumn<BackupSeen>("seen");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        const auto row = [](const char *name, const BackupSeen &seen, const char *state,
                            const char *summary) {
            QTest::newRow(name) << seen << QString::fromUtf8(state) << QString::fromUtf8(summary);
        };
        BackupSeen seen = goodBackup();
        row("good", seen, "passed", "shop.dump: 5.0 MB, 1 h old");
        seen.writtenS = now - 25 * 3600;
        row("old", seen, "failed", "shop.dump: it is 25 h old, and may be 24 h");
        seen = goodBackup();
        seen.bytes = 900000;
        seen.bytesBefore = 1700000;
        row("small", seen, "failed", "shop.dump: it has 900 kB, and needs 1.0 MB");
        seen.bytes = 2000000;
        seen.bytesBefore = 4000001;
        row("shrunk", seen, "failed",
            "shop.dump: it has less than half of the one before: 2.0 MB after 4.0 MB");
        seen.bytesBefore = 4000000;
        row("half is enough", seen, "passed", "shop.dump: 2.0 MB, 1 h old");
        seen.bytesBefore = -1;
        row("the first", seen, "passed", "shop.dump: 2.0 MB, 1 h old");
        seen = goodBackup();
        seen.head = "--\n-- PostgreSQL database dump\n--\n";
        row("cut off", seen, "failed", "shop.dump: it is cut off: the line that ends a dump is missing");
        seen.ended = true;
        row("whole", seen, "passed", "shop.dump: 5.0 MB, 1 h old");
        seen.gzip = true;
        seen.unpacked = true;
        row("damaged", seen, "failed", "shop.dump: it is damaged: gzip cannot unpack it");
        seen.intact = true;
        row("whole in gzip", seen, "passed", "shop.dump: 5.0 MB, 1 h old");
        seen.ended = false;
        row("cut off in gzip", seen, "failed",
            "shop.dump: it is cut off: the line that ends a dump is missing");
        seen = goodBackup();
        seen.gzip = true;
        seen.head.clear();
        row("too large to unpack", seen, "cannot-run",
            "shop.dump: it was not unpacked, so its end was not looked at");
        seen = goodBackup();
        seen.head = "\x28\xb5\x2f\xfd";
        row("of an unknown form", seen, "cannot-run", "shop.dump: its form is not known here");
        seen.writtenS = now - 25 * 3600;
        row("of an unknown form, and old", seen, "failed", "shop.dump: it is 25 h old, and may be 24 h");
        seen = goodBackup();
        seen.readable = false;
        seen.bytes = 0;
        seen.head.clear();
        row("locked", seen, "cannot-run", "shop.dump: the account Belay uses may not read it");
        row("none", BackupSeen(), "failed", "no file is /b/*.dump on db1");
    }
    void backupsAreJudged()
    {
        QFETCH(BackupSeen, seen);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        const Inspected found = judgeBackup(backupSpec(), seen);
        QCOMPARE(found.summary, summary);
        QCOMPARE(toString(found.state), state);
    }

    void theRightRestoreCommandIsNamed_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<bool>("gzip");
        QTest::addColumn<QString>("command");
        const QByteArray plain = "--\n-- PostgreSQL database dump\n";
        QTest::newRow("archive")
            << QByteArray("PGDMP") << false
            << u"pg_restore --clean --if-exists --exit-on-error -d DATABASE '/b/shop.dump'"_s;
        QTest::newRow("archive in gzip")
            << QByteArray("PGDMP") << true
            << u"gzip -dc '/b/shop.dump' | pg_restore --clean --if-exists --exit-on-error -d DATABASE"_s;
        QTest::newRow("sql")
            << plain << false
            << u"psql -v ON_ERROR_STOP=1 --single-transaction -d DATABASE -f '/b/shop.dump'"_s;
        QTest::newRow("sql in gzip")
            << plain << true
            << u"gzip -dc '/b/shop.dump' | psql -v ON_ERROR_STOP=1 --single-transaction -d DATABASE"_s;
        QTest::newRow("mysql") << QByteArray("-- MySQL dump 10.13") << false
                               << u"mysql DATABASE < '/b/shop.dump'"_s;
        QTest::newRow("sqlite") << QByteArray("SQLite format 3") << false << u"cp '/b/shop.dump' DATABASE"_s;
    }
    void theRightRestoreCommandIsNamed()
    {
        QFETCH(QByteArray, head);
        QFETCH(bool, gzip);
        QFETCH(QString, command);
        BackupSeen seen = goodBackup();
        seen.head = head;
        seen.gzip = seen.unpacked = seen.intact = gzip;
        QVERIFY2(judgeBackup(backupSpec(), seen).detail.contains(u"    "_s + command + u'\n'),
                 qPrintable(judgeBackup(backupSpec(), seen).detail));
    }

    void anAnswerThatIsCutOffProvesNothing()
    {
        QVERIFY(!parseBackup("files\t1\npath\t/b/a\n"));
        QVERIFY(parseBackup("files\t0\nend\t1\n"));
        QVERIFY(!parseNames("set\tA\n"));
        QVERIFY(parseNames("set\tA\nend\t1\n"));
    }

    void environmentFilesAreKnownByName()
    {
        QCOMPARE(environmentFiles({u".env"_s, u"config/.env.production"_s, u"config/master.key"_s,
                                   u"app.env"_s, u"envelope.txt"_s, u"etc/environment"_s, u"env"_s}),
                 (QStringList{u".env"_s, u"config/.env.production"_s, u"app.env"_s, u"etc/environment"_s,
                              u"env"_s}));
    }

    void namesAreComparedOverHosts_data()
    {
        QTest::addColumn<QString>("one"); // the names that host one sets; "!" no file, "?" no answer
        QTest::addColumn<QString>("two");
        QTest::addColumn<QString>("configured");
        QTest::addColumn<QString>("secrets");
        QTest::newRow("all") << u"HOST KEY_SECRET EXTRA"_s << u"HOST KEY_SECRET EXTRA"_s
                             << u"passed: 3 names are set on 2 hosts"_s
                             << u"passed: 1 name is set on 2 hosts"_s;
        QTest::newRow("one host forgets") << u"HOST KEY_SECRET EXTRA"_s << u"HOST EXTRA"_s
                                          << u"failed: KEY_SECRET is set on one, not on two"_s
                                          << u"failed: KEY_SECRET is set on one, not on two"_s;
        QTest::newRow("nobody sets the secret")
            << u"HOST EXTRA"_s << u"HOST EXTRA"_s
            << u"failed: no host's file sets KEY_SECRET, which the code stops without"_s
            << u"cannot-run: no host's file sets KEY_SECRET, which the code stops without"_s;
        QTest::newRow("nobody sets what the code does without")
            << u"HOST KEY_SECRET"_s << u"HOST KEY_SECRET"_s
            << u"passed: 2 names are set on 2 hosts; 1 the code does without are not"_s
            << u"passed: 1 name is set on 2 hosts"_s;
        QTest::newRow("no file")
            << u"HOST KEY_SECRET EXTRA"_s << u"!"_s
            << u"failed: two lacks shared/.env; HOST is set on one, not on two; KEY_SECRET is "
               "set on one, not on two; EXTRA is set on one, not on two"_s
            << u"failed: two lacks shared/.env; KEY_SECRET is set on one, not on two"_s;
        QTest::newRow("no answer") << u"HOST KEY_SECRET EXTRA"_s << u"?"_s
                                   << u"cannot-run: two did not answer"_s
                                   << u"cannot-run: two did not answer"_s;
    }
    void namesAreComparedOverHosts()
    {
        QFETCH(QString, one);
        QFETCH(QString, two);
        QFETCH(QString, configured);
        QFETCH(QString, secrets);
        const std::vector<EnvironmentName> names{name("HOST", true), name("KEY_SECRET", true, true),
                                                 name("EXTRA", false)};
        NamesOnHost second = sets("two", two.split(u' '));
        if (two == "!"_L1)
            second.missing = {u".env"_s};
        if (two == "?"_L1)
            second.error = u"connection refused"_s;
        const std::vector<NamesOnHost> hosts{sets("one", one.split(u' ')), second};
        const auto text = [](const Inspected &found) {
            return QString(toString(found.state) + u": "_s + found.summary);
        };
        QCOMPARE(text(judgeConfigured(names, hosts)), configured);
        QCOMPARE(text(judgeSecrets(names, hosts)), secrets);
    }

    void withoutNamesNothingIsClaimed()
    {
        QVERIFY(judgeConfigured({}, {}).state == CheckState::CannotRun);
        QVERIFY(judgeSecrets({name("HOST", true)}, {}).state == CheckState::CannotRun);
    }

    void limitsAndSourcesAreEvidence()
    {
        Environment environment;
        QVERIFY(judgeAlerts(environment).state == CheckState::CannotRun);
        SeriesSpec errors;
        errors.id = u"error_rate"_s;
        errors.title = u"Error rate"_s;
        errors.unit = u"percent"_s;
        errors.warn = 1;
        errors.rollback = 5;
        SeriesSpec load;
        load.id = u"load"_s;
        environment.metrics = MetricsSpec();
        environment.metrics->series = {errors, load};
        const Inspected found = judgeAlerts(environment);
        QCOMPARE(found.summary, u"limits for Error rate"_s);
        QVERIFY(found.detail.startsWith(u"Error rate: warns at 1 %, rolls back at 5 %\nload: no limit\n"_s));
        QCOMPARE(judgeSources(*environment.metrics, {{u"http://a/metrics"_s, 200, {}}}).summary,
                 u"1 source answers now; 2 numbers watched"_s);
        QCOMPARE(judgeSources(*environment.metrics, {{u"http://a/metrics"_s, 200, {}},
                                                     {u"http://b/metrics"_s, 0, u"connection refused"_s}})
                     .summary,
                 u"1 of 2 sources do not answer now"_s);
    }
};

QTEST_GUILESS_MAIN(TestHostFacts)
#include "tst_host_facts.moc"
