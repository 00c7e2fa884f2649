// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QString>

#include <optional>

namespace belay {

/// "app1:4001" of an address: the part that may be shown (no user, password or query).
QString placeOf(const QString &url);

/// The error for an answer other than 200 from a source of metrics.
Error refusedAnswer(const QString &url, const HttpResponse &response);

/// The value of a header, whatever its case; empty: it is not there.
QString headerOf(const HttpResponse &response, const QString &name);

/// "Sat, 21 Nov 2026 17:26:16 GMT" as UTC milliseconds.
std::optional<qint64> httpDateMs(const QString &text);

} // namespace belay
