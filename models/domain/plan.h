// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/project.h"
#include "models/domain/result.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace belay {

enum class PlanKind { Deploy, Rollback, Checklist, Unlock, Watch };

enum class StepKind {
    Build,    ///< local command
    Package,  ///< local: list and hash the artifact's files
    Baseline, ///< sample the before-window
    Lock,
    Preflight, ///< folders, disk, linked files, current is what the plan expects
    Upload,    ///< into .belay/staging/<run>
    Publish,   ///< verify, link shared, stage the way back, one rename into releases/
    Migrate,
    Switch,
    Restart,
    Health,
    Wait,
    Record, ///< revisions.log, .belay/log, good or bad mark
    Hold,   ///< lock the environment against deploys
    Prune,
    Unlock,
    Watch, ///< live metrics until the window ends or the verdict is Roll back
    Check, ///< one item of the checklist
};

/// A POSIX sh script for a host; always run as the standard input of `exec /bin/sh`.
struct ScriptAction
{
    QString script;
    /// Asked when the answer was lost: a read-only script that exits 0 (it happened), 1 (it did not) or 2
    /// (still running). Empty: no way to know, the step stays Unknown.
    QString resolve;

    bool operator==(const ScriptAction &) const = default;
};

/// Brings the artifact into `staging` on the host: the host is asked what it still needs, and then gets that
/// as one stream; after a lost connection the same again.
struct UploadAction
{
    QString artifact; ///< absolute local path: a folder or an archive
    QString staging;  ///< absolute path on the host
    QString script;   ///< reads the stream from its standard input
    QString ask;      ///< says what is needed; takes what the host already has from its releases

    bool operator==(const UploadAction &) const = default;
};

struct CommandAction
{
    QString command; ///< shell line, run on this computer
    QString directory;

    bool operator==(const CommandAction &) const = default;
};

struct PackageAction
{
    QString artifact;

    bool operator==(const PackageAction &) const = default;
};

struct HealthAction
{
    HealthSpec health; ///< with every placeholder replaced

    bool operator==(const HealthAction &) const = default;
};

struct WaitAction
{
    Milliseconds duration{0};

    bool operator==(const WaitAction &) const = default;
};

/// One host's health check, asked beside the series while a release is watched.
struct WatchedHealth
{
    QString host;
    HealthSpec health; ///< with every placeholder replaced

    bool operator==(const WatchedHealth &) const = default;
};

struct WatchAction
{
    MetricsSpec metrics;
    std::vector<QString> urls; ///< scrape, probe: one per host, expanded; prometheus: the server
    bool before = false;       ///< true: fill the before-window
    QStringList hosts = {}; ///< scrape, probe: whose address it is, beside `urls`, empty: no single host's;
                            ///< host: which are asked
    QString directory = {}; ///< command: where it is run
    std::vector<WatchedHealth> health = {}; ///< of the watch after the release, not of the before-window
    bool untilOver = false; ///< goes on when the verdict is Roll back: what becomes of it is to be seen
    std::optional<LogsSpec> logs = {}; ///< the hosts' logs are followed, too; nothing: none are named

    bool operator==(const WatchAction &) const = default;
};

struct CheckAction
{
    CheckItem item;
    QString directory;
    QString projectFile; ///< belay.json, for inspections; empty: none can be made

    bool operator==(const CheckAction &) const = default;
};

using StepAction = std::variant<ScriptAction, UploadAction, CommandAction, PackageAction, HealthAction,
                                WaitAction, WatchAction, CheckAction>;

/// One thing to do, on one host or (host empty) on this computer.
struct Step
{
    QString id;   ///< unique in the plan: "switch@app1"
    QString host; ///< name of the host, or empty
    StepKind kind = StepKind::Check;
    QString title; ///< "switch"
    QString shown; ///< what a person reads in the preview: "current: 20261121140000 → 20261121150000"
    StepAction action;
    Milliseconds timeout{60000};
    std::vector<Step> undo; ///< run in order when the run fails after this step was started

    bool operator==(const Step &) const = default;
};

enum class OnFailure {
    Undo,     ///< stop, then undo everything started so far, newest first
    KeepGoing ///< note it and go on (checklist, prune)
};

/// Steps that may run side by side: hosts in parallel, the steps of one host in order; checks need no order.
/// A stage starts when the one before it has ended.
struct Stage
{
    QString id;
    QString title;
    int parallel = 1;
    OnFailure onFailure = OnFailure::Undo;
    bool always = false;          ///< runs even after a failure or cancel (unlock)
    bool pointOfNoReturn = false; ///< once it has ended, failures and cancel no longer undo what came before
    std::vector<Step> steps;

    bool operator==(const Stage &) const = default;
};

struct PlanHost
{
    HostSpec spec;
    QString path;          ///< deploy path on this host
    QString fromReleaseId; ///< what current points to when the plan was made; empty: nothing
    QString toReleaseId;

    bool operator==(const PlanHost &) const = default;
};

/// What will be done, all of it, as a value: the preview, the dry run, the shell script and the run are this.
struct Plan
{
    QString runId;
    PlanKind kind = PlanKind::Deploy;
    QString project;
    QString environment;
    bool isProtected = false;
    QString version;
    QString fromVersion; ///< empty: nothing was live
    QString commit;
    qint64 committedMs = 0; ///< when that commit was made, by git; 0: not known
    QString strategy;       ///< how the hosts are switched, as in belay.json: "rolling"; empty: none are
    QString reason;
    QString by; ///< user@machine
    qint64 createdMs = 0;
    TargetSpec target;
    std::vector<PlanHost> hosts;
    std::vector<Stage> stages;
    QStringList warnings; ///< shown before the button is pressed
    QStringList notes;
    bool runnable = true; ///< false: made without asking the hosts; for reading only
    QString lockToken;    ///< the text of the lock this plan takes on every host; empty: takes none
    QString fileList;     ///< what the uploaded folder holds (app/engine/file_list.h); empty: an archive

    bool operator==(const Plan &) const = default;
};

nlohmann::json toJson(const Plan &plan);
Result<Plan> planFromJson(const nlohmann::json &json);

QString toString(PlanKind kind);
QString toString(StepKind kind);

/// The number of steps without undo steps.
int stepCount(const Plan &plan);

} // namespace belay
