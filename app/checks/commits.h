// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

/// A commit's subject as Conventional Commits reads it: "feat(shop)!: sell by the dozen".
struct ConventionalCommit
{
    QString type;          ///< lower case: "feat"; empty: the subject is not of that form
    QString scope;         ///< may be empty
    QString description;   ///< the subject without type and scope
    bool breaking = false; ///< by "!" or by a BREAKING CHANGE footer
    QString breakingNote;  ///< the footer's text, one line; may be empty
};

ConventionalCommit conventional(const Commit &commit);

/// Who approved a commit, by its trailers (Reviewed-by, Approved-by, Acked-by): people other than its author,
/// without addresses.
QStringList approvers(const Commit &commit);

/// A change and what speaks for its having been read by somebody else.
struct Reviewed
{
    const Commit *commit = nullptr;
    QStringList by;      ///< approvers, or who merged it, when that was not its author
    QString pullRequest; ///< "#12", when the subject or the merge names one
};

/// Every commit that is no merge, newest first. Points into `commits`.
std::vector<Reviewed> reviews(const std::vector<Commit> &commits);

/// A draft of release notes in Markdown, grouped Breaking changes, Features, Fixes, Other; each group in the
/// order the changes were made. Merges are left out: their commits speak for themselves.
QString draftNotes(const Changes &changes, const QString &version);

/// "3 features, 2 fixes, 1 breaking"; empty without any.
QString countedKinds(const std::vector<Commit> &commits);

/// The files among `files` that are database migrations.
QStringList migrationsIn(const QStringList &files);

/// "14 commits, 61 files, 2 migrations since 1.4.0".
QString sizeOf(const Changes &changes);

/// Whether a release of this size is better made in parts.
bool isLarge(const Changes &changes);

} // namespace belay
