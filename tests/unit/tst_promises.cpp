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
};

QTEST_GUILESS_MAIN(TestPromises)
#include "tst_promises.moc"
