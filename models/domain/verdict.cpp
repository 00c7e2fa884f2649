// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/verdict_text.h"

#include <algorithm>

namespace belay {

// How a series is judged
//
// - Only numbers count. A sample without a value, NaN or infinity is "no data": it never counts as good, and
// it
//   neither extends nor interrupts a row of bad samples, so that a source that fails every third time can
//   hide nothing. Outliers are kept: rows, medians and ranks do not mind one of them.
// - What is sampled during the warm-up is shown and not judged.
// - A limit counts when the latest `inARow` values are all beyond it. One outlier changes nothing. The
//   ratio's trigger needs a longer row where values before the release were beyond it too
//   (Judging::neededInARow).
// - So a burst is called when it is as long as a row (three samples: 20 s at the usual 10 s), also one that
//   would have ended by itself after a minute; where the series did such things before the release, it must
//   be longer than any of those. While it lasts nothing tells it from a release that stays bad: to wait out
//   a minute would call every bad release 40 s later. What it was can be seen while the countdown runs, and
//   who has bursts that are nobody's doing makes the before-window long enough to hold one.
// - Three rules may ask for a rollback: the limit `rollback`, `rollbackRatio` times the median of the
//   before-window (whichever of the two is reached first is the trigger), and a proven difference from before
//   that is as large as the ratio (comparison.h).
// - `warn` and `critical` ask to hold, and so does a proven difference of the hold ratio. Where the windows
// are
//   too short to prove anything, so does a value more than half of the way from the before-window's median to
//   its ratio trigger.
// - A difference that was there at the same hours yesterday as well is the time of day, not the release. It
// does
//   not excuse a broken limit.
// - For a series that is bad when it falls, everything is mirrored.
// - A series whose last `noDataInARow` samples are missing, of which more than `maxGap` is missing, or whose
// only
//   rule needs a before-window that is not there, cannot be judged.

namespace {

using namespace Qt::Literals::StringLiterals;

void say(SeriesVerdict &verdict, VerdictKind kind, const QString &sentence)
{
    verdict.kind = kind;
    verdict.sentence = sentence;
}

void decide(SeriesVerdict &verdict, const Judging &judging)
{
    const VerdictRules &rules = judging.rules;
    const auto count = static_cast<int>(judging.after.size());
    const int least = std::max(1, rules.minAfter);
    if (judging.missingAtEnd >= std::max(1, rules.noDataInARow))
        return say(verdict, VerdictKind::NotEnoughData, verdicttext::noValues(judging));
    if (count < least)
        return say(verdict, VerdictKind::Collecting,
                   verdicttext::collecting(
                       judging, isCompared(judging.spec) ? std::max(least, rules.minCompared) : least));
    const QString problem = judging.problem();
    if (judging.holds(verdict.trigger))
        say(verdict, VerdictKind::RollBack, verdicttext::rollBack(judging));
    else if (judging.compared.rollsBack)
        say(verdict, VerdictKind::RollBack, verdicttext::rollBackProven(judging));
    else if (judging.gap > rules.maxGap)
        return say(verdict, VerdictKind::NotEnoughData, verdicttext::gaps(judging));
    else if (!problem.isEmpty() && !hasLimits(judging.spec))
        return say(verdict, VerdictKind::NotEnoughData, verdicttext::notComparable(judging, problem));
    else if (const QString hold = verdicttext::hold(judging); !hold.isEmpty())
        say(verdict, VerdictKind::Hold, hold);
    else if (problem.isEmpty() && isCompared(judging.spec) && count < rules.minCompared)
        return say(verdict, VerdictKind::Collecting, verdicttext::collecting(judging, rules.minCompared));
    else
        say(verdict, VerdictKind::Healthy, verdicttext::healthy(judging));
    const bool wasCompared = verdict.kind == VerdictKind::RollBack && judging.ratioTrigger;
    if (!problem.isEmpty() && !wasCompared)
        verdict.sentence += u" Not compared with before: %1."_s.arg(problem);
}

SeriesVerdict judgeSeries(const Judging &judging)
{
    SeriesVerdict verdict;
    verdict.series = judging.spec.id;
    verdict.before = judging.before;
    verdict.trigger = judging.trigger();
    if (!judging.after.empty())
        verdict.now = judging.now();
    verdict.comparison = judging.compared.newest;
    verdict.yesterday = judging.yesterday;
    verdict.lastWeek = judging.lastWeek;
    decide(verdict, judging);
    return verdict;
}

// -- all series

const SeriesVerdict *first(const Verdict &verdict, VerdictKind kind)
{
    const auto found = std::find_if(verdict.series.begin(), verdict.series.end(),
                                    [&](const SeriesVerdict &one) { return one.kind == kind; });
    return found == verdict.series.end() ? nullptr : &*found;
}

QString healthySummary(const Verdict &verdict, const QStringList &asYesterday)
{
    const bool compared = std::any_of(verdict.series.begin(), verdict.series.end(),
                                      [](const SeriesVerdict &one) { return one.before.has_value(); });
    const QString count = verdict.samples == 1 ? u"1 sample"_s : u"%1 samples"_s.arg(verdict.samples);
    if (!asYesterday.isEmpty())
        return u"Healthy — what differs from before the release (%1) was so yesterday at this hour. %2."_s
            .arg(asYesterday.join(u", "_s), count);
    return compared ? u"Healthy — nothing differs from before the release by more than its limits. %1."_s.arg(
                          count)
                    : u"Healthy — nothing is over its limits; there is no before to compare with. %1."_s.arg(
                          count);
}

bool judgesAnything(const std::vector<SeriesData> &series)
{
    return std::any_of(series.begin(), series.end(),
                       [](const SeriesData &data) { return hasLimits(data.spec) || isCompared(data.spec); });
}

// -- the hosts behind them

/// A host that was heard of and has sent nothing lately is not known to be well, whatever the others say.
bool isSilent(const SeriesData &data, const HostSamples &host, const VerdictRules &rules)
{
    const int least = std::max(1, rules.noDataInARow);
    if (static_cast<int>(data.after.size()) < least)
        return false;
    const qint64 sinceMs = data.after.at(data.after.size() - static_cast<std::size_t>(least)).timeMs;
    return std::none_of(host.after.begin(), host.after.end(), [sinceMs](const Sample &sample) {
        return sample.timeMs >= sinceMs && sample.value.has_value();
    });
}

struct Hosts
{
    QStringList heard; ///< everyone, in the order in which they were first heard of
    QStringList silent;
};

Hosts hostsOf(const std::vector<SeriesData> &series, const VerdictRules &rules)
{
    Hosts hosts;
    for (const SeriesData &data : series) {
        if (!hasLimits(data.spec) && !isCompared(data.spec))
            continue;
        for (const HostSamples &host : data.hosts) {
            if (!hosts.heard.contains(host.host))
                hosts.heard << host.host;
            if (isSilent(data, host, rules) && !hosts.silent.contains(host.host))
                hosts.silent << host.host;
        }
    }
    return hosts;
}

/// One host over the trigger drowns in the sum of fifty. It asks to hold.
QString loneHost(const std::vector<SeriesData> &series, const VerdictRules &rules)
{
    for (const SeriesData &data : series) {
        const auto trigger = judgingOf(data, rules).trigger();
        for (const HostSamples &host : data.hosts) {
            const SeriesData own{data.spec, {}, host.after}; // the judging refers to it
            const Judging alone = judgingOf(own, rules);
            if (trigger && alone.holds(trigger))
                return u"Hold — %1 %2 on %3 alone, trigger is %4."_s.arg(
                    verdicttext::nameOf(data.spec), formatValue(alone.now(), data.spec.unit), host.host,
                    formatValue(*trigger, data.spec.unit));
        }
    }
    return {};
}

void lookAtHosts(Verdict &verdict, const std::vector<SeriesData> &series, const VerdictRules &rules)
{
    if (const QString sentence = loneHost(series, rules); !sentence.isEmpty()) {
        verdict.kind = VerdictKind::Hold;
        verdict.sentence = sentence;
        return;
    }
    const Hosts hosts = hostsOf(series, rules);
    if (hosts.silent.isEmpty())
        return;
    const auto well = hosts.heard.size() - hosts.silent.size();
    verdict.kind = VerdictKind::NotEnoughData;
    verdict.sentence = u"Healthy on %1, %2 %3 no data."_s.arg(
        well == 1 ? u"1 host"_s : u"%1 hosts"_s.arg(well), hosts.silent.join(u", "_s),
        hosts.silent.size() == 1 ? u"has"_s : u"have"_s);
}

} // namespace

/// The worst series speaks for all: Roll back, then no data, then collecting, then hold. A series that is
/// only waiting for its comparison does not keep another one's hold from being said. Healthy is what is left.
Verdict judge(const std::vector<SeriesData> &series, const VerdictRules &rules)
{
    Verdict verdict;
    QStringList asYesterday;
    bool isYoung = false;
    for (const SeriesData &data : series) {
        const Judging judging = judgingOf(data, rules);
        verdict.series.push_back(judgeSeries(judging));
        verdict.samples += static_cast<int>(judging.after.size());
        isYoung = isYoung || static_cast<int>(judging.after.size()) < std::max(1, rules.minAfter);
        if (judging.compared.asYesterday)
            asYesterday << verdicttext::nameOf(data.spec);
    }
    if (!judgesAnything(series)) {
        verdict.kind = VerdictKind::NotEnoughData;
        verdict.sentence =
            u"Not enough data — no series has a limit. Give one of them warn, critical, rollback or "
            "rollback_ratio in belay.json."_s;
        return verdict;
    }
    const VerdictKind third = isYoung ? VerdictKind::Collecting : VerdictKind::Hold;
    for (const VerdictKind kind : {VerdictKind::RollBack, VerdictKind::NotEnoughData, third,
                                   VerdictKind::Hold, VerdictKind::Collecting}) {
        if (const SeriesVerdict *speaker = first(verdict, kind)) {
            verdict.kind = kind;
            verdict.sentence = speaker->sentence;
            return verdict;
        }
    }
    verdict.kind = VerdictKind::Healthy;
    verdict.sentence = healthySummary(verdict, asYesterday);
    lookAtHosts(verdict, series, rules);
    return verdict;
}

} // namespace belay
