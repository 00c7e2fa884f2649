// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/commits.h"

#include "app/checks/wording.h"
#include "models/domain/names.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

// A release beyond one of these is hard to judge while it is watched, and hard to take apart when it fails.
constexpr qsizetype manyCommits = 30;
constexpr qsizetype manyFiles = 150;
constexpr qsizetype manyMigrations = 2;

bool isMerge(const Commit &commit)
{
    return commit.parents.size() > 1;
}

QString pullRequestIn(const Commit &commit)
{
    static const QRegularExpression squashed(u"\\(([#!][0-9]+)\\)$"_s);
    static const QRegularExpression merged(
        u"^Merge pull request (#[0-9]+)|^See merge request \\S*(![0-9]+)$"_s,
        QRegularExpression::MultilineOption);
    if (const auto match = squashed.match(commit.subject); match.hasMatch())
        return match.captured(1);
    const auto match = merged.match(QString(commit.subject + u'\n' + commit.body));
    return QString(match.captured(1) + match.captured(2));
}

bool isSamePerson(const Commit &one, const Commit &other)
{
    return one.email.compare(other.email, Qt::CaseInsensitive) == 0 ||
           one.author.compare(other.author, Qt::CaseInsensitive) == 0;
}

/// For each commit that came in by a merge, that merge: what its later parents reach and its first does not.
QHash<QString, const Commit *> mergesOf(const std::vector<Commit> &commits)
{
    QHash<QString, const Commit *> known;
    for (const Commit &commit : commits)
        known.insert(commit.hash, &commit);
    const auto reach = [&known](const QString &from, QSet<QString> &seen) {
        QStringList open{from};
        while (!open.isEmpty()) {
            const QString hash = open.takeLast();
            const Commit *commit = known.value(hash);
            if (!commit || seen.contains(hash))
                continue;
            seen.insert(hash);
            open.append(commit->parents);
        }
    };
    QHash<QString, const Commit *> mergeOf;
    for (const Commit &merge : commits) { // newest first: the merge nearest to the commit writes last
        if (!isMerge(merge))
            continue;
        QSet<QString> main;
        QSet<QString> side;
        reach(merge.parents.first(), main);
        for (const QString &parent : merge.parents.mid(1))
            reach(parent, side);
        for (const QString &hash : side - main)
            mergeOf.insert(hash, &merge);
    }
    return mergeOf;
}

QString groupOf(const ConventionalCommit &commit)
{
    if (commit.breaking)
        return u"Breaking changes"_s;
    if (commit.type == "feat"_L1 || commit.type == "feature"_L1)
        return u"Features"_s;
    if (commit.type == "fix"_L1 || commit.type == "bugfix"_L1 || commit.type == "hotfix"_L1)
        return u"Fixes"_s;
    return u"Other"_s;
}

QString noteFor(const Commit &commit)
{
    const ConventionalCommit said = conventional(commit);
    QString line = u"- "_s;
    if (!said.scope.isEmpty())
        line += u"**"_s + said.scope + u"**: "_s;
    line += said.description + u" ("_s + commit.hash.left(8) + u')';
    if (!said.breakingNote.isEmpty())
        line += u"\n  "_s + said.breakingNote;
    return line;
}

} // namespace

ConventionalCommit conventional(const Commit &commit)
{
    static const QRegularExpression form(u"^([A-Za-z]+)(?:\\(([^()]*)\\))?(!)?: +(.+)$"_s);
    static const QRegularExpression footer(u"^BREAKING[ -]CHANGE: *(.+)$"_s,
                                           QRegularExpression::MultilineOption);
    ConventionalCommit said;
    said.description = cleanLine(commit.subject, 200);
    if (const auto match = form.match(said.description); match.hasMatch()) {
        said.type = match.captured(1).toLower();
        said.scope = match.captured(2);
        said.breaking = !match.captured(3).isEmpty();
        said.description = match.captured(4);
    }
    if (const auto match = footer.match(commit.body); match.hasMatch()) {
        said.breaking = true;
        said.breakingNote = cleanLine(match.captured(1), 400);
    }
    return said;
}

