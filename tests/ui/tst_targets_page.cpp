// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/main_window.h"
#include "ui/pages/targets_page.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

struct Screen
{
    Screen()
        : page(new TargetsPage(bench.intents, bench.models))
        , window(bench.frame(u"targets"_s, page))
        , table(page->findChild<QTableView *>(u"hostTable"_s))
    {
    }

    void present()
    {
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
    }

    void choose(int row) const { table->selectRow(row); }
    QPushButton *button(const QString &name) const { return page->findChild<QPushButton *>(name); }

    QString text() const
    {
        QStringList texts;
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible())
                texts.append(label->text());
        return texts.join(u'\n');
    }

    Bench bench;
    TargetsPage *page;
    MainWindow &window;
    QTableView *table;
};

} // namespace

class TestTargetsPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<int>("row"); // -1: no hosts, -2: a connection test
        QTest::newRow("ready") << 0;
        QTest::newRow("locked") << 1;
        QTest::newRow("silent") << 2;
        QTest::newRow("asking") << 4;
        QTest::newRow("empty") << -1;
        QTest::newRow("tested") << -2;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const int, row);
        Screen screen;
        if (row != -1)
            screen.bench.fillEverything();
        if (row >= 0)
            screen.choose(row);
        if (row == -2) {
            screen.choose(2);
            screen.button(u"testConnection"_s)->click();
            screen.page->showConnectionTest(u"web-3"_s,
                                            {u"Resolve web-3.internal: 10.0.0.13"_s,
                                             u"Connect to port 22: refused (111)"_s,
                                             u"Start sshd there, or correct the address in belay.json."_s},
                                            false);
        }
        const QString name = u"targets-"_s + QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void theEnvironmentIsReadableInASmallWindow()
    {
        Screen screen;
        screen.bench.fillEverything();
        show(screen.window, u"targets-small"_s, {960, 600}, Theme::Light);
        const int wanted = QFontMetrics(bodyFont()).horizontalAdvance(u"storefront · production"_s);
        QVERIFY(screen.table->columnWidth(HostsModel::Place) >= wanted + 2 * space::s);
        QVERIFY(screen.table->isColumnHidden(HostsModel::System));
        show(screen.window, u"targets-large"_s, {1280, 800}, Theme::Light);
        QVERIFY(!screen.table->isColumnHidden(HostsModel::System));
    }

    void aSilentHostSaysWhatToDo()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.choose(2);
        QTRY_VERIFY(screen.text().contains(u"Start sshd there, or correct the address in belay.json."_s));
    }

    void theConnectionOfTheChosenHostIsTestedOnce()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.choose(1);
        QSignalSpy tested(&screen.bench.intents, &WindowIntents::testConnectionRequested);
        auto *test = screen.button(u"testConnection"_s);
        QTest::keyClick(test, Qt::Key_Space);
        QCOMPARE(tested.size(), 1);
        QCOMPARE(tested.first(), (QVariantList{u"storefront"_s, u"production"_s, u"web-2"_s}));
        QVERIFY(!test->isEnabled());
        screen.page->showConnectionTest(u"web-2"_s, {u"Resolve web-2.internal: 10.0.0.12"_s}, true);
        QVERIFY(test->isEnabled());
        QTRY_VERIFY(screen.text().contains(u"Resolve web-2.internal: 10.0.0.12"_s));
    }

    void aTestResultStaysWithItsHost()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        const QString result = u"Resolve web-2.internal: 10.0.0.12"_s;
        screen.choose(1);
        QTest::keyClick(screen.button(u"testConnection"_s), Qt::Key_Space);
        screen.choose(0); // looked elsewhere while it ran
        screen.page->showConnectionTest(u"web-2"_s, {result}, true);
        QVERIFY(!screen.text().contains(result));
        screen.choose(1);
        QTRY_VERIFY(screen.text().contains(result));
        std::vector<HostEntry> hosts = hostEntries();
        hosts[0].asking = hosts[1].asking = true; // everything is asked again
        screen.bench.models.hosts->setHosts(hosts);
        QTRY_VERIFY(screen.text().contains(result));
        screen.page->showConnectionTest(u"staging-1"_s, {u"of a test before"_s}, true);
        QVERIFY(!screen.text().contains(u"of a test before"_s));
    }

    void aTestThatCannotBeginMayBeAskedForAgain()
    {
        Screen screen;
        std::vector<HostEntry> one{hostEntries().front()};
        screen.bench.models.hosts->setHosts(one);
        screen.present();
        auto *test = screen.button(u"testConnection"_s);
        QTest::keyClick(test, Qt::Key_Space);
        QVERIFY(!test->isEnabled());
        one.front().asking = true;
        screen.bench.models.hosts->setHosts(one);
        QVERIFY(test->isEnabled());
    }

    void aHostThatAPlanWouldRefuseSaysWhy()
    {
        Screen screen;
        std::vector<HostEntry> hosts = hostEntries();
        hosts[0].observation->missingTools = {u"tar"_s};
        screen.bench.models.hosts->setHosts(hosts);
        screen.present();
        screen.choose(0);
        QTRY_VERIFY(screen.text().contains(u"Missing programs: tar"_s));
        show(screen.window, u"targets-refused"_s, {1280, 800}, Theme::Light);
    }

    void anEnvironmentIsUnlockedWithAReason()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QVERIFY(!screen.button(u"unlock"_s)->isEnabled());
        screen.choose(1);
        QVERIFY(screen.button(u"unlock"_s)->isEnabled());
        QSignalSpy unlocked(&screen.bench.intents, &WindowIntents::unlockRequested);
        QTimer::singleShot(0, this, [] {
            auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            QTest::keyClicks(dialog->findChild<QLineEdit *>(u"answer"_s), u"run ended hours ago"_s);
            QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        });
        QTest::keyClick(screen.button(u"unlock"_s), Qt::Key_Space);
        QCOMPARE(unlocked.size(), 1);
        QCOMPARE(unlocked.first(),
                 (QVariantList{u"storefront"_s, u"production"_s, u"run ended hours ago"_s}));
    }

    void allHostsCanBeAskedAgain()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::refreshRequested);
        QTest::keyClick(screen.button(u"askAgain"_s), Qt::Key_Space);
        QCOMPARE(asked.size(), 1);
    }
};

QTEST_MAIN(TestTargetsPage)
#include "tst_targets_page.moc"
