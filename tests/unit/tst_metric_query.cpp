// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/default_queries.h"
#include "app/metrics/metric_query.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

Scrape page(const QByteArray &text)
{
    const Result<Scrape> scrape = parsePrometheusText(text);
    if (!scrape)
        qFatal("%s", qPrintable(scrape.error().summary));
    return *scrape;
}

/// A service at two moments, ten seconds apart: 1000 requests, 20 of them with 5xx.
const QByteArray earlier = R"(http_requests_total{method="GET",status="200"} 5000
http_requests_total{method="GET",status="500"} 10
http_requests_total{method="POST",status="503"} 0
http_request_duration_seconds_bucket{le="0.1"} 4000
http_request_duration_seconds_bucket{le="0.5"} 4900
http_request_duration_seconds_bucket{le="1"} 5000
http_request_duration_seconds_bucket{le="+Inf"} 5010
memory_bytes 700
odd NaN
)";
const QByteArray later = R"(http_requests_total{method="GET",status="200"} 5980
http_requests_total{method="GET",status="500"} 25
http_requests_total{method="POST",status="503"} 5
http_request_duration_seconds_bucket{le="0.1"} 4900
http_request_duration_seconds_bucket{le="0.5"} 5880
http_request_duration_seconds_bucket{le="1"} 5990
http_request_duration_seconds_bucket{le="+Inf"} 6010
memory_bytes 900
odd NaN
)";

QString shown(const std::optional<double> &value)
{
    return value ? QString::number(*value, 'g', 6) : u"no data"_s;
}

QString answer(const QString &query, const std::vector<InstanceWindow> &instances)
{
    const Result<MetricQuery> parsed = MetricQuery::parse(query);
    return parsed ? shown(parsed->evaluate(instances)) : parsed.error().summary;
}

} // namespace

class TestMetricQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneInstanceAnswers_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &query, const QString &expected) {
            QTest::newRow(qPrintable(query)) << query << expected;
        };
        // arithmetic
        row(u"1"_s, u"1"_s);
        row(u" 1 + 2 * 3 "_s, u"7"_s);
        row(u"(1 + 2) * 3"_s, u"9"_s);
        row(u"8 / 4 / 2"_s, u"1"_s);
        row(u"8 - 4 - 2"_s, u"2"_s);
        row(u"-2 * -3"_s, u"6"_s);
        row(u"1.5e2 + .5"_s, u"150.5"_s);
        row(u"0 / 0"_s, u"no data"_s);
        row(u"1 / 0"_s, u"no data"_s);
        // what is there now
        row(u"memory_bytes"_s, u"900"_s);
        row(u"memory_bytes{}"_s, u"900"_s);
        row(u"http_requests_total"_s, u"6010"_s);
        row(u"http_requests_total{status=\"200\"}"_s, u"5980"_s);
        row(u"http_requests_total{status!=\"200\"}"_s, u"30"_s);
        row(u"http_requests_total{status=~\"5..\"}"_s, u"30"_s);
        row(u"http_requests_total{status=~\"5\"}"_s, u"no data"_s); // anchored at both ends
        row(u"http_requests_total{status!~\"5..\"}"_s, u"5980"_s);
        row(u"http_requests_total{status=~'5..', method='POST',}"_s, u"5"_s);
        row(u"http_requests_total{region=\"\"}"_s, u"6010"_s);
        row(u"http_requests_total{status=\"404\"}"_s, u"no data"_s);
        row(u"missing"_s, u"no data"_s);
        row(u"missing + 1"_s, u"no data"_s);
        row(u"odd"_s, u"no data"_s);
        // growth
        row(u"rate(http_requests_total)"_s, u"100"_s);
        row(u"rate(http_requests_total[5m])"_s, u"100"_s);
        row(u"sum(rate(http_requests_total{status=~\"5..\"}[1m30s]))"_s, u"2"_s);
        row(u"100 * rate(http_requests_total{status=~\"5..\"}) / rate(http_requests_total)"_s, u"2"_s);
        row(u"rate(http_requests_total{status=\"404\"})"_s, u"0"_s); // the label is known, no such error yet
        row(u"rate(http_requests_total{satus=~\"5..\"})"_s,
            u"no data"_s); // a misspelt label is not zero errors
        row(u"rate(missing)"_s, u"no data"_s);
        row(u"rate(odd)"_s, u"no data"_s);
        // latency: 1000 observations, 900 up to 0.1 s, 980 up to 0.5 s, 990 up to 1 s
        row(u"histogram_quantile(0.5, rate(http_request_duration_seconds_bucket))"_s, u"0.0555556"_s);
        row(u"histogram_quantile(0.94, sum(rate(http_request_duration_seconds_bucket[1m])) by (le))"_s,
            u"0.3"_s);
        row(u"histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))"_s,
            u"1"_s);
        row(u"1000 * histogram_quantile(0.999, rate(http_request_duration_seconds_bucket))"_s, u"1000"_s);
        row(u"histogram_quantile(0.5, http_request_duration_seconds_bucket)"_s, u"0.0613265"_s);
        row(u"histogram_quantile(0.5, rate(memory_bytes))"_s, u"no data"_s);
    }

    void oneInstanceAnswers()
    {
        QFETCH(QString, query);
        const Scrape before = page(earlier);
        const Scrape now = page(later);
        QTEST(answer(query, {{&before, &now, 10}}), "expected");
    }

    void severalInstancesAreOneNumber()
    {
        const Scrape a0 = page("n 100\ng 1\n");
        const Scrape a1 = page("n 150\ng 1\n");
        const Scrape b0 = page("n 10\ng 5\n");
        const Scrape b1 = page("n 30\ng 5\n");
        const std::vector<InstanceWindow> both{{&a0, &a1, 10}, {&b0, &b1, 5}};
        QCOMPARE(answer(u"rate(n)"_s, both), u"9"_s); // 50/10 + 20/5
        QCOMPARE(answer(u"g"_s, both), u"6"_s);
        QCOMPARE(answer(u"sum(g)"_s, both), u"6"_s);
        QCOMPARE(answer(u"avg(g)"_s, both), u"3"_s);
        QCOMPARE(answer(u"max(g)"_s, both), u"5"_s);
        QCOMPARE(answer(u"min(g)"_s, both), u"1"_s);
        QCOMPARE(answer(u"max(rate(n))"_s, both), u"5"_s);

        const std::vector<InstanceWindow> oneGone{{&a0, &a1, 10}, {&b0, nullptr, 5}};
        QCOMPARE(answer(u"rate(n)"_s, oneGone), u"5"_s);
        QCOMPARE(answer(u"avg(g)"_s, oneGone), u"1"_s);

        const std::vector<InstanceWindow> allGone{{&a0, nullptr, 10}, {nullptr, nullptr, 0}};
        QCOMPARE(answer(u"rate(n)"_s, allGone), u"no data"_s);
        QCOMPARE(answer(u"sum(g)"_s, allGone), u"no data"_s);
        QCOMPARE(answer(u"avg(g)"_s, allGone), u"no data"_s);
        QCOMPARE(answer(u"rate(n)"_s, {}), u"no data"_s);
    }

    void theFirstScrapeOnlyArmsTheCounters()
    {
        const Scrape now = page("n 150\n");
        QCOMPARE(answer(u"rate(n)"_s, {{nullptr, &now, 0}}), u"no data"_s);
        QCOMPARE(answer(u"n"_s, {{nullptr, &now, 0}}), u"150"_s);
    }

    void aRestartedCounterCountsFromZero()
    {
        const Scrape before = page("n{s=\"200\"} 1000\nn{s=\"500\"} 7\n");
        const Scrape after = page("n{s=\"200\"} 40\nn{s=\"500\"} 2\n");
        QCOMPARE(answer(u"rate(n)"_s, {{&before, &after, 10}}), u"4.2"_s);
        QCOMPARE(answer(u"rate(n{s=\"500\"})"_s, {{&before, &after, 10}}), u"0.2"_s);
    }

    void aCounterThatAppearsCountsFromZero()
    {
        const Scrape before = page("n{s=\"200\"} 1000\n");
        const Scrape after = page("n{s=\"200\"} 1090\nn{s=\"500\"} 10\n");
        QCOMPARE(answer(u"100 * rate(n{s=~\"5..\"}) / rate(n)"_s, {{&before, &after, 10}}), u"10"_s);
    }

    void noTrafficIsNoData()
    {
        const Scrape same = page(later);
        const std::vector<InstanceWindow> idle{{&same, &same, 10}};
        QCOMPARE(answer(u"rate(http_requests_total)"_s, idle), u"0"_s);
        QCOMPARE(answer(u"rate(http_requests_total{status=~\"5..\"}) / rate(http_requests_total)"_s, idle),
                 u"no data"_s);
        QCOMPARE(answer(u"histogram_quantile(0.99, rate(http_request_duration_seconds_bucket))"_s, idle),
                 u"no data"_s);
    }

    void bucketsWithoutAnEndAreNoData()
    {
        const Scrape before = page("h_bucket{le=\"1\"} 1\nh_bucket{le=\"2\"} 2\n");
        const Scrape after = page("h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 9\n");
        QCOMPARE(answer(u"histogram_quantile(0.5, rate(h_bucket))"_s, {{&before, &after, 1}}), u"no data"_s);
    }

    void mistakesNameTheColumn_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &query, const QString &problem) {
            QTest::newRow(qPrintable(query)) << query << u"The query cannot be read: %1."_s.arg(problem);
        };
        row(u""_s, u"a number, a metric or a function was expected in column 1"_s);
        row(u"1 +"_s, u"a number, a metric or a function was expected in column 4"_s);
        row(u"1 2"_s, u"an operator or the end was expected in column 3"_s);
        row(u"(1"_s, u") was expected in column 3"_s);
        row(u"a > 1"_s, u"an operator or the end was expected in column 3"_s);
        row(u"a{"_s, u"a label's name was expected in column 3"_s);
        row(u"a{b}"_s, u"one of = != =~ !~ was expected in column 4"_s);
        row(u"a{b=c}"_s, u"a quoted value was expected in column 5"_s);
        row(u"a{b=\"c}"_s, u"the closing quote was expected in column 8"_s);
        row(u"a{b=~\"(\"}"_s, u"a valid regular expression was expected in column 6"_s);
        row(u"a{b=\"c\" d=\"e\"}"_s, u"a comma or } was expected in column 9"_s);
        row(u"a[1m]"_s, u"a range is only possible inside rate() in column 2"_s);
        row(u"rate(a[soon])"_s, u"a range like [1m] was expected in column 7"_s);
        row(u"rate(1)"_s, u"a metric's name was expected in column 6"_s);
        row(u"1 + deriv(a)"_s, u"“deriv” is not a known function in column 5"_s);
        row(u"sum by (host) (a)"_s,
            u"only “by (le)” can be used, other groups give several numbers in column 5"_s);
        row(u"histogram_quantile(a, b)"_s, u"a number was expected in column 20"_s);
        row(u"histogram_quantile(99, rate(b))"_s, u"a quantile from 0 to 1 was expected in column 21"_s);
        row(u"histogram_quantile(0.9, rate(b) * 2)"_s,
            u"rate(…_bucket) or sum(rate(…_bucket)) by (le) was expected in column 25"_s);
        row(QString(100, u'('), u"nested too deeply in column 51"_s);
        row(QString(100, u'-'), u"nested too deeply in column 51"_s);
    }

    void mistakesNameTheColumn()
    {
        QFETCH(QString, query);
        QFETCH(QString, expected);
        const Result<MetricQuery> parsed = MetricQuery::parse(query);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().summary, expected);
        QCOMPARE(toString(parsed.error().kind), u"invalid"_s);
    }

    void aQueryIsFoundForWhatThePageHolds_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &id, const QByteArray &text,
                            const QString &expected) { QTest::newRow(name) << id << text << expected; };
        row("errors", u"error_rate"_s, later,
            u"100 * rate(http_requests_total{status=~\"5.*\"}) / rate(http_requests_total)"_s);
        row("requests", u"request_rate"_s, later, u"rate(http_requests_total)"_s);
        row("latency", u"p99"_s, later,
            u"1000 * histogram_quantile(0.99, rate(http_request_duration_seconds_bucket))"_s);
        row("errors by code", u"error_rate"_s, "http_requests_total{code=\"200\"} 1\n",
            u"100 * rate(http_requests_total{code=~\"5.*\"}) / rate(http_requests_total)"_s);
        row("errors where the first counter has no status", u"error_rate"_s,
            "http_requests_total 1\nhttp_request_duration_seconds_count{status_code=\"200\"} 1\n",
            u"100 * rate(http_request_duration_seconds_count{status_code=~\"5.*\"}) / "
            "rate(http_request_duration_seconds_count)"_s);
        row("PromEx errors", u"error_rate"_s, "shop_prom_ex_phoenix_http_requests_total{status=\"200\"} 1\n",
            u"100 * rate(shop_prom_ex_phoenix_http_requests_total{status=~\"5.*\"}) / "
            "rate(shop_prom_ex_phoenix_http_requests_total)"_s);
        row("PromEx latency", u"p99"_s,
            "shop_prom_ex_phoenix_http_request_duration_milliseconds_bucket{le=\"10\"} 1\n",
            u"1 * histogram_quantile(0.99, "
            "rate(shop_prom_ex_phoenix_http_request_duration_milliseconds_bucket))"_s);
        row("no status anywhere", u"error_rate"_s, "http_requests_total 1\n", u"none"_s);
        row("another page", u"p99"_s, "up 1\n", u"none"_s);
        row("another series", u"queue_length"_s, later, u"none"_s);
    }

    void aQueryIsFoundForWhatThePageHolds()
    {
        QFETCH(QString, id);
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        SeriesSpec spec;
        spec.id = id;
        spec.unit = u"ms"_s;
        const QString found = defaultQuery(spec, page(text)).value_or(u"none"_s);
        QCOMPARE(found, expected);
        if (found != u"none")
            QVERIFY(MetricQuery::parse(found));
    }
};

QTEST_GUILESS_MAIN(TestMetricQuery)
#include "tst_metric_query.moc"
