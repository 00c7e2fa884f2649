// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace belay {

enum class MetricsSourceKind { Prometheus, Scrape, Probe, Host, Command };

/// Where the numbers come from. A secret is only ever named here, as {secret:NAME}.
struct MetricsSource
{
    MetricsSourceKind kind = MetricsSourceKind::Prometheus;
    QString url;      ///< scrape, probe: may hold {host} {address} {vars.*}, then every host is asked
    QString bearer;   ///< {secret:NAME} of the token for "Authorization: Bearer"
    QString user;     ///< basic authentication
    QString password; ///< {secret:NAME}, with `user`
    std::map<QString, QString> headers; ///< sent with every request; values may hold {secret:NAME}
    QString command;                    ///< kind command: a shell line, run in the project's folder

    bool operator==(const MetricsSource &) const = default;
};

/// The direction in which a series gets worse. Limits of a series that is bad both ways are upper ones; the
/// comparison with before then calls a change in either direction.
enum class BadDirection { Up, Down, Both };

/// One watched number. Limits are in the series' unit; rollbackRatio compares with the before-window's
/// median.
struct SeriesSpec
{
    QString id;
    QString title;
    QString unit; ///< percent | ms | s | per_second | count | bytes
    QString
        query; ///< PromQL (prometheus) or our subset of it (scrape); empty: the profile's query for the id
    BadDirection bad = BadDirection::Up;
    std::optional<double> warn;
    std::optional<double> critical;
    std::optional<double> rollback;
    std::optional<double> rollbackRatio;
    std::optional<double> holdRatio; ///< from this change on a proven difference asks to hold

    bool operator==(const SeriesSpec &) const = default;
};

struct MetricsSpec
{
    MetricsSource source;
    std::chrono::milliseconds interval{10000};
    std::chrono::milliseconds before{600000};
    std::chrono::milliseconds watch{600000};
    std::chrono::milliseconds warmUp{0};      ///< the first part of the watch: shown, not judged
    std::chrono::milliseconds afterWatch{0};  ///< once the release is judged, the window goes on that long
    std::chrono::milliseconds keepSamples{0}; ///< samples of older runs are removed after a watch; 0: never
    std::vector<SeriesSpec> series;

    bool operator==(const MetricsSpec &) const = default;
};

/// One measured point. No value means: asked, and there was no data. Never zero in its place.
struct Sample
{
    qint64 timeMs = 0;
    std::optional<double> value;

    bool operator==(const Sample &) const = default;
};

/// What one host contributed to a series, where the source can tell hosts apart; oldest first.
struct HostSamples
{
    QString host;
    std::vector<Sample> before;
    std::vector<Sample> after;
};

/// Both windows of one series over all hosts, oldest first.
struct SeriesData
{
    SeriesSpec spec;
    std::vector<Sample> before;
    std::vector<Sample> after;
    std::vector<HostSamples> hosts = {}; ///< in the order in which they were first heard of; may be empty
    std::vector<Sample> yesterday = {};  ///< the hours of the watch, a day earlier; empty: not known
    std::vector<Sample> lastWeek = {};   ///< the same, a week earlier
};

enum class VerdictKind { Collecting, Healthy, Hold, RollBack, NotEnoughData };

/// How the samples after differ from those before: the two-sided rank-sum test, the Hodges-Lehmann shift and
/// its interval (models/domain/statistics).
struct SeriesComparison
{
    double p = 1;     ///< how likely a difference like this is when nothing changed
    double shift = 0; ///< after minus before, in the series' unit
    double low = 0;   ///< the interval around the shift
    double high = 0;
    double confidence = 0; ///< of the interval: 0.98
    int before = 0;        ///< how many samples were compared
    int after = 0;

    bool operator==(const SeriesComparison &) const = default;
};

struct SeriesVerdict
{
    QString series;
    VerdictKind kind = VerdictKind::NotEnoughData;
    QString sentence;             ///< one sentence a person can check, with numbers and the limit
    std::optional<double> before; ///< median of the before-window
    std::optional<double> now;    ///< median of the latest samples
    std::optional<double>
        trigger; ///< the rollback limit in the series' unit, whichever rule gives the lower one
    std::optional<SeriesComparison> comparison = {};
    std::optional<double> yesterday = {}; ///< median of the same hours a day earlier
    std::optional<double> lastWeek = {};  ///< and a week earlier
};

struct Verdict
{
    VerdictKind kind = VerdictKind::NotEnoughData;
    QString sentence;
    int samples = 0;
    std::vector<SeriesVerdict> series; ///< in the order of the spec
};

struct VerdictRules
{
    int inARow = 3;       ///< samples over a limit, one after the other, before a limit counts
    int minAfter = 3;     ///< samples with a value needed for any verdict
    int minBefore = 3;    ///< samples needed to compare with the before-window
    int noDataInARow = 3; ///< missing samples at the end that turn a series into "not enough data"

    int minCompared = 3;      ///< values needed in either window of a series that is compared
    double confidence = 0.98; ///< of the comparison and its interval, as Kayenta's judge has it
    double holdRatio = 1.1;   ///< for a series that has a rollback ratio and no hold ratio of its own
    double maxGap = 0.2;      ///< share of missing samples above which a window proves nothing
    qint64 windowMs = 60000;  ///< comparisons are made at the end of windows this long
    int windowsInARow = 2;    ///< windows, one after the other, that must agree
    qint64 warmUpMs = 0;      ///< after the first sample: shown, not judged
};

/// The rules for a watch: thirty samples on a side where its windows are long enough for that (what Kayenta's
/// users are told to have at least), four fifths of what they can hold where not, and windows of a minute, or
/// of a fifth of a short watch.
VerdictRules rulesFor(const MetricsSpec &metrics);

/// Judges all series. Pure. Unknown is never Healthy: one required series without data makes the whole
/// NotEnoughData, unless another says RollBack.
Verdict judge(const std::vector<SeriesData> &series, const VerdictRules &rules = {});

/// "5.8 %", "230 ms", "405 /s": the one place that turns a value and a unit into text.
QString formatValue(double value, const QString &unit);

QString toString(VerdictKind kind);
VerdictKind verdictKindFromString(const QString &word);
QString toString(MetricsSourceKind kind);

/// Default series and limits of a profile when the file names a source but no series.
std::vector<SeriesSpec> profileSeries(const QString &profile);

} // namespace belay
