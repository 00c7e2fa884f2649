// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace belay {

/// Glob match with * and ? only, as OpenSSH's files use it. Iterative with one fallback point, so that
/// hostile patterns stay linear-ish. Pure.
bool globMatches(QByteArrayView pattern, QByteArrayView text);

/// Whether one of the comma-separated patterns matches; a negated one (!) that matches wins over all others.
/// The patterns are taken in lower case.
bool listMatches(const QByteArray &patterns, const QByteArray &text);

} // namespace belay
