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
};

QTEST_GUILESS_MAIN(TestRollbackReason)
#include "tst_rollback_reason.moc"
