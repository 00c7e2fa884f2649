// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/local_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

// Numbers from linux/magic.h and the file systems' own headers; not all of them are in every libc.
constexpr std::array<std::pair<quint32, const char16_t *>, 12> networkTypes{{
    {0x6969, u"NFS"},
    {0x517b, u"SMB"},
    {0xff534d42, u"CIFS"},
    {0xfe534d42, u"SMB2"},
    {0x65735546, u"FUSE"},
    {0x01021997, u"9P"},
    {0x5346414f, u"AFS"},
    {0x73757245, u"Coda"},
    {0x00c36400, u"Ceph"},
    {0x0bd00bd0, u"Lustre"},
    {0x47504653, u"GPFS"},
    {0x01161970, u"GFS2"},
}};

tl::unexpected<Error> systemFailure(const QString &what, const QString &path, int number)
{
    return fail(
        ErrorKind::Internal, what + u" "_s + path + u": "_s + QString::fromLocal8Bit(std::strerror(number)),
        u"Check who owns the folder and that the disk is not full, or name another one with --data-dir."_s);
}

/// Retries what a signal interrupted.
bool lockNow(int descriptor)
{
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR)
            return false;
    }
    return true;
}

} // namespace

QString networkFileSystemName(quint32 statfsType)
{
    for (const auto &[type, name] : networkTypes) {
        if (type == statfsType)
            return QString::fromUtf16(name);
    }
    return {};
}

QString networkFileSystemAt(const QString &path)
{
    struct statfs facts = {};
    if (::statfs(QFile::encodeName(path).constData(), &facts) != 0)
        return {};
    return networkFileSystemName(static_cast<quint32>(facts.f_type));
}

Result<void> makePrivateFolder(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return {};
    QDir().mkpath(info.absolutePath());
    if (::mkdir(QFile::encodeName(info.absoluteFilePath()).constData(), 0700) == 0 || errno == EEXIST)
        return {};
    return systemFailure(u"Cannot make the folder"_s, path, errno);
}

Result<void> makePrivateFile(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    // Never opens an existing database: closing it again would drop this process's SQLite locks on it.
    const int descriptor = ::open(name.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0) {
        ::close(descriptor);
        return {};
    }
    if (errno != EEXIST)
        return systemFailure(u"Cannot make the file"_s, path, errno);
    if (::chmod(name.constData(), 0600) != 0)
        return systemFailure(u"Cannot take the others' rights away from"_s, path, errno);
    return {};
}

AliveMark::AliveMark(QString path)
    : m_path(std::move(path))
{
    const int descriptor = ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return;
    if (lockNow(descriptor))
        m_descriptor = descriptor;
    else
        ::close(descriptor);
}

AliveMark::~AliveMark()
{
    if (m_descriptor < 0)
        return;
    ::unlink(QFile::encodeName(m_path).constData());
    ::close(m_descriptor);
}

AliveMark::AliveMark(AliveMark &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

bool AliveMark::isHeld(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool mine = lockNow(descriptor);
    ::close(descriptor);
    return !mine;
}

} // namespace belay
