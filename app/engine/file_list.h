// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace belay {

struct ListedFile
{
    QByteArray path; ///< relative, with '/', UTF-8
    qint64 size = 0;
    int mode = 0644; ///< permission bits
    QByteArray sha256;

    bool operator==(const ListedFile &) const = default;
};

struct ListedLink
{
    QByteArray path;
    QByteArray target;

    bool operator==(const ListedLink &) const = default;
};

/// A folder that no file in it brings along: an empty one, or one with unusual rights.
struct ListedFolder
{
    QByteArray path;
    int mode = 0755;

    bool operator==(const ListedFolder &) const = default;
};

/// Everything a release holds, as text with one line each: "SHA256 SIZE MODE PATH" for the files in the byte
/// order of their paths, then "dir MODE PATH", then "link PATH -> TEXT". The host works with the same lines,
/// and the SHA-256 of the text names the release's content.
struct FileList
{
    std::vector<ListedFile> files;
    std::vector<ListedFolder> folders;
    std::vector<ListedLink> links;

    qint64 bytes() const;
    bool operator==(const FileList &) const = default;
};

QByteArray toText(const FileList &list);
/// Error Invalid: not such a text.
Result<FileList> fileListFromText(const QByteArray &text);
/// 64 hex digits.
QByteArray digestOfText(const QByteArray &listText);

/// `wanted`, told to a host that has the list `base`: which of the base's file lines go ("12d", counted from
/// one, as `sed` understands it), then the lines that are new. Nothing when the whole list is shorter.
std::optional<QByteArray> listChanges(const FileList &base, const FileList &wanted);

} // namespace belay
