// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/prometheus_text.h"

#include "models/domain/names.h"

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int mostSamples = 200000;
constexpr std::size_t mostLabels = 100;
constexpr qsizetype longestLine = 64 * 1024;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Walks one sample line. Every function moves forward or sets `problem`.
class LineReader
{
public:
    LineReader(const QByteArray &line, TextFormat format)
        : m_line(line)
        , m_format(format)
    {
    }

    bool readName(QByteArray &name)
    {
        skipSpaces();
        name = word(true);
        return !name.isEmpty() || wrong(u"a metric's name"_s);
    }

    bool readSample(ScrapedSample &sample)
    {
        skipSpaces();
        if (at('{') && !readLabels(sample.labels))
            return false;
        return readValue(sample.value) && readRest(sample.timeMs);
    }

    const QString &problem() const { return m_problem; }

private:
    bool ended() const { return m_pos >= m_line.size(); }
    bool at(char c) const { return !ended() && m_line.at(m_pos) == c; }

    bool wrong(const QString &expected)
    {
        if (m_problem.isEmpty())
            m_problem = u"%1 was expected in column %2"_s.arg(expected, QString::number(m_pos + 1));
        return false;
    }

    void skipSpaces()
    {
        while (at(' ') || at('\t'))
            ++m_pos;
    }

    QByteArray word(bool colonAllowed)
    {
        const qsizetype start = m_pos;
        while (!ended()) {
            const char c = m_line.at(m_pos);
            if (!isLetter(c) && c != '_' && !(colonAllowed && c == ':') && !(isDigit(c) && m_pos > start))
                break;
            ++m_pos;
        }
        return m_line.mid(start, m_pos - start);
    }

    bool readLabels(MetricLabels &labels)
    {
        ++m_pos; // {
        for (skipSpaces(); !at('}'); skipSpaces()) {
            const QByteArray name = word(false);
            if (name.isEmpty())
                return wrong(u"a label's name"_s);
            skipSpaces();
            if (!at('='))
                return wrong(u"="_s);
            ++m_pos;
            skipSpaces();
            QByteArray value;
            if (!readQuoted(value))
                return false;
            if (labels.size() >= mostLabels)
                return wrong(u"at most %1 labels"_s.arg(mostLabels));
            labels.emplace_back(name, value);
            skipSpaces();
            if (at(','))
                ++m_pos;
            else if (!at('}'))
                return wrong(u"a comma or }"_s);
        }
        ++m_pos; // }
        std::sort(labels.begin(), labels.end());
        return true;
    }

    bool readQuoted(QByteArray &value)
    {
        if (!at('"'))
            return wrong(u"a quoted value"_s);
        for (++m_pos; !at('"'); ++m_pos) {
            if (ended())
                return wrong(u"the closing quote"_s);
            if (!at('\\')) {
                value += m_line.at(m_pos);
                continue;
            }
            ++m_pos;
            if (ended())
                return wrong(u"the closing quote"_s);
            // \\ \" \n; anything else is kept as it stands
            const char c = m_line.at(m_pos);
            if (c == 'n')
                value += '\n';
            else if (c == '\\' || c == '"')
                value += c;
            else
                value += QByteArray("\\") + c;
        }
        ++m_pos;
        return true;
    }

    QByteArray token()
    {
        skipSpaces();
        const qsizetype start = m_pos;
        while (!ended() && !at(' ') && !at('\t'))
            ++m_pos;
        return m_line.mid(start, m_pos - start);
    }

    bool readValue(double &value)
    {
        skipSpaces();
        const qsizetype start = m_pos;
        bool isNumber = false;
        value = token().toLower().toDouble(&isNumber); // QByteArray reads the C locale, "nan" and "+inf"
        if (isNumber)
            return true;
        m_pos = start;
        return wrong(u"a number"_s);
    }

    /// A timestamp (whole milliseconds; OpenMetrics: seconds with a fraction), an exemplar, or nothing.
    bool readRest(qint64 &timeMs)
    {
        skipSpaces();
        if (ended() || at('#'))
            return true;
        const qsizetype start = m_pos;
        bool isNumber = false;
        const double time = token().toDouble(&isNumber);
        skipSpaces();
        if (isNumber && std::fabs(time) < 1e15 && (ended() || at('#'))) {
            timeMs = std::llround(m_format == TextFormat::OpenMetrics ? time * 1000 : time);
            return true;
        }
        m_pos = start;
        return wrong(u"the end of the line"_s);
    }

    const QByteArray &m_line;
    TextFormat m_format;
    qsizetype m_pos = 0;
    QString m_problem;
};

tl::unexpected<Error> badLine(int number, const QString &problem, const QByteArray &line)
{
    return fail(ErrorKind::Invalid, u"Line %1 of the metrics cannot be read: %2."_s.arg(number).arg(problem),
                u"The address must answer in the Prometheus text format; a web page is not it."_s,
                cleanLine(QString::fromUtf8(line.left(200))));
}

bool isComment(const QByteArray &line)
{
    const QByteArray text = line.trimmed();
    return text.isEmpty() || text.startsWith('#');
}

} // namespace

TextFormat textFormatOf(const QString &contentType)
{
    return contentType.trimmed().startsWith("application/openmetrics-text"_L1, Qt::CaseInsensitive)
               ? TextFormat::OpenMetrics
               : TextFormat::Prometheus;
}

int dropStale(Scrape &scrape, qint64 nowMs, qint64 limitMs)
{
    int dropped = 0;
    for (auto &[name, samples] : scrape.metrics) {
        const auto stale = [&](const ScrapedSample &one) {
            return one.timeMs != 0 && (one.timeMs < nowMs - limitMs || one.timeMs > nowMs + limitMs);
        };
        dropped += static_cast<int>(std::erase_if(samples, stale));
    }
    std::erase_if(scrape.metrics, [](const auto &metric) { return metric.second.empty(); });
    return dropped;
}

Result<Scrape> parsePrometheusText(const QByteArray &text, TextFormat format, const MetricFilter &wanted)
{
    Scrape scrape;
    bool ended = false;
    int count = 0;
    int number = 0;
    for (qsizetype start = 0; start < text.size();) {
        qsizetype end = text.indexOf('\n', start);
        if (end < 0)
            end = text.size();
        QByteArray line = text.mid(start, end - start);
        start = end + 1;
        ++number;
        if (line.endsWith('\r'))
            line.chop(1);
        if (isComment(line)) {
            ended = ended || line == "# EOF";
            continue;
        }
        if (ended && format == TextFormat::OpenMetrics)
            return badLine(number, u"it comes after # EOF"_s, line);
        if (line.size() > longestLine)
            return badLine(number, u"it is longer than 64 KiB"_s, line);
        if (++count > mostSamples)
            return badLine(number, u"there are more than %1 samples"_s.arg(mostSamples), line);
        QByteArray name;
        ScrapedSample sample;
        LineReader reader(line, format);
        if (!reader.readName(name))
            return badLine(number, reader.problem(), line);
        if (wanted && !wanted(name))
            continue;
        if (!reader.readSample(sample))
            return badLine(number, reader.problem(), line);
        scrape.metrics[name].push_back(std::move(sample));
    }
    if (!ended && format == TextFormat::OpenMetrics)
        return fail(ErrorKind::Invalid, u"The page of metrics was cut off: it has no # EOF at its end."_s,
                    u"Look at the log of the service that answered."_s);
    return scrape;
}

} // namespace belay
