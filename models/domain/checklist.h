// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace belay {

enum class CheckLevel { Must, Should };
enum class CheckKind {
    Command,  ///< runs, and its output is judged
    Inspect,  ///< Belay looks by itself: at files, git, hosts, the history
    Evidence, ///< Belay collects what speaks for it, a person ticks
    Ask,      ///< a person answers
};
enum class CheckPhase { Before, During, After, IfIssues };

/// What a command's output must show. The judge's name picks the reader of the output (app/checks).
struct CheckExpect
{
    int exitCode = 0;
    std::optional<double> coverageAtLeast; ///< percent, compared as a decimal: 79.3 is not 80

    bool operator==(const CheckExpect &) const = default;
};

/// One line of a checklist, from a profile or from belay.json.
struct CheckItem
{
    QString id;
    QString title;
    QString group;
    QString origin; ///< "Phoenix profile", "belay.json", …
    QString help;   ///< why it matters and how to satisfy it; plain text
    CheckLevel level = CheckLevel::Must;
    CheckKind kind = CheckKind::Ask;
    CheckPhase phase = CheckPhase::Before;
    QString run;     ///< Command: a shell line, run in the project folder
    QString judge;   ///< Command: how to read the output; empty picks by the command line
    QString inspect; ///< Inspect, Evidence: which inspection; empty: the one named like the item
    std::chrono::milliseconds timeout{600000};
    CheckExpect expect;
    bool textRequired = false; ///< Ask: an answer needs a text (for example a name)

    bool operator==(const CheckItem &) const = default;
};

enum class CheckState {
    Open,
    Running,
    Passed,
    Failed,
    CannotRun, ///< the tool is missing here: not a failure of the code, still open
    NotApplicable,
    Waived,
    Stale, ///< passed or answered for another commit
};

/// What is known about one item now. `commit` and `version` say what it was known for.
struct CheckRecord
{
    QString item;
    CheckState state = CheckState::Open;
    QString summary; ///< "142 tests", "78.4 %, needs 80 %", the answer's text, or the waiver's reason
    QString detail;  ///< tail of the output, plain text
    QString by;
    qint64 timeMs = 0; ///< UTC, milliseconds since the epoch
    qint64 durationMs = 0;
    QString commit;
    QString version;
    QString confirmedBy = {}; ///< Waived: the second person, where one is needed
    qint64 confirmedMs = 0;   ///< UTC; 0: not confirmed

    bool operator==(const CheckRecord &) const = default;
};

/// An item together with its newest record, as the checklist page and the gate see it.
struct CheckStatus
{
    CheckItem item;
    CheckRecord record;
    CheckState was = CheckState::Open;          ///< Stale: how it stood for record.commit
    std::optional<CheckRecord> heldWaiver = {}; ///< given, but it does not count (see waivers.h)
};

struct GateResult
{
    bool open = false; ///< true: deploying is allowed
    int done = 0;      ///< items settled: passed, answered, not applicable, waived
    int total = 0;     ///< items of phase Before
    int waived = 0;
    int failing = 0;      ///< Failed, any level
    QStringList blocking; ///< ids of MUST items that are not settled
};

/// The items of a profile with the project's own, minus the disabled ones. Merged by id: a project's item
/// replaces the profile's of the same id; new ones stand at the end of their group. Defined in
/// checklist_profiles.cpp.
std::vector<CheckItem> profileItems(const QString &profile);
std::vector<CheckItem> effectiveItems(const QString &profile, const std::vector<CheckItem> &own,
                                      const QStringList &disable);

/// Joins items with their newest records. A record for another commit than `commit` becomes Stale
/// (a waiver too: it was given for that commit).
std::vector<CheckStatus> joinRecords(const std::vector<CheckItem> &items,
                                     const std::vector<CheckRecord> &records, const QString &commit);

/// The rule behind the Deploy button: every MUST item of phase Before is passed, answered, not applicable or
/// waived.
GateResult gate(const std::vector<CheckStatus> &statuses);

/// Belay can do something about the item by itself: run it, or look.
bool isAutomatic(const CheckItem &item);

/// Passed, answered, set aside or waived.
bool isSettled(CheckState state);

QString toString(CheckState state);
CheckState checkStateFromString(const QString &word);

} // namespace belay
