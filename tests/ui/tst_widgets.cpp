// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_harness.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/environment_ribbon.h"
#include "ui/widgets/fuzzy.h"
#include "ui/widgets/job_strip.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/page.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/skeleton.h"
#include "ui/widgets/stepper.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QImage>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;
using namespace belay;

namespace {

std::vector<StepperStep> fiveSteps()
{
    return {{u"Plan"_s, {}, statusLook(StepState::Passed), true},
            {u"Checklist"_s, u"38/38"_s, statusLook(StepState::Passed), true},
            {u"Deploy"_s, u"4/4"_s, statusLook(StepState::Passed), true},
            {u"Monitor"_s, u"6:32"_s, statusLook(StepState::Running), true},
            {u"Report"_s, {}, statusLook(StepState::Waiting), false}};
}

QAbstractButton *step(const Stepper &stepper, const QString &title)
{
    for (QAbstractButton *button : stepper.findChildren<QAbstractButton *>()) {
        if (button->text() == title)
            return button;
    }
    return nullptr;
}

/// How many pixels of `widget` change when it gets the focus.
int focusPixels(QWidget &window, QWidget &widget)
{
    window.setFocus();
    const QImage without = widget.grab().toImage();
    widget.setFocus(Qt::TabFocusReason);
    const QImage with = widget.grab().toImage();
    int changed = 0;
    for (int y = 0; y < with.height(); ++y) {
        for (int x = 0; x < with.width(); ++x)
            changed += with.pixel(x, y) != without.pixel(x, y) ? 1 : 0;
    }
    return changed;
}

/// A page with one of everything.
class Gallery : public Page
{
public:
    Gallery()
        : Page(u"Release api v1.4.2"_s)
    {
        auto *ribbon = new EnvironmentRibbon;
        ribbon->setEnvironment(u"production"_s, true, false);
        addTitleWidget(ribbon);
        auto *steps = new Stepper;
        steps->setSteps(fiveSteps());
        steps->setCurrent(3);
        body()->addWidget(steps);
        auto *banner = new Banner(Tone::Warn);
        banner->setTexts(
            u"Hold — p99 latency is 27 % slower than before the release"_s,
            u"230 ms against 181 ms, 1 560 samples. The rollback trigger is +50 % (272 ms). Error rate "
            "and saturation look normal."_s);
        banner->addButton(makeSecondaryButton(u"eye"_s, u"Keep watching"_s));
        banner->addButton(makeDangerButton(u"rotate-ccw"_s, u"Roll back to v1.4.1…"_s));
        body()->addWidget(banner);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::m);
        row->addWidget(makeControls(), 1);
        row->addWidget(makeTexts(), 1);
        body()->addLayout(row, 1);
    }

private:
    static Card *makeControls()
    {
        auto *card = new Card(u"Controls"_s);
        auto *box = new QCheckBox(u"Only open"_s);
        box->setChecked(true);
        card->body()->addWidget(box);
        card->body()->addWidget(new QRadioButton(u"Rolling"_s));
        auto *combo = new QComboBox;
        combo->addItems({u"api"_s, u"web"_s});
        combo->setAccessibleName(u"Service"_s);
        card->body()->addWidget(combo);
        card->body()->addWidget(new SearchField(u"Filter checks"_s));
        auto *row = new QHBoxLayout;
        row->addWidget(makePrimaryButton(u"plus"_s, u"New release"_s));
        auto *disabled = makePrimaryButton(u"arrow-right"_s, u"Deploy"_s);
        disabled->setEnabled(false);
        row->addWidget(disabled);
        row->addWidget(makeQuietButton(u"terminal"_s, u"Copy"_s));
        row->addWidget(makeIconButton(u"x"_s, u"Close"_s));
        row->addStretch(1);
        card->body()->addLayout(row);
        card->body()->addWidget(new Skeleton(2), 1);
        return card;
    }

    static Card *makeTexts()
    {
        auto *card = new Card(u"Texts"_s);
        auto *list = new KvList;
        list->addRow(u"From"_s, u"v1.4.2  8f3c1d0  live for 6 min 32 s"_s, KvList::Look::Strong);
        list->addRow(u"Command"_s, u"ln -s releases/1.4.1 current.9f && mv -T current.9f current"_s,
                     KvList::Look::Mono);
        card->body()->addWidget(list);
        auto *pills = new QHBoxLayout;
        for (const CheckState state :
             {CheckState::Passed, CheckState::Failed, CheckState::Waived, CheckState::Running}) {
            auto *pill = new Pill;
            pill->setStatus(statusLook(state));
            pills->addWidget(pill);
        }
        pills->addStretch(1);
        card->body()->addLayout(pills);
        auto *empty =
            new EmptyState(u"history"_s, u"No deployments yet."_s, u"Start one from the Overview."_s);
        empty->addAction(makePrimaryButton(u"rocket"_s, u"New release"_s));
        card->body()->addWidget(empty, 1);
        return card;
    }
};

} // namespace

