// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_view.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

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

namespace {

constexpr int rowPadding = 4;
constexpr int columnGap = 12;
constexpr int edge = 3;  ///< the bar in front of errors and warnings: a shape beside the colour
constexpr int inset = 4; ///< beside the ring of the focus
constexpr int longestHost = 18;

QString wordOf(const LogRow &row)
{
    switch (row.level) {
    case LogLevel::Error:
        return row.isNew ? LogView::tr("new error") : LogView::tr("error");
    case LogLevel::Warning:
        return LogView::tr("warning");
    case LogLevel::Info:
        return LogView::tr("info");
    case LogLevel::Debug:
        return LogView::tr("debug");
    case LogLevel::Unknown:
        break;
    }
    return {};
}

QColor colorOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Error:
        return tokens().danger;
    case LogLevel::Warning:
        return tokens().warn;
    case LogLevel::Debug:
        return tokens().text3;
    default:
        return tokens().text2;
    }
}

QString timeOf(qint64 ms)
{
    return ms == 0 ? QStringLiteral("—")
                   : QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace

LogView::LogView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_pill(makePrimaryButton(QStringLiteral("chevron-down"), QString(), this))
{
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
    const QFontMetrics metrics(monoFont());
    m_rowHeight = metrics.height() + rowPadding;
    m_charWidth = std::max(1, metrics.horizontalAdvance(QLatin1Char('m')));
    m_timeWidth = metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) + columnGap;
    m_hostWidth = std::min(m_hostChars, longestHost) * m_charWidth + columnGap;
    int level = 0;
    for (const LogLevel each : {LogLevel::Error, LogLevel::Warning, LogLevel::Info, LogLevel::Debug})
        level = std::max(level, metrics.horizontalAdvance(wordOf({-1, 0, each, true, {}, {}, {}})));
    m_levelWidth = level + columnGap;
    for (Shown &shown : m_rows)
        shown.text = fitted(shown.row.text);
}

/// All characters of the font are equally wide, so what fits is counted; what is wider is cut by the row.
QString LogView::fitted(const QString &text) const
{
    const int room =
        viewport()->width() - 2 * inset - edge - columnGap - m_timeWidth - m_hostWidth - m_levelWidth;
    const int chars = std::max(8, room / m_charWidth);
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
        m_rows.push_back({row, timeOf(row.timeMs), fitted(row.text)});
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
        if (found != m_rows.end())
            m_currentIndex = m_first + (found - m_rows.begin());
    }
    placePill();
    viewport()->update();
}

void LogView::restart()
{
    m_rows.clear();
    m_screen = {};
    m_currentLine = m_currentIndex = -1;
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

QString LogView::textOf(const LogRow &row)
{
    return timeOf(row.timeMs) + QLatin1Char('\t') + row.host + QLatin1Char('\t') + wordOf(row) +
           QLatin1Char('\t') + row.raw;
}

QString LogView::visibleText() const
{
    QStringList lines;
    for (qint64 index = m_top; index < m_top + visibleRows(); ++index)
        if (const Shown *shown = shownAt(index))
            lines.append(textOf(shown->row));
    return lines.join(QLatin1Char('\n'));
}

void LogView::setCurrent(const LogRow &row, qint64 index)
{
    m_current = row;
    m_currentLine = row.line;
    m_currentIndex = index;
    setAccessibleDescription(textOf(row));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    Q_EMIT currentChanged();
    viewport()->update();
}

void LogView::moveCurrent(qint64 to)
{
    if (m_screen.count == 0)
        return;
    const qint64 index = std::clamp<qint64>(to, 0, m_screen.count - 1);
    if (index < m_top)
        showFrom(index);
    else if (index >= m_top + visibleRows())
        showFrom(index - visibleRows() + 1);
    if (const Shown *shown = shownAt(index))
        setCurrent(shown->row, index);
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    const qint64 page = std::max(1, visibleRows() - 1);
    const qint64 current = m_currentIndex >= 0 ? m_currentIndex : m_top + visibleRows() - 1;
    const qint64 start = m_currentIndex >= 0 ? current : current + 1;
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(m_currentLine >= 0 ? textOf(m_current) : visibleText());
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        moveCurrent(start - 1);
        return;
    case Qt::Key_Down:
        moveCurrent(current + 1);
        return;
    case Qt::Key_PageUp:
        moveCurrent(current - page);
        return;
    case Qt::Key_PageDown:
        moveCurrent(current + page);
        return;
    case Qt::Key_Home:
        moveCurrent(0);
        return;
    case Qt::Key_End:
        setFollowing(true);
        moveCurrent(m_screen.count - 1);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    const qint64 index = m_top + static_cast<qint64>(event->position().y()) / m_rowHeight;
    if (const Shown *shown = shownAt(index); shown && index < m_top + visibleRows())
        setCurrent(shown->row, index);
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
    if (m_currentLine >= 0) {
        menu.addAction(icon(QStringLiteral("copy")), tr("Copy this line"), this,
                       [this] { QGuiApplication::clipboard()->setText(textOf(m_current)); });
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

void LogView::paintRow(QPainter &painter, const Shown &shown, const QRect &rect, bool isCurrent) const
{
    if (isCurrent)
        painter.fillRect(rect, tokens().infoBg);
    else if (shown.row.isNew)
        painter.fillRect(rect, tokens().dangerBg);
    if (shown.row.level == LogLevel::Error)
        painter.fillRect(QRect(rect.left() + inset, rect.top() + 2, edge, rect.height() - 4),
                         tokens().danger);
    else if (shown.row.level == LogLevel::Warning)
        painter.fillRect(QRect(rect.left() + inset, rect.top() + rect.height() / 2 - 2, edge, 4),
                         tokens().warn);
    const int baseline = rect.top() + rowPadding / 2 + QFontMetrics(painter.font()).ascent();
    int x = rect.left() + inset + edge + space::s;
    painter.setPen(isCurrent || shown.row.isNew ? tokens().text2 : tokens().text3);
    painter.drawText(x, baseline, shown.time);
    x += m_timeWidth;
    painter.setPen(tokens().text2);
    painter.drawText(x, baseline,
                     shown.row.host.size() <= longestHost
                         ? shown.row.host
                         : QString(shown.row.host.left(longestHost - 1) + QChar(0x2026)));
    x += m_hostWidth;
    painter.setPen(isCurrent && shown.row.level == LogLevel::Debug ? tokens().text2
                                                                   : colorOf(shown.row.level));
    painter.drawText(x, baseline, wordOf(shown.row));
    x += m_levelWidth;
    painter.setPen(shown.row.level == LogLevel::Debug && !isCurrent ? tokens().text2 : tokens().text);
    painter.drawText(x, baseline, shown.text);
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
            paintRow(painter, *shown, rect, shown->row.line == m_currentLine);
    }
    if (hasFocus())
        paintFocusRing(&painter, QRectF(viewport()->rect()), radius::control);
}

} // namespace belay
