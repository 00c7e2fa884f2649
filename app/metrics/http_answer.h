// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QString>

namespace belay {

/// "app1:4001" of an address: the part that may be shown (no user, password or query).
QString placeOf(const QString &url);

/// The error for an answer other than 200 from a source of metrics.
Error refusedAnswer(const QString &url, const HttpResponse &response);

} // namespace belay
