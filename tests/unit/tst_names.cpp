// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project.h"

#include <QProcess>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// For the names of rows.
QString oneLine(QString text)
{
    return text.replace(u'\n', u'~');
}

} // namespace

class TestNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void versions_data();
    void versions();
    void deployPaths_data();
    void deployPaths();
    void hostNames_data();
    void hostNames();
    void userNames_data();
    void userNames();
    void aReleaseIdIsFourteenDigits();
    void theNextReleaseIdIsGreaterThanEveryName_data();
    void theNextReleaseIdIsGreaterThanEveryName();
    void theShellReadsAQuotedTextBack_data();
    void theShellReadsAQuotedTextBack();
    void cleanLinesHoldNothingThatLies_data();
    void cleanLinesHoldNothingThatLies();
    void longLinesAreCutAndSaySo();
    void nearestWords_data();
    void nearestWords();
    void durations_data();
    void durations();
    void bytes_data();
    void bytes();
    void timesComeBackFromText();
    void placeholders_data();
    void placeholders();
    void aHostsOwnPathWins();
};

void TestNames::versions_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("error");

    for (const QString &good :
         {u"1.4.0"_s, u"v1.2.0-3-gabc1234"_s, u"2026-11-21"_s, u"feature/login"_s, u"1.0+build@7"_s, u"A"_s})
        QTest::newRow(qPrintable(good)) << good << QString();
    QTest::newRow("128 characters") << QString(128, u'a') << QString();

    const auto bad = [](const char *name, const QString &version, const char *error) {
        QTest::newRow(name) << version << QString::fromUtf8(error);
    };
    bad("empty", u""_s, "The version is empty.");
    bad("129 characters", QString(129, u'a'),
        qPrintable(u"The version '%1… (+49 characters)' cannot be used: it has 129 characters."_s.arg(
            QString(80, u'a'))));
    bad("a command", u"; rm -rf ~"_s, "The version '; rm -rf ~' cannot be used: it begins with ';'.");
    bad("a substitution", u"$(id)"_s, "The version '$(id)' cannot be used: it begins with '$'.");
    bad("a substitution inside", u"1$(id)"_s, "The version '1$(id)' cannot be used: it contains '$'.");
    bad("up", u"../../etc"_s, "The version '../../etc' cannot be used: it begins with '.'.");
    bad("up inside", u"a/../../etc"_s,
        "The version 'a/../../etc' cannot be used: it reads like a way through folders.");
    bad("slash at the end", u"a/"_s, "The version 'a/' cannot be used: it reads like a way through folders.");
    bad("space", u"1.0 beta"_s, "The version '1.0 beta' cannot be used: it contains a space.");
    bad("single quote", u"1'0"_s, "The version '1'0' cannot be used: it contains '''.");
    bad("double quote", u"1\"0"_s, "The version '1\"0' cannot be used: it contains '\"'.");
    bad("line break", u"1.0\nid"_s, "The version '1.0id' cannot be used: it contains a control character.");
    bad("line break at the end", u"1.0\n"_s,
        "The version '1.0' cannot be used: it contains a control character.");
    bad("umlaut", u"1.0-schön"_s, "The version '1.0-schön' cannot be used: it contains 'ö'.");
    bad("option", u"-rf"_s, "The version '-rf' cannot be used: it begins with '-'.");
    bad("other digits", u"١"_s, "The version '١' cannot be used: it begins with '١'.");
}

void TestNames::versions()
{
    QFETCH(QString, version);
    QFETCH(QString, error);
    const auto checked = checkedVersion(version);
    QCOMPARE(checked ? QString() : checked.error().summary, error);
    if (checked)
        QCOMPARE(*checked, version);
    else
        QCOMPARE(toString(checked.error().kind), toString(ErrorKind::Invalid));
}

void TestNames::deployPaths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("clean");

    QTest::newRow("usual") << u"/opt/my_app"_s << u"/opt/my_app"_s;
    QTest::newRow("slashes") << u"/opt//my_app/"_s << u"/opt/my_app"_s;
    QTest::newRow("below home") << u"/home/deploy/app"_s << u"/home/deploy/app"_s;
    QTest::newRow("below var") << u"/var/www/app"_s << u"/var/www/app"_s;
    QTest::newRow("with a space") << u"/opt/my app"_s << u"/opt/my app"_s;
    for (const QString &bad : {u""_s, u"opt/app"_s, u"~/app"_s, u"/"_s, u"/opt"_s, u"/opt/../etc"_s,
                               u"/opt/./app"_s, u"/usr/lib"_s, u"/usr/bin/app"_s, u"/etc/app"_s,
                               u"/var/lib"_s, u"/home/deploy"_s, u"/opt/a\nb"_s, u"/dev/shm/app"_s})
        QTest::newRow(qPrintable(u"bad: "_s + oneLine(bad))) << bad << QString();
}

void TestNames::deployPaths()
{
    QFETCH(QString, path);
    QFETCH(QString, clean);
    QCOMPARE(checkedDeployPath(path).value_or(QString()), clean);
}

