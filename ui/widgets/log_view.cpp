// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_view.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/log_row.h"
#include "ui/widgets/log_view_accessible.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace belay {

LogView::LogView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_pill(makePrimaryButton(QStringLiteral("chevron-down"), QString(), this))
{
    installLogViewAccessible();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setAutoFillBackground(false);
    viewport()->setCursor(Qt::ArrowCursor);
    // Log lines are read from left to right in every language.
    viewport()->setLayoutDirection(Qt::LeftToRight);
    m_pill->setObjectName(QStringLiteral("newLines"));
    setCompact(m_pill);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, [this] {
        setFollowing(true);
        setFocus();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_settingBar)
            showFrom(value);
    });
    connect(themeNotifier(), &ThemeNotifier::changed, this, [this] {
        measure();
        viewport()->update();
    });
    measure();
}

QSize LogView::sizeHint() const
{
    return {640, 12 * m_rowHeight};
}

QSize LogView::minimumSizeHint() const
{
    return {240, 4 * m_rowHeight};
}

void LogView::measure()
{
    m_columns = logColumns(m_hostChars);
    m_rowHeight = m_columns.height;
    for (Shown &shown : m_rows)
        shown.text = fitted(shown.row.text);
}

/// All characters of the font are equally wide, so what fits is counted; what is wider is cut by the row.
QString LogView::fitted(const QString &text) const
{
    const int chars = std::max(8, (viewport()->width() - m_columns.before) / m_columns.character);
    return text.size() <= chars ? text : QString(text.left(chars - 1) + QChar(0x2026));
}

int LogView::visibleRows() const
{
    return std::max(1, viewport()->height() / m_rowHeight);
}

void LogView::setScreen(const LogScreen &screen)
{
    int widest = m_hostChars;
    m_rows.clear();
    m_rows.reserve(screen.rows.size());
    for (const LogRow &row : screen.rows)
        widest = std::max(widest, static_cast<int>(row.host.size()));
    if (widest != m_hostChars) {
        m_hostChars = widest;
        measure();
    }
    for (const LogRow &row : screen.rows)
        m_rows.push_back({row, logRowTime(row.timeMs), fitted(row.text)});
    m_first = screen.first;
    m_screen = screen;
    m_screen.rows.clear();
    const qint64 last = std::max<qint64>(0, screen.count - visibleRows());
    if (m_follow)
        m_top = last;
    else if (!screen.follow)
        m_top = std::min(screen.top, last);
    m_settingBar = true;
    verticalScrollBar()->setRange(0, static_cast<int>(std::min<qint64>(last, INT_MAX)));
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setValue(static_cast<int>(m_top));
    m_settingBar = false;
    if (m_currentLine >= 0) { // it may have another place among the matching lines by now
        const auto found = std::find_if(m_rows.begin(), m_rows.end(), [this](const Shown &shown) {
            return shown.row.line == m_currentLine;
        });
        if (found != m_rows.end()) {
            const qint64 place = m_first + (found - m_rows.begin());
            m_chosen.shift(place - m_currentIndex);
            m_currentIndex = place;
        }
    }
    placePill();
    viewport()->update();
}

void LogView::restart()
{
    m_rows.clear();
    m_screen = {};
    m_currentLine = m_currentIndex = -1;
    m_chosen.clear();
    m_top = m_first = 0;
    m_asked = {};
    const bool changed = !m_follow;
    m_follow = true;
    m_asked.rows = 3 * visibleRows();
    Q_EMIT wished(m_asked);
    if (changed)
        Q_EMIT followingChanged(true);
    Q_EMIT currentChanged();
    placePill();
    viewport()->update();
}

void LogView::setFollowing(bool follow)
{
    if (m_follow == follow)
        return;
    m_follow = follow;
    if (follow) {
        m_asked = {};
        m_asked.rows = 3 * visibleRows();
        Q_EMIT wished(m_asked);
    } else {
        askAround(m_top);
    }
    Q_EMIT followingChanged(follow);
    placePill();
}

/// The rows around `top`, held by the number of the line: what is put in front of them moves nothing.
void LogView::askAround(qint64 top)
{
    LogWish wish;
    wish.follow = false;
    wish.before = visibleRows();
    wish.rows = 3 * visibleRows();
    wish.first = top;
    if (const Shown *shown = shownAt(top))
        wish.line = shown->row.line;
    if (wish == m_asked)
        return;
    m_asked = wish;
    Q_EMIT wished(wish);
}

