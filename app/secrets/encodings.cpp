// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/encodings.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QUrl>

#include <algorithm>

namespace belay {

namespace {

constexpr qsizetype shortest = 4;

/// The characters of base64 that depend on the value alone, when `before` bytes stand in front of it.
QByteArray base64Core(const QByteArray &value, int before)
{
    const QByteArray whole = QByteArray(before, 'x').append(value);
    const QByteArray encoded = whole.toBase64(QByteArray::OmitTrailingEquals);
    const qsizetype from = before == 0 ? 0 : before + 1;
    // The last character mixes with what follows unless the bytes come out even.
    const qsizetype to = whole.size() * 8 / 6;
    return encoded.mid(from, to - from);
}

QString insideJson(const QString &value)
{
    const std::string dumped =
        nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return QString::fromStdString(dumped.substr(1, dumped.size() - 2));
}

} // namespace

QStringList encodingsOf(const QString &value)
{
    const QByteArray bytes = value.toUtf8();
    if (bytes.size() < shortest)
        return {};
    QStringList all{value, insideJson(value), QString::fromLatin1(QUrl::toPercentEncoding(value)),
                    QString::fromLatin1(QUrl::toPercentEncoding(value).toLower()),
                    QString::fromLatin1(bytes.toHex())};
    const QString quoted = shellQuoted(value);
    all.append(quoted.mid(1, quoted.size() - 2));
    for (int before = 0; before < 3; ++before) {
        const QByteArray core = base64Core(bytes, before);
        QByteArray urlSafe = core;
        urlSafe.replace('+', '-').replace('/', '_');
        all.append(QString::fromLatin1(core));
        all.append(QString::fromLatin1(urlSafe));
    }
    all.removeDuplicates();
    all.removeIf([](const QString &text) { return text.size() < shortest; });
    std::stable_sort(all.begin(), all.end(),
                     [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return all;
}

} // namespace belay
