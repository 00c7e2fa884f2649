// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/belay_cli.h"
#include "tests/support/mix_app.h"
#include "tests/support/private_sshd.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray words(const CliResult &result)
{
    return result.out + result.err;
}

const QStringList hostNames{u"app1"_s, u"app2"_s, u"app3"_s};
const QStringList addresses{u"127.0.0.11"_s, u"127.0.0.12"_s, u"127.0.0.13"_s};

QStringList namesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                                  QDir::Name);
}

QByteArray get(const QString &address, quint16 port, const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(address, port);
    if (!socket.waitForConnected(5000))
        return socket.errorString().toUtf8();
    socket.write("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    while (socket.waitForReadyRead(5000)) {
    }
    const QByteArray all = socket.readAll();
    return all.mid(all.indexOf("\r\n\r\n") + 4);
}

} // namespace

/// One story, in the order of its functions: a real `mix release` on three hosts behind a real sshd.
class TestMixRelease : public QObject
{
    Q_OBJECT

private:
    BelayCli m_cli;
    PrivateSshd m_sshd{{addresses, {}, {u"ed25519"_s}}};
    QStringList m_ports;
    QString m_folder;
    QStringList m_runs; ///< the deployments' ids

    QString host(const QString &name) const { return m_cli.home() + u"/hosts/"_s + name; }
    CliResult belay(const QStringList &arguments) const { return m_cli.run(arguments, m_folder, 300000); }

    QByteArray versionServed(int index) const
    {
        return get(addresses[index], m_ports[index].toUShort(), "/version");
    }

    QByteArray projectFile() const
    {
        QByteArrayList hosts;
        for (int i = 0; i < 3; ++i)
            hosts.append("{ \"name\": \"" + hostNames[i].toUtf8() + "\", \"address\": \"" +
                         addresses[i].toUtf8() + "\", \"port\": " + QByteArray::number(m_sshd.port()) +
                         ", \"user\": \"" + m_sshd.user().toUtf8() + "\", \"roles\": [\"" +
                         (i == 1 ? "db" : "web") + "\"], \"vars\": { \"http_port\": \"" +
                         m_ports[i].toUtf8() + "\" } }");
        return mixProjectTemplate()
            .replace("HOSTS", hosts.join(", "))
            .replace("HOME", m_cli.home().toUtf8())
            .replace("IDENTITY", m_sshd.userKey().toUtf8())
            .replace("KNOWN", m_sshd.knownHosts().toUtf8());
    }

    /// Answers whatever the checklist still asks for.
    void answerTheRest()
    {
        const CliResult open = belay({u"check"_s, u"-e"_s, u"production"_s, u"--json"_s});
        const QJsonObject list = open.jsonLines().last();
        for (const QJsonValue &id : list[u"blocking"_s].toArray()) {
            const CliResult answered = belay({u"answer"_s, u"-e"_s, u"production"_s, id.toString(),
                                              u"--text"_s, u"ann is there until ten"_s});
            QVERIFY2(answered.exitCode == 0, words(answered).constData());
        }
        const CliResult settled = belay({u"check"_s, u"-e"_s, u"production"_s});
        QVERIFY2(settled.exitCode == 0, words(settled).constData());
    }

