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

bool isHash(const QString &text)
{
    static const QRegularExpression hash(QStringLiteral("^[0-9a-f]{40,64}$"));
    return hash.match(text).hasMatch();
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

} // namespace belay
