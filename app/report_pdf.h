// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/report/report.h"

#include <QByteArray>

namespace belay {

/// A report as PDF. Its layout needs the window's libraries, which the command line does without: the
/// window's program beside this one does it, without a display. Error NotFound when that program is not
/// installed. Blocks its thread.
Result<QByteArray> pdfFrom(const PrintSource &source, qint64 createdMs);

} // namespace belay
