// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay {

class ActivityModel;
class ChecklistModel;
class HistoryModel;
class HostsModel;
class LogModel;
class OverviewModel;
class PlanModel;
class RunModel;
class SeriesModel;

/// The models the window shows, owned by the composition. The window only reads them and emits intents.
struct AppModels
{
    OverviewModel *overview = nullptr;   ///< services × environments
    ActivityModel *activity = nullptr;   ///< newest facts first
    ChecklistModel *checklist = nullptr; ///< groups and items of the chosen release
    PlanModel *plan = nullptr;           ///< the plan as a tree: host → steps
    RunModel *run = nullptr;             ///< hosts × steps of the shown run
    RunModel *watched = nullptr;         ///< the release whose numbers are shown, with what came after it
    LogModel *log = nullptr;             ///< output lines of the shown run
    SeriesModel *series = nullptr;       ///< its numbers: before, now, verdict
    HistoryModel *history = nullptr;     ///< past runs
    HostsModel *hosts = nullptr;         ///< hosts of every environment and what they said
};

} // namespace belay
