// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/log_follower.h"

#include "app/engine/side_by_side.h"

namespace belay {

LogFollower::LogFollower(const LogsSpec &logs, const TargetSpec &target, const Ports &ports,
                         HostLog::Options options)
    : m_ports(ports)
{
    for (const HostSpec &host : target.hosts)
        m_hosts.push_back({hostRef(target, host), HostLog(logs, host, deployPath(target, host), options)});
}

FollowedRound LogFollower::next(const CancelToken &cancel)
{
    FollowedRound round;
    round.hosts.resize(m_hosts.size());
    sideBySide(m_hosts.size(), [&](std::size_t i) {
        FollowedRound::Host &out = round.hosts[i];
        out.name = m_hosts[i].reference.spec.name;
        const auto result = m_ports.hosts.run(m_hosts[i].reference, m_hosts[i].log.look(), cancel);
        if (!result) {
            out.problem = result.error();
            return;
        }
        auto read = m_hosts[i].log.take(*result, m_ports.clock.nowMs());
        if (read)
            out.read = *std::move(read);
        else
            out.problem = read.error();
    });
    for (const FollowedRound::Host &host : round.hosts)
        round.more = round.more || host.read.more;
    return round;
}

} // namespace belay
