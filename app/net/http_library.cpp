// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/http_library.h"

#include <curl/curl.h>

namespace belay {

QString httpLibraryVersion()
{
    return QString::fromLatin1(curl_version_info(CURLVERSION_NOW)->version);
}

} // namespace belay