void TestNames::hostNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("good");
    for (const QString &good :
         {u"app1"_s, u"app1.example.com"_s, u"10.0.0.2"_s, u"::1"_s, u"fe80::1%eth0"_s, u"my_host-2"_s})
        QTest::newRow(qPrintable(good)) << good << true;
    for (const QString &bad : {u""_s, u"-oProxyCommand=id"_s, u"a b"_s, u"a;b"_s, u"a$b"_s, u"a/b"_s,
                               u"a\nb"_s, u"a:b:zz"_s, u"höst"_s})
        QTest::newRow(qPrintable(u"bad: "_s + oneLine(bad))) << bad << false;
}

void TestNames::hostNames()
{
    QFETCH(QString, name);
    QFETCH(bool, good);
    QCOMPARE(checkedHostName(name).has_value(), good);
}

void TestNames::userNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("good");
    for (const QString &good : {u"deploy"_s, u"www-data"_s, u"first.last"_s})
        QTest::newRow(qPrintable(good)) << good << true;
    for (const QString &bad : {u""_s, u"-l"_s, u"a b"_s, u"a@b"_s, u"`id`"_s})
        QTest::newRow(qPrintable(u"bad: "_s + oneLine(bad))) << bad << false;
}

void TestNames::userNames()
{
    QFETCH(QString, name);
    QFETCH(bool, good);
    QCOMPARE(checkedUserName(name).has_value(), good);
}

void TestNames::aReleaseIdIsFourteenDigits()
{
    QVERIFY(isReleaseId(u"20261121140000"_s));
    QVERIFY(!isReleaseId(u"2026112114000"_s));
    QVERIFY(!isReleaseId(u"202611211400000"_s));
    QVERIFY(!isReleaseId(u"2026112114000a"_s));
    QVERIFY(!isReleaseId(u"20261121140000\n"_s));
}

void TestNames::theNextReleaseIdIsGreaterThanEveryName_data()
{
    QTest::addColumn<QStringList>("existing");
    QTest::addColumn<QString>("next");
    QTest::newRow("none") << QStringList{} << u"20261121140000"_s;
    QTest::newRow("older") << QStringList{u"20261120140000"_s} << u"20261121140000"_s;
    QTest::newRow("the same second") << QStringList{u"20261121140000"_s} << u"20261121140001"_s;
    QTest::newRow("the clock is behind")
        << QStringList{u"20270101000000"_s, u"20261121140000"_s} << u"20270101000001"_s;
    QTest::newRow("foreign names") << QStringList{u"current-backup"_s, u"99999999"_s} << u"20261121140000"_s;
}

void TestNames::theNextReleaseIdIsGreaterThanEveryName()
{
    QFETCH(QStringList, existing);
    QFETCH(QString, next);
    QCOMPARE(nextReleaseId(timeFromIso(u"2026-11-21T14:00:00.700Z"_s), existing), next);
}

void TestNames::theShellReadsAQuotedTextBack_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : {u""_s, u"plain"_s, u"it's"_s, u"'"_s, u"''"_s, u"$(id) `id` \"x\" \\ !"_s,
                                u"a\nb"_s, u"-n"_s, u"*"_s, u"schön"_s, u"; rm -rf ~"_s})
        QTest::newRow(qPrintable(u'<' + oneLine(text) + u'>')) << text;
}

void TestNames::theShellReadsAQuotedTextBack()
{
    QFETCH(QString, text);
    QProcess shell;
    shell.start(u"/bin/sh"_s, {u"-c"_s, u"printf %s "_s + shellQuoted(text)});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), text);
}

void TestNames::cleanLinesHoldNothingThatLies_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("clean");
    QTest::newRow("plain") << u"142 tests, 0 failures"_s << u"142 tests, 0 failures"_s;
    QTest::newRow("tab stays") << u"a\tb"_s << u"a\tb"_s;
    QTest::newRow("colour") << u"\x1b[31mred\x1b[0m"_s << u"red"_s;
    QTest::newRow("colour with subparameters") << u"\x1b[38:2::255:0:0mred\x1b[m"_s << u"red"_s;
    QTest::newRow("clear the screen") << u"\x1b[2J\x1b[Hok"_s << u"ok"_s;
    QTest::newRow("title ended by bell") << u"\x1b]0;evil\x07ok"_s << u"ok"_s;
    QTest::newRow("link ended by string terminator")
        << u"\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\"_s << u"text"_s;
    QTest::newRow("device control") << u"\x1bP1$r0m\x1b\\ok"_s << u"ok"_s;
    QTest::newRow("eight-bit control") << QString(u"\x9b"_s + u"31mred"_s) << u"red"_s;
    QTest::newRow("bare escape") << u"a\x1b"_s << u"a"_s;
    QTest::newRow("carriage return, backspace, bell") << u"a\r\b\ab"_s << u"ab"_s;
    QTest::newRow("nul") << QString(u"a"_s + QChar(0) + u"b"_s) << u"ab"_s;
    QTest::newRow("right-to-left override") << u"gpj\u202Eexe.\u202C"_s << u"gpjexe."_s;
    QTest::newRow("isolates and marks") << u"\u2066a\u2069\u200F\u061Cb"_s << u"ab"_s;
    QTest::newRow("umlauts and symbols stay") << u"schön → ✓"_s << u"schön → ✓"_s;
}

