// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/finding.h"

#include "models/domain/json.h"

#include <algorithm>
#include <tuple>

namespace belay {

using namespace Qt::Literals::StringLiterals;

namespace {

/// Every line with its end, so that joining gives the text back byte for byte.
QStringList linesWithEnds(const QString &text)
{
    QStringList lines;
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype end = text.indexOf(u'\n', start);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        lines << text.mid(start, next - start);
        start = next;
    }
    return lines;
}

QString lineEndOf(const QString &line)
{
    return line.endsWith("\r\n"_L1) ? u"\r\n"_s : u"\n"_s;
}

} // namespace

QString toString(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"error"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Note:
        break;
    }
    return u"note"_s;
}

bool comesBefore(const Finding &a, const Finding &b)
{
    return std::tie(a.file, a.line, a.column, a.rule, a.message) <
           std::tie(b.file, b.line, b.column, b.rule, b.message);
}

nlohmann::json toJson(const Finding &finding)
{
    nlohmann::json value = {{"rule", finding.rule},     {"severity", toString(finding.severity)},
                            {"file", finding.file},     {"line", finding.line},
                            {"column", finding.column}, {"message", finding.message},
                            {"fix", finding.fix}};
    if (finding.edit) {
        value["edit"] = {{"firstLine", finding.edit->firstLine},
                         {"lastLine", finding.edit->lastLine},
                         {"replacement", finding.edit->replacement},
                         {"deletes", finding.edit->deletes}};
    }
    return value;
}

QString withEdits(const QString &text, std::vector<TextEdit> edits)
{
    // From the end to the start, so that line numbers above stay true.
    std::stable_sort(edits.begin(), edits.end(),
                     [](const TextEdit &a, const TextEdit &b) { return a.firstLine > b.firstLine; });
    QStringList lines = linesWithEnds(text);
    int untouchedBefore = static_cast<int>(lines.size()) + 1;
    for (const TextEdit &edit : edits) {
        const bool inserts = edit.lastLine < edit.firstLine;
        const int last = inserts ? edit.firstLine - 1 : edit.lastLine;
        if (edit.firstLine < 1 || last >= untouchedBefore ||
            edit.firstLine > lines.size() + (inserts ? 1 : 0))
            continue;
        const QString end = lines.isEmpty() ? u"\n"_s : lineEndOf(lines.first());
        const bool unfinished = !inserts && last == lines.size() && !lines.last().endsWith(u'\n');
        for (int line = last; line >= edit.firstLine; --line)
            lines.removeAt(line - 1);
        if (!edit.deletes) {
            QString replacement = edit.replacement;
            if (end != u"\n"_s)
                replacement.replace(u'\n', end);
            lines.insert(edit.firstLine - 1, unfinished ? replacement : QString(replacement + end));
        }
        untouchedBefore = edit.firstLine;
    }
    return lines.join(QString());
}

} // namespace belay
