// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace belay {

/// The range of time to show for points from `first` to `last` that keep coming: the one that is shown, as
/// long as it holds them and is filled well enough; else a new one with a little room ahead. So the axis
/// stands still, most of the time, while the line grows. Milliseconds. Pure.
std::pair<double, double> steadyRange(std::pair<double, double> shown, double first, double last);

} // namespace belay
