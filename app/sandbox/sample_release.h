// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>

namespace belay {

/// What a release of the sample service does; read from `release.json` in the release's folder.
struct SampleRelease
{
    QString version;
    qint64 leaksAfter = 0;      ///< requests served before errors begin; 0: never
    double leakPerRequest = 0;  ///< share of failing requests added by each further request
    double worstErrorShare = 0; ///< the share never grows beyond this, 0…1
    double latencyMs = 20;      ///< typical time to answer

    bool operator==(const SampleRelease &) const = default;
};

Result<SampleRelease> readSampleRelease(const QString &folder);
QByteArray sampleReleaseJson(const SampleRelease &release);

/// The share of requests that fail after `served` requests: 0 until the leak starts, then rising to its
/// worst.
double errorShare(const SampleRelease &release, qint64 served);

} // namespace belay
