// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_row.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>

#include <algorithm>

namespace belay {

namespace {

constexpr int rowPadding = 4;
constexpr int columnGap = 12;
constexpr int edge = 3;  ///< the bar in front of errors and warnings: a shape beside the colour
constexpr int inset = 4; ///< beside the ring of the focus
constexpr int longestHost = 18;

QString tr(const char *text)
{
    return QCoreApplication::translate("LogRow", text);
}

QString wordOf(const LogRow &row)
{
    switch (row.level) {
    case LogLevel::Error:
        return row.isNew ? tr("new error") : tr("error");
    case LogLevel::Warning:
        return tr("warning");
    case LogLevel::Info:
        return tr("info");
    case LogLevel::Debug:
        return tr("debug");
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

} // namespace

QString logRowTime(qint64 ms)
{
    return ms == 0 ? QStringLiteral("—")
                   : QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString logRowText(const LogRow &row)
{
    return logRowTime(row.timeMs) + QLatin1Char('\t') + row.host + QLatin1Char('\t') + wordOf(row) +
           QLatin1Char('\t') + row.raw;
}

LogColumns logColumns(int hostChars)
{
    const QFontMetrics metrics(monoFont());
    LogColumns columns;
    columns.height = metrics.height() + rowPadding;
    columns.character = std::max(1, metrics.horizontalAdvance(QLatin1Char('m')));
    columns.time = metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) + columnGap;
    columns.host = std::min(hostChars, longestHost) * columns.character + columnGap;
    int level = 0;
    for (const LogLevel each : {LogLevel::Error, LogLevel::Warning, LogLevel::Info, LogLevel::Debug})
        level = std::max(level, metrics.horizontalAdvance(wordOf({-1, 0, each, true, {}, {}, {}})));
    columns.level = level + columnGap;
    columns.before = 2 * inset + edge + columnGap + columns.time + columns.host + columns.level;
    return columns;
}

void paintLogRow(QPainter &painter, const PaintedLogRow &painted, const LogColumns &columns,
                 const QRect &rect, bool isChosen)
{
    const LogRow &row = painted.row;
    if (isChosen)
        painter.fillRect(rect, tokens().infoBg);
    else if (row.isNew)
        painter.fillRect(rect, tokens().dangerBg);
    if (row.level == LogLevel::Error)
        painter.fillRect(QRect(rect.left() + inset, rect.top() + 2, edge, rect.height() - 4),
                         tokens().danger);
    else if (row.level == LogLevel::Warning)
        painter.fillRect(QRect(rect.left() + inset, rect.top() + rect.height() / 2 - 2, edge, 4),
                         tokens().warn);
    const int baseline = rect.top() + rowPadding / 2 + QFontMetrics(painter.font()).ascent();
    int x = rect.left() + inset + edge + space::s;
    painter.setPen(isChosen || row.isNew ? tokens().text2 : tokens().text3);
    painter.drawText(x, baseline, painted.time);
    x += columns.time;
    painter.setPen(tokens().text2);
    painter.drawText(
        x, baseline,
        row.host.size() <= longestHost ? row.host : QString(row.host.left(longestHost - 1) + QChar(0x2026)));
    x += columns.host;
    painter.setPen(isChosen && row.level == LogLevel::Debug ? tokens().text2 : colorOf(row.level));
    painter.drawText(x, baseline, wordOf(row));
    x += columns.level;
    painter.setPen(row.level == LogLevel::Debug && !isChosen ? tokens().text2 : tokens().text);
    painter.drawText(x, baseline, painted.text);
}

} // namespace belay
