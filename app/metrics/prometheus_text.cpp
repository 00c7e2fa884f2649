// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/prometheus_text.h"

#include "models/domain/names.h"

#include <algorithm>

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
    explicit LineReader(const QByteArray &line)
        : m_line(line)
    {
    }

    bool read(QByteArray &name, ScrapedSample &sample)
    {
        skipSpaces();
        name = word(true);
        if (name.isEmpty())
            return wrong(u"a metric's name"_s);
        skipSpaces();
        if (at('{') && !readLabels(sample.labels))
            return false;
        return readValue(sample.value) && readRest();
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

    /// A timestamp (whole milliseconds, or seconds with a fraction), an exemplar, or nothing.
    bool readRest()
    {
        skipSpaces();
        if (ended() || at('#'))
            return true;
        const qsizetype start = m_pos;
        bool isNumber = false;
        token().toDouble(&isNumber);
        skipSpaces();
        if (isNumber && (ended() || at('#')))
            return true;
        m_pos = start;
        return wrong(u"the end of the line"_s);
    }

    const QByteArray &m_line;
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

Result<Scrape> parsePrometheusText(const QByteArray &text)
{
    Scrape scrape;
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
        if (isComment(line))
            continue;
        if (line.size() > longestLine)
            return badLine(number, u"it is longer than 64 KiB"_s, line);
        if (++count > mostSamples)
            return badLine(number, u"there are more than %1 samples"_s.arg(mostSamples), line);
        QByteArray name;
        ScrapedSample sample;
        LineReader reader(line);
        if (!reader.read(name, sample))
            return badLine(number, reader.problem(), line);
        scrape.metrics[name].push_back(std::move(sample));
    }
    return scrape;
}

} // namespace belay
