// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/artifact.h"

#include "app/engine/file_list.h"
#include "models/domain/names.h"
#include "models/domain/project.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int mostFiles = 200000;

Result<QByteArray> hashFile(const QString &path, qint64 &size)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::NotFound, u"%1 cannot be read: %2."_s.arg(path, file.errorString()),
                    u"Check the file's rights, then build the release again."_s);
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!hash.addData(&file))
        return fail(ErrorKind::Internal,
                    u"%1 could not be read to its end: %2."_s.arg(path, file.errorString()));
    size = file.pos();
    return hash.result().toHex();
}

QString archiveKind(const QString &name)
{
    if (name.endsWith(u".tar.gz") || name.endsWith(u".tgz"))
        return u"tar.gz"_s;
    if (name.endsWith(u".tar.zst"))
        return u"tar.zst"_s;
    if (name.endsWith(u".tar"))
        return u"tar"_s;
    return name.endsWith(u".zip") ? u"zip"_s : QString();
}

/// Names are compared line by line on the host, and travel as UTF-8.
bool isPlainName(const QString &name)
{
    return std::none_of(name.begin(), name.end(), [](QChar c) {
        return c.unicode() < 0x20 || c.unicode() == 0x7f || c.unicode() == QChar::ReplacementCharacter;
    });
}

/// Who may do what, without the right to write for others: as umask 022 would leave it on the host.
int modeOf(const QFileInfo &info)
{
    const int digits = static_cast<int>(info.permissions());
    // Qt writes the rights as four hexadecimal digits, the owner's first; the second one is the user's.
    return (((digits >> 12) & 7) << 6 | ((digits >> 4) & 7) << 3 | (digits & 7)) & 0755;
}

/// True when a link at `path` (relative) with this text leads out of the folder it lies in.
bool leadsOut(const QString &path, const QString &target)
{
    if (target.startsWith(u'/'))
        return true;
    qsizetype depth = path.count(u'/');
    const QStringList segments = target.split(u'/', Qt::SkipEmptyParts);
    for (const QString &segment : segments) {
        if (segment == u"..")
            --depth;
        else if (segment != u".")
            ++depth;
        if (depth < 0)
            return true;
    }
    return false;
}

Result<void> refuse(const QString &folder, const QString &name, const QString &why)
{
    return fail(ErrorKind::Invalid,
                u"The artifact %1 cannot be released: %2 %3."_s.arg(folder, cleanLine(name), why),
                u"Leave it out of the build, then build the release again."_s);
}

class FolderScan
{
public:
    FolderScan(QString folder, const std::function<bool()> &stop)
        : m_root(std::move(folder))
        , m_stop(stop)
    {
    }

    Result<Artifact> scan()
    {
        m_artifact.path = m_root;
        QDirIterator entries(m_root, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                             QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            entries.next();
            if (m_stop && m_stop())
                return fail(ErrorKind::Cancelled, u"Reading the artifact %1 was stopped."_s.arg(m_root));
            if (const auto added = add(entries.fileInfo()); !added)
                return tl::unexpected<Error>(added.error());
        }
        if (m_artifact.files.empty()) {
            return fail(ErrorKind::Invalid, u"The artifact %1 holds no files."_s.arg(m_root),
                        u"Run the build, or correct release.artifact in belay.json."_s);
        }
        const auto byPath = [](const auto &a, const auto &b) { return a.path.toUtf8() < b.path.toUtf8(); };
        std::sort(m_artifact.files.begin(), m_artifact.files.end(), byPath);
        std::sort(m_artifact.links.begin(), m_artifact.links.end(), byPath);
        std::sort(m_artifact.folders.begin(), m_artifact.folders.end(), byPath);
        return std::move(m_artifact);
    }

private:
    Result<void> add(const QFileInfo &info)
    {
        const QString path = info.filePath().mid(m_root.size() + 1);
        if (!isPlainName(path))
            return refuse(m_root, path, u"has a control character in its name, or the name is not UTF-8"_s);
        if (info.isSymLink())
            return addLink(path, info);
        if (info.isDir()) {
            addFolder(path, info);
            return {};
        }
        if (!info.isFile())
            return refuse(m_root, path, u"is neither file, folder nor link"_s);
        if (m_artifact.files.size() >= mostFiles)
            return refuse(m_root, path, u"is one file too many (the limit is %1)"_s.arg(mostFiles));
        qint64 size = 0;
        const auto hash = hashFile(info.filePath(), size);
        if (!hash)
            return tl::unexpected<Error>(hash.error());
        m_artifact.bytes += size;
        m_artifact.files.push_back({path, size, *hash, modeOf(info)});
        return {};
    }

