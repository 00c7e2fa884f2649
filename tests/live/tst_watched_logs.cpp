// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/log_controller.h"
#include "tests/support/desk.h"
#include "tests/support/fleet.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"
#include "tests/support/private_sshd.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QtTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A service as small as it can be: it writes a log, 2.0.0 has an error of its own in it, 3.0.0 ends after a
/// moment and is started again, over and over.
const QByteArray serve = R"sh(#!/bin/sh
path=$1
echo $$ >"$path/server.pid"
version=$(cat "$path/current/REVISION")
echo "[info] $version started" >>"$path/app.log"
count=0
while [ -d "$path/current" ]; do
    count=$((count + 1))
    echo "[error] order $count failed: card declined" >>"$path/app.log"
    [ "$version" = 2.0.0 ] && echo "[error] no such column: total_$count" >>"$path/app.log"
    [ "$version" = 2.0.0 ] && echo "[debug] token of user $count" >>"$path/app.log"
    [ "$version" = 3.0.0 ] && [ "$count" -ge 3 ] && exit 1
    sleep 0.1
done
)sh";

const QByteArray supervise = R"sh(#!/bin/sh
path=$1
old=$(cat "$path/supervisor.pid" 2>/dev/null) && kill -- "-$old" 2>/dev/null
setsid sh -c 'echo $$ >"$1/supervisor.pid"; while [ -d "$1/current" ]; do sh "$1/serve.sh" "$1"; sleep 0.1; done' \
    supervisor "$path" >/dev/null 2>&1 </dev/null &
waited=0
while [ "$(cat "$path/server.pid" 2>/dev/null)" = "$(cat "$path/served.pid" 2>/dev/null)" ] && [ $waited -lt 50 ]; do
    waited=$((waited + 1))
    sleep 0.1
done
cp "$path/server.pid" "$path/served.pid"
cp "$path/current/REVISION" "$path/served"
)sh";

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) &&
           file.write(text) == text.size();
}

QList<QJsonObject> eventsOf(const CliResult &result)
{
    QList<QJsonObject> out;
    for (const QByteArray &line : result.out.split('\n'))
        if (const QJsonObject event = QJsonDocument::fromJson(line).object(); !event.isEmpty())
            out << event;
    return out;
}

QStringList found(const QList<QJsonObject> &events)
{
    QStringList out;
    for (const QJsonObject &event : events)
        if (event[u"event"_s] == u"log-found"_s)
            out << u"%1 %2 %3"_s.arg(event[u"data"_s].toString(), event[u"host"_s].toString(),
                                     event[u"text"_s].toString());
    return out;
}

} // namespace

