// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/local_user.h"

#include <QDir>

#ifndef Q_OS_WIN
#include <pwd.h>
#include <unistd.h>

#include <array>
#endif

namespace belay {

QString localUserName()
{
#ifdef Q_OS_WIN
    return qEnvironmentVariable("USERNAME");
#else
    const QString user = qEnvironmentVariable("USER");
    if (!user.isEmpty())
        return user;
    std::array<char, 4096> space{};
    passwd entry{};
    passwd *found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, space.data(), space.size(), &found);
    return found ? QString::fromLocal8Bit(found->pw_name) : QString();
#endif
}

QString localUserHome()
{
#ifndef Q_OS_WIN
    std::array<char, 4096> space{};
    passwd entry{};
    passwd *found = nullptr;
    ::getpwuid_r(::getuid(), &entry, space.data(), space.size(), &found);
    if (found)
        return QString::fromLocal8Bit(found->pw_dir);
#endif
    return QDir::homePath();
}

} // namespace belay
