// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/git_place.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

QString gitFolderOf(const QString &top)
{
    const QString dotGit = top + u"/.git"_s;
    if (QFileInfo(dotGit).isDir())
        return dotGit;
    const QByteArray text = smallFile(dotGit).trimmed();
    if (!text.startsWith("gitdir: "))
        return {};
    return QDir::cleanPath(QDir(top).absoluteFilePath(QString::fromUtf8(text.mid(8))));
}

/// The nearest folder at or above `root` with a .git; empty: none.
QString topOf(const QString &root)
{
    for (QDir folder(root);; folder.cdUp()) {
        if (QFileInfo::exists(folder.filePath(u".git"_s)))
            return folder.absolutePath();
        if (folder.isRoot())
            return {};
    }
}

} // namespace

QByteArray smallFile(const QString &path, qint64 largest)
{
    const QFileInfo info(path);
    if (info.isSymLink() || !info.isFile() || info.size() > largest)
        return {};
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(largest) : QByteArray();
}

GitPlace gitPlaceOf(const QString &root)
{
    GitPlace place;
    place.top = topOf(root);
    if (place.top.isEmpty())
        return place;
    place.folder = gitFolderOf(place.top);
    if (!place.folder.isEmpty()) {
        const QByteArray common = smallFile(place.folder + u"/commondir"_s).trimmed();
        place.common =
            common.isEmpty() ? place.folder : QDir(place.folder).absoluteFilePath(QString::fromUtf8(common));
    }
    if (place.top != root)
        place.prefix = QDir(place.top).relativeFilePath(root).toStdString() + '/';
    return place;
}

} // namespace belay::scan