QStringList approvers(const Commit &commit)
{
    static const QRegularExpression trailer(
        u"^(?:Reviewed|Approved|Acked)-by: *([^<\\n]+?) *(?:<([^>\\n]*)>)?$"_s,
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    QStringList names;
    auto matches = trailer.globalMatch(commit.body);
    while (matches.hasNext()) {
        const auto match = matches.next();
        Commit other;
        other.author = cleanLine(match.captured(1), 80);
        other.email = match.captured(2);
        if (!isSamePerson(other, commit) && !names.contains(other.author))
            names.append(other.author);
    }
    return names;
}

std::vector<Reviewed> reviews(const std::vector<Commit> &commits)
{
    const QHash<QString, const Commit *> mergeOf = mergesOf(commits);
    std::vector<Reviewed> result;
    for (const Commit &commit : commits) {
        if (isMerge(commit))
            continue;
        Reviewed one{&commit, approvers(commit), pullRequestIn(commit)};
        if (const Commit *merge = mergeOf.value(commit.hash)) {
            for (const QString &name : approvers(*merge))
                if (name.compare(commit.author, Qt::CaseInsensitive) != 0 && !one.by.contains(name))
                    one.by.append(name);
            if (!isSamePerson(*merge, commit) && !one.by.contains(merge->author))
                one.by.append(cleanLine(merge->author, 80));
            if (one.pullRequest.isEmpty())
                one.pullRequest = pullRequestIn(*merge);
        }
        result.push_back(std::move(one));
    }
    return result;
}

QString draftNotes(const Changes &changes, const QString &version)
{
    const QStringList order{u"Breaking changes"_s, u"Features"_s, u"Fixes"_s, u"Other"_s};
    QHash<QString, QStringList> groups;
    for (auto commit = changes.commits.rbegin(); commit != changes.commits.rend(); ++commit)
        if (!isMerge(*commit))
            groups[groupOf(conventional(*commit))].append(noteFor(*commit));
    QStringList parts{QString(u"## "_s + (version.isEmpty() ? u"Unreleased"_s : version))};
    for (const QString &group : order)
        if (groups.contains(group))
            parts.append(QString(u"### "_s + group + u"\n\n"_s + groups.value(group).join(u'\n')));
    if (groups.isEmpty())
        parts.append(changes.sinceVersion.isEmpty() ? u"No changes."_s
                                                    : u"No changes since %1."_s.arg(changes.sinceVersion));
    return QString(parts.join(u"\n\n"_s) + u'\n');
}

QString countedKinds(const std::vector<Commit> &commits)
{
    int features = 0;
    int fixes = 0;
    int breaking = 0;
    for (const Commit &commit : commits) {
        const QString group = groupOf(conventional(commit));
        features += group == "Features"_L1 ? 1 : 0;
        fixes += group == "Fixes"_L1 ? 1 : 0;
        breaking += group == "Breaking changes"_L1 ? 1 : 0;
    }
    QStringList parts;
    if (features > 0)
        parts.append(counted(features, u"feature"_s, u"features"_s));
    if (fixes > 0)
        parts.append(counted(fixes, u"fix"_s, u"fixes"_s));
    if (breaking > 0)
        parts.append(u"%1 breaking"_s.arg(breaking));
    return parts.join(u", "_s);
}

QStringList migrationsIn(const QStringList &files)
{
    static const QRegularExpression migration(
        u"(^|/)(priv/[^/]+/migrations|db/migrate|migrations|alembic/versions|prisma/migrations/[^/]+)/"
        "[^/]+\\.(exs?|rb|sql|js|ts|py|php|go)$"_s);
    QStringList found;
    for (const QString &file : files)
        if (migration.match(file).hasMatch() && !file.endsWith("/__init__.py"_L1))
            found.append(file);
    return found;
}

QString sizeOf(const Changes &changes)
{
    QString text = counted(static_cast<qsizetype>(changes.commits.size()), u"commit"_s, u"commits"_s) +
                   u", "_s + counted(changes.files.size(), u"file"_s, u"files"_s);
    if (const qsizetype migrations = migrationsIn(changes.files).size(); migrations > 0)
        text += u", "_s + counted(migrations, u"migration"_s, u"migrations"_s);
    if (!changes.sinceCommit.isEmpty())
        text += u" since "_s + changes.sinceVersion;
    return text;
}

bool isLarge(const Changes &changes)
{
    return static_cast<qsizetype>(changes.commits.size()) > manyCommits || changes.files.size() > manyFiles ||
           migrationsIn(changes.files).size() > manyMigrations;
}

} // namespace belay
