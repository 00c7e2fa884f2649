// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"
#include "models/item/activity_model.h"
#include "models/item/app_models.h"
#include "models/item/history_model.h"
#include "models/item/hosts_model.h"
#include "models/item/overview_model.h"
#include "models/item/release_view.h"
#include "ui/window_intents.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace belay {
class MainWindow;
class Page;
} // namespace belay

namespace belay::test {

/// The moment all samples look back from. Real time, because pages reckon ages with it.
qint64 now();

/// The states of one release of "storefront" to three production hosts.
enum class RunStage {
    Deploying,    ///< web-1 is done, web-2 uploads, web-3 waits
    FailedUndone, ///< the health check of web-2 failed; everything is as before
    Undoing,      ///< the same, a moment earlier
    Healthy,      ///< live, watched, nothing differs
    Hold,         ///< live, p99 is slower than before
    CountingDown, ///< live, the verdict says roll back, the countdown runs
    RolledBack,   ///< the watch ended in a rollback
    NoData,       ///< live, the numbers stay away
    Offline,      ///< live, the metrics source cannot be reached any more
    Collecting,   ///< live, too early for a verdict
    Partial,      ///< live, one host has sent nothing for a while
};

/// A rollback of the same release: under way, or ended with web-3 left behind.
std::vector<RunEvent> rollbackEvents(bool ended);

QStringList fixtureHosts();
std::vector<SeriesSpec> watchedSeries();
Plan deployPlan();
Plan rollbackPlan();
std::vector<RunEvent> runEvents(RunStage stage);
RunState runState(RunStage stage);

/// A checklist of 48 items as it looks half way through a release.
std::vector<CheckStatus> checkStatuses();
std::vector<EnvironmentCell> overviewCells();
std::vector<ActivityEntry> activityEntries();
std::vector<HistoryRow> historyRows();
std::vector<HostEntry> hostEntries();
std::vector<Attention> triggerAttention();
/// A chosen release with a plan; the gate is what the statuses give.
ReleaseView releaseView();
RollbackPreview rollbackPreview();
QString reportMarkdown();

/// Empty models, the intents, and the window's frame around one page, as the composition puts them together.
class Bench
{
public:
    Bench();
    ~Bench();

    /// The frame with this page at its own destination ("overview", "release", "history", "targets"). The
    /// page is owned by the frame, and the frame by the bench.
    MainWindow &frame(const QString &destination, Page *page);
    void fillEverything(); ///< overview, activity, checklist, plan, history, hosts
    void showRun(RunStage stage);

    AppModels models;
    WindowIntents intents;

private:
    QObject m_owner;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace belay::test