    void addFolder(const QString &path, const QFileInfo &info)
    {
        constexpr auto everything = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
        const int mode = modeOf(info) | 0700;
        if (mode != 0755 || QDir(info.filePath()).isEmpty(everything))
            m_artifact.folders.push_back({path, mode});
    }

    Result<void> addLink(const QString &path, const QFileInfo &info)
    {
        // Not QFileInfo::symLinkTarget(): that makes the text absolute, and the text is what must be judged.
        std::error_code unreadable;
        const auto text =
            std::filesystem::read_symlink(QFile::encodeName(info.filePath()).toStdString(), unreadable);
        if (unreadable)
            return refuse(m_root, path, u"is a link that cannot be read"_s);
        const QString target = QString::fromStdString(text.string());
        if (leadsOut(path, target))
            return refuse(m_root, path,
                          u"is a link that leads out of the folder (to %1)"_s.arg(cleanLine(target)));
        if (!isPlainName(target))
            return refuse(m_root, path, u"is a link with a control character in its text"_s);
        m_artifact.links.push_back({path, target});
        return {};
    }

    QString m_root;
    const std::function<bool()> &m_stop;
    Artifact m_artifact;
};

Result<Artifact> scanArchive(const QFileInfo &info)
{
    Artifact artifact;
    artifact.path = info.absoluteFilePath();
    artifact.archive = archiveKind(info.fileName());
    if (artifact.archive.isEmpty()) {
        return fail(ErrorKind::Invalid,
                    u"The artifact %1 is neither a folder nor an archive."_s.arg(info.filePath()),
                    u"Name a folder, or a .tar.gz, .tar.zst or .zip file, in release.artifact."_s);
    }
    qint64 size = 0;
    const auto hash = hashFile(artifact.path, size);
    if (!hash)
        return tl::unexpected<Error>(hash.error());
    artifact.bytes = size;
    artifact.files.push_back({info.fileName(), size, *hash});
    return artifact;
}

} // namespace

QByteArray Artifact::listText() const
{
    FileList list;
    for (const ArtifactFile &file : files)
        list.files.push_back({file.path.toUtf8(), file.size, file.mode, file.sha256});
    for (const ArtifactFolder &folder : folders)
        list.folders.push_back({folder.path.toUtf8(), folder.mode});
    for (const ArtifactLink &link : links)
        list.links.push_back({link.path.toUtf8(), link.target.toUtf8()});
    return toText(list);
}

QString Artifact::digest() const
{
    return QString::fromLatin1(digestOfText(listText()));
}

Result<Artifact> scanArtifact(const QString &path, const std::function<bool()> &stop)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        return fail(ErrorKind::NotFound, u"The artifact %1 is not there."_s.arg(path),
                    u"Run the build, or correct release.artifact in belay.json."_s);
    }
    if (info.isDir())
        return FolderScan(QDir(path).absolutePath(), stop).scan();
    return scanArchive(info);
}

QString artifactPath(const Project &project, const QString &version)
{
    return QDir::cleanPath(
        QDir(project.directory)
            .absoluteFilePath(expand(project.release.artifact, {{u"version"_s, version}})));
}

} // namespace belay
