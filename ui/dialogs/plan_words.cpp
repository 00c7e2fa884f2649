// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/plan_words.h"

namespace belay {

QStringList shownOf(const Plan &plan, StepKind kind)
{
    QStringList texts;
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (step.kind == kind && !texts.contains(step.shown))
                texts.append(step.shown);
        }
    }
    return texts;
}

} // namespace belay
