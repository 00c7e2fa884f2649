// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"
#include "app/targets/layout_scripts.h"
#include "app/targets/sudo_host_shell.h"
#include "tests/support/fleet.h"
#include "tests/support/ssh_fixture.h"
#include "tests/support/throwaway_account.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QStandardPaths>
#include <QTest>

#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString release = u"20261121140000"_s;

/// Gives one answer after the other, and then none.
class Answers : public Prompter
{
public:
    explicit Answers(QStringList answers)
        : m_answers(std::move(answers))
    {
    }
    bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return false; }
    Result<QString> askSecret(const QString &host, const QString &prompt, bool echo,
                              const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        m_asked.append(host + u": "_s + prompt + (echo ? u" (shown)"_s : u""_s));
        if (m_answers.isEmpty())
            return fail(ErrorKind::Auth, u"Nobody is there to answer."_s);
        return m_answers.takeFirst();
    }
    QStringList asked()
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    std::mutex m_mutex;
    QStringList m_answers;
    QStringList m_asked;
};

} // namespace

/// Commands with sudo, on a host whose sudo wants a password: a real sshd, a real account, a real sudo.
class TestSudo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void thePasswordIsAskedForOnceForAllHosts();
    void aCommandThatNeedsNoPasswordAsksNobody();
    void aWrongPasswordIsToldApartAndAskedForAgain();
    void afterThreeWrongPasswordsTheStepFailsWithTheCause();
    void withoutAnAnswerTheStepFailsWithTheCause();
    void whoDeclinesIsAskedOnceForAllHostsThatWait();
    void sudoIsReachedHoweverTheCommandCallsIt_data();
    void sudoIsReachedHoweverTheCommandCallsIt();
    void aHostThatForgetsAtOnceIsStillAskedAboutOnce();
    void thePasswordIsNowhereOnTheHost();
    void aCommandThatWaitsOutlivesItsViewer();
    void aSudoThatInsistsOnATerminalIsNamed();
    void withoutATerminalTheProgramNamesTheCause();
    void atATerminalTheProgramAsksAndShowsNothing();

private:
    struct Ended
    {
        StepEnd end;
        QStringList lines;
        QByteArray out;
    };
    LayoutSite site(const QString &host) const
    {
        return {m_account.home() + u"/hosts/"_s + host, u"my_app/production"_s,
                u"v1:run-1:ann@laptop:20261121140000"_s, u"run-1"_s};
    }
    HostRef host(const QString &name) const
    {
        HostRef ref = m_sshd->host(name);
        ref.spec.user = m_account.name();
        ref.group = u"production"_s;
        return ref;
    }
    QString command(const QString &text, const QString &name) const
    {
        return commandScript(site(name), {u"restart-%1"_s.arg(m_step), release, text, true});
    }
    Ended run(HostShell &shell, const QString &text, const QString &name = u"one"_s)
    {
        Ended ended;
        ScriptRequest request = script(command(text, name).toUtf8());
        request.onLine = [&ended](const QByteArray &line, bool) {
            ended.lines.append(QString::fromUtf8(line));
        };
        const auto result = shell.run(host(name), request, {});
        Step step;
        step.title = u"restart"_s;
        if (!result)
            ended.end = {StepState::Failed, {}, result.error(), {}};
        else if (!result->proven)
            ended.end = {StepState::Unknown, result->note, {}, {}};
        else
            ended.end = scriptEnd(step, *result);
        ended.out = result ? result->out : QByteArray();
        return ended;
    }
    static QString why(const Ended &ended)
    {
        return ended.end.error ? QString(ended.end.error->summary + u'\n' + ended.end.error->detail)
                               : QString(ended.end.text + QString::fromUtf8(ended.out));
    }
    std::unique_ptr<SudoHostShell> sudoShell(Prompter &person)
    {
        return std::make_unique<SudoHostShell>(
            *m_shell, person, [this](const QString &password) { m_concealed.append(password); });
    }

    test::ThrowawayAccount m_account;
    std::unique_ptr<PrivateSshd> m_sshd;
    QTemporaryDir m_home;
    FakePerson m_nobody;
    std::unique_ptr<HostShell> m_shell;
    QStringList m_concealed;
    int m_step = 0;
};

