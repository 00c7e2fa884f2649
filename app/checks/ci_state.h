// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

#include <QByteArray>

#include <optional>

namespace belay {

// What a code host knows about a commit. All pure.

enum class CodeHost { GitHub, GitLab };

/// A repository at a code host.
struct CodePlace
{
    CodeHost host = CodeHost::GitHub;
    QString server;  ///< "github.com"
    QString project; ///< "owner/name"; at GitLab with its groups

    bool operator==(const CodePlace &) const = default;
};

/// From the address of a git remote, in each of its forms. Nothing: it is at neither.
std::optional<CodePlace> codePlaceOf(const QString &remote);

/// One run of a CI, as the code host calls it.
struct CiRun
{
    enum class End { Running, Passed, Failed, Ignored };
    QString name;
    End end = End::Running;

    bool operator==(const CiRun &) const = default;
};

/// A page of GitHub's check runs, combined status or GitLab's commit statuses. Error Invalid: it is none.
Result<std::vector<CiRun>> checkRunsFrom(const QByteArray &body);
Result<std::vector<CiRun>> combinedStatusFrom(const QByteArray &body);
Result<std::vector<CiRun>> gitlabStatusesFrom(const QByteArray &body);

/// Passed only when everything has ended well; what still runs, or is not known there, cannot be judged.
Inspected judgeCi(const CodePlace &place, const std::vector<CiRun> &runs);

} // namespace belay
