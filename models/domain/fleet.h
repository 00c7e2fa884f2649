// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/project.h"
#include "models/domain/result.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>

#include <optional>
#include <vector>

namespace belay {

/// One folder under releases/ as a host describes it.
struct ReleaseOnHost
{
    QString id;      ///< 14 digits; other names are listed as foreign
    QString version; ///< REVISION, or empty
    bool hasManifest = false;
    bool bad = false; ///< marked bad in .belay/log
    bool foreign = false;

    bool operator==(const ReleaseOnHost &) const = default;
};

/// An operation folder that Belay left on the host: a run that is under way or was interrupted.
struct OperationOnHost
{
    QString run;
    QString step;                ///< last step that was started
    std::optional<int> exitCode; ///< of that step, when it ended
    bool alive = false;

    bool operator==(const OperationOnHost &) const = default;
};

/// What one host says about itself, and when it was asked. A remembered value is never shown as current.
struct HostObservation
{
    QString host;
    QString path;
    qint64 askedMs = 0; ///< our clock
    qint64 roundTripMs = 0;
    std::optional<Error> error; ///< could not be asked; the rest is then empty
    qint64 hostTimeMs = 0;      ///< the host's clock
    bool exists = false;        ///< the deploy path exists
    QString environmentTag;     ///< .belay/env: "project/environment", or empty
    QString currentLink;        ///< the text of `current`, or empty
    QString currentId;          ///< the release it names, or empty
    bool currentDangling = false;
    bool currentIsFolder = false;        ///< `current` is not a link: refuse to touch it
    std::vector<ReleaseOnHost> releases; ///< oldest first
    QStringList activations; ///< release ids in the order they went live here (.belay/log), oldest first
    QString rollbackLink;    ///< release id the staged way back names, or empty
    QString lock;            ///< token text, or empty
    QString lockVersion;     ///< where the run that holds it goes; empty: not known
    QString lockReason;      ///< and why, as it was told; empty: not known
    QString foreignLock;     ///< another tool's lock, described
    QString hold;            ///< reason why deploys are held, or empty
    std::vector<OperationOnHost> operations;
    qint64 diskFreeBytes = -1;
    qint64 inodesFree = -1;
    QString system; ///< uname -sr
    QStringList missingTools;
    QStringList missingLinkedFiles; ///< of shared/

    QString currentVersion() const;
    const ReleaseOnHost *release(const QString &id) const;
    bool operator==(const HostObservation &) const = default;
};

/// What the whole fleet of an environment looked like when asked.
struct FleetSnapshot
{
    QString environment;
    std::vector<HostObservation> hosts; ///< in the environment's order

    bool complete() const; ///< every host answered
    const HostObservation *host(const QString &name) const;
    QStringList versionsLive() const; ///< distinct current versions
    bool mixed() const;               ///< hosts run different releases
};

/// Where the hosts that answered differ from what the history says is live, host by host; empty: they agree,
/// or nothing is recorded. Without a record: where they differ from one another.
QString driftOf(const FleetSnapshot &fleet, const QString &recordedVersion);

/// Who holds the lock of this host, since when by its own clock, and what for: "dana@desk (run r1, for 3 min
/// 2 s, to 1.5.0: hotfix)". A token of another form is shown as it is; empty: no lock.
QString lockHolder(const HostObservation &host);

/// The release that was live before the current one on this host, never one marked bad; empty: none.
/// Activation order decides, never names or file times.
QString previousGoodRelease(const HostObservation &host);

nlohmann::json toJson(const HostObservation &observation);

} // namespace belay
