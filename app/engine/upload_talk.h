// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/file_list.h"
#include "app/engine/known_lists.h"

namespace belay {

/// What a host said it needs: the answer to an UploadAction's `ask` script.
struct UploadAnswer
{
    struct Base
    {
        QByteArray release;
        QByteArray digest;
    };

    qint64 turn = 0; ///< names the transfer; 0: the host said nothing of the kind
    bool wantsList = false;
    std::vector<Base> bases;         ///< releases there whose lists may be known here
    std::vector<std::size_t> needed; ///< indexes into the list's files, ascending
    qint64 have = 0;                 ///< bytes of an archive
    QByteArray haveSha256;
};

/// True for lines that are words of the answer, not output for people.
bool isUploadAnswer(const QByteArray &line);
UploadAnswer uploadAnswer(const QByteArray &out, std::size_t files);

/// The changes from a list that release `base` of the host has, or had. Nothing when all of it is shorter.
std::optional<QByteArray> tellChanges(const FileList &list, const QByteArray &baseText,
                                      const QByteArray &base);
/// How the host is told the list: as changes to one of its own when that one is known here, otherwise whole.
QByteArray tellList(const FileList &list, const QByteArray &text,
                    const std::vector<UploadAnswer::Base> &bases, const KnownLists &known);

} // namespace belay
