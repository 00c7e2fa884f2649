// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/mend.h"

#include "app/scan/read_file.h"
#include "app/scan/repository.h"

#include <QStringList>

#include <algorithm>
#include <map>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int around = 3;

/// One line of a diff: ' ', '-' or '+' and the text, with the line numbers it has before and after.
struct DiffLine
{
    QChar mark;
    QString text;
    bool lastWithoutEnd = false;
};

struct Lines
{
    QStringList texts;
    bool endsWithLineEnd = true;
};

Lines linesOf(const QString &text)
{
    Lines lines;
    lines.texts = text.split(u'\n');
    lines.endsWithLineEnd = lines.texts.size() > 1 && lines.texts.last().isEmpty();
    if (lines.endsWithLineEnd || text.isEmpty())
        lines.texts.removeLast();
    return lines;
}

/// The longest common subsequence is small work here: the ends are equal and a mend changes few lines. Lines
/// between are matched greedily with a look ahead, which is enough for edits that replace, insert or delete
/// whole lines.
std::vector<DiffLine> compared(const Lines &before, const Lines &after)
{
    const QStringList &a = before.texts;
    const QStringList &b = after.texts;
    std::vector<DiffLine> lines;
    const auto add = [&lines](QChar mark, const Lines &from, qsizetype i) {
        lines.push_back({mark, from.texts[i], !from.endsWithLineEnd && i + 1 == from.texts.size()});
    };
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            add(u' ', before, i);
            ++i, ++j;
            continue;
        }
        // The nearest place where both agree again.
        qsizetype da = a.size() - i;
        qsizetype db = b.size() - j;
        for (qsizetype both = 1; both < 40 && da + db > both; ++both) {
            for (qsizetype x = 0; x <= both; ++x) {
                const qsizetype y = both - x;
                if (i + x < a.size() && j + y < b.size() && a[i + x] == b[j + y] && x + y < da + db) {
                    da = x;
                    db = y;
                }
            }
        }
        for (; da > 0; --da)
            add(u'-', before, i++);
        for (; db > 0; --db)
            add(u'+', after, j++);
    }
    return lines;
}

} // namespace

std::vector<MendedFile> mendedFiles(const QString &root, const std::vector<Finding> &findings)
{
    std::map<QString, std::vector<TextEdit>> edits;
    for (const Finding &finding : findings) {
        if (finding.edit)
            edits[finding.file].push_back(*finding.edit);
    }
    std::vector<MendedFile> files;
    for (const auto &[path, some] : edits) {
        std::string bytes;
        if (readRegularFile(root.toStdString() + '/' + path.toStdString(), largestFile, bytes) !=
            FileRead::Whole)
            continue;
        MendedFile file;
        file.file = path;
        file.before = QString::fromStdString(bytes);
        if (file.before.toStdString() != bytes)
            continue;
        file.after = withEdits(file.before, some);
        file.mends = static_cast<int>(some.size());
        if (file.after != file.before)
            files.push_back(std::move(file));
    }
    return files;
}

QString unifiedDiff(const MendedFile &file)
{
    const std::vector<DiffLine> lines = compared(linesOf(file.before), linesOf(file.after));
    const auto count = static_cast<int>(lines.size());
    QString text = u"--- a/%1\n+++ b/%1\n"_s.arg(file.file);
    int oldLine = 1;
    int newLine = 1;
    int at = 0;
    const auto isSame = [&lines](int i) { return lines[static_cast<std::size_t>(i)].mark == u' '; };
    while (at < count) {
        int start = at;
        while (start < count && isSame(start))
            ++start;
        if (start == count)
            break;
        // A hunk goes on while changes are near each other.
        int end = start;
        for (int i = start; i < count && i <= end + 2 * around; ++i)
            end = isSame(i) ? end : i;
        const int first = std::max(at, start - around);
        const int last = std::min(count - 1, end + around);
        oldLine += first - at;
        newLine += first - at;
        int olds = 0;
        int news = 0;
        QString body;
        for (int i = first; i <= last; ++i) {
            const DiffLine &line = lines[static_cast<std::size_t>(i)];
            olds += line.mark != u'+';
            news += line.mark != u'-';
            body += line.mark + line.text + u'\n';
            if (line.lastWithoutEnd)
                body += u"\\ No newline at end of file\n"_s;
        }
        text += u"@@ -%1,%2 +%3,%4 @@\n"_s.arg(olds ? oldLine : oldLine - 1)
                    .arg(olds)
                    .arg(news ? newLine : newLine - 1)
                    .arg(news) +
                body;
        oldLine += olds;
        newLine += news;
        at = last + 1;
    }
    return text;
}

} // namespace belay::scan
