// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/incident_cause.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

bool isHere(const NearbyChange &change, const CauseQuestion &question)
{
    return change.project == question.project && change.environment == question.environment;
}

bool isRollback(const NearbyChange &change)
{
    return change.kind == "rollback"_L1;
}

/// As a sentence begins with it.
QString what(const NearbyChange &change, bool here)
{
    if (here)
        return isRollback(change) ? QString(u"The rollback to "_s + change.version + u" was done"_s)
                                  : QString(u"Release "_s + change.version + u" went live"_s);
    return change.project + u" ("_s + change.environment +
           (isRollback(change) ? u") was rolled back to "_s : u") got "_s) + change.version;
}

/// As it stands in a list.
QString inAList(const NearbyChange &change, bool here)
{
    if (here)
        return isRollback(change) ? QString(u"rolled back to "_s + change.version)
                                  : QString(u"release "_s + change.version + u" went live"_s);
    return what(change, false);
}

QString before(qint64 ms)
{
    return ms < 1000 ? u"at the moment"_s : QString(formatDuration(ms) + u" before"_s);
}

QString otherChanges(const CauseQuestion &question, const std::vector<NearbyChange> &changes,
                     const std::optional<NearbyChange> &suspect)
{
    QStringList words;
    for (const NearbyChange &change : changes) {
        if (change.liveMs <= question.nowMs - hour || (suspect && change.run == suspect->run))
            continue;
        words += inAList(change, isHere(change, question)) + u' ' +
                 formatDuration(std::max<qint64>(0, question.nowMs - change.liveMs)) + u" ago"_s;
    }
    if (words.isEmpty())
        return suspect ? u"Nothing else changed in the last hour."_s
                       : u"Nothing changed here or in the other services in the last hour."_s;
    return u"Also in the last hour: "_s + words.join(u"; "_s) + u'.';
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::optional<double> limitOf(const SeriesData &data)
{
    if (data.spec.rollback)
        return data.spec.rollback;
    if (data.spec.rollbackRatio) {
        std::vector<double> values;
        for (const Sample &sample : data.before)
            if (sample.value)
                values.push_back(*sample.value);
        if (!values.empty())
            return median(values) * *data.spec.rollbackRatio;
    }
    return data.spec.critical;
}

} // namespace

LikelyCause likelyCause(const CauseQuestion &question)
{
    std::vector<NearbyChange> changes;
    for (const NearbyChange &change : question.changes)
        if (change.liveMs > 0 && change.liveMs <= question.nowMs)
            changes.push_back(change);
    std::stable_sort(changes.begin(), changes.end(),
                     [](const NearbyChange &a, const NearbyChange &b) { return a.liveMs > b.liveMs; });
    const auto newest = [&](bool here, qint64 from) -> std::optional<NearbyChange> {
        for (const NearbyChange &change : changes)
            if (isHere(change, question) == here && change.liveMs <= question.beganMs &&
                change.liveMs >= from)
                return change;
        return {};
    };
    LikelyCause cause;
    if (const auto release = newest(true, question.beganMs - day)) {
        cause.suspicion = Suspicion::Release;
        cause.change = release;
        cause.sentence = what(*release, true) + u' ' + before(question.beganMs - release->liveMs) +
                         u" the trouble began."_s;
    } else if (const auto neighbor = newest(false, question.beganMs - hour)) {
        cause.suspicion = Suspicion::Neighbor;
        cause.change = neighbor;
        cause.sentence = u"Nothing changed here. "_s + what(*neighbor, false) + u' ' +
                         before(question.beganMs - neighbor->liveMs) + u" the trouble began."_s;
    } else {
        const auto later = std::find_if(changes.begin(), changes.end(), [&](const NearbyChange &change) {
            return isHere(change, question) && change.liveMs > question.beganMs;
        });
        if (later != changes.end()) {
            cause.suspicion = Suspicion::Before;
            cause.change = *later;
            cause.sentence = u"The trouble began "_s + formatDuration(later->liveMs - question.beganMs) +
                             u" before release "_s + later->version +
                             u" went live: it is older than that release."_s;
        } else {
            cause.sentence =
                u"No deployment that Belay knows of came before it: look at traffic, the database and what "
                u"others run."_s;
        }
    }
    cause.others = otherChanges(question, changes, cause.change);
    return cause;
}

QString sizeOf(const ReleaseSize &size)
{
    const auto counted = [](qsizetype count, const QString &one, const QString &many) {
        return QString(QString::number(count) + u' ' + (count == 1 ? one : many));
    };
    QStringList words;
    if (size.commits > 0)
        words += counted(size.commits, u"commit"_s, u"commits"_s);
    if (size.migrations > 0)
        words += counted(size.migrations, u"migration"_s, u"migrations"_s);
    if (!size.environmentKeys.isEmpty())
        words += counted(size.environmentKeys.size(), u"new environment key"_s, u"new environment keys"_s) +
                 u" ("_s + size.environmentKeys.join(u", "_s) + u')';
    return words.join(u", "_s);
}

std::optional<qint64> troubleBegan(const SeriesData &data)
{
    const std::optional<double> limit = limitOf(data);
    if (!limit)
        return {};
    std::optional<qint64> began;
    for (auto sample = data.after.rbegin(); sample != data.after.rend(); ++sample) {
        if (!sample->value)
            continue;
        const bool over =
            data.spec.bad != BadDirection::Down ? *sample->value > *limit : *sample->value < *limit;
        if (!over)
            break;
        began = sample->timeMs;
    }
    return began;
}

} // namespace belay
