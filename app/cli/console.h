// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

/// The terminal: data on standard output, messages on standard error. Safe to call from any thread; every
/// call is one write, so lines never mix.
class Console
{
public:
    struct Options
    {
        bool json = false;
        bool quiet = false;
        bool colour = false;
    };

    explicit Console(Options options)
        : m_options(options)
    {
    }

    bool json() const { return m_options.json; }
    void data(const QString &text) const; ///< standard output, one or more lines
    void data(const nlohmann::json &value, bool oneLine = false) const;
    void bytes(const QByteArray &bytes) const; ///< standard output, as they are
    void message(const QString &text) const;   ///< standard error, silent with -q
    void warning(const QString &text) const;   ///< standard error, also with -q
    /// Summary, hint and detail on standard error; with --json also as a value on standard output.
    void error(const Error &error) const;
    /// Columns padded to their widest cell; the header is left out with --json callers' own output.
    void table(const QStringList &header, const std::vector<QStringList> &rows) const;

private:
    Options m_options;
};

/// True when a person can answer on standard input and read standard error.
bool isInteractive();

/// Asks on standard error, reads standard input. The default is no.
bool confirm(const QString &question);

/// Reads a line without echo from the terminal; an Error Auth when there is none.
Result<QString> readSecret(const QString &prompt, bool echo);

} // namespace belay
