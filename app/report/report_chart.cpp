// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_chart.h"

#include "app/report/report_content.h"
#include "models/domain/shades.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr double width = 720;
constexpr double height = 220;
constexpr double left = 78;
constexpr double right = 704;
constexpr double top = 26;
constexpr double bottom = 190;
constexpr const Shades &shades = lightShades; ///< for paper; a page on dark ground sets its own
constexpr std::size_t mostPoints = 1200;      ///< of a line; more than one sees

struct Point
{
    qint64 timeMs = 0;
    double value = 0;
};

using Line = std::vector<Point>;

bool isDrawn(const Sample &sample)
{
    return sample.value && std::isfinite(*sample.value) && std::abs(*sample.value) < 1e15;
}

/// Runs of samples that follow one another; a missing one ends a run.
std::vector<Line> linesOf(const std::vector<Sample> &samples)
{
    std::vector<Line> lines;
    bool open = false;
    for (const Sample &sample : samples) {
        if (!isDrawn(sample)) {
            open = false;
            continue;
        }
        if (!open)
            lines.emplace_back();
        lines.back().push_back({sample.timeMs, *sample.value});
        open = true;
    }
    return lines;
}

/// Of each of many neighbours the lowest and the highest, in their order: no peak is lost.
Line thinned(const Line &line)
{
    if (line.size() <= mostPoints)
        return line;
    const std::size_t bucket = (2 * line.size() + mostPoints - 1) / mostPoints;
    Line out;
    for (std::size_t from = 0; from < line.size(); from += bucket) {
        const auto begin = line.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end = line.begin() + static_cast<std::ptrdiff_t>(std::min(line.size(), from + bucket));
        const auto [low, high] =
            std::minmax_element(begin, end, [](const Point &a, const Point &b) { return a.value < b.value; });
        out.push_back(*std::min(low, high));
        if (low != high)
            out.push_back(*std::max(low, high));
    }
    return out;
}

/// 1, 2 or 5 times a power of ten: about four ticks for the range.
double niceStep(double range)
{
    const double rough = range / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * power)
            return factor * power;
    }
    return 10 * power;
}

struct Frame
{
    qint64 fromMs = 0;
    qint64 toMs = 0;
    double high = 1;
    double low = 0;
    double step = 0.25;

    double x(qint64 timeMs) const
    {
        return left + (right - left) * static_cast<double>(timeMs - fromMs) /
                          static_cast<double>(std::max<qint64>(1, toMs - fromMs));
    }
    double y(double value) const { return bottom - (bottom - top) * (value - low) / (high - low); }
};

Frame frameOf(const SeriesData &data, std::optional<double> limit)
{
    Frame frame;
    bool first = true;
    double high = limit.value_or(0);
    double low = std::min(0.0, high);
    for (const auto *samples : {&data.before, &data.after}) {
        for (const Sample &sample : *samples) {
            frame.fromMs = first ? sample.timeMs : std::min(frame.fromMs, sample.timeMs);
            frame.toMs = first ? sample.timeMs : std::max(frame.toMs, sample.timeMs);
            first = false;
            if (isDrawn(sample)) {
                high = std::max(high, *sample.value);
                low = std::min(low, *sample.value);
            }
        }
    }
    frame.step = niceStep(high > low ? high - low : 1.0);
    frame.low = std::floor(low / frame.step) * frame.step;
    frame.high = std::ceil(high / frame.step) * frame.step;
    if (frame.high <= frame.low)
        frame.high = frame.low + 4 * frame.step;
    return frame;
}

QString number(double value)
{
    return QString::number(value, 'f', 1);
}

QString text(double x, double y, const char *anchor, const QString &words, const char *kind = "ink")
{
    return u"<text class=\"%1\" x=\"%2\" y=\"%3\" text-anchor=\"%4\" fill=\"%5\">"_s.arg(
               QLatin1String(kind), number(x), number(y), QLatin1String(anchor),
               cssColour(QLatin1String(kind) == "limit"_L1 ? shades.chartTrigger : shades.text2)) +
           reportEscaped(words) + u"</text>\n"_s;
}

QString rule(const char *kind, const QString &colour, double x1, double y1, double x2, double y2,
             const QString &more = {})
{
    return u"<line class=\"%1\" stroke=\"%2\" x1=\"%3\" y1=\"%4\" x2=\"%5\" y2=\"%6\"%7/>\n"_s.arg(
        QLatin1String(kind), colour, number(x1), number(y1), number(x2), number(y2), more);
}

