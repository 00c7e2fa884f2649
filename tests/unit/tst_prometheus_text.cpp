// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/prometheus_text.h"

#include <QTest>

#include <cmath>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// One line per sample: name{a=b,c=d} value
QStringList transcript(const Scrape &scrape)
{
    QStringList lines;
    for (const auto &[name, samples] : scrape.metrics) {
        for (const ScrapedSample &sample : samples) {
            QStringList labels;
            for (const auto &[label, value] : sample.labels)
                labels << QString::fromUtf8(label + '=' + value);
            lines << QString(QString::fromUtf8(name) + u'{' + labels.join(u',') + u"} " +
                             QString::number(sample.value));
        }
    }
    return lines;
}

} // namespace

class TestPrometheusText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const QByteArray &text, const QStringList &expected) {
            QTest::newRow(name) << text << expected;
        };
        row("nothing", "", {});
        row("comments and empty lines", "# HELP a b\n# TYPE a counter\n\n  \n# anything else\n", {});
        row("plain", "up 1\n", {u"up{} 1"_s});
        row("no line break at the end", "up 1", {u"up{} 1"_s});
        row("Windows line ends", "up 1\r\nb 2\r\n", {u"b{} 2"_s, u"up{} 1"_s});
        row("labels are sorted", "a{z=\"1\",b=\"2\"} 3\n", {u"a{b=2,z=1} 3"_s});
        row("spaces everywhere", "  a  {  z = \"1\" ,  b=\"2\" , }   3   \n", {u"a{b=2,z=1} 3"_s});
        row("no labels in the braces", "a{} 3\n", {u"a{} 3"_s});
        row("a timestamp is passed over", "a 3 1395066363000\n", {u"a{} 3"_s});
        row("escapes", "a{p=\"C:\\\\x\\n\\\"q\\\" \\d\"} 1\n", {u"a{p=C:\\x\n\"q\" \\d} 1"_s});
        row("braces, commas and hashes in a value", "a{p=\"{x,y} # z\"} 1\n", {u"a{p={x,y} # z} 1"_s});
        row("umlauts in a value", "a{p=\"grün\"} 1\n", {u"a{p=grün} 1"_s});
        row("special numbers", "a NaN\nb +Inf\nc -Inf\nd 1.5e-3\ne -7\n",
            {u"a{} nan"_s, u"b{} inf"_s, u"c{} -inf"_s, u"d{} 0.0015"_s, u"e{} -7"_s});
        row("colons in a name", "job:errors:rate5m 0.5\n", {u"job:errors:rate5m{} 0.5"_s});
        row("OpenMetrics: unit, exemplar, time in seconds, end",
            "# UNIT a seconds\na_bucket{le=\"0.1\"} 8 1520879607.789 # {trace_id=\"x\"} 0.67 1520879607.7\n"
            "a_total 17 # {id=\"y\"} 1\n# EOF\n",
            {u"a_bucket{le=0.1} 8"_s, u"a_total{} 17"_s});
    }

    void pagesAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, expected);
        const Result<Scrape> scrape = parsePrometheusText(text);
        QVERIFY2(scrape, scrape ? "" : qPrintable(scrape.error().summary));
        QCOMPARE(transcript(*scrape), expected);
    }

    void mistakesNameLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &text, const QString &expected) {
            QTest::newRow(name) << text
                                << u"Line %1 of the metrics cannot be read: %2."_s.arg(
                                       expected.section(u'|', 0, 0), expected.section(u'|', 1));
        };
        row("a web page", "<!DOCTYPE html>\n<html>", u"1|a metric's name was expected in column 1"_s);
        row("JSON", "{\"a\": 1}", u"1|a metric's name was expected in column 1"_s);
        row("a digit first", "up 1\n9lives 1\n", u"2|a metric's name was expected in column 1"_s);
        row("no value", "up 1\n\nb\n", u"3|a number was expected in column 2"_s);
        row("a word for a value", "up yes\n", u"1|a number was expected in column 4"_s);
        row("no equals sign", "a{b} 1\n", u"1|= was expected in column 4"_s);
        row("no quotes", "a{b=c} 1\n", u"1|a quoted value was expected in column 5"_s);
        row("quotes not closed", "a{b=\"c} 1\n", u"1|the closing quote was expected in column 10"_s);
        row("ends after the backslash", "a{b=\"c\\", u"1|the closing quote was expected in column 8"_s);
        row("braces not closed", "a{b=\"c\"", u"1|a comma or } was expected in column 8"_s);
        row("two labels without a comma", "a{b=\"c\" d=\"e\"} 1\n",
            u"1|a comma or } was expected in column 9"_s);
        row("something after the value", "a 1 2 3\n", u"1|the end of the line was expected in column 5"_s);
        row("binary",
            QByteArray("\x7f"
                       "ELF\x02\x01",
                       6),
            u"1|a metric's name was expected in column 1"_s);
    }

    void mistakesNameLineAndColumn()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const Result<Scrape> scrape = parsePrometheusText(text);
        QVERIFY(!scrape);
        QCOMPARE(scrape.error().summary, expected);
        QCOMPARE(toString(scrape.error().kind), u"invalid"_s);
        QVERIFY(!scrape.error().hint.isEmpty());
    }

    void floodsAreRefused()
    {
        QByteArray many;
        for (int i = 0; i < 200001; ++i)
            many += "a 1\n";
        QCOMPARE(parsePrometheusText(many).error().summary,
                 u"Line 200001 of the metrics cannot be read: there are more than 200000 samples."_s);
        QCOMPARE(parsePrometheusText("a{b=\"" + QByteArray(70000, 'x') + "\"} 1").error().summary,
                 u"Line 1 of the metrics cannot be read: it is longer than 64 KiB."_s);
        QByteArray wide = "a{";
        for (int i = 0; i < 101; ++i)
            wide += 'l' + QByteArray::number(i) + "=\"\",";
        QVERIFY(!parsePrometheusText(wide + "} 1"));
    }

    /// Every prefix and every single-byte change of a good page is read or refused, and nothing else happens.
    void damagedPagesDoNoHarm()
    {
        const QByteArray page =
            "# TYPE a histogram\na_bucket{le=\"0.1\",p=\"\\\"\"} 8 123\na_sum NaN # {x=\"y\"} 1\n";
        int refused = 0;
        for (qsizetype i = 0; i < page.size(); ++i) {
            refused += parsePrometheusText(page.left(i)) ? 0 : 1;
            for (const char c : {'\0', '"', '{', '\\', '\n', '#', '\xff'}) {
                QByteArray damaged = page;
                damaged[i] = c;
                refused += parsePrometheusText(damaged) ? 0 : 1;
            }
        }
        QVERIFY(refused > 100);
    }
};

QTEST_GUILESS_MAIN(TestPrometheusText)
#include "tst_prometheus_text.moc"
