// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>

namespace belay {

/// Words of errors after which the other transport is worth a try. Here, because those who write the errors
/// and who reads them must mean the same.
namespace phrase {
inline constexpr char cannotTalk[] = "cannot be talked to safely";
inline constexpr char noCommonAlgorithm[] = "No common algorithm";
inline constexpr char authority[] = "is trusted through a certificate authority";
inline constexpr char unusableKey[] = "cannot be used here";
} // namespace phrase

/// Turns a libssh2 code into an Error; the only place that knows the codes. `where` names the host
/// ("web-1 (10.0.0.5:22)"), `doing` the work in hand ("opening a channel"), `text` is the library's own
/// message.
Error sshError(int code, const QString &where, const QString &doing, const QString &text);

/// The connection is gone; nothing more can be asked over it.
bool isConnectionLost(int code);

} // namespace belay