void TestNames::cleanLinesHoldNothingThatLies()
{
    QFETCH(QString, line);
    QFETCH(QString, clean);
    QCOMPARE(cleanLine(line), clean);
}

void TestNames::longLinesAreCutAndSaySo()
{
    QCOMPARE(cleanLine(u"abcdefghij"_s, 4), u"abcd… (+6 characters)"_s);
    QCOMPARE(cleanLine(u"abcd"_s, 4), u"abcd"_s);
}

void TestNames::nearestWords_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("letter missing") << u"stratgy"_s << u"strategy"_s;
    QTest::newRow("letters swapped") << u"taregt"_s << u"target"_s;
    QTest::newRow("case") << u"Target"_s << u"target"_s;
    QTest::newRow("one letter") << u"urk"_s << u"url"_s;
    QTest::newRow("nothing near") << u"xyzzy"_s << QString();
    QTest::newRow("empty") << u""_s << QString();
}

void TestNames::nearestWords()
{
    QFETCH(QString, word);
    QFETCH(QString, nearest);
    QCOMPARE(nearestWord(word, {u"strategy"_s, u"target"_s, u"url"_s, u"health"_s}), nearest);
}

void TestNames::durations_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << qint64(0) << u"0 ms"_s;
    QTest::newRow("ms") << qint64(250) << u"250 ms"_s;
    QTest::newRow("short") << qint64(1500) << u"1.5 s"_s;
    QTest::newRow("seconds") << qint64(42900) << u"42 s"_s;
    QTest::newRow("minutes") << qint64(134000) << u"2 min 14 s"_s;
    QTest::newRow("whole minutes") << qint64(600000) << u"10 min"_s;
    QTest::newRow("hours") << qint64(5400000) << u"1 h 30 min"_s;
    QTest::newRow("days") << qint64(4 * 86400000LL) << u"4 d"_s;
}

void TestNames::durations()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(formatDuration(milliseconds), text);
}

void TestNames::bytes_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("bytes") << qint64(999) << u"999 B"_s;
    QTest::newRow("kilo") << qint64(1500) << u"1.5 kB"_s;
    QTest::newRow("mega") << qint64(48000000) << u"48 MB"_s;
    QTest::newRow("giga") << qint64(2100000000) << u"2.1 GB"_s;
}

void TestNames::bytes()
{
    QFETCH(qint64, count);
    QFETCH(QString, text);
    QCOMPARE(formatBytes(count), text);
}

void TestNames::timesComeBackFromText()
{
    QCOMPARE(isoTime(1795269600700), u"2026-11-21T14:00:00.700Z"_s);
    QCOMPARE(timeFromIso(u"2026-11-21T14:00:00.700Z"_s), 1795269600700);
    QCOMPARE(timeFromIso(u"2026-11-21T15:00:00+01:00"_s), 1795269600000);
    QCOMPARE(timeFromIso(u"yesterday"_s), 0);
}

void TestNames::placeholders_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expanded");
    QTest::newRow("none") << u"plain"_s << u"plain"_s;
    QTest::newRow("host") << u"/opt/{host}"_s << u"/opt/app2"_s;
    QTest::newRow("variable") << u"http://{address}:{vars.http_port}/"_s << u"http://10.0.0.2:4002/"_s;
    QTest::newRow("unknown stays") << u"{release_path}/{host}"_s << u"{release_path}/app2"_s;
    QTest::newRow("shell braces stay") << u"awk '{print $1}' {host}"_s << u"awk '{print $1}' app2"_s;
    QTest::newRow("brace before a placeholder") << u"{{host}}"_s << u"{app2}"_s;
    QTest::newRow("a value is not expanded again") << u"{vars.trick}"_s << u"{host}"_s;
    QTest::newRow("never closed") << u"{host"_s << u"{host"_s;
}

void TestNames::placeholders()
{
    QFETCH(QString, text);
    QFETCH(QString, expanded);
    HostSpec host;
    host.name = u"app2"_s;
    host.address = u"10.0.0.2"_s;
    host.vars = {{u"http_port"_s, u"4002"_s}, {u"trick"_s, u"{host}"_s}};
    QCOMPARE(expand(text, hostValues(host)), expanded);
}

void TestNames::aHostsOwnPathWins()
{
    TargetSpec target;
    target.path = u"/opt/{host}"_s;
    HostSpec host;
    host.name = u"app1"_s;
    QCOMPARE(deployPath(target, host), u"/opt/app1"_s);
    host.path = u"/srv/{host}"_s;
    QCOMPARE(deployPath(target, host), u"/srv/app1"_s);
}

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
