// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString host = u"solo"_s;

} // namespace

/// A real Capistrano and Belay, taking turns on one host: each goes back from what the other deployed.
class TestCapistrano : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void capistranoRollsBackWhatBelayDeployed();
    void belayRollsBackWhatCapistranoDeployed();
    void belayTakesOverFromCapistranoAndGoesBackToIt();

private:
    /// A task of cap, in a folder with a repository and its configuration. Empty: it went well.
    QByteArray cap(const QString &task);
    bool git(const QStringList &arguments);
    bool commit(const QString &version);
    CliResult belay(const QStringList &arguments) { return m_fleet->belay(arguments); }
    CliResult rollBack()
    {
        return belay({u"rollback"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"test"_s, u"-y"_s});
    }
    /// What a file of the live release says, through the link.
    QString liveVersion() const
    {
        return QString::fromUtf8(readFile(m_fleet->hostPath(host) + u"/current/version.txt"_s)).trimmed();
    }
    QString folder() const { return m_fleet->cli.home() + u"/capistrano"_s; }
    QString repository() const { return m_fleet->cli.home() + u"/repository"_s; }

    PrivateSshd m_sshd;
    std::unique_ptr<Fleet> m_fleet;
};

void TestCapistrano::initTestCase()
{
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    if (QStandardPaths::findExecutable(u"cap"_s).isEmpty())
        QSKIP("cap is not installed (apt install capistrano)");
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
    const QString key = m_sshd.folder() + u"/cap_key"_s;
    QVERIFY(PrivateSshd::makeKey(key, u"rsa"_s)); // the kind that its library reads everywhere
    QVERIFY(m_sshd.authorize(key + u".pub"_s));
    QProcess convert; // its library and OpenSSL 3 do not agree about OpenSSH's own format
    convert.start(u"ssh-keygen"_s, {u"-q"_s, u"-p"_s, u"-N"_s, u""_s, u"-m"_s, u"PEM"_s, u"-f"_s, key});
    QVERIFY(convert.waitForFinished() && convert.exitCode() == 0);
}

void TestCapistrano::init()
{
    m_fleet = std::make_unique<Fleet>(QStringList{host});
    m_fleet->overSsh(m_sshd);
    const QByteArray path = m_fleet->hostPath(host).toUtf8();
    writeFile(folder() + u"/Capfile"_s,
              "require 'capistrano/setup'\nrequire 'capistrano/deploy'\n"
              "require 'capistrano/scm/git'\ninstall_plugin Capistrano::SCM::Git\n");
    writeFile(folder() + u"/config/deploy.rb"_s,
              "set :application, 'my_app'\nset :repo_url, '" + repository().toUtf8() +
                  "'\nset :branch, 'main'\nset :deploy_to, '" + path + "'\nset :tmp_dir, '" +
                  m_fleet->cli.home().toUtf8() + "/tmp'\nset :keep_releases, 5\n");
    writeFile(folder() + u"/config/deploy/production.rb"_s,
              "server '127.0.0.1', user: '" + m_sshd.user().toUtf8() +
                  "', roles: %w{app}, ssh_options: { port: " + QByteArray::number(m_sshd.port()) +
                  ", keys: ['" + m_sshd.folder().toUtf8() +
                  "/cap_key'], keys_only: true, config: false, auth_methods: ['publickey'], "
                  "user_known_hosts_file: '" +
                  m_sshd.knownHosts().toUtf8() + "' }\n");
    QVERIFY(QDir().mkpath(m_fleet->cli.home() + u"/tmp"_s) && QDir().mkpath(repository()));
    QVERIFY(git({u"init"_s, u"-q"_s, u"-b"_s, u"main"_s}));
}

bool TestCapistrano::git(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(repository());
    process.start(u"git"_s,
                  QStringList{u"-c"_s, u"user.name=Ann"_s, u"-c"_s, u"user.email=ann@example.org"_s} +
                      arguments);
    return process.waitForFinished() && process.exitCode() == 0;
}

