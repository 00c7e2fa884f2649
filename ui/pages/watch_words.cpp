// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/watch_words.h"

#include "models/domain/names.h"
#include "ui/theme/status.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace belay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WatchWords", text);
}

QString clockOf(qint64 ms)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms).time(), QStringLiteral("HH:mm:ss"));
}

/// "6:32", "24:00:00"
QString formatClock(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    const auto two = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
    return seconds < 3600 ? QStringLiteral("%1:%2").arg(seconds / 60).arg(two(seconds % 60))
                          : QStringLiteral("%1:%2:%3")
                                .arg(seconds / 3600)
                                .arg(two(seconds / 60 % 60), two(seconds % 60));
}

/// Whole seconds, so that a number that counts does not jump between "9.4 s" and "9 s".
QString lasting(qint64 ms)
{
    const qint64 seconds = std::max<qint64>(1, ms / 1000);
    return seconds < 60 ? tr("%1 s").arg(seconds) : formatDuration(seconds * 1000);
}

QString collecting(const WatchOutlook &outlook)
{
    if (outlook.samplesNeeded == 0)
        return tr("Collecting the first samples.");
    if (outlook.firstVerdictMs == 0)
        return tr("Collecting. The first verdict comes with the next samples.");
    const QString wait = formatDuration(outlook.firstVerdictMs);
    return outlook.samplesHere == 0
               ? tr("Collecting. First verdict in %1 (%2 samples).").arg(wait).arg(outlook.samplesNeeded)
               : tr("Collecting. First verdict in %1 (%2 of %3 samples).")
                     .arg(wait)
                     .arg(outlook.samplesHere)
                     .arg(outlook.samplesNeeded);
}

QString silence(const WatchOutlook &outlook, qint64 nowMs)
{
    const QString lasts = lasting(nowMs - outlook.silentSinceMs);
    return (outlook.unreachable ? tr("Not enough data — %1 has not answered for %2.")
                                : tr("Not enough data — %1 has sent no number for %2."))
        .arg(nameOfSource(outlook.source), lasts);
}

QString retries(const WatchOutlook &outlook, qint64 nowMs)
{
    const QString asked =
        tr("asked %1 times since %2").arg(outlook.roundsMissed).arg(clockOf(outlook.silentSinceMs));
    const qint64 left = outlook.nextRoundMs - nowMs;
    return left > 0 ? tr("%1, again in %2").arg(asked, lasting(left + 999))
                    : tr("%1, being asked now").arg(asked);
}

QString clock(const WatchOutlook &outlook)
{
    return tr("watching %1 of %2").arg(formatClock(outlook.watchedMs), formatClock(outlook.windowMs));
}

QString clock(const WatchedOn &later, qint64 nowMs)
{
    const qint64 done = std::clamp<qint64>(nowMs - later.startedMs, 0, later.durationMs);
    return tr("watching %1 of %2; you may close the window")
        .arg(formatClock(done), formatClock(later.durationMs));
}

} // namespace

QString nameOfSource(MetricsSourceKind kind)
{
    switch (kind) {
    case MetricsSourceKind::Prometheus:
        return QStringLiteral("Prometheus");
    case MetricsSourceKind::Scrape:
        return tr("the metrics page");
    case MetricsSourceKind::Probe:
        return tr("the service");
    case MetricsSourceKind::Host:
        return tr("the host");
    case MetricsSourceKind::Command:
        return tr("the command");
    }
    return {};
}

WatchWords watchWords(const RunState &run, const WatchOutlook &outlook, const std::optional<WatchedOn> &later,
                      qint64 nowMs)
{
    const std::optional<Verdict> &verdict = later && later->verdict ? later->verdict : run.verdict;
    const bool isSilent = outlook.watching && outlook.silent;
    const VerdictKind kind = isSilent && (!verdict || verdict->kind != VerdictKind::RollBack)
                                 ? VerdictKind::NotEnoughData
                             : verdict ? verdict->kind
                                       : VerdictKind::Collecting;
    const StatusLook look = statusLook(kind);
    WatchWords words;
    words.tone = kind == VerdictKind::Collecting ? Tone::Info : look.tone;
    words.icon = look.icon;
    QStringList more;
    if (kind == VerdictKind::Collecting && !run.finished)
        words.title = collecting(outlook);
    else if (kind == VerdictKind::NotEnoughData && isSilent)
        words.title = silence(outlook, nowMs);
    else if (verdict)
        words.title = verdict->sentence;
    else
        words.title = collecting({});
    if (isSilent)
        more.append(retries(outlook, nowMs));
    if (later)
        more.append(clock(*later, nowMs));
    else if (outlook.watching)
        more.append(clock(outlook));
    if (run.finished && !later)
        more.append(verdict ? tr("the watch is over") : run.text);
    words.more = more.join(QStringLiteral(" · "));
    return words;
}

WatchWords aftermathWords(const RunState &release, const RunState &run)
{
    const std::optional<Verdict> &verdict = standingVerdict(release);
    const QString said = verdict ? verdict->sentence : QString();
    const QString dash = QStringLiteral(" — "); // between the kind of verdict and what was found
    const QString found = said.contains(dash) ? said.section(dash, 1) : said;
    WatchWords words;
    if (!run.finished) {
        words.tone = Tone::Warn;
        words.icon = QStringLiteral("undo-2");
        words.title = tr("Rolling back to %1: %2 of %3 hosts")
                          .arg(run.plan.version)
                          .arg(run.hostsDone())
                          .arg(run.plan.hosts.size());
        words.more = said;
        return words;
    }
    const bool isBack = release.aftermath && release.aftermath->backMs > 0;
    const VerdictKind kind = verdict ? verdict->kind : VerdictKind::Collecting;
    const StatusLook look = isBack ? statusLook(kind) : statusLook(run.outcome);
    words.tone = isBack && kind == VerdictKind::Collecting ? Tone::Info : look.tone;
    words.icon = look.icon;
    words.more = run.text;
    if (!isBack) {
        words.title = run.text;
        words.more = said;
    } else if (kind == VerdictKind::Collecting) {
        words.title = tr("Rolled back to %1. Whether it has helped is being measured.").arg(run.plan.version);
    } else if (kind == VerdictKind::Healthy) {
        words.title = tr("Recovered — %1").arg(found);
    } else if (kind == VerdictKind::NotEnoughData) {
        words.title = tr("Rolled back to %1. Not enough data — %2").arg(run.plan.version, found);
    } else {
        words.title = tr("Rolled back to %1, and it has not helped — %2").arg(run.plan.version, found);
    }
    return words;
}

} // namespace belay
