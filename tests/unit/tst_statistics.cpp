// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/statistics/normal.h"
#include "models/domain/statistics/quantiles.h"
#include "models/domain/statistics/rank_sum.h"
#include "models/domain/statistics/shift.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace belay;
using Json = nlohmann::json;
using Values = std::vector<double>;

namespace {

/// What scipy said, written by statistics/make_vectors.py.
Json vectors()
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/statistics/vectors.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return Json::parse(file.readAll().toStdString());
}

/// ((i * factor) mod modulus) / divisor + shift
Values stirred(int count, const Json &formula)
{
    const auto factor = formula.at(0).get<std::int64_t>();
    const auto modulus = formula.at(1).get<std::int64_t>();
    Values values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<double>(i * factor % modulus) / formula.at(2).get<double>() +
                         formula.at(3).get<double>());
    return values;
}

Values sampleOf(const Json &one, const char *side, int index)
{
    if (one.contains(side))
        return one.at(side).get<Values>();
    const Json &formula = one.at("formula");
    return stirred(formula.at("count").at(static_cast<std::size_t>(index)).get<int>(), formula.at(side));
}

/// The same to nine digits after the point of the larger one's first.
bool same(double got, double expected)
{
    return std::fabs(got - expected) <= 1e-9 * std::max(std::fabs(expected), 1e-300) || got == expected;
}

} // namespace

class TestStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVectorOfScipyIsReproduced_data()
    {
        QTest::addColumn<int>("index");
        const Json all = vectors();
        QVERIFY(all.is_object());
        QVERIFY(all.at("cases").size() >= 16);
        int index = 0;
        for (const Json &one : all.at("cases"))
            QTest::newRow(one.at("name").get<std::string>().c_str()) << index++;
    }

    void everyVectorOfScipyIsReproduced()
    {
        QFETCH(int, index);
        const Json one = vectors().at("cases").at(static_cast<std::size_t>(index));
        const Values x = sampleOf(one, "x", 0);
        const Values y = sampleOf(one, "y", 1);
        const auto check = [](const char *what, double got, double expected) {
            QVERIFY2(same(got, expected), qPrintable(QStringLiteral("%1: %2, scipy says %3")
                                                         .arg(QLatin1StringView(what))
                                                         .arg(got, 0, 'g', 17)
                                                         .arg(expected, 0, 'g', 17)));
        };
        const statistics::RankSum test = statistics::rankSumTest(x, y);
        check("u", test.u, one.at("u").get<double>());
        check("p", test.p, one.at("p").get<double>());
        check("effect", test.effect, one.at("effect").get<double>());
        QCOMPARE(test.exact, one.at("exact").get<bool>());
        for (const Json &interval : one.at("intervals")) {
            const double confidence = interval.at(0).get<double>();
            QCOMPARE(statistics::intervalRank(static_cast<std::int64_t>(x.size()),
                                              static_cast<std::int64_t>(y.size()), confidence),
                     interval.at(1).get<std::int64_t>());
            const statistics::Shift shift = statistics::hodgesLehmann(x, y, confidence);
            check("shift", shift.estimate, one.at("shift").get<double>());
            check("low", shift.low, interval.at(2).get<double>());
            check("high", shift.high, interval.at(3).get<double>());
        }
        for (const Json &quantile : one.at("quantiles"))
            check("quantile", statistics::quantile(x, quantile.at(0).get<double>()),
                  quantile.at(1).get<double>());
    }

    void theNormalQuantileIsScipys()
    {
        const Json all = vectors(); // it must outlive the loop over its part
        for (const Json &one : all.at("normal")) {
            const double share = one.at(0).get<double>();
            const double expected = one.at(1).get<double>();
            const double z = statistics::normalQuantileAbove(share);
            QVERIFY2(std::fabs(z - expected) <= 1e-9 * std::max(1.0, std::fabs(expected)),
                     qPrintable(QString::number(share)));
        }
    }

    void theSharesOfUAreThoseOfTheSmallestTable()
    {
        // Three against two: U = 0, 1, 2, 3 in 1, 1, 2, 2 of 10 arrangements.
        const Values shares = statistics::exactRankSumShares(3, 2);
        QCOMPARE(shares.size(), std::size_t(4));
        const Values expected{0.1, 0.1, 0.2, 0.2};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY(same(shares[i], expected[i]));
    }

    void everyDifferenceIsFoundAtItsPlace_data()
    {
        QTest::addColumn<QList<double>>("x");
        QTest::addColumn<QList<double>>("y");
        QTest::newRow("apart") << QList<double>{1, 5, 9, 200} << QList<double>{-3, 0.5, 4};
        QTest::newRow("all the same") << QList<double>(40, 7.0) << QList<double>(50, 7.0);
        QTest::newRow("zero and almost zero")
            << QList<double>{0, 0, 0, 0, 0, 1e-308, 1e300} << QList<double>{0, 0, -0.0, 0, 0, 5e-324, 1};
        QTest::newRow("two clusters") << (QList<double>(20, 1.0) + QList<double>(20, 1e9))
                                      << (QList<double>(15, 1.0) + QList<double>{2, 3, -1e9});
    }

    void everyDifferenceIsFoundAtItsPlace()
    {
        QFETCH(QList<double>, x);
        QFETCH(QList<double>, y);
        std::sort(x.begin(), x.end());
        std::sort(y.begin(), y.end());
        Values all;
        for (const double one : x)
            for (const double other : y)
                all.push_back(one - other);
        std::sort(all.begin(), all.end());
        const Values sortedX(x.begin(), x.end());
        const Values sortedY(y.begin(), y.end());
        for (std::size_t k = 1; k <= all.size(); ++k)
            QCOMPARE(statistics::kthDifference(sortedX, sortedY, static_cast<std::int64_t>(k)), all[k - 1]);
    }

    void theMedianIsTheMiddleOne()
    {
        QCOMPARE(statistics::median({5}), 5.0);
        QCOMPARE(statistics::median({9, 1}), 5.0);
        QCOMPARE(statistics::median({9, 1, 2}), 2.0);
        QCOMPARE(statistics::median({4, 1, 3, 2}), 2.5);
        QCOMPARE(statistics::sortedQuantile({1, 2, 3, 4}, 0.9), 3.7);
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
