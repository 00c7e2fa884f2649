// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/logs/host_log.h"

#include <functional>

namespace belay {

/// What one round over all hosts brought, host by host in the order of the target.
struct FollowedRound
{
    struct Host
    {
        QString name;
        HostLogRead read;
        std::optional<Error> problem; ///< the host did not answer; it is asked again in the next round
    };
    std::vector<Host> hosts;
    bool more = false; ///< at least one host has more at once
};

/// Reads the logs of all hosts of an environment, side by side. One thread at a time; blocks it. The ports
/// must outlive it.
class LogFollower
{
public:
    LogFollower(const LogsSpec &logs, const TargetSpec &target, const Ports &ports, HostLog::Options options);

    FollowedRound next(const CancelToken &cancel);

private:
    struct Host
    {
        HostRef reference;
        HostLog log;
    };

    const Ports m_ports;
    std::vector<Host> m_hosts;
};

} // namespace belay
