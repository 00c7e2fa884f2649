// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/rollback_reason.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

class TestRollbackReason : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCodeStandsBeforeTheReason()
    {
        QCOMPARE(codedReason(u"p1-bug"_s, u"checkout fails "_s).value_or(QString()),
                 u"P1 bug: checkout fails"_s);
        QCOMPARE(codedReason(u"data-corruption"_s, {}).value_or(QString()), u"Data corruption"_s);
        QCOMPARE(codedReason({}, u" slow"_s).value_or(QString()), u"slow"_s);
    }

    void anUnknownCodeNamesThoseThereAre()
    {
        const auto reason = codedReason(u"p2"_s, u"x"_s);
        QVERIFY(!reason);
        QCOMPARE(reason.error().summary, u"There is no reason code “p2”."_s);
        QCOMPARE(reason.error().hint,
                 u"Use one of p1-bug, security, data-corruption, error-rate, degradation, "
                 "service-down, database, other."_s);
    }

    void everyCodeIsFoundAgainInTheReason()
    {
        for (const ReasonCode &one : reasonCodes()) {
            QCOMPARE(codeOfReason(codedReason(one.code, u"why"_s).value_or(QString())), one.code);
            QCOMPARE(codeOfReason(codedReason(one.code, {}).value_or(QString())), one.code);
        }
        QCOMPARE(codeOfReason(u"Securityholders asked"_s), QString());
        QCOMPARE(codeOfReason({}), QString());
    }

    void aDraftSaysWhatAPersonWouldWrite_data()
    {
        QTest::addColumn<QString>("seen");
        QTest::addColumn<QString>("series"); // that speaks for the verdict
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("expected");
        const QString errors = u"Roll back — error rate 5.8 %, trigger is 5 %, for 3 samples in a row."_s;
        QTest::newRow("error rate") << errors << u"error_rate"_s << u"percent"_s
                                    << u"error-rate | 5.8 %, trigger is 5 %, for 3 samples in a row."_s;
        QTest::newRow("slower") << u"Roll back — p99 180 → 310 ms (+72 %), limit +50 %."_s << u"p99"_s
                                << u"ms"_s << u"degradation | p99 180 → 310 ms (+72 %), limit +50 %."_s;
        QTest::newRow("another number") << u"Roll back — queue 5000, trigger is 900."_s << u"queue"_s
                                        << u"count"_s << u"other | queue 5000, trigger is 900."_s;
        QTest::newRow("service down")
            << u"Roll back — the service is down: web-1 failed the health check."_s << QString() << QString()
            << u"service-down | the service is down: web-1 failed the health check."_s;
        QTest::newRow("database") << u"Roll back — the database fails: ecto says so."_s << QString()
                                  << QString() << u"database | the database fails: ecto says so."_s;
        QTest::newRow("a person's words")
            << u"customers cannot pay"_s << QString() << QString() << u"other | customers cannot pay"_s;
        QTest::newRow("coded already")
            << u"Security: a key was leaked"_s << QString() << QString() << u"security | a key was leaked"_s;
        QTest::newRow("words that begin like a title") << u"Securityholders complain"_s << QString()
                                                       << QString() << u"other | Securityholders complain"_s;
        QTest::newRow("nothing") << QString() << QString() << QString() << u"other | "_s;
    }

    void aDraftSaysWhatAPersonWouldWrite()
    {
        QFETCH(const QString, seen);
        QFETCH(const QString, series);
        QFETCH(const QString, unit);
        QFETCH(const QString, expected);
        std::optional<Verdict> verdict;
        std::vector<SeriesData> data;
        if (!series.isEmpty()) {
            verdict = Verdict{VerdictKind::RollBack, seen, 3, {}};
            SeriesVerdict one;
            one.series = series;
            one.kind = VerdictKind::RollBack;
            one.sentence = seen;
            verdict->series.push_back(one);
            SeriesSpec spec;
            spec.id = series;
            spec.unit = unit;
            data.push_back({spec, {}, {}});
        }
        const ReasonDraft draft = draftReason(seen, verdict, data);
        QCOMPARE(QString(draft.code + u" | "_s + draft.text), expected);
    }
};

QTEST_GUILESS_MAIN(TestRollbackReason)
#include "tst_rollback_reason.moc"