QString clock(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(u"HH:mm"_s);
}

QString axes(const Frame &frame, const QString &unit)
{
    QString out;
    for (int tick = 0; tick <= 20; ++tick) {
        const double value = frame.low + tick * frame.step;
        if (value > frame.high + frame.step / 2)
            break;
        const double y = frame.y(value);
        out += rule("grid", cssColour(shades.border), left, y, right, y);
        out +=
            text(left - 8, y + 4, "end", formatValue(std::abs(value) < frame.step / 1e6 ? 0 : value, unit));
    }
    out += text(left, bottom + 18, "start", clock(frame.fromMs) + u" UTC"_s);
    return out + text(right, bottom + 18, "end", clock(frame.toMs));
}

QString pathOf(const Frame &frame, const Line &line, const char *kind, const QString &colour)
{
    if (line.size() == 1)
        return u"<circle class=\"%1\" fill=\"%2\" cx=\"%3\" cy=\"%4\" r=\"2.5\"/>\n"_s.arg(
            QLatin1String(kind), colour, number(frame.x(line.front().timeMs)),
            number(frame.y(line.front().value)));
    QString points;
    for (const Point &point : thinned(line))
        points += (points.isEmpty() ? QString() : u" "_s) + number(frame.x(point.timeMs)) + u","_s +
                  number(frame.y(point.value));
    return u"<polyline class=\"%1\" fill=\"none\" stroke=\"%2\" stroke-width=\"2\" "
           "stroke-linejoin=\"round\" points=\"%3\"/>\n"_s.arg(QLatin1String(kind), colour, points);
}

QString linesText(const Frame &frame, const std::vector<Sample> &samples, const char *kind,
                  const QString &colour)
{
    QString out;
    for (const Line &line : linesOf(samples))
        out += pathOf(frame, line, kind, colour);
    return out;
}

/// What happened then; `labelY` is where its words stand.
QString marker(const Frame &frame, qint64 timeMs, const QString &word, double labelY)
{
    if (timeMs < frame.fromMs || timeMs > frame.toMs)
        return {};
    const double x = frame.x(timeMs);
    const bool roomRight = x < right - 80;
    return rule("live", cssColour(shades.text), x, top - 8, x, bottom, u" stroke-width=\"1.5\""_s) +
           text(roomRight ? x + 5 : x - 5, labelY, roomRight ? "start" : "end", word + u' ' + clock(timeMs));
}

} // namespace

QString chartSvg(const SeriesData &data, const QString &title, std::optional<double> limit, qint64 liveMs,
                 qint64 backMs)
{
    const bool any = std::any_of(data.before.begin(), data.before.end(), isDrawn) ||
                     std::any_of(data.after.begin(), data.after.end(), isDrawn);
    if (!any)
        return {};
    if (limit && (!std::isfinite(*limit) || std::abs(*limit) >= 1e15))
        limit.reset();
    const Frame frame = frameOf(data, limit);
    QString out = u"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 %1 %2\" "
                  "width=\"%1\" height=\"%2\" role=\"img\" font-family=\"system-ui, sans-serif\" "
                  "font-size=\"11\">\n<title>"_s.arg(QString::number(width), QString::number(height)) +
                  reportEscaped(title) + u" before and after the deployment</title>\n"_s;
    out += axes(frame, data.spec.unit);
    if (limit) {
        const double y = frame.y(*limit);
        out += rule("limit", cssColour(shades.chartTrigger), left, y, right, y,
                    u" stroke-width=\"1.5\" stroke-dasharray=\"6 4\""_s);
        out +=
            text(left + 6, y - 5, "start", u"roll back at "_s + formatValue(*limit, data.spec.unit), "limit");
    }
    out += linesText(frame, data.before, "before", cssColour(shades.chartBefore));
    out += linesText(frame, data.after, "line", cssColour(shades.chartAfter));
    // Below the uppermost line: the way back may be short, and the two side by side.
    return out + marker(frame, liveMs, u"live"_s, top - 10) + marker(frame, backMs, u"back"_s, top + 13) +
           u"</svg>\n"_s;
}

} // namespace belay
