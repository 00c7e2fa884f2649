// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// One line of .belay/log without its time, which the host's clock gives when it is written:
/// "event":"activated","release":"…","version":"…","run":"…","by":"…","reason":"…".
struct LogEntry
{
    QString event; ///< deployed, activated, rolled-back, failed, marked-bad, marked-good, unlocked, held
    QString release;
    QString version;
    QString run;
    QString by;
    QString reason;

    /// Plain ASCII: everything else is escaped, so that no locale on the host can damage it.
    QString text() const;
};

} // namespace belay
