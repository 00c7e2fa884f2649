// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_filter.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 noon = 1793534400000; // 2026-11-01T12:00:00Z

} // namespace

class TestHistoryFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFilterSaysWhatItDoesNotKnow_data();
    void theFilterSaysWhatItDoesNotKnow();
    void theFilterIsRead();
};

void TestHistoryFilter::theFilterSaysWhatItDoesNotKnow_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("summary");
    QTest::addColumn<QString>("hintPart");
    QTest::newRow("key") << u"sevice:api"_s << u"The filter does not know \"sevice:\"."_s << u"\"service\""_s;
    QTest::newRow("far key") << u"colour:red"_s << u"The filter does not know \"colour:\"."_s
                             << u"env, service"_s;
    QTest::newRow("no value") << u"env: x"_s << u"\"env:\" in the filter has no value."_s << QString();
    QTest::newRow("status") << u"status:succeded"_s << u"\"succeded\" is not a status."_s
                            << u"\"succeeded\""_s;
    QTest::newRow("since") << u"since:yesterday"_s
                           << u"\"since:yesterday\" is neither a duration nor a day."_s << u"since:7d"_s;
    QTest::newRow("no such day") << u"since:2026-02-30"_s
                                 << u"\"since:2026-02-30\" is neither a duration nor a day."_s
                                 << u"since:7d"_s;
}

void TestHistoryFilter::theFilterSaysWhatItDoesNotKnow()
{
    QFETCH(QString, filter);
    QFETCH(QString, summary);
    QFETCH(QString, hintPart);
    const auto read = parseHistoryFilter(filter, noon);
    QVERIFY(!read);
    QCOMPARE(toString(read.error().kind), toString(ErrorKind::Invalid));
    QCOMPARE(read.error().summary, summary);
    QVERIFY2(read.error().hint.contains(hintPart), qPrintable(read.error().hint));
}

void TestHistoryFilter::theFilterIsRead()
{
    const auto read =
        parseHistoryFilter(u"  disk 12:30 a::b by:\"jo doe\" \"no space\" since:7d since:2h \"open"_s, noon);
    QVERIFY2(read, read ? "" : qPrintable(read.error().summary));
    HistoryFilter expected;
    expected.words = {{u"disk"_s, false},
                      {u"12:30"_s, false},
                      {u"a::b"_s, false},
                      {u"no space"_s, true},
                      {u"open"_s, true}};
    expected.people = {u"jo doe"_s};
    expected.sinceMs = noon - 7200000;
    QVERIFY(*read == expected);
    QVERIFY(*parseHistoryFilter({}, noon) == HistoryFilter{});
}

QTEST_GUILESS_MAIN(TestHistoryFilter)
#include "tst_history_filter.moc"
