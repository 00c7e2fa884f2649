// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"

QT_BEGIN_NAMESPACE
class QPainter;
class QRect;
QT_END_NAMESPACE

namespace belay {

/// "12:04:31.120"; a dash where the time of the line is not known.
QString logRowTime(qint64 ms);

/// A line as it is copied and read aloud: time, host, level and the line itself, tabs between them.
QString logRowText(const LogRow &row);

/// Where the columns of a log lie, in pixels, in the fixed-width font of now.
struct LogColumns
{
    int height = 20; ///< of a row
    int time = 0;
    int host = 0;
    int level = 0;
    int before = 0; ///< what all that leaves for the text begins here
    int character = 8;
};

/// `hostChars`: the longest host's name; longer ones than 18 are cut.
LogColumns logColumns(int hostChars);

/// What is painted of a row, made once.
struct PaintedLogRow
{
    const LogRow &row;
    const QString &time;
    const QString &text; ///< what fits beside the other columns
};

/// With the painter in the fixed-width font.
void paintLogRow(QPainter &painter, const PaintedLogRow &painted, const LogColumns &columns,
                 const QRect &rect, bool isChosen);

} // namespace belay