    void deploy(const QByteArray &version)
    {
        setMixVersion(m_folder, version);
        answerTheRest();
        const CliResult result = belay({u"deploy"_s, u"-e"_s, u"production"_s, u"-y"_s, u"--json"_s});
        QVERIFY2(result.exitCode == 0, words(result).right(3000).constData());
        m_runs.append(result.jsonLines().first()[u"run"_s].toString());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(versionServed(i), version);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!mixUnavailable().isEmpty())
            QSKIP(qPrintable(mixUnavailable()));
        if (!m_sshd.start())
            QSKIP(qPrintable(m_sshd.whyNot()));
        m_cli.setEnvironment(u"MIX_HOME"_s, m_cli.home() + u"/mix"_s);
        m_cli.setEnvironment(u"HEX_OFFLINE"_s, u"1"_s);
        for (const QString &address : addresses) {
            QTcpServer probe;
            QVERIFY(probe.listen(QHostAddress(address)));
            m_ports.append(QString::number(probe.serverPort()));
        }
        m_folder = m_cli.home() + u"/project"_s;
        writeMixApp(m_folder);
        writeFile(m_folder + u"/belay.json"_s, projectFile());
        for (const QString &name : hostNames)
            writeFile(host(name) + u"/shared/.env"_s, "GREETING=hello\n");
        QCOMPARE(belay({u"trust"_s, m_folder}).exitCode, 0);
    }

    void cleanupTestCase()
    {
        for (const QString &name : hostNames) {
            const qint64 pid = readFile(host(name) + u"/shared/run/pid"_s).trimmed().toLongLong();
            if (pid > 1)
                ::kill(pid_t(pid), SIGKILL);
        }
    }

    void anOpenChecklistStopsTheDeployment()
    {
        const CliResult check = belay({u"check"_s, u"-e"_s, u"production"_s});
        QVERIFY2(check.exitCode == 3, words(check).constData());
        QVERIFY2(check.out.contains("on-call"), words(check).constData());
        const CliResult refused = belay({u"deploy"_s, u"-e"_s, u"production"_s, u"-y"_s});
        QVERIFY2(refused.exitCode == 3, words(refused).constData());
        for (const QString &name : hostNames)
            QCOMPARE(namesIn(host(name)), QStringList{u"shared"_s});
    }

    void thePlanIsTheSameInThreeForms()
    {
        const QStringList base{u"plan"_s, u"-e"_s, u"production"_s, u"-r"_s, u"1.0.0"_s, u"--format"_s};
        const CliResult text = belay(base + QStringList{u"text"_s});
        QVERIFY2(text.exitCode == 0, words(text).constData());
        const CliResult json = belay(base + QStringList{u"json"_s});
        QVERIFY2(json.exitCode == 0 && json.json()[u"stages"_s].isArray(), words(json).constData());
        const CliResult shell = belay(base + QStringList{u"sh"_s});
        QVERIFY2(shell.exitCode == 0, words(shell).constData());
        for (const QString &name : hostNames)
            QVERIFY(text.out.contains(name.toUtf8()) && json.out.contains(name.toUtf8()) &&
                    shell.out.contains(name.toUtf8()));
        const QString file = m_cli.home() + u"/plan.sh"_s;
        writeFile(file, shell.out);
        QCOMPARE(QProcess::execute(u"sh"_s, {u"-n"_s, file}), 0);
        QVERIFY(!QFileInfo::exists(host(u"app1"_s) + u"/releases"_s));
    }

    void twoReleasesGoLiveOneAfterTheOther()
    {
        deploy("1.0.0");
        deploy("1.1.0");
    }

    void theHostsLookAsTheContractSays_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : hostNames)
            QTest::newRow(qPrintable(name)) << name;
    }

    void theHostsLookAsTheContractSays()
    {
        QFETCH(QString, name);
        const QString path = host(name);
        const QStringList releases = namesIn(path + u"/releases"_s);
        QCOMPARE(releases.size(), 2);
        static const QRegularExpression digits(u"^[0-9]{14}$"_s);
        for (const QString &release : releases)
            QVERIFY2(digits.match(release).hasMatch(), qPrintable(release));
        const QString older = path + u"/releases/"_s + releases[0];
        const QString newer = path + u"/releases/"_s + releases[1];
        QCOMPARE(readLink(path + u"/current"_s), newer);
        QCOMPARE(readFile(older + u"/REVISION"_s), QByteArray("1.0.0\n"));
        QCOMPARE(readFile(newer + u"/REVISION"_s), QByteArray("1.1.0\n"));
        QCOMPARE(readLink(newer + u"/run"_s), path + u"/shared/run"_s);
        QCOMPARE(readLink(newer + u"/.env"_s), path + u"/shared/.env"_s);

        const QByteArrayList revisions = readFile(path + u"/revisions.log"_s).trimmed().split('\n');
        QCOMPARE(revisions.size(), 2);
        static const QRegularExpression capistrano(
            u"^Branch \\S+ \\(at [^)]*\\) deployed as release (\\d{14}) by \\S+$"_s);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(capistrano.match(QString::fromUtf8(revisions[i])).captured(1), releases[i]);

        QCOMPARE(readFile(path + u"/.belay/env"_s), QByteArray("my_app/production\n"));
        QCOMPARE(readLink(path + u"/.belay/rollback-link"_s), older);
        QVERIFY(!QFileInfo(path + u"/.belay/lock"_s).isSymLink());
        QCOMPARE(namesIn(path + u"/.belay/staging"_s), QStringList());
        for (const QString &run : m_runs) {
            const QString ops = path + u"/.belay/ops/"_s + run;
            QCOMPARE(QJsonDocument::fromJson(readFile(ops + u"/plan.json"_s)).object()[u"run"_s].toString(),
                     run);
            QCOMPARE(readFile(ops + u"/step.restart.rc"_s), QByteArray("0\n"));
        }
        checkManifest(path, releases[1]);
        QStringList events;
        for (const QByteArray &line : readFile(path + u"/.belay/log"_s).trimmed().split('\n')) {
            const QJsonObject entry = QJsonDocument::fromJson(line).object();
            QVERIFY2(entry[u"time"_s].toString().endsWith(u'Z'), line.constData());
            events.append(entry[u"event"_s].toString() + u' ' + entry[u"version"_s].toString());
        }
        QCOMPARE(events, QStringList({u"activated 1.0.0"_s, u"deployed 1.0.0"_s, u"activated 1.1.0"_s,
                                      u"deployed 1.1.0"_s}));
        QCOMPARE(readFile(path + u"/shared/run/migrations"_s),
                 name == u"app2"_s ? QByteArray("1.0.0\n1.1.0\n") : QByteArray());
    }

    void statusAsksEveryHost()
    {
        const CliResult status = belay({u"status"_s, u"-e"_s, u"production"_s, u"--json"_s});
        QVERIFY2(status.exitCode == 0, words(status).constData());
        QCOMPARE(status.json()[u"versions"_s].toArray(), QJsonArray{u"1.1.0"_s});
        QCOMPARE(status.json()[u"hosts"_s].toArray().size(), 3);
        QCOMPARE(status.json()[u"drift"_s].toString(), QString());
        QCOMPARE(status.json()[u"schemaVersion"_s].toInt(), 1);
    }

    void aRollbackReturnsAndHoldsUntilSomeoneUnlocks()
    {
        const CliResult back = belay(
            {u"rollback"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"customers report errors"_s, u"-y"_s});
        QVERIFY2(back.exitCode == 0, words(back).constData());
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(versionServed(i), QByteArray("1.0.0"));
            QVERIFY(readFile(host(hostNames[i]) + u"/revisions.log"_s).contains("rolled back to release"));
        }
        const CliResult held = belay({u"deploy"_s, u"-e"_s, u"production"_s, u"-r"_s, u"1.1.1"_s, u"-y"_s});
        QVERIFY2(held.exitCode == 10, words(held).constData());
        QVERIFY2(held.err.contains("customers report errors"), words(held).constData());
        const CliResult unlocked =
            belay({u"unlock"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"fixed in 1.1.1"_s, u"-y"_s});
        QVERIFY2(unlocked.exitCode == 0, words(unlocked).constData());
        deploy("1.1.1");
        // Two good ones are kept, and the bad one stays as evidence.
        for (const QString &name : hostNames)
            QCOMPARE(namesIn(host(name) + u"/releases"_s).size(), 3);
    }

    void thePastCanBeReadAndIsIntact()
    {
        const CliResult history = belay({u"history"_s, u"-e"_s, u"production"_s, u"--json"_s});
        QVERIFY2(history.exitCode == 0, words(history).constData());
        QStringList kinds;
        for (const QJsonValue &run : history.json()[u"runs"_s].toArray()) {
            const QString kind = run.toObject()[u"kind"_s].toString();
            if (kind != u"checklist"_s)
                kinds.prepend(kind + u' ' + run.toObject()[u"outcome"_s].toString());
        }
        QCOMPARE(kinds, QStringList({u"deploy succeeded"_s, u"deploy succeeded"_s, u"rollback succeeded"_s,
                                     u"unlock succeeded"_s, u"deploy succeeded"_s}));
        const CliResult show = belay({u"show"_s, m_runs[1]});
        QVERIFY2(show.exitCode == 0 && words(show).contains("app3"), words(show).constData());
        const CliResult report = belay({u"report"_s, m_runs[1]});
        QVERIFY2(report.exitCode == 0, words(report).constData());
        for (const QByteArray heading :
             {"## Deployment Validation Report", "### Pre-Deployment Validation", "### Database Validation",
              "### Staging Validation", "### Production Deployment", "### Post-Deployment Metrics",
              "### Issues Encountered", "### Rollback Status", "### Summary", "### Next Steps"})
            QVERIFY2(report.out.contains(heading), report.out.constData());
        QVERIFY2(report.out.contains("1.1.0") && report.out.contains("customers report errors"),
                 report.out.constData());
        const CliResult intact = belay({u"verify-history"_s});
        QVERIFY2(intact.exitCode == 0, words(intact).constData());
    }

