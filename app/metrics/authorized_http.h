// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/metrics.h"

namespace belay {

/// The Http port as a metrics source sees it: every request carries the source's credentials and headers,
/// with the secrets looked up at that moment. Thread-safe as far as the ports are.
class AuthorizedHttp : public Http
{
public:
    /// The ports must outlive it.
    AuthorizedHttp(const MetricsSource &source, Http &http, Secrets &secrets);

    /// Errors as Http has them, and those of the secrets (NotFound with where to put it).
    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &cancel) override;

private:
    Result<QString> filled(const QString &text) const;
    Result<QString> authorization() const;

    MetricsSource m_source;
    Http &m_http;
    Secrets &m_secrets;
};

} // namespace belay
