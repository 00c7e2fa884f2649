// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/incident_view.h"
#include "models/item/logs_view.h"
#include "tests/support/ui_fixtures.h"
#include "ui/actions.h"
#include "ui/main_window.h"
#include "ui/pages/history_page.h"
#include "ui/pages/incident_page.h"
#include "ui/pages/log_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/release_page.h"
#include "ui/pages/replay_view.h"
#include "ui/pages/targets_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/search_field.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

QString nameOf(const QWidget *widget)
{
    if (!widget)
        return u"nothing"_s;
    QString name = QString::fromLatin1(widget->metaObject()->className()).section(u"::"_s, -1);
    if (!widget->objectName().isEmpty())
        name += u'#' + widget->objectName();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget);
        button && !button->text().isEmpty())
        name += u" \""_s + button->text() + u'"';
    return name;
}

/// A page with what it shows on a usual day, in the window's frame.
class Screen
{
public:
    explicit Screen(const QString &which)
        : m_page(make(which))
        , m_window(bench.frame(which == u"incident"_s ? u"history"_s : which.section(u'/', 0, 0), m_page))
    {
        bench.fillEverything();
        fill(which);
        m_window.resize(1280, 800);
        m_window.show();
        m_window.activateWindow();
        m_isReady = QTest::qWaitForWindowActive(&m_window);
    }

    bool isReady() const { return m_isReady; }
    MainWindow &window() { return m_window; }
    Page &page() { return *m_page; }

    /// The widgets that the Tab key visits from the first one until it comes around.
    QStringList walk(bool backwards)
    {
        QStringList visited;
        QWidget *const first = m_page->firstFocus() ? m_page->firstFocus() : m_page;
        first->setFocus(Qt::TabFocusReason);
        constexpr int most = 200;
        for (int i = 0; i < most; ++i) {
            QWidget *focus = QApplication::focusWidget();
            if (!focus || (focus == first && i > 0))
                break;
            visited += nameOf(focus);
            QTest::keyClick(focus, backwards ? Qt::Key_Backtab : Qt::Key_Tab,
                            backwards ? Qt::ShiftModifier : Qt::NoModifier);
            if (QApplication::focusWidget() == focus) {
                visited += nameOf(focus) + u" does not let go"_s;
                break;
            }
        }
        return visited;
    }

    /// What is seen and takes the Tab key.
    QStringList reachable() const
    {
        QStringList names;
        for (const QWidget *widget : m_window.findChildren<QWidget *>())
            if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
                !widget->focusProxy())
                names += nameOf(widget);
        return names;
    }

    Bench bench;

private:
    Page *make(const QString &which)
    {
        if (which == u"overview"_s)
            return new OverviewPage(bench.intents, bench.models);
        if (which.startsWith(u"release"_s))
            return new ReleasePage(bench.intents, bench.models);
        if (which == u"incident"_s)
            return new IncidentPage(bench.intents, bench.models);
        if (which == u"history"_s)
            return new HistoryPage(bench.intents, bench.models);
        if (which == u"logs"_s)
            return new LogPage;
        return new TargetsPage(bench.intents, bench.models);
    }

    void fill(const QString &which)
    {
        const QStringList steps{u"plan"_s, u"checklist"_s, u"deploy"_s, u"monitor"_s, u"report"_s};
        if (auto *release = qobject_cast<ReleasePage *>(m_page)) {
            ReleaseView view = releaseView();
            view.runActive = true;
            view.reportMarkdown = reportMarkdown();
            release->setView(view);
            bench.showRun(RunStage::CountingDown);
            release->openStep(static_cast<int>(steps.indexOf(which.section(u'/', 1))));
        } else if (auto *incident = qobject_cast<IncidentPage *>(m_page)) {
            IncidentView view;
            view.story.incident.id = u"20261121-140800-1a2b"_s;
            view.story.incident.openedMs = now() - 60'000;
            view.wayBack = rollbackPreview();
            view.wayBackAsked = true;
            for (const CheckStatus &status : checkStatuses())
                if (status.item.phase == CheckPhase::IfIssues)
                    view.ifIssues.push_back(status);
            incident->setView(view);
        } else if (auto *logs = qobject_cast<LogPage *>(m_page)) {
            LogsView view;
            view.state = LogsView::State::Live;
            view.hosts = {u"web-1"_s, u"web-2"_s};
            logs->setView(view);
        }
    }

    Page *m_page;
    MainWindow &m_window;
    bool m_isReady = false;
};

/// "Ctrl+F" for every shortcut that listens somewhere below; one with several keys is known by the first.
QStringList keysHeard(const QObject &below)
{
    QStringList keys;
    for (const QShortcut *shortcut : below.findChildren<QShortcut *>())
        keys += shortcut->key().toString(QKeySequence::PortableText);
    keys.removeDuplicates();
    return keys;
}

} // namespace

