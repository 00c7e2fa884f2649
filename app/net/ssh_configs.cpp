// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_configs.h"

#include "app/net/local_user.h"
#include "app/net/ssh_config_reader.h"

#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

std::vector<SshConfigSource> sources(const QString &file)
{
    const QString folder = localUserHome() + u"/.ssh"_s;
    if (file == "none"_L1)
        return {};
    if (!file.isEmpty())
        return {{file, folder}};
#ifdef Q_OS_WIN
    const QString system = qEnvironmentVariable("ProgramData") + u"/ssh"_s;
#else
    const QString system = u"/etc/ssh"_s;
#endif
    return {{folder + u"/config"_s, folder}, {system + u"/ssh_config"_s, system}};
}

} // namespace

SshConfig resolveSshConfig(const QString &address, const QString &file, const QString &home,
                           const CancelToken &cancel)
{
    SshConfigReading reading = readSshConfig(address, sources(file), home);
    if (reading.whole || QStandardPaths::findExecutable(u"ssh"_s).isEmpty())
        return std::move(reading.config);
    return askSshConfig(address, file, home, cancel);
}

QString addressOf(const HostSpec &host)
{
    return host.address.isEmpty() ? host.name : host.address;
}

SshConfig SshConfigs::of(const HostRef &host, const CancelToken &cancel)
{
    return of(addressOf(host.spec), cancel);
}

SshConfig SshConfigs::of(const QString &address, const CancelToken &cancel)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_known.find(address); found != m_known.end())
            return found->second;
    }
    SshConfig answer = resolveSshConfig(address, m_file, m_home, cancel);
    if (!cancel.cancelled()) {
        const std::lock_guard lock(m_mutex);
        m_known[address] = answer;
    }
    return answer;
}

std::optional<SshConfig> SshConfigs::known(const HostRef &host)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(addressOf(host.spec));
    return found == m_known.end() ? std::nullopt : std::optional(found->second);
}

void SshConfigs::forget(const HostRef &host)
{
    const std::lock_guard lock(m_mutex);
    m_known.erase(addressOf(host.spec));
}

} // namespace belay
