// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/health_rows.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// What is said after rounds of answers of web-1 and web-2: "." well, "x" 503, "d" well but no database, "X"
/// 503 and no database.
QString after(const char *first, const char *second, VerdictKind kind = VerdictKind::Healthy)
{
    HealthRows rows;
    const auto look = [](const QString &host, char answer) {
        const bool ill = answer == 'd' || answer == 'X';
        const bool well = answer == '.' || answer == 'd';
        return HealthLook{host, well, well ? u"HTTP 200"_s : u"HTTP 503"_s, ill ? u"ecto"_s : QString()};
    };
    for (int i = 0; first[i] != 0; ++i) {
        rows.add(look(u"web-1"_s, first[i]));
        rows.add(look(u"web-2"_s, second[i]));
    }
    Verdict verdict;
    verdict.kind = kind;
    verdict.sentence = u"as it was"_s;
    return rows.with(verdict, 3).sentence;
}

} // namespace

class TestHealthRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServiceThatIsDownIsRolledBack()
    {
        QCOMPARE(after(".xxx", ".xxx"),
                 u"Roll back — the service is down: web-1, web-2 failed the health check 3 "
                 "times in a row, last answer: HTTP 503."_s);
        QCOMPARE(after("xx.xx", "xxxxx"),
                 u"Hold — not every host serves: web-2 failed the health check 3 times in a "
                 "row, last answer: HTTP 503."_s);
        QCOMPARE(after("xx.xx", "x.xx."), u"as it was"_s);
        QCOMPARE(after("", ""), u"as it was"_s);
    }

    void aFailingDatabaseIsRolledBack()
    {
        QCOMPARE(after("ddd", "XXX"),
                 u"Roll back — the database fails: ecto of the health check says so on web-1, "
                 "web-2, 3 times in a row."_s);
        QCOMPARE(after("ddd", "..."),
                 u"Hold — the database fails: ecto of the health check says so on web-1, 3 "
                 "times in a row."_s);
        QCOMPARE(after("dd.", "ddd"),
                 u"Hold — the database fails: ecto of the health check says so on web-2, 3 "
                 "times in a row."_s);
    }

    void itNeverMakesAVerdictBetter()
    {
        QCOMPARE(after("...", "...", VerdictKind::Hold), u"as it was"_s);
        QCOMPARE(after("xxx", "...", VerdictKind::RollBack), u"as it was"_s);
    }

    void theDatabaseIsFoundInTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *body, const QString &expected) {
            QTest::newRow(body) << QByteArray(body) << expected;
        };
        row("ok", {});
        row("{\"status\":\"ready\",\"checks\":{\"database\":\"ok\",\"redis\":\"error\"}}", {});
        row("{\"status\":\"degraded\",\"checks\":{\"database\":\"error\"}}", u"database"_s);
        row("{\"checks\":{\"ecto\":{\"healthy\":false}}}", u"ecto"_s);
        row("{\"components\":{\"db\":{\"status\":\"DOWN\"}}}", u"db"_s);
        row("{\"checks\":[{\"postgres\":false}]}", u"postgres"_s);
        row("{\"database\":true,\"dashboard\":\"error\"}", {});
        row("{\"database\":", {});
    }

    void theDatabaseIsFoundInTheAnswer()
    {
        QFETCH(QByteArray, body);
        QTEST(failingDatabase(body), "expected");
    }
};

QTEST_GUILESS_MAIN(TestHealthRows)
#include "tst_health_rows.moc"
