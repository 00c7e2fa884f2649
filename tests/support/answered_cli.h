// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/belay_cli.h"

namespace belay::test {

/// What ends the input of a terminal.
inline const QByteArray endOfInput = "\x04";

/// The real `belay` program with a person at a terminal: standard input and standard error are one (standard
/// output is not, so data stays apart), and what the person types is waiting. `err` holds what the terminal
/// showed. A pseudo terminal that cannot be had fails the test run loudly.
CliResult runAnswered(const BelayCli &cli, const QStringList &arguments, const QString &directory,
                      const QByteArray &typed);

} // namespace belay::test
