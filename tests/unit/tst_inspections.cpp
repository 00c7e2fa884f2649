// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/calendar.h"
#include "app/checks/inspection.h"
#include "models/domain/names.h"

#include <QtTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

Finding finding(Severity severity, const QString &file, int line)
{
    Finding out;
    out.rule = u"family/rule"_s;
    out.severity = severity;
    out.file = file;
    out.line = line;
    out.message = u"This goes wrong."_s;
    out.fix = u"Do that."_s;
    return out;
}

CheckItem item(CheckLevel level)
{
    CheckItem out;
    out.id = u"some"_s;
    out.level = level;
    out.kind = CheckKind::Inspect;
    return out;
}

QDateTime utc(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODate);
}

} // namespace

class TestInspections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findingsWeighByTheLevelOfTheItem_data()
    {
        QTest::addColumn<bool>("must");
        QTest::addColumn<int>("errors");
        QTest::addColumn<int>("warnings");
        QTest::addColumn<int>("notes");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        const auto row = [](const char *name, bool must, int errors, int warnings, int notes,
                            const char *state, const char *summary) {
            QTest::newRow(name) << must << errors << warnings << notes << QString::fromUtf8(state)
                                << QString::fromUtf8(summary);
        };
        row("nothing", true, 0, 0, 0, "passed", "nothing found in 12 files");
        row("an error", true, 1, 0, 0, "failed", "1 finding, first error.ex:3");
        row("a warning does not stop a release", true, 0, 1, 0, "passed", "1 remark to look at");
        row("a warning counts where it is advice", false, 0, 2, 0, "failed",
            "2 findings, first warning.ex:3");
        row("notes never count", false, 0, 0, 2, "passed", "2 remarks to look at");
        row("the grave one comes first", true, 1, 3, 1, "failed", "1 finding, first error.ex:3");
    }
    void findingsWeighByTheLevelOfTheItem()
    {
        QFETCH(bool, must);
        QFETCH(int, errors);
        QFETCH(int, warnings);
        QFETCH(int, notes);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        RuleFindings found;
        found.rules = 2;
        found.files = 12;
        found.findings.insert(found.findings.end(), std::size_t(notes),
                              finding(Severity::Note, u"a.ex"_s, 3));
        found.findings.insert(found.findings.end(), std::size_t(warnings),
                              finding(Severity::Warning, u"warning.ex"_s, 3));
        found.findings.insert(found.findings.end(), std::size_t(errors),
                              finding(Severity::Error, u"error.ex"_s, 3));
        const Inspected result = judgeFindings(item(must ? CheckLevel::Must : CheckLevel::Should), found);
        QCOMPARE(toString(result.state), state);
        QCOMPARE(result.summary, summary);
        QCOMPARE(result.detail.count(u"This goes wrong."_s), errors + warnings + notes);
    }

    void anItemNoRuleLooksForIsNotPassed()
    {
        QVERIFY(judgeFindings(item(CheckLevel::Must), {}).state == CheckState::CannotRun);
    }

    void aWindowSaysWhenReleasesMayBegin_data()
    {
        QTest::addColumn<QString>("now");
        QTest::addColumn<bool>("own"); // days, hours and a freeze of its own; else the usual rule
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("summary");
        const auto row = [](const char *name, const char *now, bool own, const char *state,
                            const char *summary) {
            QTest::newRow(name) << QString::fromUtf8(now) << own << QString::fromUtf8(state)
                                << QString::fromUtf8(summary);
        };
        row("a Tuesday", "2026-11-17T15:00:00Z", false, "passed", "Tue 2026-11-17 15:00 UTC");
        row("Friday morning", "2026-11-20T11:59:59Z", false, "passed", "Fri 2026-11-20 11:59 UTC");
        row("Friday noon", "2026-11-20T12:00:00Z", false, "failed",
            "Friday afternoon: Fri 2026-11-20 12:00 UTC");
        row("Saturday", "2026-11-21T09:00:00Z", false, "failed", "weekend: Sat 2026-11-21 09:00 UTC");
        row("inside its own hours", "2026-11-17T08:00:00Z", true, "passed", "Tue 2026-11-17 09:00 CET");
        row("before them", "2026-11-17T07:59:00Z", true, "failed",
            "Tue 2026-11-17 08:59 CET, outside 09:00–16:00");
        row("the last minute is too late", "2026-11-17T15:00:00Z", true, "failed",
            "Tue 2026-11-17 16:00 CET, outside 09:00–16:00");
        row("summer time", "2026-07-14T07:30:00Z", true, "passed", "Tue 2026-07-14 09:30 CEST");
        row("another day", "2026-11-18T09:00:00Z", true, "failed",
            "Wed 2026-11-18 10:00 CET, and releases are for Mon, Tue");
        row("the first day of a freeze", "2026-12-21T00:00:00Z", true, "failed",
            "frozen until 2027-01-04: year's end");
        row("the last", "2027-01-04T10:00:00Z", true, "failed", "frozen until 2027-01-04: year's end");
        row("after it", "2027-01-05T10:00:00Z", true, "passed", "Tue 2027-01-05 11:00 CET");
    }
    void aWindowSaysWhenReleasesMayBegin()
    {
        QFETCH(QString, now);
        QFETCH(bool, own);
        QFETCH(QString, state);
        QFETCH(QString, summary);
        WindowSpec window;
        window.zone = u"UTC"_s;
        if (own) {
            window.zone = u"Europe/Berlin"_s;
            window.days = {Qt::Monday, Qt::Tuesday};
            window.from = QTime(9, 0);
            window.to = QTime(16, 0);
            window.freezes = {{QDate(2026, 12, 21), QDate(2027, 1, 4), u"year's end"_s}};
        }
        const Inspected result = judgeWindow(window, utc(now));
        QCOMPARE(result.summary, summary);
        QCOMPARE(toString(result.state), state);
    }

    void aZoneThatIsNotKnownIsNoPass()
    {
        WindowSpec window;
        window.zone = u"Mars/Olympus"_s;
        QVERIFY(judgeWindow(window, utc(u"2026-11-17T15:00:00Z"_s)).state == CheckState::CannotRun);
    }
};

QTEST_GUILESS_MAIN(TestInspections)
#include "tst_inspections.moc"
