// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/known_lists.h"

#include "app/engine/file_list.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

namespace belay {

namespace {

constexpr qsizetype mostKept = 40;
constexpr qint64 largest = 64 * 1024 * 1024;

} // namespace

KnownLists::KnownLists(QString folder)
    : m_folder(folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) +
                                      QStringLiteral("/belay/lists")
                                : std::move(folder))
{
}

std::optional<QByteArray> KnownLists::find(const QByteArray &digest) const
{
    QFile file(m_folder + QLatin1Char('/') + QString::fromLatin1(digest));
    if (digest.size() != 64 || digest.contains('/') || !file.open(QIODevice::ReadOnly) ||
        file.size() > largest)
        return std::nullopt;
    QByteArray text = file.readAll();
    if (digestOfText(text) != digest)
        return std::nullopt;
    return text;
}

void KnownLists::remember(const QByteArray &listText) const
{
    QDir folder(m_folder);
    if (listText.size() > largest || !folder.mkpath(QStringLiteral(".")))
        return;
    QSaveFile file(folder.filePath(QString::fromLatin1(digestOfText(listText))));
    // File names of a project are nobody else's business.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return;
    file.write(listText);
    file.commit();
    const QStringList newestFirst = folder.entryList(QDir::Files, QDir::Time);
    for (const QString &old : newestFirst.mid(mostKept))
        folder.remove(old);
}

} // namespace belay