void LogView::showFrom(qint64 top)
{
    const qint64 last = std::max<qint64>(0, m_screen.count - visibleRows());
    m_top = std::clamp<qint64>(top, 0, last);
    const bool atEnd = m_top >= last;
    if (atEnd && !m_follow) {
        setFollowing(true);
    } else if (!atEnd) {
        const bool changed = m_follow;
        m_follow = false;
        askAround(m_top);
        if (changed)
            Q_EMIT followingChanged(false);
    }
    m_settingBar = true;
    verticalScrollBar()->setValue(static_cast<int>(m_top));
    m_settingBar = false;
    placePill();
    viewport()->update();
}

const LogView::Shown *LogView::shownAt(qint64 index) const
{
    if (index < m_first || index >= m_first + static_cast<qint64>(m_rows.size()))
        return nullptr;
    return &m_rows[static_cast<std::size_t>(index - m_first)];
}

const LogRow *LogView::currentRow() const
{
    return m_currentLine >= 0 ? &m_current : nullptr;
}

QStringList LogView::visibleLines() const
{
    QStringList lines;
    for (qint64 index = m_top; index < m_top + visibleRows(); ++index)
        if (const Shown *shown = shownAt(index))
            lines.append(logRowText(shown->row));
    return lines;
}

QString LogView::visibleText() const
{
    return visibleLines().join(QLatin1Char('\n'));
}

int LogView::currentVisible() const
{
    const bool isSeen = m_currentIndex >= m_top && m_currentIndex < m_top + visibleRows();
    return isSeen && shownAt(m_currentIndex) ? static_cast<int>(m_currentIndex - std::max(m_top, m_first))
                                             : -1;
}

std::pair<int, int> LogView::chosenVisible() const
{
    int first = -1;
    int count = 0;
    int line = 0;
    for (qint64 index = m_top; index < m_top + visibleRows(); ++index) {
        const Shown *shown = shownAt(index);
        if (!shown)
            continue;
        if (m_chosen.contains(shown->row.line)) {
            first = count == 0 ? line : first;
            ++count;
        }
        ++line;
    }
    return {first, count};
}

QRect LogView::visibleRect(int line) const
{
    const int row = static_cast<int>(std::max(m_top, m_first) - m_top) + line;
    return {viewport()->mapToGlobal(QPoint(0, row * m_rowHeight)), QSize(viewport()->width(), m_rowHeight)};
}

void LogView::chooseVisible(int line, int to)
{
    const qint64 top = std::max(m_top, m_first);
    moveCurrent(top + line, Choose::One);
    if (to >= 0)
        moveCurrent(top + to, Choose::UpTo);
}

void LogView::setCurrent(const LogRow &row, qint64 index, Choose choose)
{
    if (choose == Choose::UpTo && !m_chosen.rows().empty())
        m_chosen.extend(index, [this](qint64 at) -> const LogRow * {
            const Shown *shown = shownAt(at);
            return shown ? &shown->row : nullptr;
        });
    else
        m_chosen.begin(row, index);
    m_current = row;
    m_currentLine = row.line;
    m_currentIndex = index;
    tellReaders();
    Q_EMIT currentChanged();
    viewport()->update();
}

void LogView::tellReaders()
{
    const int lines = static_cast<int>(m_chosen.rows().size());
    setAccessibleDescription(lines > 1 ? tr("%n lines chosen", nullptr, lines) : logRowText(m_current));
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent described(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&described);
    int cursor = 0;
    const QStringList seen = visibleLines();
    for (int i = 0; i < currentVisible(); ++i)
        cursor += static_cast<int>(seen[i].size()) + 1;
    QAccessibleTextCursorEvent moved(this, cursor);
    QAccessible::updateAccessibility(&moved);
}

QString LogView::chosenText() const
{
    QStringList lines;
    for (const LogRow &row : m_chosen.rows())
        lines.append(logRowText(row));
    return lines.isEmpty() ? visibleText() : lines.join(QLatin1Char('\n'));
}

