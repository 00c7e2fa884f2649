// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/check_line.h"

#include <QDateTime>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;

Q_DECLARE_METATYPE(CheckStatus)

namespace {

qint64 at(int hour, int minute, int second = 0)
{
    return QDateTime(QDate(2026, 11, 21), QTime(hour, minute, second)).toMSecsSinceEpoch();
}

CheckStatus command(CheckState state, const QString &summary, qint64 tookMs)
{
    CheckStatus status;
    status.item.kind = CheckKind::Command;
    status.item.run = u"mix test"_s;
    status.record.state = state;
    status.record.summary = summary;
    status.record.durationMs = tookMs;
    status.record.commit = u"8f3c1d0aaaaaaa"_s;
    if (state != CheckState::Open)
        status.record.timeMs = at(14, 2);
    return status;
}

CheckStatus stale(CheckState was)
{
    CheckStatus status = command(CheckState::Stale, u"142 tests"_s, 41000);
    status.was = was;
    status.record.commit = u"51aa09ebbbbbbb"_s;
    return status;
}

CheckStatus said(CheckKind kind, CheckState state, const QString &text)
{
    CheckStatus status = command(state, text, 0);
    status.item.kind = kind;
    status.record.by = u"dana"_s;
    return status;
}

CheckStatus untouched(CheckKind kind)
{
    CheckStatus status = command(CheckState::Open, {}, 0);
    status.item.kind = kind;
    return status;
}

} // namespace

class TestCheckLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRowSaysWhatIsKnown_data()
    {
        QTest::addColumn<CheckStatus>("status");
        QTest::addColumn<qint64>("usual");
        QTest::addColumn<QString>("line");
        const auto row = [](const char *name, const CheckStatus &status, qint64 usual, const QString &line) {
            QTest::newRow(name) << status << usual << line;
        };
        row("passed", command(CheckState::Passed, u"142 tests"_s, 41000), 38000,
            u"142 tests · 41 s, usually 38 s · 14:02"_s);
        row("as ever", command(CheckState::Passed, u"142 tests"_s, 38100), 38000,
            u"142 tests · 38 s · 14:02"_s);
        row("first time", command(CheckState::Failed, u"78.4 %, needs 80 %"_s, 41000), 0,
            u"78.4 %, needs 80 % · 41 s · 14:02"_s);
        row("running", command(CheckState::Running, {}, 0), 38000, u"running for 12 s, usually 38 s"_s);
        row("running first time", command(CheckState::Running, {}, 0), 0, u"running for 12 s"_s);
        row("stale", stale(CheckState::Passed), 38000,
            u"passed for 51aa09e, this is 8f3c1d0 · 142 tests · 41 s, usually 38 s · 14:02"_s);
        row("stale failure", stale(CheckState::Failed), 0,
            u"failed for 51aa09e, this is 8f3c1d0 · 142 tests · 41 s · 14:02"_s);
        row("stale waiver", stale(CheckState::Waived), 0,
            u"waived for 51aa09e, this is 8f3c1d0 · 142 tests · 41 s · 14:02"_s);
        row("waived", said(CheckKind::Command, CheckState::Waived, u"tried on staging copy"_s), 38000,
            u"“tried on staging copy” · dana · 14:02"_s);
        row("answered", said(CheckKind::Ask, CheckState::Passed, u"Dana"_s), 0, u"Dana · dana · 14:02"_s);
        row("a command, by whom does not matter",
            said(CheckKind::Command, CheckState::Passed, u"142 tests"_s), 0, u"142 tests · 14:02"_s);
        row("to run", untouched(CheckKind::Command), 38000, u"mix test · usually 38 s"_s);
        row("to run for the first time", untouched(CheckKind::Command), 0, u"mix test"_s);
        row("to look at", untouched(CheckKind::Inspect), 0, u"looked at by Belay"_s);
        row("to decide", untouched(CheckKind::Evidence), 0, u"evidence is collected, you decide"_s);
        row("to answer", untouched(CheckKind::Ask), 0, u"asked"_s);
    }

    void aRowSaysWhatIsKnown()
    {
        QFETCH(const CheckStatus, status);
        QFETCH(const qint64, usual);
        QFETCH(const QString, line);
        QCOMPARE(checkLine(status, {u"8f3c1d0aaaaaaa"_s, usual, at(14, 2, 12)}), line);
    }

    void aMovedCommitKeepsHowItStood()
    {
        CheckItem item;
        item.id = u"tests"_s;
        CheckRecord record;
        record.item = item.id;
        record.state = CheckState::Waived;
        record.commit = u"51aa09e"_s;
        const CheckStatus moved = joinRecords({item}, {record}, u"8f3c1d0"_s).front();
        QVERIFY(moved.record.state == CheckState::Stale);
        QVERIFY(moved.was == CheckState::Waived);
        QVERIFY(joinRecords({item}, {record}, u"51aa09e"_s).front().was == CheckState::Open);
    }
};

QTEST_GUILESS_MAIN(TestCheckLine)
#include "tst_check_line.moc"
