// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"
#include "models/item/logs_view.h"
#include "ui/widgets/page.h"

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTimer;
QT_END_NAMESPACE

namespace belay {

class Banner;
class EmptyState;
class LogSide;
class LogView;
class SearchField;

/// The logs of all hosts of an environment: searched, filtered, followed, with what is new since the
/// deployment. Holds one screen of lines; what it wants to see it says.
class LogPage : public Page
{
    Q_OBJECT
public:
    explicit LogPage(QWidget *parent = nullptr);

    void setView(const LogsView &view);
    void setScreen(const LogScreen &screen);
    /// The query as it is asked for now: what was typed, and the two lists.
    QString query() const;
    /// What is wrong with it; empty: nothing.
    void setQueryProblem(const QString &problem);
    void setSearch(const QString &text);

    QWidget *firstFocus() override;

Q_SIGNALS:
    void queryChanged(const QString &query);
    void wished(const belay::LogWish &wish);
    void rangeChosen(belay::LogRange range);
    void retryRequested();
    void trustRequested(const QString &projectFile);
    void editRequested(const QString &projectFile);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildFilters();
    QWidget *buildContent();
    QWidget *buildEmpty();
    void showState();
    void showWarnings();
    void bindKeys();
    void showFollowing();
    void showFoot();
    void fillHosts();
    void changeQuery();

    LogsView m_view;
    LogScreen m_screen; ///< without rows
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QPushButton *m_copyExample;
    QPushButton *m_edit;
    QPushButton *m_trust;
    QLabel *m_where;
    QPushButton *m_follow;
    SearchField *m_search;
    QLabel *m_problem;
    QComboBox *m_level;
    QComboBox *m_host;
    QComboBox *m_range;
    Banner *m_debug;
    Banner *m_silent;
    LogView *m_lines;
    LogSide *m_side;
    QLabel *m_foot;
    QTimer *m_typing;
    QTimer *m_counting;
    QString m_asked;
};

} // namespace belay
