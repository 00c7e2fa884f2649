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
    int mode = 0644;   ///< permission bits; nobody but the owner may write

    bool operator==(const ArtifactFile &) const = default;
};

struct ArtifactLink
{
    QString path;   ///< relative, with '/'
    QString target; ///< the link's text; stays inside the artifact

    bool operator==(const ArtifactLink &) const = default;
};

/// A folder that no file in it brings along: an empty one, or one with unusual rights.
struct ArtifactFolder
{
    QString path;    ///< relative, with '/'
    int mode = 0755; ///< the owner may do everything

    bool operator==(const ArtifactFolder &) const = default;
};

/// What will be uploaded, as facts: the planner puts them into the scripts that verify it on the host.
struct Artifact
{
    QString path;     ///< absolute
    QString archive;  ///< "tar.gz", "tar.zst", "tar" or "zip" when it is one file; empty for a folder
    qint64 bytes = 0; ///< what is sent
    std::vector<ArtifactFile> files; ///< sorted by bytes of the path; for an archive: the archive itself
    std::vector<ArtifactLink> links; ///< sorted likewise
    std::vector<ArtifactFolder> folders{}; ///< sorted likewise

    /// The text of app/engine/file_list.h.
    QByteArray listText() const;
    /// SHA-256 of that text: two artifacts with the same digest put the same files on a host.
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
