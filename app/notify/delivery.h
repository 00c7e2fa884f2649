// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/notify/occasion.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <mutex>

namespace belay {

/// What to do after an answer. Pure.
struct RetryChoice
{
    bool again = false;
    Milliseconds wait{0};

    bool operator==(const RetryChoice &) const = default;
};

/// 429, 5xx and connections that failed are tried again, three times at most; a Retry-After in seconds is
/// heeded up to half a minute, a longer one ends it. `status` 0: there was no answer.
RetryChoice retryAfter(int attempt, int status, const QString &retryAfterHeader);

/// Tells one receiver at a time. Blocks; thread-safe. Errors name the receiver's kind and what it answered,
/// never its address, which is a secret.
class Delivery
{
public:
    explicit Delivery(Ports ports)
        : m_ports(ports)
    {
    }

    Result<void> tell(const Occasion &occasion, const NotifySpec &spec, const CancelToken &cancel);

private:
    Result<QString> withSecrets(const QString &text) const;
    Result<HttpResponse> send(HttpRequest request, const NotifySpec &spec, const CancelToken &cancel) const;
    Result<HttpResponse> post(const QString &method, const QString &address, const nlohmann::json &body,
                              const NotifySpec &spec, const CancelToken &cancel) const;
    Result<void> run(const QString &command, const QByteArray &input, const NotifySpec &spec,
                     const CancelToken &cancel) const;
    Result<void> annotate(const Occasion &occasion, const NotifySpec &spec, const CancelToken &cancel);

    Ports m_ports;
    std::mutex m_mutex;
    std::map<QString, qint64> m_annotations; ///< by run and server: the annotation that marks its start
};

} // namespace belay
