// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/git.h"

#include <QRegularExpression>

namespace belay {

namespace {

/// What a read-only git command printed, or empty when it failed.
QString askGit(const QString &arguments, const QString &folder, LocalShell &shell, const CancelToken &cancel)
{
    CommandRequest request;
    request.command =
        QStringLiteral("git --no-optional-locks -c core.fsmonitor=false -c core.hooksPath=/dev/null "
                       "-c protocol.ext.allow=never ") +
        arguments;
    request.directory = folder;
    request.environment = {{QStringLiteral("GIT_TERMINAL_PROMPT"), QStringLiteral("0")},
                           {QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")}};
    request.timeout = Milliseconds(10000);
    const CommandResult result = shell.run(request, cancel);
    const bool answered = result.end == CommandResult::End::Exited && result.exitCode == 0;
    return answered ? QString::fromUtf8(result.out).trimmed() : QString();
}

/// The commits of a range, newest first, the first 1,000.
std::vector<Commit> commitsIn(const QString &range, const QString &folder, LocalShell &shell,
                              const CancelToken &cancel)
{
    // Fields end with the unit separator, commits with the record separator: neither stands in a message.
    const QString log = askGit(QStringLiteral("log --no-show-signature --max-count=1000 "
                                              "--format=%H%x1f%an%x1f%ae%x1f%s%x1f%P%x1f%b%x1e ") +
                                   range,
                               folder, shell, cancel);
    std::vector<Commit> commits;
    for (const QString &record : log.split(QChar(0x1e), Qt::SkipEmptyParts)) {
        const QStringList fields = record.trimmed().split(QChar(0x1f));
        if (fields.size() == 6)
            commits.push_back({fields.at(0), fields.at(1), fields.at(2), fields.at(3), fields.at(5).trimmed(),
                               fields.at(4).split(u' ', Qt::SkipEmptyParts)});
    }
    return commits;
}

/// Names as they are: without -z git puts those that are not ASCII in quotes.
QStringList askGitForNames(const QString &arguments, const QString &folder, LocalShell &shell,
                           const CancelToken &cancel)
{
    return askGit(arguments, folder, shell, cancel).split(QChar(0), Qt::SkipEmptyParts);
}

/// With one commit instead of a range: what the working tree has changed since.
QStringList filesIn(const QString &range, const QString &folder, LocalShell &shell, const CancelToken &cancel)
{
    return askGitForNames(QStringLiteral("diff --no-ext-diff --name-only --relative -z ") + range, folder,
                          shell, cancel);
}

bool isHash(const QString &text)
{
    static const QRegularExpression hash(QStringLiteral("^[0-9a-f]{40,64}$"));
    return hash.match(text).hasMatch();
}

/// Whether the repository has the commit.
bool knows(const QString &commit, const QString &folder, LocalShell &shell, const CancelToken &cancel)
{
    return isHash(commit) &&
           !askGit(QStringLiteral("rev-parse --verify --quiet ") + commit + QStringLiteral("^{commit}"),
                   folder, shell, cancel)
                .isEmpty();
}

} // namespace

QString currentCommit(const QString &folder, LocalShell &shell, const CancelToken &cancel)
{
    const QString text = askGit(QStringLiteral("rev-parse --verify HEAD"), folder, shell, cancel);
    return isHash(text) ? text : QString();
}

qint64 commitTime(const QString &folder, const QString &commit, LocalShell &shell, const CancelToken &cancel)
{
    if (!isHash(commit)) // it becomes part of a command
        return 0;
    const QString seconds = askGit(
        QStringLiteral("show --no-patch --no-show-signature --format=%ct ") + commit, folder, shell, cancel);
    return seconds.toLongLong() * 1000;
}

QString remoteAddress(const QString &folder, LocalShell &shell, const CancelToken &cancel)
{
    return askGit(QStringLiteral("config --get remote.origin.url"), folder, shell, cancel);
}

Result<Changes> gitChanges(const QString &folder, Changes changes, LocalShell &shell,
                           const CancelToken &cancel)
{
    const QString head = currentCommit(folder, shell, cancel);
    if (head.isEmpty())
        return fail(ErrorKind::NotFound, QStringLiteral("%1 is no git checkout.").arg(folder));
    const bool known = knows(changes.sinceCommit, folder, shell, cancel);
    if (!known)
        changes.sinceCommit.clear();
    const QString range = known ? QString(changes.sinceCommit + QStringLiteral("..") + head) : head;
    changes.commits = commitsIn(range, folder, shell, cancel);
    changes.files = known ? filesIn(range, folder, shell, cancel)
                          : askGitForNames(QStringLiteral("ls-files -z"), folder, shell, cancel);
    changes.pending =
        filesIn(head, folder, shell, cancel) +
        askGitForNames(QStringLiteral("ls-files -z --others --exclude-standard"), folder, shell, cancel);
    changes.uncommitted =
        !askGit(QStringLiteral("status --porcelain --untracked-files=no --ignore-submodules ."), folder,
                shell, cancel)
             .isEmpty();
    return changes;
}

Result<Changes> gitBetween(const QString &folder, const QString &from, const QString &to, LocalShell &shell,
                           const CancelToken &cancel)
{
    for (const QString &commit : {from, to}) {
        if (!knows(commit, folder, shell, cancel))
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The repository in %1 has no commit '%2'.").arg(folder, commit));
    }
    Changes changes;
    changes.sinceCommit = from;
    const QString range = from + QStringLiteral("..") + to;
    changes.commits = commitsIn(range, folder, shell, cancel);
    changes.files = filesIn(range, folder, shell, cancel);
    return changes;
}

QStringList gitUnmentioned(const QString &folder, const QString &commit, const QStringList &names,
                           LocalShell &shell, const CancelToken &cancel)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
    QString patterns;
    for (const QString &name : names) {
        if (plain.match(name).hasMatch()) // it becomes part of a command
            patterns += QStringLiteral(" -e ") + name;
    }
    if (patterns.isEmpty() || !knows(commit, folder, shell, cancel))
        return {};
    const QStringList mentioned =
        askGit(QStringLiteral("grep -h -o -w -F -I") + patterns + u' ' + commit, folder, shell, cancel)
            .split(u'\n', Qt::SkipEmptyParts);
    QStringList missing;
    for (const QString &name : names) {
        if (plain.match(name).hasMatch() && !mentioned.contains(name))
            missing += name;
    }
    return missing;
}

} // namespace belay
