// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include <QProcess>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// Nobody ever finds current missing while it is switched; on every shell installed here.
class LayoutReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReaderNeverMissesCurrent_data() { eachShell(); }
    void aReaderNeverMissesCurrent();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutReaderTest::aReaderNeverMissesCurrent()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    const LayoutSite site = host.site(u"run-3"_s);
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})), 0);
    const auto flip = [&](const QString &from, const QString &to) {
        return QString(u"( "_s +
                       switchScript(site, {host.at(u"releases/"_s + from),
                                           from,
                                           to,
                                           {u"activated"_s, from, {}, u"run-3"_s, {}, {}},
                                           {u"activated"_s, to, {}, u"run-3"_s, {}, {}}}) +
                       u")\n"_s);
    };
    QProcess reader;
    reader.start(u"sh"_s,
                 {u"-c"_s, u"miss=0; n=0; while [ ! -e '%1/stop' ]; do n=$((n+1)); "
                           "[ -f '%1/current/REVISION' ] || miss=$((miss+1)); done; echo $miss $n"_s.arg(
                               host.path())});
    QVERIFY(reader.waitForStarted());
    QString switches = u"set -e\nsync() { :; }\n"_s;
    for (int i = 0; i < 5; ++i)
        switches += flip(r2, r1) + flip(r1, r2);
    for (int i = 0; i < 10; ++i)
        COMPARE_CODE(host.sh(switches), 0);
    QVERIFY(write(host.at(u"stop"_s), {}));
    QVERIFY(reader.waitForFinished());
    const QList<QByteArray> counts = reader.readAllStandardOutput().trimmed().split(' ');
    QCOMPARE(counts.value(0), QByteArray("0"));
    QVERIFY2(counts.value(1).toInt() > 100, counts.value(1));
}

QTEST_GUILESS_MAIN(LayoutReaderTest)
#include "tst_layout_reader.moc"
