// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/marker_labels.h"

#include <QStringList>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Ten pixels a letter on a plot from 0 to 400: "text@row from..to".
QStringList placed(const std::vector<MarkerLabel> &labels)
{
    const auto all = placeLabels(
        labels, QRectF(0, 40, 400, 200), 16, [](const QString &text) { return 10.0 * text.size(); },
        [](int events) { return u"%1 events"_s.arg(events); });
    QStringList lines;
    for (const PlacedLabel &label : all)
        lines +=
            u"%1@%2 %3..%4"_s.arg(label.text).arg(label.row).arg(label.rect.left()).arg(label.rect.right());
    return lines;
}

} // namespace

class TestMarkerLabels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labelsApartStandSideBySide()
    {
        QCOMPARE(placed({{50, u"live"_s}, {200, u"web-1"_s}}),
                 (QStringList{u"live@0 30..70"_s, u"web-1@0 175..225"_s}));
    }

    void aNearOneStandsDeeper()
    {
        QCOMPARE(placed({{50, u"live"_s}, {60, u"web-1"_s}}),
                 (QStringList{u"live@0 30..70"_s, u"web-1@1 35..85"_s}));
    }

    void moreOfThemAreOne()
    {
        QCOMPARE(placed({{50, u"live"_s}, {60, u"web-1"_s}, {70, u"web-2"_s}, {80, u"web-3"_s}}),
                 (QStringList{u"live@0 30..70"_s, u"3 events@1 30..110"_s}));
    }

    void theReleaseKeepsItsName()
    {
        const QStringList all = placed({{200, u"v2 live"_s},
                                        {199, u"a"_s},
                                        {200, u"b"_s},
                                        {201, u"c"_s},
                                        {202, u"connection lost 14:09"_s},
                                        {198, u"d"_s}});
        QCOMPARE(all.first(), u"v2 live@0 165..235"_s);
        QCOMPARE(all.size(), 2);
        QVERIFY2(all.last().startsWith(u"5 events@1"_s), qPrintable(all.join(u'|')));
    }

    void whatAPersonLooksForIsNotJoined()
    {
        // As on a watch of three hosts whose source falls silent soon after.
        QCOMPARE(placed({{100, u"live"_s, true},
                         {98, u"web-1"_s},
                         {99, u"web-2"_s},
                         {100, u"web-3"_s},
                         {180, u"lost 14:09"_s, true}}),
                 (QStringList{u"live@0 80..120"_s, u"lost 14:09@0 130..230"_s, u"3 events@1 59..139"_s}));
        // Both at the same moment: the others make room to the left and to the right.
        QCOMPARE(
            placed({{200, u"live"_s, true}, {195, u"a"_s}, {196, u"b"_s}, {200, u"lost"_s, true}}),
            (QStringList{u"live@0 180..220"_s, u"lost@1 180..220"_s, u"a@1 162..172"_s, u"b@1 228..238"_s}));
        QCOMPARE(placed({{20, u"live"_s, true}, {18, u"a"_s}, {20, u"lost"_s, true}}),
                 (QStringList{u"live@0 0..40"_s, u"lost@1 0..40"_s, u"a@1 48..58"_s}));
    }

    void withoutRoomALineStandsWithoutAWord()
    {
        QCOMPARE(placed({{200, u"live, and for a long time, across the plot"_s, true},
                         {200, u"lost, and for a long time, across the plot"_s, true},
                         {200, u"web-1"_s}})
                     .filter(u"web-1"_s),
                 QStringList());
    }

    void labelsStayBetweenTheEdges()
    {
        QCOMPARE(placed({{2, u"live"_s}, {399, u"lost"_s}}),
                 (QStringList{u"live@0 0..40"_s, u"lost@0 360..400"_s}));
    }

    void withoutATextThereIsNoLabel()
    {
        QCOMPARE(placed({{50, {}}, {60, u"web-1"_s}}), QStringList{u"web-1@0 35..85"_s});
    }
};

QTEST_GUILESS_MAIN(TestMarkerLabels)
#include "tst_marker_labels.moc"
