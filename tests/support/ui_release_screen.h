// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/checklist_model.h"
#include "tests/support/ui_fixtures.h"
#include "ui/main_window.h"
#include "ui/pages/release_page.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

namespace belay::test {

/// The release page in the window's frame, with what a test does to it.
struct ReleaseScreen
{
    ReleaseScreen()
        : page(new ReleasePage(bench.intents, bench.models))
        , window(bench.frame(QStringLiteral("release"), page))
    {
    }

    void present(int step)
    {
        page->openStep(step);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
    }

    void fill()
    {
        bench.fillEverything();
        page->setView(releaseView());
    }

    template <typename T> T *child(const QString &name) const { return page->findChild<T *>(name); }

    void press(const QString &name) const
    {
        auto *button = child<QPushButton>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), qPrintable(name));
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
    }

    void chooseItem(const QString &id) const
    {
        auto *tree = child<QTreeView>(QStringLiteral("checklist"));
        const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0), ChecklistModel::IdRole,
                                                           id, 1, Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(found.size(), 1);
        tree->setCurrentIndex(found.first());
        tree->setFocus();
    }

    QString allText() const
    {
        QStringList texts;
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible())
                texts.append(label->text());
        return texts.join(QLatin1Char('\n'));
    }

    Bench bench;
    ReleasePage *page;
    MainWindow &window;
};

} // namespace belay::test