/// The window without a mouse: every widget is reached both ways, and every key is in the help.
class TestKeyboard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void tabAndShiftTabVisitTheSame_data()
    {
        QTest::addColumn<QString>("screens"); // of the help
        QTest::newRow("overview") << u"overview"_s;
        QTest::newRow("release/plan") << u"checklist charts"_s;
        QTest::newRow("release/checklist") << u"checklist charts"_s;
        QTest::newRow("release/deploy") << u"checklist charts"_s;
        QTest::newRow("release/monitor") << u"checklist charts"_s;
        QTest::newRow("release/report") << u"checklist charts"_s;
        QTest::newRow("incident") << u"incident charts"_s;
        QTest::newRow("history") << u"replay charts"_s;
        QTest::newRow("targets") << QString();
        QTest::newRow("logs") << u"logs"_s;
    }

    void tabAndShiftTabVisitTheSame()
    {
        Screen screen(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(screen.isReady());
        const QStringList forwards = screen.walk(false);
        QStringList backwards = screen.walk(true);
        backwards.append(backwards.takeFirst()); // both begin with the same one
        std::reverse(backwards.begin(), backwards.end());
        QCOMPARE(backwards.join(u'\n'), forwards.join(u'\n'));
        QStringList reachable = screen.reachable();
        QStringList visited = forwards;
        reachable.sort();
        visited.sort();
        QCOMPARE(visited.join(u'\n'), reachable.join(u'\n'));
    }

    void aStepTakesTheKeyboardAlong()
    {
        Screen screen(u"release/plan"_s);
        QVERIFY(screen.isReady());
        screen.page().findChild<QWidget *>(u"version"_s)->setFocus();
        static_cast<ReleasePage &>(screen.page()).openStep(ReleasePage::ChecklistIndex);
        QWidget *list = screen.page().findChild<QWidget *>(u"checklist"_s);
        QCOMPARE(nameOf(QApplication::focusWidget()), nameOf(list));
        // On its first item, so that Space and F5 mean something at once.
        QVERIFY(qobject_cast<QAbstractItemView *>(list)->currentIndex().parent().isValid());
        static_cast<ReleasePage &>(screen.page()).openStep(ReleasePage::DeployIndex);
        QCOMPARE(nameOf(QApplication::focusWidget()), u"QAbstractButton \"Deploy\""_s);
        static_cast<ReleasePage &>(screen.page()).openStep(ReleasePage::MonitorIndex);
        QCOMPARE(nameOf(QApplication::focusWidget()), u"QAbstractButton \"Monitor\""_s);
        // What happens elsewhere leaves whoever is somewhere else alone.
        QWidget *field = screen.window().findChild<CommandField *>();
        field->setFocus();
        static_cast<ReleasePage &>(screen.page()).openStep(ReleasePage::ReportIndex);
        QVERIFY(QApplication::focusWidget() && !screen.page().findChild<QWidget *>(u"report"_s)->hasFocus());
    }

    void theMainKeyOfTheVersionFieldIsTheWindows()
    {
        Screen screen(u"release/plan"_s);
        QVERIFY(screen.isReady());
        QSignalSpy chosen(&screen.bench.intents, &WindowIntents::releaseChosen);
        QSignalSpy planned(&screen.bench.intents, &WindowIntents::planRequested);
        auto *version = screen.page().findChild<QComboBox *>(u"version"_s);
        version->setFocus();
        QTest::keyClick(version->lineEdit(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(static_cast<ReleasePage &>(screen.page()).currentStep(),
                     int(ReleasePage::ChecklistIndex));
        QCOMPARE(chosen.size(), 0);
        QCOMPARE(planned.size(), 0);
    }

    void theOverviewTakesTheKeyboardWhenItHasSomething()
    {
        Bench bench;
        auto *page = new OverviewPage(bench.intents, bench.models);
        MainWindow &window = bench.frame(u"overview"_s, page);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        page->findChild<QPushButton *>(u"trySandbox"_s)->setFocus();
        page->setLoading(true); // which hides that
        bench.fillEverything();
        QCOMPARE(nameOf(QApplication::focusWidget()), u"QTableView#matrix"_s);
    }

    void everyKeyIsInTheHelp_data() { tabAndShiftTabVisitTheSame_data(); }

    void everyKeyIsInTheHelp()
    {
        QFETCH(const QString, screens);
        Screen screen(QString::fromLatin1(QTest::currentDataTag()));
        QStringList helped;
        for (const ActionSpec &spec : actionTable()) {
            if (spec.scope == ActionScope::Page && !spec.screen.isEmpty() &&
                !screens.split(u' ').contains(spec.screen))
                continue;
            for (const QString &key : spec.keys)
                helped += QKeySequence(key, QKeySequence::PortableText).toString(QKeySequence::PortableText);
        }
        QStringList missing;
        for (const QString &key : keysHeard(screen.page()))
            if (!helped.contains(key))
                missing += key;
        QCOMPARE(missing.join(u", "_s), QString());
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
