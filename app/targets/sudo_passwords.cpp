// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/sudo_passwords.h"

#include "models/domain/names.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int promptLimit = 200;

QString keyOf(const HostRef &host)
{
    return QStringList{host.spec.user, QString::number(int(host.transport)), host.group}.join(u'\0');
}

QString textOf(const QString &prompt, bool again)
{
    const QString asked = cleanLine(prompt, promptLimit);
    const QString text = u"sudo asks: %1"_s.arg(asked.isEmpty() ? u"password"_s : asked);
    return again ? QString(u"Wrong password. "_s + text) : text;
}

} // namespace

SudoPasswords::SudoPasswords(Prompter &prompter, std::function<void(const QString &)> conceal)
    : m_prompter(prompter)
    , m_conceal(std::move(conceal))
{
}

SudoPasswords::~SudoPasswords()
{
    for (auto &[key, group] : m_groups) {
        group.password.fill('\0');
        for (auto &[host, password] : group.byHost)
            password.fill('\0');
    }
}

std::optional<QByteArray> SudoPasswords::known(const Group &group, const HostRef &host,
                                               const std::optional<QByteArray> &rejected) const
{
    const auto own = group.byHost.find(host.spec.name);
    const QByteArray &password = own == group.byHost.end() ? group.password : own->second;
    if (password.isEmpty() || password == rejected)
        return {};
    return password;
}

int SudoPasswords::declined(const HostRef &host)
{
    const std::lock_guard lock(m_mutex);
    return m_groups[keyOf(host)].declined;
}

std::optional<QByteArray> SudoPasswords::answer(const HostRef &host, const Question &question,
                                                const CancelToken &cancel)
{
    const auto knownNow = [&] {
        const std::lock_guard lock(m_mutex);
        return known(m_groups[keyOf(host)], host, question.rejected);
    };
    if (auto password = knownNow())
        return password;
    const std::lock_guard asking(m_asking);
    if (auto password = knownNow())
        return password; // another host was asked about meanwhile
    if (declined(host) != question.declinedBefore)
        return {};
    const auto given = m_prompter.askSecret(
        host.spec.name, textOf(question.prompt, question.rejected.has_value()), false, cancel);
    const std::lock_guard lock(m_mutex);
    Group &group = m_groups[keyOf(host)];
    if (!given || given->isEmpty() || given->contains(u'\n')) {
        ++group.declined;
        return {};
    }
    m_conceal(*given);
    const QByteArray password = given->toUtf8();
    if (group.worked)
        group.byHost[host.spec.name] = password;
    else
        group.password = password;
    return password;
}

void SudoPasswords::refused(const HostRef &host, const QByteArray &password)
{
    const std::lock_guard lock(m_mutex);
    Group &group = m_groups[keyOf(host)];
    if (!group.worked && group.password == password)
        group.password.clear();
    if (const auto own = group.byHost.find(host.spec.name);
        own != group.byHost.end() && own->second == password)
        group.byHost.erase(own);
}

void SudoPasswords::worked(const HostRef &host, const QByteArray &password)
{
    const std::lock_guard lock(m_mutex);
    Group &group = m_groups[keyOf(host)];
    group.worked = group.worked || group.password == password;
}

} // namespace belay
