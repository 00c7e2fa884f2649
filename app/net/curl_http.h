// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

namespace belay {

/// The Http port over libcurl. Blocks the calling thread; thread-safe, every call stands alone.
///
/// Always: http and https only, TLS 1.2 or later with the certificate and the name verified (there is no
/// switch; SSL_CERT_FILE names other authorities than the system's), no redirects, no ~/.netrc, no signals.
/// The body is counted after decompression. A proxy is used only for https to another computer, when the
/// environment variable https_proxy names one.
///
/// A cancel is obeyed at once, also while a name server does not answer.
class CurlHttp : public Http
{
public:
    CurlHttp();

    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &cancel) override;
};

} // namespace belay
