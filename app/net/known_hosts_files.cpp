// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/known_hosts_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qint64 sizeLimit = 64 * 1024 * 1024;

bool endsInsideLine(const QString &file)
{
    QFile reader(file);
    if (!reader.open(QIODevice::ReadOnly) || reader.size() == 0)
        return false;
    reader.seek(reader.size() - 1);
    return reader.read(1) != "\n";
}

} // namespace

Result<KnownHosts> readKnownHosts(const QStringList &files)
{
    KnownHosts hosts;
    for (const QString &name : files) {
        QFile file(name);
        if (name.isEmpty() || !file.exists())
            continue;
        if (!QFileInfo(name).isFile() || !file.open(QIODevice::ReadOnly) || file.size() > sizeLimit)
            return fail(ErrorKind::HostKey, u"The known hosts file %1 cannot be read."_s.arg(name),
                        u"Make it a readable file, or take it out of the project file."_s,
                        file.errorString());
        hosts.add(file.readAll(), name);
    }
    return hosts;
}

Result<void> appendKnownHost(const QString &name, const QByteArray &line)
{
    const QString folder = QFileInfo(name).absolutePath();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder,
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const QByteArray text = endsInsideLine(name) ? QByteArray('\n' + line) : line;
    QFile file(name);
    // Append and Unbuffered: one write(2) with O_APPEND, so that two programs cannot cut each other's lines.
    const bool opened = file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered,
                                  QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (!opened || file.write(text) != text.size())
        return fail(ErrorKind::Internal, u"The accepted host key could not be saved in %1."_s.arg(name),
                    u"Make the file writable; until then the key is asked for again."_s, file.errorString());
    return {};
}

} // namespace belay
