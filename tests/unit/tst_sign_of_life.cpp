// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/sign_of_life.h"

#include <QTest>

using namespace belay;
using namespace std::chrono_literals;
using Do = SignOfLife::Do;

/// A silent peer is asked, and given up only when it left the questions unanswered.
class TestSignOfLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPeerThatSpeaksIsNeverAsked()
    {
        SignOfLife life(5s, 3);
        for (int second = 0; second < 100; second += 4) {
            life.heard(at(second));
            QVERIFY(life.due(at(second + 4)) == Do::Wait);
        }
    }
    void aSilentPeerIsAskedThreeTimesAndGivenUp()
    {
        SignOfLife life(5s, 3);
        life.heard(at(0));
        QVERIFY(life.next() == at(5));
        QVERIFY(life.due(at(5)) == Do::Ask);
        QVERIFY(life.due(at(6)) == Do::Wait);
        QVERIFY(life.due(at(10)) == Do::Ask);
        QVERIFY(life.due(at(15)) == Do::Ask);
        QVERIFY(life.due(at(19)) == Do::Wait);
        QVERIFY(life.due(at(20)) == Do::GiveUp);
        QVERIFY(life.patience() == 20s);
    }
    void anAnswerBeginsTheSilenceAnew()
    {
        SignOfLife life(5s, 3);
        life.heard(at(0));
        QVERIFY(life.due(at(5)) == Do::Ask);
        QVERIFY(life.due(at(10)) == Do::Ask);
        life.heard(at(11));
        QVERIFY(life.due(at(15)) == Do::Wait);
        QVERIFY(life.due(at(16)) == Do::Ask);
        QVERIFY(life.due(at(26)) == Do::Ask);
        QVERIFY(life.due(at(31)) == Do::Ask);
        QVERIFY(life.due(at(36)) == Do::GiveUp);
    }
    void aComputerThatStoodStillAsksBeforeItJudges()
    {
        SignOfLife life(5s, 3);
        life.heard(at(0));
        QVERIFY(life.due(at(8 * 3600)) == Do::Ask);
        QVERIFY(life.due(at(8 * 3600 + 1)) == Do::Wait);
        life.heard(at(8 * 3600 + 1));
        QVERIFY(life.due(at(8 * 3600 + 5)) == Do::Wait);
    }

private:
    static SignOfLife::Instant at(int second)
    {
        return SignOfLife::Instant(1000s) + std::chrono::seconds(second);
    }
};

QTEST_GUILESS_MAIN(TestSignOfLife)
#include "tst_sign_of_life.moc"
