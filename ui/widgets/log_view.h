// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"

#include <QAbstractScrollArea>
#include <QDateTime>

QT_BEGIN_NAMESPACE
class QPushButton;
QT_END_NAMESPACE

namespace belay {

/// Lines of a log, of which this widget only ever holds a few screens: it says which rows it wants and paints
/// those that come. One million lines cost as much as one hundred. Sticks to the newest line until somebody
/// scrolls up; then a pill says how many have come since. Time, host, level and text stand in columns.
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
    static QString textOf(const LogRow &row);

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
    void moveCurrent(qint64 to);
    void setCurrent(const LogRow &row, qint64 index);
    void placePill();
    const Shown *shownAt(qint64 index) const;
    void paintRow(QPainter &painter, const Shown &shown, const QRect &rect, bool isCurrent) const;
    QString fitted(const QString &text) const;

    std::vector<Shown> m_rows; ///< from index m_first on
    LogScreen m_screen;        ///< without its rows
    qint64 m_first = 0;
    qint64 m_top = 0; ///< index of the first row that is seen
    bool m_follow = true;
    qint64 m_currentLine = -1;
    qint64 m_currentIndex = -1;
    LogRow m_current;
    LogWish m_asked;
    QPushButton *m_pill;
    int m_rowHeight = 20;
    int m_timeWidth = 0;
    int m_hostWidth = 0;
    int m_levelWidth = 0;
    int m_charWidth = 8;
    int m_hostChars = 4;
    bool m_settingBar = false;
};

} // namespace belay
