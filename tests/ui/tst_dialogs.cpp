// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/dialogs/ask_text.h"
#include "ui/dialogs/host_key_dialog.h"
#include "ui/dialogs/rollback_dialog.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

const QString fingerprint = u"SHA256:XkfOQ1Yd9Zs0mWb2vVnq8yq2e0n8p1bq6yJcZ7hWf3A"_s;

std::unique_ptr<QDialog> makeDialog(const QString &kind)
{
    if (kind == u"rollback")
        return std::make_unique<RollbackDialog>(rollbackPreview(), nullptr);
    if (kind == u"rollback-warned") {
        RollbackPreview preview = rollbackPreview();
        preview.plan->warnings = {u"v1.4.1 will run with today's settings; 1 key changed since."_s};
        preview.candidates = {u"v1.4.1"_s};
        return std::make_unique<RollbackDialog>(preview, nullptr);
    }
    if (kind == u"rollback-impossible") {
        RollbackPreview preview = rollbackPreview();
        preview.plan.reset();
        preview.error = Error{ErrorKind::NotFound,
                              u"web-3 no longer has v1.4.1"_s,
                              {},
                              u"Deploy v1.4.1 again: its files are uploaded then."_s};
        return std::make_unique<RollbackDialog>(preview, nullptr);
    }
    if (kind == u"host-key")
        return std::make_unique<HostKeyDialog>(u"web-3"_s, u"10.0.0.13:22"_s, u"ED25519"_s, fingerprint,
                                               nullptr);
    return std::make_unique<AskText>(
        u"Deploy v1.4.2 with an open checklist?"_s,
        u"Open must-pass items: coverage, monitoring-6. The reason is kept in the "
        "history and printed in the report."_s,
        u"Deploy v1.4.2 anyway"_s, 10, nullptr);
}

void present(QDialog &dialog)
{
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    dialog.activateWindow();
    QTRY_VERIFY(dialog.isActiveWindow());
}

} // namespace

