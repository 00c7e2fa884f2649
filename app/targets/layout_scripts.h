// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/targets/artifact.h"
#include "app/targets/layout_json.h"

#include <QString>
#include <QStringList>

namespace belay {

/// What the scripts for a host say with their exit code, beyond 0 (done) and 1 (failed). The first line of
/// output that begins with "belay: " says what or why, for people.
enum LayoutExit {
    SudoAsks = 90, ///< a command waits: its sudo asks for a password, in a line that begins with sudoMark
    SudoAsksAgain = 91,    ///< the same; the one it was given was wrong
    AlreadyDone = 92,      ///< nothing to do: it is already so
    Refused = 93,          ///< the host is not as the plan expects; nothing was changed
    NoRoom = 94,           ///< disk or inodes
    OtherEnvironment = 95, ///< .belay/env names another project or environment
    Held = 96,             ///< deploys are held
    LockedByOther = 97,    ///< someone else holds the lock, or ours is gone
};

inline constexpr char sudoMark[] = "belay-asks: ";

/// What every script for one host of one run needs to know.
struct LayoutSite
{
    QString path;  ///< deploy path, checked
    QString tag;   ///< "project/environment"
    QString token; ///< the run's lock
    QString run;
};

/// `project/environment`, the text of .belay/env.
QString environmentTag(const QString &project, const QString &environment);

struct LockOptions
{
    QString project;         ///< Kamal names its locks after the service
    bool ignoreHold = false; ///< rollbacks
    QString plan;            ///< kept in ops/<run>/plan.json
};

/// Makes the deploy path and .belay if they are missing, then takes the lock. Already ours: AlreadyDone.
QString lockScript(const LayoutSite &site, const LockOptions &options);
/// Exits 0 when the lock is ours, 1 when not.
QString lockResolve(const LayoutSite &site);
/// Removes the lock if it is ours; someone else's stays (AlreadyDone).
QString unlockScript(const LayoutSite &site);
/// `belay unlock`: removes the lock if it still is `seenLock`, frees held deploys, and writes down who and
/// why.
QString takeOverUnlockScript(const LayoutSite &site, const QString &seenLock, const LogEntry &entry);
/// Holds deploys with a reason until someone unlocks.
QString holdScript(const LayoutSite &site, const LogEntry &entry);

struct PreflightOptions
{
    QString release;      ///< id that will be published
    QString expectedLink; ///< text of `current` when the plan was made; empty: none
    qint64 neededBytes = 0;
    qint64 neededInodes = 0;
    QStringList linkedDirs;
    QStringList linkedFiles;
    QStringList tools; ///< programs that must be there
};

QString preflightScript(const LayoutSite &site, const PreflightOptions &options);

/// The folder an upload goes to.
QString stagingPath(const LayoutSite &site);
/// Ends what an earlier transfer of this run still writes, and says what this one must bring. The first line
/// of standard input says what follows it: "list" (the text of app/engine/file_list.h), "changes ID" (what
/// listChanges() says about the list of release ID), or nothing at all, which is enough when the host has the
/// list from before. With the list it copies what is in the newest release here, and answers, line by line:
///   turn N                     for the first line of the transfer
///   base ID DIGEST, no list    it must be asked again with the list, or with changes to one of these
///   need all                   every file
///   12, 55, …, need these      the files on these lines, counted from one
///   have BYTES SHA256          an archive: what is already there of it
QString askUploadScript(const LayoutSite &site, const Artifact &artifact, const QString &release);
/// Reads "turn N", or "turn N from OFFSET" for an archive, and then the files (tar, or the rest of the
/// archive) from standard input. What arrived before a lost connection stays for the next transfer.
QString receiveScript(const LayoutSite &site, const Artifact &artifact, const QString &release);
QString discardStagingScript(const LayoutSite &site);

struct PublishOptions
{
    QString release;
    QString version;
    QString commit;
    QString by;
    QString project;
    QString environment;
    QString liveTarget; ///< absolute path of what is live now, the way back; empty: nothing is live
    QStringList linkedDirs;
    QStringList linkedFiles;
};

/// Verifies every file, links shared/, stages the way back and the link to switch to, and makes the release
/// appear by one rename.
QString publishScript(const LayoutSite &site, const Artifact &artifact, const PublishOptions &options);
QString publishResolve(const LayoutSite &site, const QString &release);
/// Removes a release that never went live; one that did stays as evidence (AlreadyDone).
QString discardReleaseScript(const LayoutSite &site, const QString &release);

struct SwitchOptions
{
    QString expectedLink;    ///< exact text of `current`; empty: there is none
    QString expectedRelease; ///< the release it names, or empty
    QString release;         ///< where to go
    LogEntry before; ///< "activated" of the expected release, for hosts whose log does not know it yet
    LogEntry activated;
};

QString switchScript(const LayoutSite &site, const SwitchOptions &options);
QString switchResolve(const LayoutSite &site, const QString &release);
/// For a rollback: takes the lock and switches in one go. When the link back lies ready and nothing else is
/// in the way, that is two renames' worth of work; the records are left to settleScript(). Otherwise it goes
/// the careful way of lockScript() and switchScript().
QString switchNowScript(const LayoutSite &site, const SwitchOptions &options, const LockOptions &lock);
/// What switchNowScript() left for later: the plan's summary, the activation in the log, the disk.
QString settleScript(const LayoutSite &site, const SwitchOptions &options, const QString &plan);
/// Returns from `options.release` to what was live before; with nothing live before, removes the link.
QString switchBackScript(const LayoutSite &site, const SwitchOptions &options);
QString switchBackResolve(const LayoutSite &site, const SwitchOptions &options);

struct CommandOptions
{
    QString step;    ///< migrate, restart, restart-back: names the files under ops/<run>/
    QString release; ///< the command runs in its folder
    QString command;
    bool repeatable = true; ///< false: never started again while anything of a cut-off run is still alive
};

/// Runs a command so that its result survives a lost connection; its output is followed while waiting.
QString commandScript(const LayoutSite &site, const CommandOptions &options);
/// 0: ended well, 1: failed, 2: still running, 3: cut off, nobody knows, 4: never begun.
QString commandResolve(const LayoutSite &site, const QString &step);

struct RecordOptions
{
    QString revision; ///< line for revisions.log, or empty
    std::vector<LogEntry> entries;
    /// Write only if this release went live in this run (used when undoing). Empty: always.
    QString onlyIfActivated;
};

/// Safe to run again: what is already written is not written twice.
QString recordScript(const LayoutSite &site, const RecordOptions &options);
QString deployedRevision(const QString &version, const QString &commit, const QString &release,
                         const QString &by);
QString rolledBackRevision(const QString &release, const QString &by);

/// Removes old releases, computed on the host when it runs. Keeps the newest `keep` good ones, the newest
/// `keep` bad ones, what is live, the way back, the last good one, what a process still runs from, and every
/// foreign name.
QString pruneScript(const LayoutSite &site, int keep);

} // namespace belay
