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
constexpr qsizetype mostPlaces = 1000;
constexpr qint64 largest = 64 * 1024 * 1024;

QByteArray placeName(const QString &place)
{
    return QByteArray("place-" + digestOfText(place.toUtf8()));
}

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

std::optional<QByteArray> KnownLists::findAt(const QString &place) const
{
    QFile file(m_folder + QLatin1Char('/') + QString::fromLatin1(placeName(place)));
    return file.open(QIODevice::ReadOnly) ? find(file.read(64)) : std::nullopt;
}

bool KnownLists::keep(const QByteArray &name, const QByteArray &text) const
{
    QSaveFile file(m_folder + QLatin1Char('/') + QString::fromLatin1(name));
    // File names of a project are nobody else's business.
    return file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
           file.write(text) == text.size() && file.commit();
}

void KnownLists::remember(const QByteArray &listText, const QString &place) const
{
    QDir folder(m_folder);
    const QByteArray digest = digestOfText(listText);
    if (listText.size() > largest || !folder.mkpath(QStringLiteral(".")) || !keep(digest, listText))
        return;
    if (!place.isEmpty())
        keep(placeName(place), digest);
    const auto forget = [&folder](const QString &names, qsizetype most) {
        const QStringList newestFirst = folder.entryList({names}, QDir::Files, QDir::Time);
        for (const QString &old : newestFirst.mid(most))
            folder.remove(old);
    };
    forget(QStringLiteral("place-*"), mostPlaces);
    forget(QStringLiteral("[0-9a-f]*[0-9a-f]"), mostKept);
}

} // namespace belay
