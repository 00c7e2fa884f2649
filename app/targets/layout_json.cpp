// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_json.h"

#include "models/domain/json.h"

namespace belay {

namespace {

QString quoted(const QString &text)
{
    const nlohmann::json json = text;
    return QString::fromStdString(json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

} // namespace

QString LogEntry::text() const
{
    return QStringLiteral("\"event\":%1,\"release\":%2,\"version\":%3,\"run\":%4,\"by\":%5,\"reason\":%6")
        .arg(quoted(event), quoted(release), quoted(version), quoted(run), quoted(by), quoted(reason));
}

} // namespace belay
