// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"
#include "app/engine/ports.h"

#include <QString>

namespace belay {

/// The checked-out commit of a folder, or empty when it is no git checkout or there is no git. Call only for
/// trusted projects: a hostile .git/config can make git run code; the switches here lower that risk and do
/// not remove it.
QString currentCommit(const QString &folder, LocalShell &shell, const CancelToken &cancel);

/// When a commit was made (its committer date), in milliseconds since the epoch, UTC; 0 when git cannot tell.
/// `commit` is a full hash, as currentCommit() gives it. The same care for hostile folders.
qint64 commitTime(const QString &folder, const QString &commit, LocalShell &shell, const CancelToken &cancel);

/// The address of the remote "origin", or empty. The same care for hostile folders.
QString remoteAddress(const QString &folder, LocalShell &shell, const CancelToken &cancel);

/// Fills in what changed between `changes.sinceCommit` and the checked-out commit: commits, files, and
/// whether the working tree differs. Without a commit to start from (or when it is not in this repository)
/// every commit and file counts, newest 1,000 commits. Error NotFound: the folder is no git checkout. The
/// same care for hostile folders.
Result<Changes> gitChanges(const QString &folder, Changes changes, LocalShell &shell,
                           const CancelToken &cancel);

/// Commits and files between two commits, both full hashes. Error NotFound: git does not know one of them
/// here. The same care for hostile folders.
Result<Changes> gitBetween(const QString &folder, const QString &from, const QString &to, LocalShell &shell,
                           const CancelToken &cancel);

/// The names that no tracked file of `folder` mentions, as whole words, in a commit. Everything counts as
/// mentioned when git cannot tell. The same care for hostile folders.
QStringList gitUnmentioned(const QString &folder, const QString &commit, const QStringList &names,
                           LocalShell &shell, const CancelToken &cancel);

} // namespace belay