void LogView::moveCurrent(qint64 to, Choose choose)
{
    if (m_screen.count == 0)
        return;
    const qint64 index = std::clamp<qint64>(to, 0, m_screen.count - 1);
    if (index < m_top)
        showFrom(index);
    else if (index >= m_top + visibleRows())
        showFrom(index - visibleRows() + 1);
    if (const Shown *shown = shownAt(index))
        setCurrent(shown->row, index, choose);
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    const qint64 page = std::max(1, visibleRows() - 1);
    const qint64 current = m_currentIndex >= 0 ? m_currentIndex : m_top + visibleRows() - 1;
    const qint64 start = m_currentIndex >= 0 ? current : current + 1;
    const Choose choose = event->modifiers().testFlag(Qt::ShiftModifier) ? Choose::UpTo : Choose::One;
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(chosenText());
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        if (const auto seen = visibleLines().size(); seen > 0)
            chooseVisible(0, static_cast<int>(seen) - 1);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        moveCurrent(start - 1, choose);
        return;
    case Qt::Key_Down:
        moveCurrent(current + 1, choose);
        return;
    case Qt::Key_PageUp:
        moveCurrent(current - page, choose);
        return;
    case Qt::Key_PageDown:
        moveCurrent(current + page, choose);
        return;
    case Qt::Key_Home:
        moveCurrent(0, choose);
        return;
    case Qt::Key_End:
        setFollowing(true);
        moveCurrent(m_screen.count - 1, choose);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::goTo(const QMouseEvent &event, Choose choose)
{
    const qint64 index = m_top + static_cast<qint64>(event.position().y()) / m_rowHeight;
    if (const Shown *shown = shownAt(index); shown && index >= m_top && index < m_top + visibleRows())
        setCurrent(shown->row, index, choose);
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    const bool keepsOthers = event->button() == Qt::RightButton && m_chosen.rows().size() > 1;
    if (!keepsOthers) // the menu is about them
        goTo(*event, event->modifiers().testFlag(Qt::ShiftModifier) ? Choose::UpTo : Choose::One);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        goTo(*event, Choose::UpTo);
}

void LogView::wheelEvent(QWheelEvent *event)
{
    const int turned = event->angleDelta().y();
    if (turned == 0)
        return;
    const qint64 rows = std::max(1, std::abs(turned) * 3 / 120);
    showFrom(m_top + (turned > 0 ? -rows : rows));
    event->accept();
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    if (const auto lines = static_cast<int>(m_chosen.rows().size()); lines > 0) {
        menu.addAction(icon(QStringLiteral("copy")),
                       lines == 1 ? tr("Copy this line") : tr("Copy %n lines", nullptr, lines), this,
                       [this] { QGuiApplication::clipboard()->setText(chosenText()); });
    }
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy what is shown"), this,
                   [this] { QGuiApplication::clipboard()->setText(visibleText()); });
    menu.exec(event->globalPos());
}

void LogView::resizeEvent(QResizeEvent *)
{
    measure();
    if (m_follow) {
        m_top = std::max<qint64>(0, m_screen.count - visibleRows());
        m_asked = {};
        m_asked.rows = 3 * visibleRows();
        Q_EMIT wished(m_asked);
    } else {
        askAround(m_top);
    }
    placePill();
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        measure();
}

void LogView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LogView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void LogView::placePill()
{
    const bool shown = !m_follow && m_screen.fresh > 0;
    if (shown) {
        const QString text = m_screen.fresh == 1 ? tr("1 new line")
                                                 : tr("%1 new lines").arg(QLocale().toString(m_screen.fresh));
        if (m_pill->text() != text) {
            m_pill->setText(text);
            m_pill->setToolTip(tr("Shows the newest line and follows (F)."));
        }
        m_pill->adjustSize();
        m_pill->move(viewport()->x() + (viewport()->width() - m_pill->width()) / 2,
                     viewport()->y() + viewport()->height() - m_pill->height() - space::s);
    }
    if (m_pill->isVisibleTo(this) != shown)
        m_pill->setVisible(shown);
    if (shown)
        m_pill->raise();
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), tokens().surface);
    painter.setFont(monoFont());
    const int rows = visibleRows() + 1;
    for (int i = 0; i < rows; ++i) {
        const qint64 index = m_top + i;
        const QRect rect(0, i * m_rowHeight, viewport()->width(), m_rowHeight);
        if (const Shown *shown = shownAt(index))
            paintLogRow(painter, {shown->row, shown->time, shown->text}, m_columns, rect,
                        shown->row.line == m_currentLine || m_chosen.contains(shown->row.line));
    }
    if (hasFocus())
        paintFocusRing(&painter, QRectF(viewport()->rect()), radius::control);
}

} // namespace belay
