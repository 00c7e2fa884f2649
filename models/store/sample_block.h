// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <QByteArray>

#include <vector>

namespace belay {

/// Samples of one run, packed: names once, numbers and times as differences from the sample before, values as
/// they are (eight bytes). About 15 bytes a sample, where an event of its own takes 400 in the history.
///
/// Version 1: the byte 1, the names (count, then length and UTF-8 of each), the number of samples, and for
/// each: number and event time as zigzag differences, the indices of step, host and series, flags (1
/// before-window, 2 has a value), the sample's time as a zigzag difference, and the value as a little-endian
/// double where it has one. Whole numbers are LEB128. A value that is not finite is none, as in JSON.
QByteArray packSamples(const std::vector<RunEvent> &events);

/// The events again, without their run. Error Invalid: these are no packed samples.
Result<std::vector<RunEvent>> unpackSamples(const QByteArray &packed);

/// Whether nothing of the event is lost by packing it.
bool isPackable(const RunEvent &event);

} // namespace belay
