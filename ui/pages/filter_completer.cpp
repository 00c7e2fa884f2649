// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/filter_completer.h"

namespace belay {

namespace {

qsizetype beginOfLastWord(const QString &line)
{
    return line.lastIndexOf(QLatin1Char(' ')) + 1;
}

} // namespace

FilterCompleter::FilterCompleter(const QStringList &words, QObject *parent)
    : QCompleter(words, parent)
{
    setCaseSensitivity(Qt::CaseInsensitive);
}

QStringList FilterCompleter::splitPath(const QString &line) const
{
    const QString word = line.mid(beginOfLastWord(line));
    // Every word begins with an empty one, none with a line break.
    return {word.isEmpty() ? QStringLiteral("\n") : word};
}

QString FilterCompleter::pathFromIndex(const QModelIndex &index) const
{
    const QString line = completionPrefix();
    return line.left(beginOfLastWord(line)) + QCompleter::pathFromIndex(index);
}

} // namespace belay
