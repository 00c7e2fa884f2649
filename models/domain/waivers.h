// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/result.h"

namespace belay {

/// Which items of the checklist may be waived in an environment, and whether one person is enough.
struct WaiverPolicy
{
    bool must = true;
    bool should = true;
    QStringList items;         ///< by id, whatever their level
    bool secondPerson = false; ///< a waived MUST item counts only once another person has confirmed it

    bool operator==(const WaiverPolicy &) const = default;
};

// All of it pure.

bool mayBeWaived(const WaiverPolicy &policy, const CheckItem &item);
/// What the environment lets pass, as a sentence.
QString policyText(const WaiverPolicy &policy);
/// Error Invalid, naming the policy.
Result<void> checkWaiver(const WaiverPolicy &policy, const CheckItem &item, const QString &environment);

/// A waiver that does not count, or not yet, no longer settles its item: the item is open, its summary says
/// what is missing, and the waiver itself is kept in `heldWaiver`.
void applyWaiverPolicy(std::vector<CheckStatus> &statuses, const WaiverPolicy &policy);

/// The person in "dana@desk".
QString personOf(const QString &who);

/// The waiver, confirmed by a second person. Errors Invalid: there is none, it does not wait for one, or the
/// same person gave it. `status` has the policy applied.
Result<CheckRecord> confirmedWaiver(const CheckStatus &status, const QString &by, qint64 nowMs);

/// The record that takes the newest answer back: a confirmation first, then the answer itself. Errors
/// Invalid: there is nothing that a person has said.
Result<CheckRecord> undoneAnswer(const CheckStatus &status, const QString &by, qint64 nowMs);

} // namespace belay
