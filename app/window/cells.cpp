// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/cells.h"

#include "app/strategies/strategy.h"
#include "models/item/history_model.h"

#include <QCoreApplication>

#include <algorithm>

namespace belay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cells", text);
}

constexpr std::size_t sparklinePoints = 24;

bool hasValues(const SeriesData &series)
{
    const auto measured = [](const Sample &sample) { return sample.value.has_value(); };
    return std::any_of(series.before.begin(), series.before.end(), measured) ||
           std::any_of(series.after.begin(), series.after.end(), measured);
}

/// The error rate by its id, else the first series with values; null when there is none.
const SeriesData *sparklineSeries(const RunState &state)
{
    const SeriesData *first = nullptr;
    for (const SeriesData &series : state.series) {
        if (!hasValues(series))
            continue;
        if (series.spec.id.contains(QLatin1String("error"), Qt::CaseInsensitive))
            return &series;
        if (!first)
            first = &series;
    }
    return first;
}

/// What the hosts say about themselves; false when that settles nothing and the history may speak.
bool showFleet(EnvironmentCell &cell, const FleetSnapshot &fleet)
{
    const auto silent = std::count_if(fleet.hosts.begin(), fleet.hosts.end(),
                                      [](const HostObservation &host) { return host.error.has_value(); });
    const auto held = std::find_if(fleet.hosts.begin(), fleet.hosts.end(),
                                   [](const HostObservation &host) { return !host.hold.isEmpty(); });
    for (const HostObservation &host : fleet.hosts)
        cell.askedMs = std::max(cell.askedMs, host.askedMs);
    const QStringList live = fleet.versionsLive();
    cell.version = live.join(QStringLiteral(", "));
    cell.canRollBack = std::any_of(fleet.hosts.begin(), fleet.hosts.end(), [](const HostObservation &host) {
        return !host.error && !previousGoodRelease(host).isEmpty();
    });
    if (silent > 0) {
        cell.status = CellStatus::Unreachable;
        cell.phrase = tr("%1 of %2 hosts do not answer").arg(silent).arg(fleet.hosts.size());
        return true;
    }
    if (fleet.mixed()) {
        cell.status = CellStatus::Mixed;
        cell.phrase = tr("Hosts run different releases");
        return true;
    }
    if (held != fleet.hosts.end()) {
        cell.status = CellStatus::Held;
        cell.phrase = tr("Deploys are held");
        return true;
    }
    if (live.isEmpty()) {
        cell.status = CellStatus::NotDeployed;
        cell.phrase = tr("Not deployed");
        return true;
    }
    return false;
}

/// What the newest run said about the release that is live.
void showMemory(EnvironmentCell &cell, const EnvironmentMemory &memory)
{
    if (memory.version != cell.version) {
        cell.status = CellStatus::Unknown;
        cell.phrase = tr("Live, deployed elsewhere");
        return;
    }
    cell.sinceMs = memory.sinceMs;
    switch (memory.lastOutcome) {
    case Outcome::VerdictRollBack:
        cell.status = CellStatus::RollBack;
        cell.phrase = memory.verdictSentence;
        return;
    case Outcome::VerdictNoData:
        cell.status = CellStatus::NoData;
        cell.phrase = tr("Live, not enough data");
        return;
    case Outcome::NotRolledBack:
    case Outcome::Partial:
        cell.status = CellStatus::Failed;
        cell.phrase = tr("The last run failed");
        return;
    default:
        break;
    }
    const bool hold = memory.verdict == toString(VerdictKind::Hold);
    const bool healthy = memory.verdict == toString(VerdictKind::Healthy);
    cell.status = hold ? CellStatus::Hold : CellStatus::Healthy;
    cell.phrase = hold ? memory.verdictSentence : healthy ? tr("Healthy") : tr("Live");
}

} // namespace

EnvironmentCell environmentCell(const OpenProject &open, const Environment &environment,
                                const EnvironmentKnowledge &known)
{
    EnvironmentCell cell;
    cell.project = open.project.name;
    cell.environment = environment.name;
    const auto hosts = environment.target.hosts.size();
    cell.subtitle = QStringLiteral("%1 · %2").arg(
        hosts == 1 ? tr("1 host") : tr("%1 hosts").arg(hosts),
        strategyText(QString::fromLatin1(strategy(environment.strategy.kind).word)));
    cell.isProtected = environment.isProtected;
    cell.isSandbox = open.isSandbox;
    cell.asking = known.asking;
    cell.sparkline = known.sparkline;
    if (!open.trusted) {
        cell.phrase = tr("Not trusted yet");
        cell.version = known.memory.version;
        return cell;
    }
    if (!known.fleet) {
        cell.version = known.memory.version;
        cell.phrase = known.asking ? tr("Asking the hosts…") : tr("Not asked yet");
        return cell;
    }
    if (!showFleet(cell, *known.fleet))
        showMemory(cell, known.memory);
    return cell;
}

void showRunning(EnvironmentCell &cell, const QString &phrase, double progress,
                 const std::vector<double> &sparkline)
{
    cell.status = CellStatus::Running;
    if (!sparkline.empty())
        cell.sparkline = sparkline;
    cell.phrase = phrase;
    cell.progress = progress;
}

std::vector<double> sparkline(const RunState &state)
{
    const SeriesData *series = sparklineSeries(state);
    if (!series)
        return {};
    std::vector<double> values;
    for (const std::vector<Sample> *window : {&series->before, &series->after})
        for (const Sample &sample : *window)
            if (sample.value)
                values.push_back(*sample.value);
    if (values.empty())
        return {};
    double top = *std::max_element(values.begin(), values.end());
    if (series->spec.bad != BadDirection::Down && series->spec.rollback)
        top = std::max(top, *series->spec.rollback);
    const std::size_t count = std::min(values.size(), sparklinePoints);
    std::vector<double> shares;
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = values.begin() + static_cast<std::ptrdiff_t>(i * values.size() / count);
        const auto to = values.begin() + static_cast<std::ptrdiff_t>((i + 1) * values.size() / count);
        const double worst = series->spec.bad != BadDirection::Down ? *std::max_element(from, to)
                                                                    : *std::min_element(from, to);
        shares.push_back(top > 0.0 ? std::clamp(worst / top, 0.0, 1.0) : 0.0);
    }
    return shares;
}

void addHosts(std::vector<HostEntry> &out, const OpenProject &open, const Environment &environment,
              const EnvironmentKnowledge &known)
{
    for (const HostSpec &spec : environment.target.hosts) {
        HostEntry entry;
        entry.project = open.project.name;
        entry.environment = environment.name;
        entry.host = spec.name;
        entry.asking = known.asking;
        if (environment.target.kind == TargetKind::Local) {
            entry.address = deployPath(environment.target, spec);
        } else {
            entry.address = spec.user.isEmpty() ? spec.address : spec.user + QLatin1Char('@') + spec.address;
            if (spec.port)
                entry.address += QLatin1Char(':') + QString::number(spec.port);
        }
        if (known.fleet) {
            if (const HostObservation *said = known.fleet->host(spec.name))
                entry.observation = *said;
        }
        out.push_back(std::move(entry));
    }
}

} // namespace belay
