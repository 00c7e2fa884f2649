// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/upload_talk.h"

#include <QByteArrayList>

#include <algorithm>
#include <numeric>

namespace belay {

namespace {

bool isNumber(const QByteArray &text)
{
    return !text.isEmpty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool isUploadAnswer(const QByteArray &line)
{
    static const QByteArrayList words{"turn", "base", "need", "have"};
    const qsizetype space = line.indexOf(' ');
    return isNumber(line) || line == "no list" || (space > 0 && words.contains(line.left(space)));
}

UploadAnswer uploadAnswer(const QByteArray &out, std::size_t files)
{
    UploadAnswer answer;
    const QByteArrayList lines = out.split('\n');
    for (const QByteArray &line : lines) {
        const QByteArrayList words = line.split(' ');
        if (isNumber(line)) {
            const qulonglong number = line.toULongLong();
            if (number >= 1 && number <= files)
                answer.needed.push_back(static_cast<std::size_t>(number - 1));
        } else if (words.first() == "turn") {
            answer.turn = words.value(1).toLongLong();
        } else if (line == "no list") {
            answer.wantsList = true;
        } else if (words.first() == "base" && words.size() == 3) {
            answer.bases.push_back({words[1], words[2]});
        } else if (words.first() == "have" && words.size() == 3) {
            answer.have = words[1].toLongLong();
            answer.haveSha256 = words[2];
        } else if (line == "need all") {
            answer.needed.resize(files);
            std::iota(answer.needed.begin(), answer.needed.end(), std::size_t(0));
        }
    }
    return answer;
}

std::optional<QByteArray> tellChanges(const FileList &list, const QByteArray &baseText,
                                      const QByteArray &base)
{
    const auto old = fileListFromText(baseText);
    const auto changes = old && isNumber(base) ? listChanges(*old, list) : std::nullopt;
    if (!changes)
        return std::nullopt;
    return QByteArray("changes " + base + '\n' + *changes);
}

QByteArray tellList(const FileList &list, const QByteArray &text,
                    const std::vector<UploadAnswer::Base> &bases, const KnownLists &known)
{
    for (const UploadAnswer::Base &base : bases) {
        const auto oldText = known.find(base.digest);
        if (const auto told = oldText ? tellChanges(list, *oldText, base.release) : std::nullopt)
            return *told;
    }
    return QByteArray("list\n" + text);
}

} // namespace belay