class TestWidgets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { applyTheme(*qApp, Theme::Light); }

    void oneOfEverythingIsSoundInAllSizesAndThemes()
    {
        Gallery gallery;
        QCOMPARE(test::findingsInAllSizes(gallery, u"gallery"_s).join(u'\n'), QString());
    }

    void mirroredItIsSoundToo()
    {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        {
            Gallery gallery;
            test::show(gallery, u"gallery-rtl"_s, QSize(1280, 800), Theme::Light);
            QCOMPARE(test::findings(gallery).join(u'\n'), QString());
        }
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }

    void theHarnessFindsWhatIsWrong()
    {
        QWidget window;
        auto *clipped = new QPushButton(u"Roll back to v1.4.1"_s, &window);
        clipped->setFixedSize(40, 20);
        auto *rich = new QLabel(u"<b>web-1</b>"_s, &window);
        rich->resize(200, 20);
        rich->move(0, 40);
        auto *unnamed = new QLineEdit(&window);
        unnamed->move(0, 80);
        unnamed->setFocusPolicy(Qt::NoFocus);
        test::show(window, u"broken"_s, QSize(300, 200), Theme::Light);
        const QStringList found = test::findings(window);
        QCOMPARE(found.size(), 4);
        QVERIFY(found.filter(u"clipped: QPushButton"_s).size() == 1);
        QVERIFY(found.filter(u"may render markup: QLabel"_s).size() == 1);
        QVERIFY(found.filter(u"no accessible name: QLineEdit"_s).size() == 1);
        QVERIFY(found.filter(u"not reached by Tab: QLineEdit"_s).size() == 1);
    }

    void everyControlShowsThatItHasTheFocus()
    {
        QWidget window;
        window.setFocusPolicy(Qt::StrongFocus);
        auto *column = new QVBoxLayout(&window);
        auto *combo = new QComboBox;
        combo->addItem(u"api"_s);
        auto *stepper = new Stepper;
        stepper->setSteps(fiveSteps());
        const QList<QWidget *> controls = {makePrimaryButton(u"plus"_s, u"Deploy"_s),
                                           makeSecondaryButton({}, u"Cancel"_s),
                                           makeDangerButton({}, u"Roll back"_s),
                                           makeQuietButton({}, u"Copy"_s),
                                           new QLineEdit,
                                           new SearchField(u"Filter"_s),
                                           combo,
                                           new QCheckBox(u"Only open"_s),
                                           new QRadioButton(u"Rolling"_s),
                                           new CommandField(u"Search"_s, u"Ctrl+K"_s)};
        for (QWidget *control : controls)
            column->addWidget(control);
        column->addWidget(stepper);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
        for (QWidget *control : controls)
            QVERIFY2(focusPixels(window, *control) > 20, control->metaObject()->className());
        QVERIFY(focusPixels(window, *step(*stepper, u"Plan"_s)) > 20);
    }

    void aServersMarkupIsShownAsText()
    {
        const QLabel *label = makeLabel(u"<img src=file:///etc/passwd>"_s);
        QCOMPARE(label->textFormat(), Qt::PlainText);
        delete label;
        QVERIFY(!plainToolTip(u"<img src=file:///x>"_s).contains(u"<img"_s));
        QCOMPARE(plainToolTip(u"web-1 & web-2"_s), u"web-1 & web-2"_s);
    }

    void aLongLineElidesInsteadOfWideningTheWindow()
    {
        ElidedLabel label(u"a very long sentence about what the host answered "_s.repeated(10));
        QVERIFY(label.sizeHint().width() > 1000);
        QVERIFY(label.minimumSizeHint().width() < 100);
        label.resize(200, 20);
        QVERIFY(label.isElided());
        label.setText(u"short"_s);
        QVERIFY(!label.isElided());
    }

    void aStepIsOpenedByClickAndByKeyboard()
    {
        Stepper stepper;
        stepper.setSteps(fiveSteps());
        stepper.setCurrent(3);
        stepper.resize(900, 30);
        stepper.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stepper));
        stepper.activateWindow();
        QSignalSpy opened(&stepper, &Stepper::stepClicked);
        QTest::mouseClick(step(stepper, u"Checklist"_s), Qt::LeftButton);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.last().first().toInt(), 1);
        QVERIFY(!step(stepper, u"Checklist"_s)->isChecked()); // the page decides, then calls setCurrent()
        QTest::mouseClick(step(stepper, u"Monitor"_s), Qt::LeftButton);
        QTest::mouseClick(step(stepper, u"Report"_s), Qt::LeftButton);
        QCOMPARE(opened.count(), 1);
        step(stepper, u"Checklist"_s)->setFocus();
        QTRY_VERIFY(step(stepper, u"Checklist"_s)->hasFocus());
        QTest::keyClick(step(stepper, u"Checklist"_s), Qt::Key_Right);
        QVERIFY(step(stepper, u"Deploy"_s)->hasFocus());
        QTest::keyClick(step(stepper, u"Deploy"_s), Qt::Key_Space);
        QCOMPARE(opened.last().first().toInt(), 2);
    }

    void aRibbonAlwaysNamesItsEnvironment_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("sandbox");
        QTest::addColumn<QString>("expected");
        QTest::newRow("production") << u"Production"_s << false << u"PRODUCTION"_s;
        QTest::newRow("own name") << u"eu-west"_s << false << u"EU-WEST"_s;
        QTest::newRow("sandbox") << u"production"_s << true << u"SANDBOX · PRODUCTION"_s;
        QTest::newRow("sandbox alone") << QString() << true << u"SANDBOX"_s;
    }

    void aRibbonAlwaysNamesItsEnvironment()
    {
        QFETCH(QString, name);
        QFETCH(bool, sandbox);
        QFETCH(QString, expected);
        EnvironmentRibbon ribbon;
        ribbon.setEnvironment(name, false, sandbox);
        QCOMPARE(ribbon.text(), expected);
    }

    void theJobStripKeepsItsRowsWhileTheyChange()
    {
        JobStrip strip;
        Job job{u"r1"_s, statusLook(StepState::Running), u"web to Staging"_s, u"host 1 of 3"_s, 0.1, true};
        strip.setJobs({job});
        QVERIFY(strip.isVisibleTo(nullptr));
        const auto buttons = strip.findChildren<QPushButton *>();
        job.detail = u"host 2 of 3"_s;
        strip.setJobs({job});
        QCOMPARE(strip.findChildren<QPushButton *>(), buttons);
        QSignalSpy opened(&strip, &JobStrip::openRequested);
        buttons.first()->click();
        QCOMPARE(opened.first().first().toString(), u"r1"_s);
        strip.setJobs({});
        QVERIFY(strip.isHidden());
    }

    void aLabelStandsAtTheMiddleOfItsField()
    {
        KvList list;
        auto *field = new QComboBox;
        list.addWidgetRow(u"Service"_s, field);
        auto *block = new QWidget;
        block->setMinimumHeight(200);
        auto *column = new QVBoxLayout(block);
        column->addSpacing(200);
        list.addWidgetRow(u"Hosts"_s, block);
        list.resize(400, list.sizeHint().height());
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        const auto labels = list.findChildren<QLabel *>();
        QCOMPARE(labels.size(), 2);
        QVERIFY(std::abs(labels[0]->geometry().center().y() - field->geometry().center().y()) <= 1);
        QCOMPARE(labels[1]->geometry().top(), block->geometry().top());
    }

    void theBestMatchComesFirst_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("start of word") << u"rb"_s << u"Roll back…"_s << u"Carbon"_s;
        QTest::newRow("unbroken") << u"hist"_s << u"History"_s << u"Choose this target"_s;
        QTest::newRow("shorter") << u"release"_s << u"Release"_s << u"Release notes of the last deployment"_s;
    }

    void theBestMatchComesFirst()
    {
        QFETCH(QString, typed);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QVERIFY(fuzzyScore(typed, better).value() > fuzzyScore(typed, worse).value_or(-1000));
    }

    void lettersOutOfOrderDoNotMatch()
    {
        QVERIFY(!fuzzyScore(u"kcab"_s, u"Roll back"_s));
        QCOMPARE(fuzzyScore({}, u"Roll back"_s), std::optional(0));
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
