// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/attention.h"

#include "models/domain/names.h"

#include <QCoreApplication>

namespace belay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Attention", text);
}

Attention about(const OpenProject &open, const Environment &environment, Attention::Kind kind)
{
    Attention attention;
    attention.kind = kind;
    attention.project = open.project.name;
    attention.environment = environment.name;
    return attention;
}

void addTrigger(std::vector<Attention> &out, const OpenProject &open, const Environment &environment,
                const EnvironmentKnowledge &known)
{
    if (known.memory.lastOutcome != Outcome::VerdictRollBack)
        return;
    // Somebody may have taken it back from elsewhere; the hosts are the truth.
    if (known.fleet && !known.fleet->versionsLive().contains(known.memory.version))
        return;
    Attention attention = about(open, environment, Attention::Kind::Trigger);
    attention.runId = known.memory.lastRun;
    attention.canRollBack = true;
    attention.title =
        tr("%1 in %2: %3").arg(open.project.name, environment.name, known.memory.verdictSentence);
    attention.text = tr("%1 is live, deployed by %2.").arg(known.memory.version, known.memory.by);
    out.push_back(attention);
}

void addFleet(std::vector<Attention> &out, const OpenProject &open, const Environment &environment,
              const EnvironmentKnowledge &known)
{
    if (!known.fleet)
        return;
    if (known.fleet->mixed()) {
        Attention attention = about(open, environment, Attention::Kind::Mixed);
        attention.title = tr("%1 in %2 runs different releases").arg(open.project.name, environment.name);
        attention.text = tr("Live are: %1. Deploy again, or roll back, to bring the hosts together.")
                             .arg(known.fleet->versionsLive().join(QStringLiteral(", ")));
        attention.canRollBack = true;
        out.push_back(attention);
    }
    QStringList silent;
    QString why;
    QString hold;
    for (const HostObservation &host : known.fleet->hosts) {
        if (host.error) {
            silent.append(host.host);
            why = host.error->summary;
        }
        if (!host.hold.isEmpty())
            hold = host.hold;
    }
    if (!silent.isEmpty()) {
        Attention attention = about(open, environment, Attention::Kind::Unreachable);
        attention.title = tr("%1 of %2 hosts of %3 in %4 do not answer")
                              .arg(silent.size())
                              .arg(known.fleet->hosts.size())
                              .arg(open.project.name, environment.name);
        attention.text = tr("%1: %2").arg(silent.join(QStringLiteral(", ")), why);
        out.push_back(attention);
    }
    if (!hold.isEmpty()) {
        Attention attention = about(open, environment, Attention::Kind::Held);
        attention.title = tr("Deploys of %1 to %2 are held").arg(open.project.name, environment.name);
        attention.text = hold;
        out.push_back(attention);
    }
}

} // namespace

std::vector<Attention> attentionFor(const std::vector<OpenProject> &projects,
                                    const std::vector<RunSummary> &interrupted)
{
    std::vector<Attention> out;
    for (const RunSummary &run : interrupted) {
        // A checklist or a watch that stopped half-way has left nothing behind on any host.
        if (run.kind == QLatin1String("checklist") || run.kind == QLatin1String("watch"))
            continue;
        Attention attention;
        attention.kind = Attention::Kind::Interrupted;
        attention.project = run.project;
        attention.environment = run.environment;
        attention.runId = run.id;
        attention.title =
            tr("The %1 of %2 to %3 was interrupted").arg(run.kind, run.project, run.environment);
        attention.text =
            tr("Started %1 by %2, and no end was recorded. Open it to ask the hosts what is true.")
                .arg(isoTime(run.startedMs), run.by);
        out.push_back(attention);
    }
    using Adder = void (*)(std::vector<Attention> &, const OpenProject &, const Environment &,
                           const EnvironmentKnowledge &);
    for (const Adder add : {&addTrigger, &addFleet}) {
        for (const OpenProject &open : projects)
            for (const Environment &environment : open.project.environments)
                add(out, open, environment, open.environments.value(environment.name));
    }
    return out;
}

} // namespace belay
