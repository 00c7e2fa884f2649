// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace belay {

/// What sort of thing went wrong; code branches on this, never on the text.
enum class ErrorKind {
    Invalid,   ///< the input is wrong: project file, argument, version name
    NotFound,  ///< something named does not exist
    Auth,      ///< the host refused our credentials
    HostKey,   ///< the host's key is unknown, changed or revoked
    Network,   ///< resolve, connect, or the connection was lost
    Remote,    ///< the other side answered, and the answer is a failure
    Timeout,   ///< a deadline passed
    Locked,    ///< someone else holds the lock, or deploys are held
    Cancelled, ///< a person stopped it
    Untrusted, ///< the project has not been trusted yet
    Unproven,  ///< asked for, but no proof whether it happened: ask the host
    Internal,  ///< our own mistake, or a full local disk
};

/// A failure as a value. `summary` is one sentence (what, where), `hint` says what to do,
/// `detail` is raw text for those who ask for it. All three are plain text, never markup.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString summary;
    QString detail;
    QString hint;

    bool operator==(const Error &) const = default;
};

template <typename T> using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, QString summary, QString hint = {}, QString detail = {})
{
    return tl::unexpected<Error>(Error{kind, std::move(summary), std::move(detail), std::move(hint)});
}

/// The stable word for a kind, used in JSON and in the history.
QString toString(ErrorKind kind);
ErrorKind errorKindFromString(const QString &word);

/// The command line's exit code for an error that ended a command (see README, "Exit codes").
int exitCodeFor(ErrorKind kind);

} // namespace belay
