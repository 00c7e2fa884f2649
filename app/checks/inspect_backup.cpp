// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/backup.h"

namespace belay::inspections {

using namespace Qt::Literals::StringLiterals;

Inspected backup(const InspectionContext &context)
{
    const auto &spec = context.environment.backup;
    if (!spec || spec->host.name.isEmpty())
        return {CheckState::CannotRun, u"belay.json does not say where backups lie"_s,
                u"Add \"backup\": { \"path\": \"/var/backups/my_app/*.dump\" } to the environment to have "
                u"Belay look, "
                "or answer by hand."_s};
    ScriptRequest request;
    request.script = backupScript(spec->path).toUtf8();
    request.timeout = Milliseconds(180000);
    const auto answer =
        context.ports.hosts.run(hostRef(context.environment.target, spec->host), request, context.cancel);
    if (!answer)
        return {CheckState::CannotRun, answer.error().summary, answer.error().detail};
    if (!answer->proven || answer->exitCode != 0)
        return {CheckState::CannotRun, u"%1 did not tell about its backups"_s.arg(spec->host.name),
                QString(answer->note + u'\n' + QString::fromUtf8(answer->err.right(2000)))};
    const auto seen = parseBackup(answer->out);
    if (!seen)
        return {CheckState::CannotRun, seen.error().summary, seen.error().detail};
    return judgeBackup(*spec, *seen);
}

} // namespace belay::inspections
