// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/commits.h"
#include "app/checks/evidence.h"
#include "app/checks/wording.h"

#include <QSet>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype shownAtMost = 50;

/// "since 1.4.0", or why that is not known.
QString since(const Changes &changes)
{
    if (!changes.sinceCommit.isEmpty())
        return QString(u"since "_s + changes.sinceVersion);
    return changes.sinceVersion.isEmpty()
               ? u"in all, as nothing was released here yet"_s
               : u"in all, as the commit of %1 is not in this repository"_s.arg(changes.sinceVersion);
}

bool nothingChanged(const Changes &changes)
{
    return !changes.sinceCommit.isEmpty() && changes.commits.empty() && !changes.uncommitted;
}

Inspected unchanged(const Changes &changes)
{
    return {CheckState::NotApplicable, u"nothing has changed since %1"_s.arg(changes.sinceVersion), {}};
}

QString titleOf(const Commit &commit)
{
    return u"%1 %2 (%3)"_s.arg(commit.hash.left(8), commit.subject, commit.author);
}

QString cut(const QStringList &lines)
{
    QStringList shown = lines.mid(0, shownAtMost);
    if (lines.size() > shownAtMost)
        shown.append(u"and %1 more"_s.arg(lines.size() - shownAtMost));
    return shown.join(u'\n');
}

Inspected evidence(const QString &summary, const QString &detail)
{
    return {CheckState::Passed, summary, detail};
}

bool isReadme(const QString &file)
{
    return file.section(u'/', -1).startsWith("readme"_L1, Qt::CaseInsensitive);
}

/// Where projects tell how to move to a new version.
bool isGuide(const QString &file)
{
    const QString name = file.section(u'/', -1).toLower();
    return (name.startsWith("upgrad"_L1) || name.startsWith("migrating"_L1) ||
            name.startsWith("migration-guide"_L1) || name.startsWith("migration_guide"_L1)) &&
           (name.endsWith(".md"_L1) || name.endsWith(".txt"_L1) || name.endsWith(".rst"_L1));
}

} // namespace

Inspected judgeReview(const Changes &changes)
{
    if (nothingChanged(changes))
        return unchanged(changes);
    const std::vector<Reviewed> all = reviews(changes.commits);
    QSet<QString> authors;
    QStringList unread;
    QStringList read;
    for (const Reviewed &one : all) {
        authors.insert(one.commit->author);
        QString line = titleOf(*one.commit);
        if (!one.pullRequest.isEmpty())
            line += u", by "_s + one.pullRequest;
        if (one.by.isEmpty())
            unread.append(line);
        else
            read.append(QString(line + u": "_s + one.by.join(u", "_s)));
    }
    QString summary =
        sizeOf(changes) + u", by "_s + counted(authors.size(), u"author"_s, u"authors"_s) + u": "_s;
    summary += unread.isEmpty() ? u"git names a second person for each"_s
                                : u"git names no second person for %1"_s.arg(unread.size());
    QStringList detail;
    if (isLarge(changes))
        detail.append(
            u"Many changes at once: hard to judge while it is watched, and hard to take apart when it "
            "fails. Release more often, or in parts."_s);
    if (changes.uncommitted)
        detail.append(
            u"The working tree has changes that are in no commit. Nobody can have reviewed them."_s);
    if (!unread.isEmpty())
        detail.append(QString(u"Without a Reviewed-by or Approved-by of, or a merge by, somebody else:\n"_s +
                              cut(unread)));
    if (!read.isEmpty())
        detail.append(QString(u"Approved or merged by somebody else:\n"_s + cut(read)));
    detail.append(QString(u"Counted "_s + since(changes) + u'.'));
    return evidence(summary, detail.join(u"\n\n"_s));
}

Inspected judgeReadme(const Changes &changes)
{
    if (nothingChanged(changes))
        return unchanged(changes);
    if (changes.sinceCommit.isEmpty())
        return {CheckState::CannotRun, u"what changed is not known: "_s + since(changes), {}};
    QStringList touched;
    std::copy_if(changes.files.begin(), changes.files.end(), std::back_inserter(touched), isReadme);
    if (!touched.isEmpty())
        return evidence(u"changed %1: %2"_s.arg(since(changes), touched.join(u", "_s)), {});
    return evidence(u"not changed %1, while %2"_s.arg(
                        since(changes), changes.files.size() == 1
                                            ? u"1 other file was"_s
                                            : u"%1 other files were"_s.arg(changes.files.size())),
                    {});
}

Inspected judgeNotes(const Changes &changes, const QString &version)
{
    if (nothingChanged(changes))
        return unchanged(changes);
    const QString kinds = countedKinds(changes.commits);
    QString summary = u"drafted from "_s +
                      counted(static_cast<qsizetype>(changes.commits.size()), u"commit"_s, u"commits"_s);
    if (!kinds.isEmpty())
        summary += u": "_s + kinds;
    return evidence(summary, QString(draftNotes(changes, version) + u"\nDrafted from the commits "_s +
                                     since(changes) + u". `belay notes` prints the draft alone."_s));
}

Inspected judgeMigrationGuide(const Changes &changes)
{
    if (nothingChanged(changes))
        return unchanged(changes);
    QStringList breaking;
    qsizetype typed = 0;
    for (const Commit &commit : changes.commits) {
        const ConventionalCommit said = conventional(commit);
        typed += said.type.isEmpty() ? 0 : 1;
        if (said.breaking)
            breaking.append(said.breakingNote.isEmpty()
                                ? titleOf(commit)
                                : QString(titleOf(commit) + u"\n    "_s + said.breakingNote));
    }
    const auto commits = static_cast<qsizetype>(changes.commits.size());
    if (breaking.isEmpty() && typed * 2 >= commits && !changes.sinceCommit.isEmpty())
        return {CheckState::NotApplicable,
                u"no commit %1 says that it breaks anything"_s.arg(since(changes)),
                {}};
    if (breaking.isEmpty())
        return evidence(
            u"no commit says that it breaks anything; %1 of %2 say what kind of change they are"_s.arg(typed)
                .arg(commits),
            {});
    QStringList guides;
    std::copy_if(changes.files.begin(), changes.files.end(), std::back_inserter(guides), isGuide);
    const QString where = changes.sinceCommit.isEmpty() || guides.isEmpty()
                              ? u"no guide was changed with them"_s
                              : QString(u"changed with them: "_s + guides.join(u", "_s));
    return evidence(
        QString(counted(breaking.size(), u"breaking change"_s, u"breaking changes"_s) + u"; "_s + where),
        cut(breaking));
}

namespace inspections {

namespace {

template <typename Judge> Inspected overChanges(const InspectionContext &context, const Judge &judge)
{
    const auto changes = context.world.changes(context.cancel);
    if (!changes)
        return {CheckState::CannotRun, changes.error().summary, changes.error().detail};
    return judge(*changes);
}

} // namespace

Inspected codeReview(const InspectionContext &context)
{
    return overChanges(context, judgeReview);
}

Inspected readme(const InspectionContext &context)
{
    return overChanges(context, judgeReadme);
}

Inspected releaseNotes(const InspectionContext &context)
{
    return overChanges(context,
                       [&context](const Changes &changes) { return judgeNotes(changes, context.version); });
}

Inspected migrationGuide(const InspectionContext &context)
{
    return overChanges(context, judgeMigrationGuide);
}

} // namespace inspections

} // namespace belay
