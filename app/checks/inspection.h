// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/checklist.h"
#include "models/domain/finding.h"
#include "models/domain/fleet.h"
#include "models/domain/plan.h"
#include "models/domain/project.h"
#include "models/domain/run_event.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

/// What the scanner's rules say about one item of the checklist.
struct RuleFindings
{
    std::vector<Finding> findings; ///< by file and line
    int rules = 0;                 ///< how many rules looked for it; 0: none does
    qint64 files = 0;              ///< how many files were looked at
    QString note;                  ///< what limits the answer, or empty
};

struct Commit
{
    QString hash;
    QString author;
    QString email;
    QString subject;
    QString body;
    QStringList parents; ///< hashes; a merge has several

    bool operator==(const Commit &) const = default;
};

/// What lies between the release that is live in the environment and the one to come.
struct Changes
{
    QString sinceVersion;        ///< live now; empty: nothing was released there yet
    QString sinceCommit;         ///< its commit; empty: not known, and then the lists hold everything
    std::vector<Commit> commits; ///< newest first
    QStringList files;           ///< changed, added or removed; relative to the project's folder
    bool uncommitted = false;    ///< the working tree differs from the commit
    QStringList pending = {};    ///< files whose text is not in the commit, or that git does not know yet
};

/// A finished deployment or rollback of the project, in any environment.
struct PastRelease
{
    QString kind; ///< deploy | rollback
    QString environment;
    QString version;
    QString commit;
    QString by;
    qint64 finishedMs = 0; ///< UTC
    Outcome outcome = Outcome::None;
    QString verdict;
    bool migrated = false; ///< a migration command ran in it and succeeded
};

/// What a server shows when TLS begins.
struct Certificate
{
    QString subject;      ///< the name it is made out to
    QStringList names;    ///< the host names it is for
    qint64 expiresMs = 0; ///< UTC; 0: not known
    QString refusal; ///< why it is not accepted for that address, in the TLS library's words; empty: it is
};

/// A name the code reads from the environment.
struct EnvironmentName
{
    QString name;
    QString file;
    int line = 0;
    bool required = false; ///< the code stops without it
    bool secret = false;   ///< names of this kind carry secrets

    bool operator==(const EnvironmentName &) const = default;
};

/// What inspections may look at besides the project file. Each answer is gathered when it is first asked for
/// and then shared by all inspections of a run. Thread-safe; every call may block.
class InspectionWorld
{
public:
    virtual ~InspectionWorld() = default;
    virtual Result<RuleFindings> findings(const QString &item, const CancelToken &cancel) = 0;
    virtual Result<Changes> changes(const CancelToken &cancel) = 0;
    virtual Result<std::vector<PastRelease>> past() = 0; ///< newest first
    /// The address of the repository's remote; empty: there is none.
    virtual QString remote(const CancelToken &) { return {}; }
    virtual FleetSnapshot fleet(const CancelToken &cancel) = 0;
    /// The way back from what is live now, as it would run.
    virtual Result<Plan> rollbackPlan(const CancelToken &cancel) = 0;
    /// Of an https address. Nothing is sent beyond what begins TLS.
    virtual Result<Certificate> certificate(const QString &url, const CancelToken &cancel) = 0;
    /// What a host name resolves to.
    virtual Result<QStringList> addresses(const QString &name, const CancelToken &cancel) = 0;
    /// What whoever deploys has to set, by name.
    virtual Result<std::vector<EnvironmentName>> environmentNames(const CancelToken &cancel) = 0;
};

struct InspectionContext
{
    const CheckItem &item;
    const Project &project;
    const Environment &environment;
    QString version; ///< to be released; may be empty
    QString commit;
    Ports &ports;
    InspectionWorld &world;
    const CancelToken &cancel;
};

/// What an inspection found. For an item of kind Evidence the state says what speaks for it; whether it is
/// done is a person's answer.
struct Inspected
{
    CheckState state = CheckState::CannotRun; ///< Passed, Failed, CannotRun or NotApplicable
    QString summary;                          ///< one line
    QString detail;                           ///< plain text, a finding per paragraph
};

using Inspection = Inspected (*)(const InspectionContext &);

/// Inspects an item: by its own inspection (inspections.cpp lists them) and by the scanner's rules that name
/// it.
Inspected inspectItem(const InspectionContext &context);
/// Both answers as one: a finding that weighs fails the item, whatever else is known. Pure.
Inspected withFindings(Inspected own, const Inspected &rules);

/// Findings that weigh enough for the item's level fail it. Errors count for every item,
/// warnings for SHOULD items; notes are only shown. Pure but for the world it asks.
Inspected inspectByRules(const InspectionContext &context);
/// The same decision over findings that are known. Pure.
Inspected judgeFindings(const CheckItem &item, const RuleFindings &found);

} // namespace belay
