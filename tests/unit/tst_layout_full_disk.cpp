// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <memory>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A small file system of its own for the host; gone with the object. Needs root.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &place)
        : m_place(place)
    {
        QDir().mkpath(place);
        QProcess mount;
        mount.start(u"mount"_s,
                    {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=1m,nr_inodes=120"_s, u"belay-test"_s, place});
        m_mounted =
            mount.waitForFinished() && mount.exitStatus() == QProcess::NormalExit && mount.exitCode() == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            QProcess::execute(u"umount"_s, {u"-l"_s, m_place});
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    bool mounted() const { return m_mounted; }

    void fillBlocks() const
    {
        QFile file(m_place + u"/ballast"_s);
        if (file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
            while (file.write(QByteArray(4096, 'x')) == 4096) {
            }
        }
    }
    void fillInodes() const
    {
        for (int i = 0; i < 1000; ++i) {
            QFile file(m_place + u"/inode-%1"_s.arg(i));
            if (!file.open(QIODevice::WriteOnly))
                return;
        }
    }

private:
    QString m_place;
    bool m_mounted = false;
};

} // namespace

/// What works and what is said when a host has no room left; on every shell installed here.
class LayoutFullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRollbackNeedsNeitherBlocksNorInodes_data() { eachShell(); }
    void aRollbackNeedsNeitherBlocksNorInodes();
    void aDeploymentSaysThatTheDiskIsFullAndLeavesNothing_data() { eachShell(); }
    void aDeploymentSaysThatTheDiskIsFullAndLeavesNothing();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutFullDiskTest::aRollbackNeedsNeitherBlocksNorInodes()
{
    const LayoutHost host(shell());
    const SmallDisk disk(host.root() + u"/srv"_s);
    if (!disk.mounted())
        QSKIP("a small file system can only be mounted by root");
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    disk.fillBlocks();
    disk.fillInodes();
    QVERIFY(!write(host.at(u"one-more"_s), "x"));

    COMPARE_CODE(host.sh(lockScript(host.site(u"run-3"_s), {u"my_app"_s, true, u"{}"_s})), 0);
    COMPARE_CODE(host.sh(switchScript(host.site(u"run-3"_s), host.switchTo(u"run-3"_s, r1, u"1.0.0"_s))), 0);
    const Ran restart = host.sh(
        commandScript(host.site(u"run-3"_s), {u"restart"_s, r1, u"echo restarted in $(pwd)"_s, true}));
    QCOMPARE(restart.code, 0);
    QVERIFY2(restart.out.contains(u"restarted in "_s + host.at(u"releases/"_s + r1)),
             qPrintable(restart.out));
    const RecordOptions record{
        rolledBackRevision(r1, u"ann@laptop"_s),
        {{u"rolled-back"_s, r1, {}, u"run-3"_s, {}, {}}, {u"marked-bad"_s, r2, {}, u"run-3"_s, {}, {}}},
        {}};
    COMPARE_CODE(host.sh(recordScript(host.site(u"run-3"_s), record)), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-3"_s))), 0);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
    QCOMPARE(host.observe().lock, QString());
}

void LayoutFullDiskTest::aDeploymentSaysThatTheDiskIsFullAndLeavesNothing()
{
    const LayoutHost host(shell());
    const SmallDisk disk(host.root() + u"/srv"_s);
    if (!disk.mounted())
        QSKIP("a small file system can only be mounted by root");
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const LayoutSite site = host.site(u"run-2"_s);
    const Artifact big = host.artifact({u"big="_s + QString(2 * 1024 * 1024, u'x')});
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, false, u"{}"_s})), 0);
    const Ran refused = host.upload(site, big, r2);
    QCOMPARE(refused.code, static_cast<int>(NoRoom));
    QVERIFY2(refused.said().startsWith(u"The disk of %1 is full: "_s.arg(host.path())),
             qPrintable(refused.out));
    QVERIFY(!QFile::exists(stagingPath(site)));
    QCOMPARE(host.releases(), QStringList{r1});
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
}

QTEST_GUILESS_MAIN(LayoutFullDiskTest)
#include "tst_layout_full_disk.moc"