void TestSudo::initTestCase()
{
    for (const QString &why : {PrivateSshd::unavailable(), test::ThrowawayAccount::unavailable()})
        if (!why.isEmpty())
            QSKIP(qPrintable(why));
    QVERIFY(m_account.make());
    m_sshd = std::make_unique<PrivateSshd>(
        PrivateSshd::Options{{u"127.0.0.1"_s}, m_account.loginConfig(), {u"ed25519"_s}});
    QVERIFY2(m_sshd->start(), qPrintable(m_sshd->whyNot()));
    QVERIFY(m_account.authorize(m_sshd->userKey() + u".pub"_s));
    m_shell = makeShell(m_nobody, isolatedOptions(m_home.path()));
    for (const QString &name : {u"one"_s, u"two"_s, u"three"_s}) {
        const auto made = m_shell->run(host(name),
                                       script((lockScript(site(name), {u"my_app"_s, false, {}}) +
                                               u"\nmkdir -p \"$path/releases/%1\"\n"_s.arg(release))
                                                  .toUtf8()),
                                       {});
        QVERIFY2(made && made->proven && made->exitCode == 0,
                 made ? made->out.constData() : qPrintable(made.error().summary));
    }
}

void TestSudo::init()
{
    ++m_step;
    m_concealed.clear();
    QVERIFY(m_account.setSudoRules(u"%1 ALL=(ALL) ALL\n"_s));
}

void TestSudo::thePasswordIsAskedForOnceForAllHosts()
{
    Answers person({m_account.password()});
    const auto shell = sudoShell(person);
    for (const QString &name : {u"one"_s, u"two"_s}) {
        QVERIFY(m_account.forgetSudo());
        const Ended ended =
            run(*shell, u"echo before | tee -a count; sudo id -un; echo after; sudo id -u"_s, name);
        QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
        QCOMPARE(ended.lines, (QStringList{u"before"_s, u"root"_s, u"after"_s, u"0"_s}));
        QCOMPARE(test::readFile(site(name).path + u"/releases/"_s + release + u"/count"_s),
                 QByteArray("before\n"));
    }
    QCOMPARE(person.asked(), QStringList{u"one: sudo asks: [sudo] password for %1:"_s.arg(m_account.name())});
    QCOMPARE(m_concealed, QStringList{m_account.password()});
}

void TestSudo::aCommandThatNeedsNoPasswordAsksNobody()
{
    QVERIFY(m_account.setSudoRules(u"%1 ALL=(ALL) ALL\n%1 ALL=(root) NOPASSWD: /usr/bin/id\n"_s));
    Answers person({});
    const Ended ended = run(*sudoShell(person), u"sudo /usr/bin/id -u"_s);
    QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
    QCOMPARE(ended.lines, QStringList{u"0"_s});
    QCOMPARE(person.asked(), QStringList());
}

void TestSudo::aWrongPasswordIsToldApartAndAskedForAgain()
{
    Answers person({u"wrong"_s, m_account.password()});
    const auto shell = sudoShell(person);
    const Ended ended = run(*shell, u"echo once >>wrong; sudo id -u"_s);
    QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
    QCOMPARE(person.asked().size(), 2);
    QVERIFY2(person.asked().last().contains(u"Wrong password. sudo asks:"_s),
             qPrintable(person.asked().last()));
    QCOMPARE(test::readFile(site(u"one"_s).path + u"/releases/"_s + release + u"/wrong"_s),
             QByteArray("once\n"));
    // The right one is what is remembered.
    QVERIFY(m_account.forgetSudo());
    QVERIFY(run(*shell, u"sudo id -u"_s, u"two"_s).end.state == StepState::Passed);
    QCOMPARE(person.asked().size(), 2);
}

void TestSudo::afterThreeWrongPasswordsTheStepFailsWithTheCause()
{
    Answers person({u"wrong"_s, u"worse"_s, u"worst"_s, m_account.password()});
    const Ended ended = run(*sudoShell(person), u"sudo id -u"_s);
    QVERIFY(ended.end.state == StepState::Failed);
    QCOMPARE(ended.end.error->summary, u"sudo on the host did not take the password"_s);
    QCOMPARE(person.asked().size(), 3);
}

void TestSudo::withoutAnAnswerTheStepFailsWithTheCause()
{
    Answers person({});
    const Ended ended = run(*sudoShell(person), u"sudo id -u"_s);
    QVERIFY(ended.end.state == StepState::Failed);
    QCOMPARE(ended.end.error->summary, u"sudo on the host wants a password"_s);
    QVERIFY(ended.end.error->hint.contains(u"NOPASSWD"_s));
    QCOMPARE(person.asked().size(), 1);
}

