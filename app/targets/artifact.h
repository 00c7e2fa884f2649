// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

namespace belay {

struct Project;

struct ArtifactFile
{
    QString path; ///< relative, with '/'
    qint64 size = 0;
    QByteArray sha256; ///< 64 hex digits

    bool operator==(const ArtifactFile &) const = default;
};

struct ArtifactLink
{
    QString path;   ///< relative, with '/'
    QString target; ///< the link's text; stays inside the artifact

    bool operator==(const ArtifactLink &) const = default;
};

/// What will be uploaded, as facts: the planner puts them into the scripts that verify it on the host.
struct Artifact
{
    QString path;     ///< absolute
    QString archive;  ///< "tar.gz", "tar.zst", "tar" or "zip" when it is one file; empty for a folder
    qint64 bytes = 0; ///< what is sent
    std::vector<ArtifactFile> files; ///< sorted by bytes of the path; for an archive: the archive itself
    std::vector<ArtifactLink> links; ///< sorted likewise

    /// SHA-256 over the sorted list: two artifacts with the same digest put the same files on a host.
    QString digest() const;
    bool operator==(const Artifact &) const = default;
};

/// Walks a folder or hashes an archive; reads every byte, so not on the window's thread. `stop` is asked
/// between files. Refused (Invalid, naming the first offender): links that are absolute or lead out of the
/// folder, special files, names with control characters or that are not UTF-8, an empty folder, more than
/// 200,000 files.
Result<Artifact> scanArtifact(const QString &path, const std::function<bool()> &stop = {});

/// The absolute path of the project's artifact for a version.
QString artifactPath(const Project &project, const QString &version);

} // namespace belay
