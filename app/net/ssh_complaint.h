// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>

namespace belay {

/// What `ssh` wrote before it gave up, as an error of ours; the text itself is kept in `detail`. `where` is
/// "web-1 (10.0.0.5:22)", `user` who wanted to log in. Pure.
Error sshComplaint(const QByteArray &text, const QString &where, const QString &user);

/// The host (or one on the way) hung up before anything was agreed: it may be full, so try again.
bool isTurnedAway(const QByteArray &text);

/// The text made harmless, line by line; long ones are cut in the middle.
QString cleanComplaint(const QByteArray &text);

} // namespace belay
