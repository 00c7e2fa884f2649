// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/env_names.h"
#include "app/engine/side_by_side.h"

namespace belay::inspections {

namespace {

using namespace Qt::Literals::StringLiterals;

NamesOnHost askHost(const InspectionContext &context, const HostSpec &host, const QStringList &files,
                    const QStringList &names)
{
    const TargetSpec &target = context.environment.target;
    QStringList paths;
    for (const QString &file : files)
        paths.append(QString(deployPath(target, host) + u"/shared/"_s + file));
    NamesOnHost seen;
    ScriptRequest request;
    request.script = namesScript(paths, names).toUtf8();
    request.timeout = Milliseconds(20000);
    request.inKeptShell = true;
    const auto answer = context.ports.hosts.run(hostRef(target, host), request, context.cancel);
    if (!answer) {
        seen.error = answer.error().summary;
    } else if (!answer->proven || answer->exitCode != 0) {
        seen.error = answer->note.isEmpty() ? u"the script failed there"_s : answer->note;
    } else if (auto parsed = parseNames(answer->out)) {
        seen = std::move(*parsed);
    } else {
        seen.error = parsed.error().summary;
    }
    seen.host = host.name;
    return seen;
}

using Judge = Inspected (*)(const std::vector<EnvironmentName> &, const std::vector<NamesOnHost> &);

Inspected overNames(const InspectionContext &context, bool onlySecrets, Judge judge)
{
    const TargetSpec &target = context.environment.target;
    const QStringList files = environmentFiles(target.linkedFiles);
    if (files.isEmpty())
        return {CheckState::CannotRun, u"no linked file holds environment variables"_s,
                u"Name it in the target's \"linked_files\", for example \".env\", or answer by hand."_s};
    const auto names = context.world.environmentNames(context.cancel);
    if (!names)
        return {CheckState::CannotRun, names.error().summary, names.error().detail};
    QStringList wanted;
    for (const EnvironmentName &name : *names) {
        if (name.secret || !onlySecrets)
            wanted.append(name.name);
    }
    std::vector<NamesOnHost> hosts;
    if (!wanted.isEmpty()) {
        hosts.resize(target.hosts.size());
        sideBySide(hosts.size(),
                   [&](std::size_t i) { hosts[i] = askHost(context, target.hosts[i], files, wanted); });
    }
    return judge(*names, hosts);
}

} // namespace

Inspected environmentConfigured(const InspectionContext &context)
{
    return overNames(context, false, judgeConfigured);
}

Inspected secrets(const InspectionContext &context)
{
    return overNames(context, true, judgeSecrets);
}

} // namespace belay::inspections
