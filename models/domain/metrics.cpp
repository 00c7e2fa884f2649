// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metrics.h"

#include "models/domain/names.h"

#include <array>
#include <cmath>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::array<std::pair<VerdictKind, const char16_t *>, 5> verdictWords{{
    {VerdictKind::Collecting, u"collecting"},
    {VerdictKind::Healthy, u"healthy"},
    {VerdictKind::Hold, u"hold"},
    {VerdictKind::RollBack, u"roll-back"},
    {VerdictKind::NotEnoughData, u"not-enough-data"},
}};

/// At most two decimals for small numbers, none from 100 on, and no zeros that say nothing: "5 %", not "5.0
/// %".
QString number(double value)
{
    const double size = std::fabs(value);
    int decimals = 0;
    if (size > 0 && size < 1)
        decimals = std::min(6, 1 - static_cast<int>(std::floor(std::log10(size))));
    else if (size < 100)
        decimals = 1;
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text == u"-0"_s ? u"0"_s : text;
}

/// "32 k", "1.2 M": from 10 000 on, so that a number never needs a thousands separator.
QString scaled(double value)
{
    const double size = std::fabs(value);
    if (size >= 1e9)
        return QString(number(value / 1e9) + u" G");
    if (size >= 1e6)
        return QString(number(value / 1e6) + u" M");
    if (size >= 1e4)
        return QString(number(value / 1e3) + u" k");
    return number(value);
}

QString bytes(double value)
{
    constexpr double most = 9e18; // what a qint64 holds
    if (std::fabs(value) > most)
        return QString(scaled(value) + u" B");
    return value < 0 ? QString(u'-' + formatBytes(std::llround(-value))) : formatBytes(std::llround(value));
}

} // namespace

QString formatValue(double value, const QString &unit)
{
    if (!std::isfinite(value))
        return u"no data"_s;
    if (unit == u"percent")
        return QString(number(value) + u" %");
    if (unit == u"ms" || unit == u"s")
        return QString(number(value) + u' ' + unit);
    if (unit == u"per_second")
        return QString(scaled(value) + u" /s");
    if (unit == u"bytes")
        return bytes(value);
    return scaled(value);
}

QString toString(VerdictKind kind)
{
    for (const auto &[value, word] : verdictWords) {
        if (value == kind)
            return QString::fromUtf16(word);
    }
    return u"not-enough-data"_s;
}

/// An unknown word (written by a newer Belay) is not something we may call good.
VerdictKind verdictKindFromString(const QString &word)
{
    for (const auto &[value, known] : verdictWords) {
        if (word == QStringView(known))
            return value;
    }
    return VerdictKind::NotEnoughData;
}

QString toString(MetricsSourceKind kind)
{
    switch (kind) {
    case MetricsSourceKind::Prometheus:
        return u"prometheus"_s;
    case MetricsSourceKind::Scrape:
        return u"scrape"_s;
    case MetricsSourceKind::Probe:
        return u"probe"_s;
    case MetricsSourceKind::Host:
        return u"host"_s;
    case MetricsSourceKind::Command:
        return u"command"_s;
    }
    return u"prometheus"_s;
}

} // namespace belay
