// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace belay {

/// A deployment or rollback that has switched hosts, here or in another service.
struct NearbyChange
{
    QString run;
    QString kind; ///< deploy | rollback
    QString project;
    QString environment;
    QString version;
    QString fromVersion;
    QString by;
    qint64 liveMs = 0; ///< UTC; when the last host was switched
};

/// What a release brought with it.
struct ReleaseSize
{
    int commits = 0;
    int migrations = 0;
    QStringList environmentKeys; ///< names the release reads and the one before did not
};

struct CauseQuestion
{
    QString project;
    QString environment;
    qint64 beganMs = 0; ///< when the trouble began: the first sample over its limit, else when it was noticed
    qint64 nowMs = 0;
    std::vector<NearbyChange> changes; ///< in any order; older than the last hour too
};

enum class Suspicion {
    Release,  ///< a change here came shortly before
    Neighbor, ///< nothing changed here, but something did in another service
    Before,   ///< a change here, but the trouble is older than it
    Nothing,  ///< no change that Belay knows of
};

/// What most likely caused an incident, in sentences without clock times: how long before, never when, so
/// that they read the same everywhere.
struct LikelyCause
{
    Suspicion suspicion = Suspicion::Nothing;
    std::optional<NearbyChange> change; ///< the suspect
    QString sentence;                   ///< "Release 1.4.2 went live 3 min before the trouble began."
    QString others;                     ///< what else changed in the last hour, or that nothing did
};

/// Names the change nearest before the trouble: the environment's own first, then those of others within the
/// hour before. A change here is the suspect for a day, since leaks take their time. Pure.
LikelyCause likelyCause(const CauseQuestion &question);

/// "23 commits, 1 migration, 2 new environment keys (A, B)"; empty without any.
QString sizeOf(const ReleaseSize &size);

/// When the present stretch of samples over the series' rollback limit (or, without one, the critical limit,
/// or the ratio to the before-window's median) began; a missing sample does not end it. Nothing when the
/// newest value is within. Pure.
std::optional<qint64> troubleBegan(const SeriesData &data);

} // namespace belay
