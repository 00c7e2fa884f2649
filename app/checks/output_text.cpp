// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/output_text.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

void addLines(QStringList &lines, const QByteArray &bytes)
{
    for (const QString &line : QString::fromUtf8(bytes).split(QLatin1Char('\n'))) {
        // A progress display writes over its line with carriage returns: what stays is after the last one.
        const QString whole = line.endsWith(QLatin1Char('\r')) ? line.chopped(1) : line;
        const QString clean = cleanLine(whole.mid(whole.lastIndexOf(QLatin1Char('\r')) + 1), 2000);
        if (!clean.trimmed().isEmpty())
            lines.append(clean);
    }
}

} // namespace

OutputText::OutputText(const CommandResult &result)
{
    addLines(m_lines, result.out);
    addLines(m_lines, result.err);
}

bool OutputText::contains(const QRegularExpression &pattern) const
{
    return last(pattern).hasMatch();
}

QRegularExpressionMatch OutputText::last(const QRegularExpression &pattern) const
{
    for (auto line = m_lines.rbegin(); line != m_lines.rend(); ++line) {
        if (auto match = pattern.match(*line); match.hasMatch())
            return match;
    }
    return {};
}

QList<QRegularExpressionMatch> OutputText::all(const QRegularExpression &pattern) const
{
    QList<QRegularExpressionMatch> matches;
    for (const QString &line : m_lines) {
        if (auto match = pattern.match(line); match.hasMatch())
            matches.append(match);
    }
    return matches;
}

QString OutputText::lastMeaningful() const
{
    // What npm says about itself before and after every script tells nothing about the script.
    static const QRegularExpression npm(QStringLiteral("^(?:npm (?:ERR!|error|warn|WARN|notice)|> )"));
    const auto line = std::find_if(m_lines.rbegin(), m_lines.rend(), [](const QString &each) {
        return !npm.match(each).hasMatch() &&
               std::any_of(each.begin(), each.end(), [](QChar c) { return c.isLetterOrNumber(); });
    });
    return line == m_lines.rend() ? QString() : cleanLine(line->trimmed(), 120);
}

QString OutputText::tail() const
{
    constexpr qsizetype most = 40;
    return m_lines.mid(std::max<qsizetype>(0, m_lines.size() - most)).join(QLatin1Char('\n'));
}

} // namespace belay
