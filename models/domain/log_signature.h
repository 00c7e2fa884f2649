// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace belay {

/// What lines of the same kind have in common: numbers, hexadecimal ids, UUIDs, addresses, quoted strings and
/// paths are replaced by marks (# % "" /…), spaces are drawn together, and at most 200 bytes are kept. Two
/// lines with the same signature are about the same thing. Pure.
QByteArray logSignature(QByteArrayView message);

/// What finds lines of this kind, in the words of LogQuery: the longest part that all of them share, in
/// quotes. Empty: they share nothing of use. Pure.
QString queryForSignature(QByteArrayView signature);

} // namespace belay
