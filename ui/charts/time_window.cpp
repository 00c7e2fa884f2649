// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_window.h"

namespace belay {

namespace {
constexpr double roomAhead = 0.02; ///< of what the points span
constexpr double mostEmpty = 0.05; ///< of what is shown, on either side
} // namespace

std::pair<double, double> steadyRange(std::pair<double, double> shown, double first, double last)
{
    const double length = shown.second - shown.first;
    const bool holds = first >= shown.first && last <= shown.second;
    const bool filled =
        first - shown.first <= mostEmpty * length && shown.second - last <= mostEmpty * length;
    if (length > 0.0 && holds && filled)
        return shown;
    return {first, last + roomAhead * (last - first)};
}

} // namespace belay
