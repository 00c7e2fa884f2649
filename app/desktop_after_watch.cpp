// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does with releases that go on being watched: the job strip, toasts, the way to the
// incident.
#include "app/desktop_window.h"
#include "app/window/after_watch.h"
#include "app/window/incident_controller.h"
#include "models/domain/names.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "ui/main_window.h"
#include "ui/pages/incident_page.h"
#include "ui/pages/release_page.h"
#include "ui/widgets/job_strip.h"
#include "ui/widgets/toast.h"
#include "ui/window_intents.h"

#include <QApplication>
#include <QDateTime>

#include <algorithm>
#include <utility>

namespace belay {

namespace {

/// Job ids of watched releases, beside those of runs.
const QLatin1String watchPrefix("after-watch\n");

QString titleOf(const WatchedRelease &release)
{
    switch (release.purpose) {
    case WatchPurpose::Afterwards:
        break;
    case WatchPurpose::Trouble:
        return DesktopWindow::tr("%1 %2 in %3 is watched until it is decided");
    case WatchPurpose::Recovery:
        return DesktopWindow::tr("%1 %2 in %3 is back and watched");
    }
    return DesktopWindow::tr("%1 %2 in %3 is watched");
}

} // namespace

void DesktopWindow::connectAfterWatch()
{
    m_afterWatch = std::make_unique<AfterWatch>(m_workspace);
    connect(m_models.run, &RunModel::changed, this, [this] {
        const RunState &run = m_models.run->state();
        if (!run.started || run.finished)
            return;
        if (run.plan.kind == PlanKind::Deploy)
            m_afterWatch->end(run.plan.project, run.plan.environment);
        else if (run.plan.kind == PlanKind::Rollback)
            m_afterWatch->comesBack(run.plan.project, run.plan.environment);
    });
    connect(m_afterWatch.get(), &AfterWatch::happened, this,
            [this](const Plan &watch, const std::vector<RunEvent> &events) {
                m_models.watched->applyLater(watch, events);
                m_models.series->setState(m_models.watched->state());
                if (m_incidentPage->isVisible() && m_incident->project() == watch.project &&
                    m_incident->environment() == watch.environment)
                    m_incident->refreshNumbers();
            });
    connect(m_release.get(), &ReleaseController::runEnded, this,
            [this](const QString &, Outcome outcome) { watchOn(outcome); });
    connect(m_intents.get(), &WindowIntents::sourceAskedNow, m_afterWatch.get(), &AfterWatch::askNow);
    connect(m_afterWatch.get(), &AfterWatch::changed, this, &DesktopWindow::showJob);
    connect(m_afterWatch.get(), &AfterWatch::changed, this, &DesktopWindow::showWatchedOn);
    connect(m_release.get(), &ReleaseController::viewChanged, this, &DesktopWindow::showWatchedOn);
    connect(m_afterWatch.get(), &AfterWatch::judged, this, &DesktopWindow::tellJudged);
    connect(&m_tray, &Tray::openRequested, this, &DesktopWindow::comeBack);
    connect(&m_tray, &Tray::quitRequested, this, [this] {
        m_afterWatch->endAll();
        m_tray.hide();
        QApplication::quit();
    });
    connect(m_afterWatch.get(), &AfterWatch::over, this, [this](const WatchedRelease &release) {
        if (release.purpose == WatchPurpose::Trouble)
            return; // everybody has been told of it
        say(tr("%1 %2 in %3 was watched for %4: %5")
                .arg(release.project, release.version, release.environment,
                     formatDuration(release.durationMs),
                     release.verdict ? release.verdict->sentence : tr("there was no data")));
        m_history->refresh();
    });
    connect(m_window->jobStrip(), &JobStrip::stopRequested, this, [this](const QString &id) {
        for (const WatchedRelease &each : m_afterWatch->watched()) {
            if (id == watchPrefix + each.run)
                m_afterWatch->end(each.project, each.environment);
        }
    });
}

/// A release that stayed live is watched on, if its environment asks for it; a bad one until it is gone, and
/// what is there instead until it is known to be better.
void DesktopWindow::watchOn(Outcome outcome)
{
    const RunState &state = m_models.run->state();
    const OpenProject *open = m_projects->find(state.plan.project);
    const Environment *environment = open ? open->project.environment(state.plan.environment) : nullptr;
    if (!environment)
        return;
    const bool isDeploy = state.plan.kind == PlanKind::Deploy;
    m_warnedOfClosing = false;
    if (isDeploy && (outcome == Outcome::Succeeded || outcome == Outcome::VerdictNoData))
        m_afterWatch->begin(open->project, *environment, state.plan.version);
    else if (isDeploy && outcome == Outcome::VerdictRollBack)
        m_afterWatch->follow(open->project, *environment, state.plan.version);
    else if (state.plan.kind == PlanKind::Rollback && outcome == Outcome::Succeeded)
        m_afterWatch->confirm(open->project, *environment, state.plan.version);
}

/// The Monitor is about one environment; what is watched there is told on it.
void DesktopWindow::showWatchedOn()
{
    std::optional<WatchedOn> shown;
    const RunState &run = m_models.run->state();
    for (const WatchedRelease &each : m_afterWatch->watched()) {
        if (each.project == run.plan.project && each.environment == run.plan.environment &&
            each.version == run.plan.version && each.purpose == WatchPurpose::Afterwards)
            shown = WatchedOn{each.startedMs, each.durationMs, each.verdict};
    }
    m_releasePage->setWatchedOn(shown);
}

void DesktopWindow::tellJudged(const WatchedRelease &release)
{
    const VerdictKind kind = release.verdict->kind;
    const bool isBad = kind == VerdictKind::RollBack || kind == VerdictKind::Hold;
    const bool isRecovery = release.purpose == WatchPurpose::Recovery;
    if (release.purpose == WatchPurpose::Trouble || (!isBad && !(isRecovery && kind == VerdictKind::Healthy)))
        return;
    Toast toast;
    toast.tone = kind == VerdictKind::RollBack ? Tone::Danger
                 : kind == VerdictKind::Hold   ? Tone::Warn
                                               : Tone::Ok;
    toast.title =
        !isRecovery ? tr("%1 in %2").arg(release.project, release.environment)
        : isBad     ? tr("The rollback of %1 in %2 has not helped").arg(release.project, release.environment)
                    : tr("%1 in %2 has recovered").arg(release.project, release.environment);
    toast.text = release.verdict->sentence;
    toast.key = watchPrefix + release.run;
    if (release.verdict->kind == VerdictKind::RollBack) {
        toast.actionText = tr("Open incident");
        toast.action = [this, release] {
            Q_EMIT m_intents->incidentShown(release.project, release.environment);
        };
        m_incident->refresh();
    }
    m_window->toast(toast);
    m_projects->refresh(release.project, release.environment);
}

/// What is watched goes on in the tray. Where there is none, closing ends it, and says so before it does.
bool DesktopWindow::mayStopWatching()
{
    const auto watched = m_afterWatch->watched();
    if (watched.empty())
        return true;
    const QString what = tr("%n release(s) watched", nullptr, static_cast<int>(watched.size()));
    if (Tray::isAvailable()) {
        QApplication::setQuitOnLastWindowClosed(false);
        m_tray.show(QApplication::windowIcon(), what);
        m_window->hide();
        return false;
    }
    if (std::exchange(m_warnedOfClosing, true))
        return true;
    say(tr("Closing ends the watching (%1). Close again to end it.").arg(what));
    return false;
}

void DesktopWindow::comeBack()
{
    m_tray.hide();
    QApplication::setQuitOnLastWindowClosed(true);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

std::vector<Job> DesktopWindow::watchJobs() const
{
    std::vector<Job> jobs;
    if (!m_afterWatch)
        return jobs;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const WatchedRelease &release : m_afterWatch->watched()) {
        Job job;
        job.id = watchPrefix + release.run;
        job.look = statusLook(release.verdict ? release.verdict->kind : VerdictKind::Collecting);
        job.title = titleOf(release).arg(release.project, release.version, release.environment);
        job.stoppable = true;
        if (release.purpose ==
            WatchPurpose::Trouble) { // until it is decided; nobody knows how long that takes
            job.detail = release.verdict ? release.verdict->sentence : QString();
            jobs.push_back(std::move(job));
            continue;
        }
        const qint64 done = std::clamp<qint64>(now - release.startedMs, 0, release.durationMs);
        job.detail = tr("%1 of %2").arg(formatDuration(done), formatDuration(release.durationMs));
        if (release.verdict)
            job.detail += QStringLiteral(" · ") + release.verdict->sentence;
        if (release.durationMs > 0)
            job.fraction = static_cast<double>(done) / static_cast<double>(release.durationMs);
        jobs.push_back(std::move(job));
    }
    return jobs;
}

} // namespace belay
