// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/file_list.h"

#include <QCryptographicHash>

#include <algorithm>
#include <numeric>

namespace belay {

namespace {

QByteArray lineOf(const ListedFile &file)
{
    return QByteArray(file.sha256 + ' ' + QByteArray::number(file.size) + ' ' +
                      QByteArray::number(file.mode, 8) + ' ' + file.path + '\n');
}

QByteArray restOf(const FileList &list)
{
    QByteArray text;
    for (const ListedFolder &folder : list.folders)
        text += "dir " + QByteArray::number(folder.mode, 8) + ' ' + folder.path + '\n';
    for (const ListedLink &link : list.links)
        text += "link " + link.path + " -> " + link.target + '\n';
    return text;
}

bool isSha256(const QByteArray &text)
{
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool addFile(FileList &list, const QByteArray &line)
{
    const qsizetype size = line.indexOf(' ') + 1;
    const qsizetype mode = line.indexOf(' ', size) + 1;
    const qsizetype path = line.indexOf(' ', mode) + 1;
    if (size <= 0 || mode <= 0 || path <= 0)
        return false;
    bool isSize = false;
    bool isMode = false;
    ListedFile file{line.mid(path), line.mid(size, mode - size - 1).toLongLong(&isSize),
                    line.mid(mode, path - mode - 1).toInt(&isMode, 8), line.left(size - 1)};
    if (!isSize || !isMode || file.size < 0 || file.path.isEmpty() || !isSha256(file.sha256))
        return false;
    list.files.push_back(std::move(file));
    return true;
}

bool addLine(FileList &list, const QByteArray &line)
{
    if (line.startsWith("link ")) {
        const qsizetype arrow = line.indexOf(" -> ", 5);
        list.links.push_back({line.mid(5, arrow - 5), line.mid(arrow + 4)});
        return arrow > 5;
    }
    if (line.startsWith("dir ")) {
        const qsizetype path = line.indexOf(' ', 4) + 1;
        bool isMode = false;
        list.folders.push_back({line.mid(path), line.mid(4, path - 5).toInt(&isMode, 8)});
        return path > 0 && isMode;
    }
    return addFile(list, line);
}

} // namespace

qint64 FileList::bytes() const
{
    return std::accumulate(files.begin(), files.end(), qint64(0),
                           [](qint64 sum, const ListedFile &file) { return sum + file.size; });
}

QByteArray toText(const FileList &list)
{
    QByteArray text;
    for (const ListedFile &file : list.files)
        text += lineOf(file);
    return QByteArray(text + restOf(list));
}

Result<FileList> fileListFromText(const QByteArray &text)
{
    FileList list;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype end = text.indexOf('\n', from);
        if (end < 0 || !addLine(list, text.mid(from, end - from)))
            return fail(ErrorKind::Invalid, QStringLiteral("The list of the release's files is damaged."),
                        QStringLiteral("Make a new plan."));
        from = end + 1;
    }
    return list;
}

QByteArray digestOfText(const QByteArray &listText)
{
    return QCryptographicHash::hash(listText, QCryptographicHash::Sha256).toHex();
}

std::optional<QByteArray> listChanges(const FileList &base, const FileList &wanted)
{
    QByteArray gone;
    QByteArray added;
    qsizetype kept = 0;
    auto old = base.files.begin();
    const auto dropOld = [&] {
        gone += QByteArray::number(std::distance(base.files.begin(), old) + 1) + "d\n";
        ++old;
    };
    for (const ListedFile &file : wanted.files) {
        while (old != base.files.end() && old->path < file.path)
            dropOld();
        if (old != base.files.end() && *old == file) {
            kept += file.path.size() + file.sha256.size();
            ++old;
            continue;
        }
        if (old != base.files.end() && old->path == file.path)
            dropOld();
        added += lineOf(file);
    }
    while (old != base.files.end())
        dropOld();
    if (gone.size() > kept)
        return std::nullopt;
    return QByteArray(gone + added + restOf(wanted));
}

} // namespace belay
