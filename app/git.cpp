// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/git.h"

#include <QRegularExpression>

namespace belay {

QString currentCommit(const QString &folder, LocalShell &shell, const CancelToken &cancel)
{
    CommandRequest request;
    request.command =
        QStringLiteral("git --no-optional-locks -c core.fsmonitor=false -c core.hooksPath=/dev/null "
                       "-c protocol.ext.allow=never rev-parse --verify HEAD");
    request.directory = folder;
    request.environment = {{QStringLiteral("GIT_TERMINAL_PROMPT"), QStringLiteral("0")},
                           {QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")}};
    request.timeout = Milliseconds(10000);
    const CommandResult result = shell.run(request, cancel);
    const QString text = QString::fromUtf8(result.out).trimmed();
    static const QRegularExpression hash(QStringLiteral("^[0-9a-f]{40,64}$"));
    return result.end == CommandResult::End::Exited && result.exitCode == 0 && hash.match(text).hasMatch()
               ? text
               : QString();
}

} // namespace belay
