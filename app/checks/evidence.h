// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

namespace belay {

// What git and the history say about an item. Evidence, not a verdict: a person ticks. All pure.

/// Who wrote what is new, and for which commits git names a second person; and how large the release is.
Inspected judgeReview(const Changes &changes);
Inspected judgeReadme(const Changes &changes);
/// The draft is the detail.
Inspected judgeNotes(const Changes &changes, const QString &version);
/// NotApplicable when the commits say what kind of change they are and none says that it breaks anything.
Inspected judgeMigrationGuide(const Changes &changes);

/// What is released: the version, or the commit when there is none.
struct Released
{
    QString version;
    QString commit;

    bool operator==(const Released &) const = default;
};

/// Whether migrations ran where releases are rehearsed. NotApplicable: what is new holds none.
Inspected judgeMigrationsTested(const Changes &changes, const std::vector<PastRelease> &past,
                                const QStringList &rehearsals, const Released &released);
/// Whether this release was taken back once where releases are rehearsed.
Inspected judgeRollbackTested(const std::vector<PastRelease> &past, const QStringList &rehearsals,
                              const Released &released);

} // namespace belay
