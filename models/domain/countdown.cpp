// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/countdown.h"

#include <algorithm>

namespace belay {

CountdownStage countdownOf(const std::vector<RunEvent> &events)
{
    const auto announced = std::find_if(events.rbegin(), events.rend(), [](const RunEvent &event) {
        return event.kind == EventKind::CountdownStarted;
    });
    if (announced == events.rend())
        return CountdownStage::None;
    const bool settled = std::any_of(events.rbegin(), announced,
                                     [](const RunEvent &event) { return event.kind == EventKind::Noted; });
    return settled ? CountdownStage::Settled : CountdownStage::Open;
}

bool mayBeAnnounced(const std::vector<RunEvent> &events)
{
    return countdownOf(events) == CountdownStage::None;
}

} // namespace belay