void TestSudo::whoDeclinesIsAskedOnceForAllHostsThatWait()
{
    /// Answers nothing, but only once all hosts have asked.
    class Slow : public Prompter
    {
    public:
        std::atomic<int> asked = 0;
        CancelToken enough;
        bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return false; }
        Result<QString> askSecret(const QString &, const QString &, bool, const CancelToken &) override
        {
            ++asked;
            enough.waitFor(std::chrono::seconds(20));
            return fail(ErrorKind::Auth, u"No."_s);
        }
    } person;
    const auto shell = sudoShell(person);
    const QStringList names{u"one"_s, u"two"_s, u"three"_s};
    std::vector<Ended> ended(3);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < ended.size(); ++i)
        threads.emplace_back([&, i] { ended[i] = run(*shell, u"sudo id -u"_s, names[qsizetype(i)]); });
    const auto waiting = [&](const QString &name) {
        return QFile::exists(site(name).path + u"/.belay/ops/run-1/step.restart-%1.sudo/asks"_s.arg(m_step));
    };
    const bool all =
        QTest::qWaitFor([&] { return waiting(u"one"_s) && waiting(u"two"_s) && waiting(u"three"_s); }, 20000);
    person.enough.cancel();
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(all);
    for (const Ended &each : ended)
        QCOMPARE(each.end.error ? each.end.error->summary : QString(),
                 u"sudo on the host wants a password"_s);
    QCOMPARE(int(person.asked), 1);
}

void TestSudo::sudoIsReachedHoweverTheCommandCallsIt_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("in a pipe") << u"printf 'a\\nb\\n' | sudo cat"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("two in a pipe") << u"printf 'a\\n' | sudo cat | sudo cat"_s << QStringList{u"a"_s};
    QTest::newRow("by another program") << u"timeout 60 sudo id -u"_s << QStringList{u"0"_s};
    QTest::newRow("in a script") << u"printf 'sudo id -u\\n' >s.sh; sh s.sh # sudo"_s << QStringList{u"0"_s};
    QTest::newRow("with options") << u"sudo -u root -- id -u"_s << QStringList{u"0"_s};
    QTest::newRow("-n stays what it is") << u"sudo -n id -u 2>/dev/null || echo no"_s << QStringList{u"no"_s};
    QTest::newRow("-S stays what it is")
        << u"echo nonsense | sudo -S -p '' id -u 2>/dev/null || echo no"_s << QStringList{u"no"_s};
}

void TestSudo::sudoIsReachedHoweverTheCommandCallsIt()
{
    QFETCH(QString, text);
    QFETCH(QStringList, lines);
    Answers person({m_account.password()});
    const Ended ended = run(*sudoShell(person), text);
    QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
    QCOMPARE(ended.lines, lines);
}

void TestSudo::aHostThatForgetsAtOnceIsStillAskedAboutOnce()
{
    QVERIFY(m_account.setSudoRules(u"Defaults:%1 timestamp_timeout=0\n%1 ALL=(ALL) ALL\n"_s));
    Answers person({m_account.password()});
    const Ended ended = run(*sudoShell(person), u"sudo id -u; sudo id -un; sudo id -u"_s);
    QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
    QCOMPARE(ended.lines, (QStringList{u"0"_s, u"root"_s, u"0"_s}));
    QCOMPARE(person.asked().size(), 1);
}

void TestSudo::thePasswordIsNowhereOnTheHost()
{
    Answers person({m_account.password()});
    const QString seen = m_home.filePath(u"seen"_s);
    const Ended ended = run(
        *sudoShell(person),
        u"sudo sh -c 'for p in /proc/[0-9]*; do cat $p/cmdline $p/environ; done >%1 2>/dev/null'; true"_s.arg(
            seen));
    QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
    const QByteArray password = m_account.password().toUtf8();
    QVERIFY(test::readFile(seen).contains("SUDO_ASKPASS")); // it was looked in the right place
    QVERIFY(!test::readFile(seen).contains(password));
    int files = 0;
    QDirIterator all(m_account.home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        ++files;
        const QString file = all.next();
        QVERIFY2(!test::readFile(file).contains(password), qPrintable(file));
    }
    QVERIFY(files > 3);
    QVERIFY(!QFile::exists(site(u"one"_s).path + u"/.belay/ops/run-1/step.restart-%1.sudo"_s.arg(m_step)));
}

