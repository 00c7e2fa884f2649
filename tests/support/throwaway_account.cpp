// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/throwaway_account.h"

#include "tests/support/belay_cli.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

const QStringList systemFolders{u"/usr/sbin"_s, u"/usr/bin"_s, u"/sbin"_s, u"/bin"_s};

bool runs(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(QStandardPaths::findExecutable(program, systemFolders), arguments);
    process.write(input);
    process.closeWriteChannel();
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

} // namespace

ThrowawayAccount::ThrowawayAccount()
    : m_name(u"belay-t%1"_s.arg(QRandomGenerator::system()->bounded(1000000)))
    , m_password(u"kenn' \"wort%1"_s.arg(QRandomGenerator::system()->generate64(), 0, 36))
{
}

ThrowawayAccount::~ThrowawayAccount()
{
    if (!m_made)
        return;
    QFile::remove(rulesFile());
    runs(u"userdel"_s, {u"-f"_s, u"-r"_s, m_name});
}

QString ThrowawayAccount::unavailable()
{
    if (::geteuid() != 0)
        return u"needs root, to make an account for the test"_s;
    for (const QString &program : {u"sudo"_s, u"useradd"_s, u"userdel"_s, u"chpasswd"_s, u"visudo"_s})
        if (QStandardPaths::findExecutable(program, systemFolders).isEmpty())
            return u"%1 is not installed"_s.arg(program);
    return {};
}

bool ThrowawayAccount::make()
{
    m_made = runs(u"useradd"_s, {u"-m"_s, u"-s"_s, u"/bin/bash"_s, m_name});
    return m_made && runs(u"chpasswd"_s, {}, (m_name + u':' + m_password + u'\n').toUtf8());
}

bool ThrowawayAccount::authorize(const QString &publicKeyFile) const
{
    writeFile(home() + u"/.ssh/authorized_keys"_s, readFile(publicKeyFile));
    return runs(u"chown"_s, {u"-R"_s, m_name + u':', home()});
}

QByteArray ThrowawayAccount::loginConfig() const
{
    return "AuthorizedKeysFile " + home().toUtf8() + "/.ssh/authorized_keys\n";
}

bool ThrowawayAccount::setSudoRules(const QString &rules) const
{
    // In place by one rename: a broken file here would lock everybody out of sudo.
    const QString draft = home() + u"/.rules"_s;
    writeFile(draft, rules.arg(m_name).toUtf8());
    QFile::setPermissions(draft, QFileDevice::ReadOwner);
    const bool good = runs(u"visudo"_s, {u"-c"_s, u"-q"_s, u"-f"_s, draft});
    return good &&
           runs(u"install"_s,
                {u"-o"_s, u"root"_s, u"-g"_s, u"root"_s, u"-m"_s, u"440"_s, draft, rulesFile()}) &&
           QFile::remove(draft) && forgetSudo();
}

bool ThrowawayAccount::forgetSudo() const
{
    QFile::remove(u"/run/sudo/ts/"_s + m_name);
    return !QFile::exists(u"/run/sudo/ts/"_s + m_name);
}

} // namespace belay::test