class TestDialogs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNameless_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind :
             {"rollback", "rollback-warned", "rollback-impossible", "host-key", "ask-text"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }

    void nothingIsClippedOrNameless()
    {
        QFETCH(const QString, kind);
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            applyTheme(*qApp, theme);
            const std::unique_ptr<QDialog> dialog = makeDialog(kind);
            show(*dialog, u"dialog-"_s + kind, {620, 400}, theme); // takes the height it needs
            QCOMPARE(findings(*dialog).join(u'\n'), QString());
            QVERIFY2(dialog->height() <= 600 && dialog->width() <= 960, "does not fit the smallest window");
        }
        applyTheme(*qApp, Theme::Light);
    }

    void controlEnterRollsBackAtOnceWithTheSuggestedReason()
    {
        RollbackDialog dialog(rollbackPreview(), nullptr);
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        present(dialog);
        QVERIFY(dialog.findChild<QLineEdit *>(u"reason"_s)->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(accepted.size(), 1);
        QCOMPARE(dialog.toVersion(), u"v1.4.1"_s);
        QCOMPARE(dialog.reason(), u"error rate 5.8 % against 0.1 % before"_s);
    }

    void theReasonHasAKind()
    {
        RollbackPreview preview = rollbackPreview();
        preview.suggestedCode = u"error-rate"_s;
        preview.suggestedReason = u"5.8 %, trigger is 5 %"_s;
        RollbackDialog dialog(preview, nullptr);
        present(dialog);
        QCOMPARE(dialog.reason(), u"Error rate: 5.8 %, trigger is 5 %"_s); // as the verdict says
        auto *code = dialog.findChild<QComboBox *>(u"reasonCode"_s);
        code->setFocus();
        QTest::keyClick(code, Qt::Key_Home);
        QCOMPARE(code->currentText(), u"P1 bug"_s);
        auto *text = dialog.findChild<QLineEdit *>(u"reason"_s);
        text->setText(u"checkout is slow "_s);
        QCOMPARE(dialog.reason(), u"P1 bug: checkout is slow"_s); // as `belay rollback --reason-code p1-bug`
        text->clear();
        QCOMPARE(dialog.reason(), u"P1 bug"_s);
        QTest::keyClick(code, Qt::Key_End);
        QCOMPARE(dialog.reason(), u"Other"_s);
        text->setText(u"just so"_s);
        QCOMPARE(dialog.reason(), u"just so"_s);
    }

    void escapeCancels()
    {
        RollbackDialog dialog(rollbackPreview(), nullptr);
        QSignalSpy rejected(&dialog, &QDialog::rejected);
        present(dialog);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(rejected.size(), 1);
    }

    void enterDecidesNothing()
    {
        RollbackDialog dialog(rollbackPreview(), nullptr);
        QSignalSpy finished(&dialog, &QDialog::finished);
        present(dialog);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        auto *roll = dialog.findChild<QPushButton *>(u"rollBack"_s);
        roll->setFocus();
        QTest::keyClick(roll, Qt::Key_Return); // within the first half second
        QCOMPARE(finished.size(), 0);
        QTRY_VERIFY_WITH_TIMEOUT((QTest::keyClick(roll, Qt::Key_Return), !finished.isEmpty()), 3000);
    }

    void anotherVersionMeansAnotherPlan()
    {
        RollbackDialog dialog(rollbackPreview(), nullptr);
        QSignalSpy chosen(&dialog, &RollbackDialog::otherVersionChosen);
        present(dialog);
        auto *target = dialog.findChild<QComboBox *>(u"target"_s);
        target->setFocus();
        QTest::keyClick(target, Qt::Key_Down);
        QTRY_COMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toString(), u"v1.4.0"_s);
    }

    void aRollbackWithoutPlanCannotBeAccepted()
    {
        const std::unique_ptr<QDialog> dialog = makeDialog(u"rollback-impossible"_s);
        QSignalSpy finished(dialog.get(), &QDialog::finished);
        present(*dialog);
        QVERIFY(!dialog->findChild<QPushButton *>(u"rollBack"_s));
        QTest::keyClick(dialog.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(finished.size(), 0);
        QTest::keyClick(dialog.get(), Qt::Key_Escape);
        QCOMPARE(finished.size(), 1);
    }

    void aTooShortReasonKeepsTheButtonOff()
    {
        const std::unique_ptr<QDialog> dialog = makeDialog(u"ask-text"_s);
        QSignalSpy accepted(dialog.get(), &QDialog::accepted);
        present(*dialog);
        auto *answer = dialog->findChild<QLineEdit *>(u"answer"_s);
        auto *action = dialog->findChild<QPushButton *>(u"action"_s);
        QTest::keyClicks(answer, u"   hurry   "_s);
        QVERIFY(!action->isEnabled());
        QTest::keyClick(answer, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(accepted.size(), 0);
        answer->clear();
        QTest::keyClicks(answer, u"tried on staging"_s);
        QVERIFY(action->isEnabled());
        QTest::keyClick(answer, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(accepted.size(), 1);
        QCOMPARE(qobject_cast<AskText *>(dialog.get())->text(), u"tried on staging"_s);
    }

    void aPasswordIsNotShownAndNotTrimmed()
    {
        AskText ask(u"Passphrase"_s, {}, u"Unlock the key"_s, 1, nullptr);
        ask.setSecret(true);
        ask.setText(u" two spaces "_s);
        QCOMPARE(ask.findChild<QLineEdit *>(u"answer"_s)->echoMode(), QLineEdit::Password);
        QCOMPARE(ask.text(), u" two spaces "_s);
    }

    void pastedFingerprintsAreCompared_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("the bare fingerprint") << fingerprint << u"The fingerprints are the same."_s;
        QTest::newRow("a line of ssh-keygen")
            << u"256 "_s + fingerprint + u" root@web-3 (ED25519)"_s << u"The fingerprints are the same."_s;
        QTest::newRow("another") << u"SHA256:AAfOQ1Yd9Zs0mWb2vVnq8yq2e0n8p1bq6yJcZ7hWf3A"_s
                                 << u"The fingerprints differ. Do not trust this host."_s;
        QTest::newRow("longer than the real one")
            << fingerprint + u"Z"_s << u"The fingerprints differ. Do not trust this host."_s;
    }

    void pastedFingerprintsAreCompared()
    {
        QFETCH(const QString, pasted);
        QFETCH(const QString, says);
        const std::unique_ptr<QDialog> dialog = makeDialog(u"host-key"_s);
        present(*dialog);
        dialog->findChild<QLineEdit *>(u"pasted"_s)->setText(pasted);
        QCOMPARE(dialog->findChild<QLabel *>(u"comparison"_s)->text(), says);
        const bool differs = says.contains(u"differ"_s);
        QCOMPARE(dialog->findChild<QPushButton *>(u"trustKey"_s)->isEnabled(), !differs);
    }

    void cancelIsWhereEnterFallsAtFirstContact()
    {
        const std::unique_ptr<QDialog> dialog = makeDialog(u"host-key"_s);
        QSignalSpy accepted(dialog.get(), &QDialog::accepted);
        present(*dialog);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(accepted.size(), 0);
    }
};

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"