/// A release is watched for real: over SSH, with a service that writes a log and is restarted.
class TestWatchedLogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!PrivateSshd::unavailable().isEmpty())
            QSKIP(qPrintable(PrivateSshd::unavailable()));
    }

    void newErrorsRestartsAndHealthChecksAreTold()
    {
        PrivateSshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
        HttpServer metrics([](const HttpServer::Request &) {
            return HttpServer::answer(200, "# TYPE failing gauge\nfailing 0\n");
        });
        Fleet fleet({u"one"_s, u"two"_s});
        fleet.overSsh(sshd);
        for (const QString &host : fleet.hosts()) {
            QVERIFY(write(fleet.hostPath(host) + u"/serve.sh"_s, serve));
            QVERIFY(write(fleet.hostPath(host) + u"/supervise.sh"_s, supervise));
        }
        fleet.environment[u"protected"_s] = true;
        fleet.environment[u"commands"_s] =
            QJsonObject{{u"restart"_s, u"sh %1/supervise.sh %1"_s.arg(fleet.hostPath(u"{host}"_s))}};
        fleet.environment[u"logs"_s] = QJsonObject{{u"files"_s, QJsonArray{u"{path}/app.log"_s}},
                                                   {u"pid_file"_s, u"{path}/server.pid"_s}};
        fleet.environment[u"metrics"_s] = QJsonObject{
            {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, metrics.url(u"/metrics"_s)}}},
            {u"interval"_s, u"250ms"_s},
            {u"before"_s, u"1s"_s},
            {u"watch"_s, u"20s"_s}, // more than ten rounds on a busy machine, too
            {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                                 {u"query"_s, u"failing"_s},
                                                 {u"bad"_s, u"up"_s},
                                                 {u"rollback"_s, 5}}}}};
        fleet.environment[u"rollback"_s] = QJsonObject{{u"automatic"_s, u"off"_s}};
        fleet.write();

        fleet.build(u"1.0.0"_s);
        const CliResult first = fleet.deploy(u"1.0.0"_s, {u"--json"_s, u"--no-watch"_s});
        QVERIFY2(first.exitCode == 0, QByteArray(first.out + first.err).constData());

        fleet.build(u"2.0.0"_s);
        const CliResult second = fleet.deploy(u"2.0.0"_s, {u"--json"_s});
        QVERIFY2(second.exitCode == 0, QByteArray(second.out + second.err).constData());
        const auto events = eventsOf(second);
        const QStringList all = found(events);
        const QString joined = all.join(u'\n');
        // What 1.0.0 wrote as well is not new, and the release's own restart is none.
        QVERIFY2(!joined.contains(u"card declined"_s), qPrintable(joined));
        QVERIFY2(!joined.contains(u"restart "_s), qPrintable(joined));
        QCOMPARE(all.filter(u"debug-lines"_s).size() > 0, true);
        QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), 2);
        QVERIFY2(all.front().startsWith(u"new-error "_s) && joined.contains(u"no such column: total_"_s),
                 qPrintable(joined));
        QHash<QString, int> ticks;
        for (const QJsonObject &event : events)
            if (event[u"event"_s] == u"health-seen"_s)
                ++ticks[event[u"host"_s].toString()];
        QCOMPARE(ticks.value(u"one"_s), 1);
        QCOMPARE(ticks.value(u"two"_s), 1);
        QVERIFY2(ticks.value(QString()) > 10, qPrintable(QString::number(ticks.value(QString()))));

        fleet.build(u"3.0.0"_s);
        const CliResult third = fleet.deploy(u"3.0.0"_s, {u"--json"_s});
        const QString told = found(eventsOf(third)).join(u'\n');
        QVERIFY2(third.exitCode == 7, QByteArray(told.toUtf8() + "\n" + third.out + third.err).constData());
        for (const QString &host : fleet.hosts())
            QVERIFY2(told.contains(u"crash-loop %1 %1: the service keeps crashing"_s.arg(host)),
                     qPrintable(told));
        QVERIFY2(third.out.contains("the service keeps crashing on every host: one, two"),
                 third.out.constData());
    }

    void theWindowReadsSearchesAndFollowsEveryHost()
    {
        Desk desk;
        desk.environment[u"logs"_s] = QJsonObject{{u"files"_s, QJsonArray{u"{path}/app.log"_s}}};
        desk.write();
        QVERIFY(desk.openTrusted());
        const QString file = desk.hostPath(u"one"_s) + u"/app.log"_s;
        const QByteArray now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8();
        QVERIFY(write(file, now + " [info] started\n" + now + " [error] order 7 failed\n"));
        QVERIFY(write(desk.hostPath(u"two"_s) + u"/app.log"_s, now + " [warning] slow\n"));
        LogController logs(*desk.workspace, *desk.projects);
        LogScreen screen;
        QString problem;
        connect(&logs, &LogController::screenReady, this, [&](const LogScreen &next) { screen = next; });
        connect(&logs, &LogController::queryJudged, this, [&](const QString &text) { problem = text; });
        logs.show(u"my_app"_s, u"production"_s);
        QVERIFY(logs.view().state == LogsView::State::Reading);
        QTest::qWait(50);
        QCOMPARE(screen.held, 0); // nobody looks
        logs.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(screen.count, 3, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(logs.view().state == LogsView::State::Live, patienceMs);

        logs.setQuery(u"level:loud"_s);
        QVERIFY(problem.contains(u"loud"_s));
        logs.setQuery(u"level:error"_s);
        QCOMPARE(problem, QString());
        QTRY_COMPARE_WITH_TIMEOUT(screen.count, 1, patienceMs);
        QCOMPARE(screen.rows.front().host, u"one"_s);
        QVERIFY(screen.rows.front().text.endsWith(u"order 7 failed"_s));

        QFile more(file);
        QVERIFY(more.open(QIODevice::Append));
        more.write("[error] order 8 failed\n");
        more.close();
        QTRY_COMPARE_WITH_TIMEOUT(screen.count, 2, 20000);
        // Another range reads again, and nothing comes twice.
        logs.setRange(LogRange::Hour);
        QTRY_VERIFY_WITH_TIMEOUT(logs.view().state == LogsView::State::Live, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(screen.held, 4, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(screen.count, 2, patienceMs);
    }

    void anEnvironmentWithoutLogsSaysSo()
    {
        Desk desk;
        desk.write();
        QVERIFY(desk.openTrusted());
        LogController logs(*desk.workspace, *desk.projects);
        logs.setActive(true);
        logs.show(u"my_app"_s, u"production"_s);
        QVERIFY(logs.view().state == LogsView::State::NoLogs);
        logs.show(u"my_app"_s, u"nowhere"_s);
        QVERIFY(logs.view().state == LogsView::State::NoProject);
    }
};

QTEST_GUILESS_MAIN(TestWatchedLogs)
#include "tst_watched_logs.moc"