private:
    static QString readLink(const QString &path)
    {
        return QFileInfo(path).isSymLink() ? QFileInfo(path).symLinkTarget() : u"no link"_s;
    }

    void checkManifest(const QString &path, const QString &release)
    {
        const QJsonObject manifest =
            QJsonDocument::fromJson(readFile(path + u"/.belay/manifests/"_s + release + u".json"_s)).object();
        QCOMPARE(manifest[u"version"_s].toString(), u"1.1.0"_s);
        QCOMPARE(manifest[u"run"_s].toString(), m_runs[1]);
        QVERIFY(!manifest[u"by"_s].toString().isEmpty() && !manifest[u"time"_s].toString().isEmpty());
        const QJsonArray files = manifest[u"files"_s].toArray();
        QVERIFY(files.size() > 100);
        for (const QJsonValue &each : files) {
            const QJsonObject file = each.toObject();
            const QByteArray bytes =
                readFile(path + u"/releases/"_s + release + u'/' + file[u"path"_s].toString());
            QCOMPARE(file[u"size"_s].toInteger(), bytes.size());
            QCOMPARE(file[u"sha256"_s].toString().toLatin1(),
                     QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        }
    }
};

QTEST_GUILESS_MAIN(TestMixRelease)
#include "tst_mix_release.moc"
