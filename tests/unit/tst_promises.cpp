// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The source of a test program, wherever it lies.
QString sourceOf(const QString &program)
{
    QDirIterator files(QStringLiteral(BELAY_SOURCE_DIR "/tests"), {QString(program + u".cpp"_s)}, QDir::Files,
                       QDirIterator::Subdirectories);
    return files.hasNext() ? textOf(files.next()) : QString();
}

} // namespace

/// The list of promises names tests; none of them may have gone.
class TestPromises : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPromiseNamesTestsThatExist()
    {
        const QString list = textOf(QStringLiteral(BELAY_SOURCE_DIR "/tests/PROMISES.md"));
        static const QRegularExpression row(u"^\\| INV-(\\d+) \\|.*$"_s, QRegularExpression::MultilineOption);
        static const QRegularExpression test(u"`(tst_\\w+): (\\w+)`"_s);
        int next = 1;
        QStringList missing;
        for (auto rows = row.globalMatch(list); rows.hasNext(); ++next) {
            const auto promise = rows.next();
            QCOMPARE(promise.captured(1).toInt(), next);
            int named = 0;
            for (auto tests = test.globalMatch(promise.captured()); tests.hasNext(); ++named) {
                const auto one = tests.next();
                if (!sourceOf(one.captured(1)).contains(QString(u"void "_s + one.captured(2) + u"()"_s)))
                    missing.append(one.captured());
            }
            QVERIFY2(named > 0, qPrintable(promise.captured()));
        }
        QCOMPARE(next - 1, 25);
        QCOMPARE(missing, QStringList());
    }

    void everyFaultNamesTestsThatExistOrSaysWhyThereIsNone()
    {
        const QString list = textOf(QStringLiteral(BELAY_SOURCE_DIR "/tests/FAULTS.md"));
        static const QRegularExpression row(u"^\\| ([NHSFC]-\\d\\d) \\|(.*)\\|$"_s,
                                            QRegularExpression::MultilineOption);
        static const QRegularExpression test(u"`(tst_\\w+): (\\w+)`"_s);
        QStringList numbers;
        QStringList wrong;
        for (auto rows = row.globalMatch(list); rows.hasNext();) {
            const auto fault = rows.next();
            numbers.append(fault.captured(1));
            const QStringList cells = fault.captured(2).split(u'|');
            const QString shown = cells.last().trimmed();
            int named = 0;
            for (auto tests = test.globalMatch(shown); tests.hasNext(); ++named) {
                const auto one = tests.next();
                if (!sourceOf(one.captured(1)).contains(QString(u"void "_s + one.captured(2) + u"()"_s)))
                    wrong.append(one.captured());
            }
            const bool reason = shown.startsWith(u"not tested: "_s) && shown.size() > 30;
            if (cells.size() != 3 || (named > 0) == reason)
                wrong.append(fault.captured(1));
        }
        QStringList expected;
        for (const auto &[letter, count] :
             {std::pair(u'N', 24), {u'H', 18}, {u'S', 17}, {u'F', 25}, {u'C', 12}})
            for (int number = 1; number <= count; ++number)
                expected.append(u"%1-%2"_s.arg(QChar(letter)).arg(number, 2, 10, QChar(u'0')));
        QCOMPARE(numbers, expected);
        QCOMPARE(wrong, QStringList());
    }
};

QTEST_GUILESS_MAIN(TestPromises)
#include "tst_promises.moc"
