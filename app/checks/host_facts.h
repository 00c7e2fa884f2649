// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

namespace belay {

// What hosts, servers and certificates say, judged. All pure.

/// What a host's health address answered.
struct HealthAnswer
{
    QString host;
    QString url;
    int status = 0; ///< 0: none, see `error`
    qint64 ms = 0;
    QString version; ///< as the answer names it; may be empty
    QString error;
};

Inspected judgeHealth(const std::vector<HealthAnswer> &answers);
/// The "version" (or "vsn", "release", "revision") of a JSON answer; empty without one.
QString versionIn(const QByteArray &body);

/// Whether what is live now could be gone back to after the next deployment. `plan` is the way back from what
/// is live now, for its steps; it may have failed: with one release there is none.
Inspected judgeWayBack(const FleetSnapshot &fleet, const Result<Plan> &plan);

/// What is to be uploaded.
struct ArtifactSize
{
    qint64 bytes = 0;
    qint64 files = 0;
};

/// Whether every host has room for two of it, the programs Belay needs, and the linked files. Without an
/// artifact (it is not built yet) the size is not judged.
Inspected judgeRoom(const FleetSnapshot &fleet, const std::optional<ArtifactSize> &artifact);

/// What is known about the certificate of an address.
struct CertificateSeen
{
    QString url;
    Result<Certificate> certificate;
};

/// Every certificate must be accepted, and not expire within 14 days of `nowMs`. Servers that do not answer
/// are not known to be wrong.
Inspected judgeCertificates(const std::vector<CertificateSeen> &seen, qint64 nowMs);

struct NameSeen
{
    QString name;
    bool required = true; ///< false: ~/.ssh/config may know it where name servers do not
    Result<QStringList> addresses;
};

/// Every required name must resolve.
Inspected judgeNames(const std::vector<NameSeen> &seen);

struct NameToAsk
{
    QString name;
    bool required = true;

    bool operator==(const NameToAsk &) const = default;
};

/// The host names of an environment: of its url and health addresses, then those of its hosts; each once, and
/// none that is a numeric address.
std::vector<NameToAsk> namesOf(const Environment &environment);
/// Its addresses by URL: url, then health, for every host; each once.
QStringList urlsOf(const Environment &environment);

} // namespace belay
