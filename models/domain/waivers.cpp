// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/waivers.h"

#include "models/domain/held_waiver.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

const QString secondPersonMissing = u"a second person must confirm it"_s;

/// What an item says whose waiver does not count.
QString heldSummary(const CheckRecord &waiver, const QString &why)
{
    return u"waived by %1, but %2: %3"_s.arg(waiver.by.isEmpty() ? u"somebody"_s : waiver.by, why,
                                             waiver.summary);
}

/// Why a waiver does not count; empty: it does.
QString objection(const WaiverPolicy &policy, const CheckItem &item, const CheckRecord &waiver)
{
    if (!mayBeWaived(policy, item))
        return u"this item may not be waived here"_s;
    if (policy.secondPerson && item.level == CheckLevel::Must && waiver.confirmedBy.isEmpty())
        return secondPersonMissing;
    return {};
}

/// What a person's answer is, as it stands: the policy may have put a waiver aside.
const CheckRecord &answerIn(const CheckStatus &status)
{
    return status.heldWaiver ? *status.heldWaiver : status.record;
}

} // namespace

bool mayBeWaived(const WaiverPolicy &policy, const CheckItem &item)
{
    return (item.level == CheckLevel::Must ? policy.must : policy.should) || policy.items.contains(item.id);
}

QString policyText(const WaiverPolicy &policy)
{
    QStringList what;
    if (policy.must)
        what.append(u"must-pass items"_s);
    if (policy.should)
        what.append(u"should-pass items"_s);
    what += policy.items;
    return what.isEmpty() ? u"belay.json lets nothing be waived there."_s
                          : u"belay.json lets these be waived there: %1."_s.arg(what.join(u", "_s));
}

Result<void> checkWaiver(const WaiverPolicy &policy, const CheckItem &item, const QString &environment)
{
    if (mayBeWaived(policy, item))
        return {};
    return fail(ErrorKind::Invalid, u"'%1' may not be waived in %2."_s.arg(item.title, environment),
                policyText(policy));
}

void applyWaiverPolicy(std::vector<CheckStatus> &statuses, const WaiverPolicy &policy)
{
    for (CheckStatus &status : statuses) {
        if (status.record.state != CheckState::Waived)
            continue;
        const QString why = objection(policy, status.item, status.record);
        if (why.isEmpty())
            continue;
        status.heldWaiver = status.record;
        status.record.state = CheckState::Open;
        status.record.summary = heldSummary(*status.heldWaiver, why);
    }
}

bool awaitsSecondPerson(const CheckStatus &status)
{
    return status.heldWaiver && status.record.state == CheckState::Open &&
           status.record.summary == heldSummary(*status.heldWaiver, secondPersonMissing);
}

QString personOf(const QString &who)
{
    return who.section(u'@', 0, 0).trimmed().toCaseFolded();
}

Result<CheckRecord> confirmedWaiver(const CheckStatus &status, const QString &by, qint64 nowMs)
{
    const CheckRecord &waiver = answerIn(status);
    if (waiver.state == CheckState::Stale)
        return fail(ErrorKind::Invalid, u"'%1' was answered for another commit."_s.arg(status.item.title),
                    u"Waive it for this commit first."_s);
    if (waiver.state != CheckState::Waived)
        return fail(
            ErrorKind::Invalid, u"'%1' is not waived."_s.arg(status.item.title),
            u"Only a waiver is confirmed: `belay answer %1 --waive --reason …`."_s.arg(status.item.id));
    if (!waiver.confirmedBy.isEmpty())
        return fail(ErrorKind::Invalid, u"The waiver of '%1' is already confirmed, by %2."_s.arg(
                                            status.item.title, waiver.confirmedBy));
    if (!status.heldWaiver)
        return fail(ErrorKind::Invalid,
                    u"The waiver of '%1' counts without a second person."_s.arg(status.item.title));
    if (personOf(waiver.by) == personOf(by))
        return fail(ErrorKind::Invalid,
                    u"The waiver of '%1' is by %2: somebody else must confirm it."_s.arg(status.item.title,
                                                                                         waiver.by),
                    u"Another person confirms it from their account, or names themselves with --as."_s);
    CheckRecord record = waiver;
    record.confirmedBy = by;
    record.confirmedMs = nowMs;
    return record;
}

Result<CheckRecord> undoneAnswer(const CheckStatus &status, const QString &by, qint64 nowMs)
{
    CheckRecord record = answerIn(status);
    const bool answered = record.state == CheckState::Waived || record.state == CheckState::NotApplicable ||
                          (record.state == CheckState::Passed &&
                           (status.item.kind == CheckKind::Ask || status.item.kind == CheckKind::Evidence));
    if (!answered)
        return fail(ErrorKind::Invalid,
                    u"'%1' has no answer that could be taken back."_s.arg(status.item.title));
    if (!record.confirmedBy.isEmpty()) {
        record.confirmedBy.clear();
        record.confirmedMs = 0;
        return record;
    }
    CheckRecord open;
    open.item = record.item;
    open.commit = record.commit;
    open.version = record.version;
    open.by = by;
    open.timeMs = nowMs;
    return open;
}

} // namespace belay
