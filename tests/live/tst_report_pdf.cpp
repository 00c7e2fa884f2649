// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/past.h"
#include "tests/support/history_samples.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace belay;

namespace {

bool hasWindow()
{
    return QFile::exists(QCoreApplication::applicationDirPath() + u"/belay-desktop"_s);
}

QString textOf(const QByteArray &pdf)
{
    QProcess reader;
    reader.start(u"pdftotext"_s, {u"-layout"_s, u"-"_s, u"-"_s});
    if (!reader.waitForStarted())
        return {};
    reader.write(pdf);
    reader.closeWriteChannel();
    reader.waitForFinished();
    return QString::fromUtf8(reader.readAllStandardOutput());
}

/// A watched release whose error rate rises past the limit, with a version that is out for mischief.
void record(HistoryStore &store)
{
    RunFacts facts{u"r1"_s};
    facts.version = u"<img src=\"file:///etc/hostname\"><b>1.4.2"_s;
    RunEvent start = startOf(facts);
    Plan plan = *planFromJson(nlohmann::json::parse(start.data.toStdString()));
    WatchAction watch;
    watch.metrics.series = profileSeries(u"generic"_s);
    Step look;
    look.id = u"watch"_s;
    look.kind = StepKind::Watch;
    look.action = watch;
    plan.stages.front().steps.push_back(look);
    start.data = QString::fromStdString(toJson(plan).dump());
    APPEND(store, start);
    for (int seq = 2; seq < 42; ++seq) {
        RunEvent sample = eventOf(u"r1"_s, seq, EventKind::SampleTaken);
        sample.series = u"error_rate"_s;
        sample.before = seq < 20;
        sample.sample = Sample{sample.timeMs, seq == 30 ? std::nullopt : std::optional(seq < 25 ? 0.1 : 6.0)};
        APPEND(store, sample);
    }
    APPEND(store, endOf(u"r1"_s, 42, Outcome::VerdictRollBack));
}

} // namespace

/// The report as PDF, laid out by the window's program without a display.
class ReportPdfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutTheWindowItSaysWhatToDo();
    void theSameRunGivesTheSameBytes();
    void theTextCanBeRead();

private:
    Result<QByteArray> pdf() const;

    QTemporaryDir m_folder;
    std::unique_ptr<HistoryStore> m_store;
};

void ReportPdfTest::initTestCase()
{
    m_store = openAt(m_folder.path());
    QVERIFY(m_store);
    record(*m_store);
}

Result<QByteArray> ReportPdfTest::pdf() const
{
    const auto past = loadRun(*m_store, u"r1"_s);
    if (!past)
        return tl::unexpected(past.error());
    return reportFile(*m_store, *past, u"pdf"_s);
}

void ReportPdfTest::withoutTheWindowItSaysWhatToDo()
{
    if (hasWindow())
        QSKIP("belay-desktop is here");
    const auto made = pdf();
    QVERIFY(!made);
    QVERIFY(made.error().kind == ErrorKind::NotFound);
    QVERIFY(made.error().hint.contains(u"html"_s));
}

void ReportPdfTest::theSameRunGivesTheSameBytes()
{
    if (!hasWindow())
        QSKIP("belay-desktop is not built");
    const auto first = pdf();
    QVERIFY2(first, qPrintable(first ? QString() : QString(first.error().summary + first.error().detail)));
    QVERIFY(first->startsWith("%PDF-"));
    QVERIFY(first->contains("/CreationDate (D:20261101120000Z)"));
    // Another second on the clock must not show.
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 1100)
        QThread::msleep(50);
    const auto second = pdf();
    QVERIFY(second);
    QVERIFY(*first == *second);
}

void ReportPdfTest::theTextCanBeRead()
{
    if (!hasWindow())
        QSKIP("belay-desktop is not built");
    if (QStandardPaths::findExecutable(u"pdftotext"_s).isEmpty())
        QSKIP("pdftotext is not installed (poppler-utils)");
    const QString text = textOf(*pdf());
    for (const QString &part :
         {u"Deployment Validation Report"_s, u"Version: <img src=\"file:///etc/hostname\"><b>1.4.2"_s,
          u"Production Deployment"_s, u"Error Rate"_s, u"✗ ROLL BACK"_s, u"☐ Monitor for 24 hours"_s,
          u"1 / "_s})
        QVERIFY2(text.contains(part), qPrintable(u"missing: "_s + part + u"\n"_s + text));
}

QTEST_GUILESS_MAIN(ReportPdfTest)
#include "tst_report_pdf.moc"
