// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/result.h"

#include <QUrl>

#include <curl/curl.h>

namespace belay {

/// The one place where a CURLcode becomes an Error: what happened, at which host, what to do. User names,
/// passwords and query strings of the address are left out.
Error curlError(CURLcode code, const QUrl &url, const HttpRequest &request, const QString &detail);

/// The answer was longer (after decompression) than `limit` bytes.
Error tooLarge(const QUrl &url, qint64 limit);

/// The address as it may be shown: without user, password, query and control characters.
QString cleanUrl(const QString &url);

} // namespace belay