void TestSudo::aCommandThatWaitsOutlivesItsViewer()
{
    const QString text = u"echo once >>lives; sudo id -u"_s;
    const auto first = m_shell->run(host(u"one"_s), script(command(text, u"one"_s).toUtf8()), {});
    QVERIFY(first && first->proven);
    QCOMPARE(first->exitCode, int(SudoAsks));
    m_shell->forget(host(u"one"_s)); // the connection goes, the command waits on
    Answers person({m_account.password()});
    const Ended ended = run(*sudoShell(person), text);
    QVERIFY2(ended.end.state == StepState::Passed, qPrintable(why(ended)));
    QCOMPARE(ended.lines, QStringList{u"0"_s});
    QCOMPARE(test::readFile(site(u"one"_s).path + u"/releases/"_s + release + u"/lives"_s),
             QByteArray("once\n"));
}

void TestSudo::aSudoThatInsistsOnATerminalIsNamed()
{
    QVERIFY(m_account.setSudoRules(u"Defaults:%1 requiretty\n%1 ALL=(ALL) ALL\n"_s));
    Answers person({m_account.password()});
    const Ended ended = run(*sudoShell(person), u"sudo id -u"_s);
    QVERIFY(ended.end.state == StepState::Failed);
    QCOMPARE(ended.end.error->summary, u"sudo on the host insists on a terminal"_s);
    QCOMPARE(person.asked(), QStringList());
}

void TestSudo::withoutATerminalTheProgramNamesTheCause()
{
    test::Fleet fleet({u"solo"_s});
    fleet.overSsh(*m_sshd);
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    QJsonObject solo = target[u"hosts"_s].toArray().first().toObject();
    solo[u"user"_s] = m_account.name();
    target[u"hosts"_s] = QJsonArray{solo};
    target[u"path"_s] = QString(m_account.home() + u"/solo"_s);
    fleet.environment[u"target"_s] = target;
    fleet.environment.remove(u"health"_s);
    fleet.environment[u"commands"_s] = QJsonObject{{u"restart"_s, u"sudo id -u"_s}};
    fleet.write();
    const auto ran = fleet.deploy(u"1.0.0"_s);
    QVERIFY(ran.exitCode != 0);
    QVERIFY2(QByteArray(ran.out + ran.err).contains("sudo on the host wants a password"),
             QByteArray(ran.out + ran.err).constData());
}

void TestSudo::atATerminalTheProgramAsksAndShowsNothing()
{
    if (QStandardPaths::findExecutable(u"script"_s).isEmpty())
        QSKIP("script (util-linux) is not installed");
    test::Fleet fleet({u"terminal"_s});
    fleet.overSsh(*m_sshd);
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    QJsonObject solo = target[u"hosts"_s].toArray().first().toObject();
    solo[u"user"_s] = m_account.name();
    target[u"hosts"_s] = QJsonArray{solo};
    target[u"path"_s] = QString(m_account.home() + u"/terminal"_s);
    fleet.environment[u"target"_s] = target;
    fleet.environment.remove(u"health"_s);
    // The careless command: even so nothing may show it.
    fleet.environment[u"commands"_s] = QJsonObject{
        {u"restart"_s,
         u"sudo id -un; echo \"leak: %1\""_s.arg(QString(m_account.password()).replace(u'"', "\\\""_L1))}};
    fleet.write();
    QProcess terminal;
    fleet.cli.prepare(terminal, fleet.projectFolder());
    terminal.setStandardInputFile({});
    terminal.setProgram(u"script"_s);
    QStringList words{test::BelayCli::program()};
    for (const QString &word : fleet.deployArguments(u"1.0.0"_s))
        words.append(u'\'' + word + u'\'');
    terminal.setArguments({u"-q"_s, u"-e"_s, u"-c"_s, words.join(u' '), u"/dev/null"_s});
    terminal.setProcessChannelMode(QProcess::MergedChannels);
    terminal.start();
    QByteArray shown;
    const auto reads = [&](const QByteArray &awaited) {
        return QTest::qWaitFor(
            [&] {
                shown += terminal.readAll();
                return shown.contains(awaited);
            },
            30000);
    };
    const bool asked = reads("sudo asks: [sudo] password for " + m_account.name().toUtf8());
    terminal.write(m_account.password().toUtf8() + '\n');
    const bool ended = terminal.waitForFinished(60000);
    shown += terminal.readAll();
    QVERIFY2(asked && ended, shown.constData());
    QCOMPARE(terminal.exitCode(), 0);
    QVERIFY2(shown.contains("root"), shown.constData());
    QVERIFY2(shown.contains("leak: "), shown.constData());
    QVERIFY2(!shown.contains(m_account.password().toUtf8()), shown.constData());
}

QTEST_GUILESS_MAIN(TestSudo)
#include "tst_sudo.moc"
