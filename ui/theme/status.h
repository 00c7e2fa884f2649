// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/metrics.h"
#include "models/domain/run_event.h"
#include "ui/theme/tokens.h"

#include <QIcon>
#include <QString>

namespace belay {

/// How a state is shown everywhere: always a shape and a word, never colour alone.
struct StatusLook
{
    QString icon; ///< Lucide name
    Tone tone = Tone::Neutral;
    QString word;         ///< translated: "Passed", "Running", …
    bool turning = false; ///< the icon turns once a second

    QIcon statusIcon() const;
    QColor color() const { return toneColor(tone); }
    QColor background() const { return toneBackground(tone); }
};

StatusLook statusLook(CheckState state);
StatusLook statusLook(StepState state);
StatusLook statusLook(VerdictKind kind);
StatusLook statusLook(Outcome outcome);

template <typename State> QIcon statusIcon(State state)
{
    return statusLook(state).statusIcon();
}
template <typename State> QColor statusColor(State state)
{
    return statusLook(state).color();
}
template <typename State> QColor statusBg(State state)
{
    return statusLook(state).background();
}
template <typename State> QString statusWord(State state)
{
    return statusLook(state).word;
}

} // namespace belay
