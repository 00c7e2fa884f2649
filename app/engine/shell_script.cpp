// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/runner.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

/// A word no line of the script consists of.
QString delimiterFor(const QString &script)
{
    QString word = QStringLiteral("BELAY_SCRIPT");
    const QStringList lines = script.split(QLatin1Char('\n'));
    for (int i = 2; lines.contains(word); ++i)
        word = QStringLiteral("BELAY_SCRIPT_%1").arg(i);
    return word;
}

/// How a person reaches the host from a terminal.
QString reach(const Plan &plan, const QString &name)
{
    const auto host = std::find_if(plan.hosts.begin(), plan.hosts.end(),
                                   [&name](const PlanHost &each) { return each.spec.name == name; });
    if (host == plan.hosts.end() || plan.target.kind != TargetKind::Ssh)
        return QStringLiteral("/bin/sh");
    QString command = QStringLiteral("ssh");
    if (host->spec.port)
        command += QStringLiteral(" -p %1").arg(host->spec.port);
    if (!plan.target.identityFile.isEmpty())
        command += QStringLiteral(" -i ") + shellQuoted(plan.target.identityFile);
    const QString address = host->spec.user.isEmpty()
                                ? host->spec.address
                                : host->spec.user + QLatin1Char('@') + host->spec.address;
    return command + QStringLiteral(" -- ") + shellQuoted(address) + QStringLiteral(" 'exec /bin/sh'");
}

QString hereDocument(const QString &command, const QString &script)
{
    const QString word = delimiterFor(script);
    const QString end = script.endsWith(QLatin1Char('\n')) ? QString() : QStringLiteral("\n");
    return QStringLiteral("%1 <<'%2'\n%3%4%2\n").arg(command, word, script, end);
}

/// A command that runs a script which reads its standard input.
QString withInput(const Plan &plan, const QString &host, const QString &script)
{
    if (plan.target.kind != TargetKind::Ssh)
        return QStringLiteral("/bin/sh -c ") + shellQuoted(script);
    QString remote = reach(plan, host);
    remote.replace(QStringLiteral("'exec /bin/sh'"),
                   shellQuoted(QStringLiteral("exec /bin/sh -c ") + shellQuoted(script)));
    return remote;
}

QString upload(const Plan &plan, const Step &step, const UploadAction &action)
{
    const QString artifact = shellQuoted(action.artifact);
    const QString word = delimiterFor(plan.fileList);
    const QString list =
        plan.fileList.isEmpty()
            ? QStringLiteral(" </dev/null | sed -n 's/^turn //p')\n")
            : QStringLiteral(" <<'%1' | sed -n 's/^turn //p'\nlist\n%2%1\n)\n").arg(word, plan.fileList);
    const QString pack = QStringLiteral("{ echo \"turn $turn from 0\"; if [ -d %1 ]; then tar -C %1 -cf - .; "
                                        "else cat %1; fi; } | ")
                             .arg(artifact);
    return QStringLiteral("turn=$(") + withInput(plan, step.host, action.ask) + list + pack +
           withInput(plan, step.host, action.script) + QLatin1Char('\n');
}

/// Line breaks around the command: it may end in a comment.
QString inDirectory(const QString &directory, const QString &command)
{
    return QStringLiteral("(\ncd %1\n%2\n)\n").arg(shellQuoted(directory), command);
}

struct Writer
{
    const Plan &plan;
    const Step &step;

    QString operator()(const ScriptAction &action) const
    {
        return hereDocument(reach(plan, step.host), action.script);
    }
    QString operator()(const UploadAction &action) const { return upload(plan, step, action); }
    QString operator()(const CommandAction &action) const
    {
        return inDirectory(action.directory, action.command);
    }
    QString operator()(const PackageAction &action) const
    {
        return QStringLiteral("ls -ld %1\n").arg(shellQuoted(action.artifact));
    }
    QString operator()(const HealthAction &action) const
    {
        const qint64 seconds = std::max<qint64>(1, action.health.within.count() / 1000);
        return QStringLiteral("tries=0\nuntil curl -fsS -o /dev/null --max-time 5 %1; do\n"
                              "    tries=$((tries + 1)); [ \"$tries\" -lt %2 ] || exit 1; sleep 1\ndone\n")
            .arg(shellQuoted(action.health.url), QString::number(seconds));
    }
    QString operator()(const WaitAction &action) const
    {
        return QStringLiteral("sleep %1\n").arg((action.duration.count() + 999) / 1000);
    }
    QString operator()(const WatchAction &action) const
    {
        QString text = QStringLiteral("# Watch by hand:\n");
        for (const QString &url : action.urls)
            text += QStringLiteral("#   curl -s %1\n").arg(shellQuoted(cleanLine(url)));
        if (!action.metrics.source.command.isEmpty())
            text += QStringLiteral("#   %1\n").arg(cleanLine(action.metrics.source.command));
        return text;
    }
    QString operator()(const CheckAction &action) const
    {
        if (action.item.run.trimmed().isEmpty())
            return QStringLiteral("# This item is answered by a person.\n");
        return inDirectory(action.directory, action.item.run);
    }
};

QString comment(const QString &text)
{
    return QStringLiteral("# ") + cleanLine(text, 200) + QLatin1Char('\n');
}

} // namespace

QString asShellScript(const Plan &plan)
{
    QString text = QStringLiteral("#!/bin/sh\n");
    text += comment(QStringLiteral("%1 %2 in %3: %4 → %5")
                        .arg(toString(plan.kind), plan.project, plan.environment,
                             plan.fromVersion.isEmpty() ? QStringLiteral("nothing") : plan.fromVersion,
                             plan.version));
    text += comment(
        QStringLiteral("The steps Belay would take, one after the other. It stops at the first failure"));
    text += comment(QStringLiteral("and undoes nothing: that part is Belay's."));
    text += QStringLiteral("set -eu\n");
    for (const Stage &stage : plan.stages) {
        text += QStringLiteral("\n# === %1\n").arg(cleanLine(stage.title, 200));
        for (const Step &step : stage.steps) {
            const QString where = step.host.isEmpty() ? QStringLiteral("here") : step.host;
            text +=
                QLatin1Char('\n') + comment(QStringLiteral("%1: %2 %3").arg(where, step.title, step.shown));
            text += std::visit(Writer{plan, step}, step.action);
        }
    }
    return text;
}

} // namespace belay
