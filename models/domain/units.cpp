// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <QRegularExpression>

#include <array>
#include <cmath>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

struct Quantity
{
    double number = 0;
    QString unit;
};

std::optional<Quantity> quantity(const QString &text)
{
    static const QRegularExpression pattern(u"^([0-9]{1,15}(?:\\.[0-9]{1,6})?) ?([A-Za-z]*)$"_s);
    const auto match = pattern.match(text.trimmed());
    if (!match.hasMatch())
        return {};
    return Quantity{match.captured(1).toDouble(), match.captured(2)};
}

template <std::size_t n> using Units = std::array<std::pair<QLatin1StringView, double>, n>;

template <std::size_t n> std::optional<double> factorOf(const Units<n> &units, const QString &unit)
{
    for (const auto &[name, factor] : units)
        if (unit == name)
            return factor;
    return {};
}

constexpr Units<5> timeUnits{
    {{"ms"_L1, 1}, {"s"_L1, 1000}, {"m"_L1, 60000}, {"h"_L1, 3600000}, {"d"_L1, 86400000}}};
constexpr Units<11> sizeUnits{{{""_L1, 1},
                               {"B"_L1, 1},
                               {"kB"_L1, 1e3},
                               {"KB"_L1, 1e3},
                               {"MB"_L1, 1e6},
                               {"GB"_L1, 1e9},
                               {"TB"_L1, 1e12},
                               {"KiB"_L1, 1024.0},
                               {"MiB"_L1, 1048576.0},
                               {"GiB"_L1, 1073741824.0},
                               {"TiB"_L1, 1099511627776.0}}};

} // namespace

Result<std::chrono::milliseconds> parseDuration(const QString &text)
{
    constexpr double longest = 366.0 * 86400000; // a year: more is a slip of the pen
    const auto given = quantity(text);
    const auto factor = given ? factorOf(timeUnits, given->unit) : std::nullopt;
    if (!factor)
        return fail(ErrorKind::Invalid, u"'%1' is not a duration."_s.arg(cleanLine(text, 40)),
                    u"Write a number and ms, s, m, h or d, for example \"250ms\", \"30s\" or \"10m\"."_s);
    if (given->number * *factor > longest)
        return fail(ErrorKind::Invalid, u"'%1' is longer than a year."_s.arg(cleanLine(text, 40)));
    return std::chrono::milliseconds(std::llround(given->number * *factor));
}

Result<qint64> parseSize(const QString &text)
{
    const auto given = quantity(text);
    const auto factor = given ? factorOf(sizeUnits, given->unit) : std::nullopt;
    if (!factor)
        return fail(ErrorKind::Invalid, u"'%1' is not a size."_s.arg(cleanLine(text, 40)),
                    u"Write a number and B, kB, MB, GB, KiB, MiB or GiB, for example \"50MiB\"."_s);
    const double bytes = given->number * *factor;
    if (bytes > 1e18)
        return fail(ErrorKind::Invalid, u"'%1' is too large."_s.arg(cleanLine(text, 40)));
    return std::llround(bytes);
}

} // namespace belay
