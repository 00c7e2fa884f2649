// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <map>
#include <optional>

namespace belay {

/// Where a value begins: line (from 1) and byte offset.
struct JsonPlace
{
    int line = 1;
    qsizetype offset = 0;
};

struct JsonProblem
{
    int line = 1;
    QString what; ///< one sentence without the place
    QString hint;
};

/// What the JSON parser does not tell: where every value stands, and what is wrong in words. Places are keyed
/// like `environments.production.target.hosts[0].port`; the root is the empty key.
struct JsonScan
{
    std::map<QString, JsonPlace> places;
    std::optional<JsonProblem> problem; ///< the first one; `places` is then incomplete
};

/// Checks the syntax of JSON with // and /* */ comments and records places. Refuses trailing commas,
/// duplicate keys, more than 64 levels and more than 100,000 values. Never throws, pure.
JsonScan scanJson(const QByteArray &text);

} // namespace belay
