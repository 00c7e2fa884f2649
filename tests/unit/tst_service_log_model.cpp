// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_entry.h"
#include "models/item/service_log_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

void add(ServiceLogModel &model, const QString &host, const QByteArrayList &lines)
{
    auto chunk = std::make_shared<LogChunk>();
    for (const QByteArray &line : lines) {
        LogMark mark = markLogLine(line, LogFormat::Auto);
        mark.host = model.store().hostIndex(host);
        chunk->append(line, mark);
    }
    model.add(chunk);
}

QStringList rows(const ServiceLogModel &model)
{
    QStringList out;
    for (int row = 0; row < model.rowCount(); ++row)
        out << model.index(row).data(ServiceLogModel::TextRole).toString();
    return out;
}

void finish(ServiceLogModel &model)
{
    while (model.work(5)) {
    }
}

} // namespace

class TestServiceLogModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreShownOncePerFrame()
    {
        ServiceLogModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        add(model, u"web-1"_s, {"2026-11-21T17:26:16Z ERROR one", "two"});
        QCOMPARE(model.rowCount(), 0);
        finish(model);
        QCOMPARE(rows(model), (QStringList{u"2026-11-21T17:26:16Z ERROR one"_s, u"two"_s}));
        const QModelIndex first = model.index(0);
        QCOMPARE(first.data(ServiceLogModel::TimeRole).toLongLong(), 1'795'281'976'000);
        QCOMPARE(first.data(ServiceLogModel::HostRole).toString(), u"web-1"_s);
        QCOMPARE(first.data(ServiceLogModel::LevelRole).toInt(), static_cast<int>(LogLevel::Error));
        QCOMPARE(first.data(ServiceLogModel::NewRole).toBool(), false);
        QCOMPARE(first.data(ServiceLogModel::LineRole).toLongLong(), 0);
        QVERIFY(!first.data(Qt::DecorationRole).isValid());
    }

    void aQueryBeginsAnewAndAWrongOneChangesNothing()
    {
        ServiceLogModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        add(model, u"web-1"_s, {"alpha 1", "beta 2", "alpha 3"});
        finish(model);
        QVERIFY(model.setQuery(u"alpha"_s));
        QCOMPARE(model.rowCount(), 0);
        finish(model);
        QCOMPARE(rows(model), (QStringList{u"alpha 1"_s, u"alpha 3"_s}));
        QVERIFY(!model.setQuery(u"/(/"_s));
        QCOMPARE(model.query(), u"alpha"_s);
        QCOMPARE(model.rowCount(), 2);
    }

    /// Rows come at both ends and go at the front while a query is still being answered.
    void rowsStayRightWhileLinesComeAndGo()
    {
        ServiceLogModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(model.setQuery(u"77"_s));
        int number = 0;
        for (int round = 0; round < 30; ++round) {
            QByteArrayList lines;
            for (int i = 0; i < 50'000; ++i)
                lines << QByteArray::number(number++);
            add(model, u"web-1"_s, lines);
            model.work(0);
        }
        finish(model);
        QStringList expected;
        for (int i = number - 1'000'000; i < number; ++i) {
            const QString text = QString::number(i);
            if (text.contains(u"77"_s))
                expected << text;
        }
        QCOMPARE(rows(model), expected);
    }
};

QTEST_GUILESS_MAIN(TestServiceLogModel)
#include "tst_service_log_model.moc"
