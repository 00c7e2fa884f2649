// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"
#include "ui/widgets/log_row.h"
#include "ui/widgets/log_selection.h"

#include <QAbstractScrollArea>
#include <QDateTime>

QT_BEGIN_NAMESPACE
class QPushButton;
QT_END_NAMESPACE

namespace belay {

/// Lines of a log, of which this widget only ever holds a few screens: it says which rows it wants and paints
/// those that come. One million lines cost as much as one hundred. Sticks to the newest line until somebody
/// scrolls up; then a pill says how many have come since. Time, host, level and text stand in columns.
/// Several lines are chosen with Shift and copied with time and host. Screen readers read what is seen.
class LogView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit LogView(QWidget *parent = nullptr);

    void setScreen(const LogScreen &screen);
    /// Asks again from the beginning, at the newest line: another query, or other logs.
    void restart();
    bool isFollowing() const { return m_follow; }
    void setFollowing(bool follow);
    /// The row the keyboard is on; nothing: none is.
    const LogRow *currentRow() const;
    /// The rows that are seen, as they are copied: tabs between the columns.
    QString visibleText() const;
    QStringList visibleLines() const; ///< the same, one each

    /// Which of the visible lines the keyboard is on; -1: none.
    int currentVisible() const;
    /// The first of the visible lines that are chosen, and how many of them are.
    std::pair<int, int> chosenVisible() const;
    /// On the screen.
    QRect visibleRect(int line) const;
    /// Goes to a visible line, and chooses as far as `to`.
    void chooseVisible(int line, int to = -1);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void wished(const belay::LogWish &wish);
    void followingChanged(bool follow);
    void currentChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    /// What is painted of a row, made once.
    struct Shown
    {
        LogRow row;
        QString time;
        QString text; ///< what fits beside the other columns
    };

    void measure();
    int visibleRows() const;
    void showFrom(qint64 top);
    void askAround(qint64 top);
    enum class Choose { One, UpTo };
    void moveCurrent(qint64 to, Choose choose);
    void setCurrent(const LogRow &row, qint64 index, Choose choose);
    void goTo(const QMouseEvent &event, Choose choose);
    void tellReaders();
    QString chosenText() const;
    void placePill();
    const Shown *shownAt(qint64 index) const;
    QString fitted(const QString &text) const;

    std::vector<Shown> m_rows; ///< from index m_first on
    LogScreen m_screen;        ///< without its rows
    qint64 m_first = 0;
    qint64 m_top = 0; ///< index of the first row that is seen
    bool m_follow = true;
    qint64 m_currentLine = -1;
    qint64 m_currentIndex = -1;
    LogRow m_current;
    LogSelection m_chosen;
    LogWish m_asked;
    QPushButton *m_pill;
    int m_rowHeight = 20;
    LogColumns m_columns;
    int m_hostChars = 4;
    bool m_settingBar = false;
};

} // namespace belay