bool TestCapistrano::commit(const QString &version)
{
    writeFile(repository() + u"/version.txt"_s, version.toUtf8() + '\n');
    return git({u"add"_s, u"."_s}) && git({u"commit"_s, u"-q"_s, u"-m"_s, version});
}

QByteArray TestCapistrano::cap(const QString &task)
{
    QProcess process;
    m_fleet->cli.prepare(process, folder());
    process.setProgram(u"cap"_s);
    process.setArguments({u"production"_s, task});
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start();
    const bool ended = process.waitForFinished(120000);
    const QByteArray said = process.readAll();
    return ended && process.exitCode() == 0 ? QByteArray() : "cap " + task.toUtf8() + " failed: " + said;
}

void TestCapistrano::capistranoRollsBackWhatBelayDeployed()
{
    for (const QString &version : {u"1.0.0"_s, u"1.1.0"_s}) {
        m_fleet->build(version);
        const CliResult deployed = m_fleet->deploy(version);
        QVERIFY2(deployed.exitCode == 0, QByteArray(deployed.out + deployed.err).constData());
    }
    {
        const QByteArray why = cap(u"deploy:rollback"_s);
        QVERIFY2(why.isEmpty(), why.constData());
    }
    QCOMPARE(liveVersion(), u"1.0.0"_s);
    const CliResult status = belay({u"status"_s, u"-e"_s, u"production"_s, u"--json"_s});
    QVERIFY2(status.exitCode == 0, QByteArray(status.out + status.err).constData());
    QVERIFY2(status.out.contains("1.0.0"), status.out.constData());
    // And Belay goes on from there.
    m_fleet->build(u"1.2.0"_s);
    const CliResult next = m_fleet->deploy(u"1.2.0"_s);
    QVERIFY2(next.exitCode == 0, QByteArray(next.out + next.err).constData());
    QCOMPARE(liveVersion(), u"1.2.0"_s);
    const CliResult back = rollBack();
    QVERIFY2(back.exitCode == 0, QByteArray(back.out + back.err).constData());
    QCOMPARE(liveVersion(), u"1.0.0"_s);
}

void TestCapistrano::belayRollsBackWhatCapistranoDeployed()
{
    m_fleet->build(u"1.0.0"_s);
    const CliResult deployed = m_fleet->deploy(u"1.0.0"_s);
    QVERIFY2(deployed.exitCode == 0, QByteArray(deployed.out + deployed.err).constData());
    QVERIFY(commit(u"2.0.0-cap"_s));
    {
        const QByteArray why = cap(u"deploy"_s);
        QVERIFY2(why.isEmpty(), why.constData());
    }
    QCOMPARE(liveVersion(), u"2.0.0-cap"_s);
    const CliResult back = rollBack();
    QVERIFY2(back.exitCode == 0, QByteArray(back.out + back.err).constData());
    QCOMPARE(liveVersion(), u"1.0.0"_s);
}

void TestCapistrano::belayTakesOverFromCapistranoAndGoesBackToIt()
{
    // Capistrano alone at first: Belay has never been on this host.
    for (const QString &version : {u"2.0.0-cap"_s, u"2.1.0-cap"_s}) {
        QVERIFY(commit(version));
        {
            const QByteArray why = cap(u"deploy"_s);
            QVERIFY2(why.isEmpty(), why.constData());
        }
    }
    m_fleet->build(u"3.0.0"_s);
    const CliResult deployed = m_fleet->deploy(u"3.0.0"_s);
    QVERIFY2(deployed.exitCode == 0, QByteArray(deployed.out + deployed.err).constData());
    QCOMPARE(liveVersion(), u"3.0.0"_s);
    const CliResult back = rollBack();
    QVERIFY2(back.exitCode == 0, QByteArray(back.out + back.err).constData());
    QCOMPARE(liveVersion(), u"2.1.0-cap"_s);
}

QTEST_GUILESS_MAIN(TestCapistrano)
#include "tst_capistrano.moc"
