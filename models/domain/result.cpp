// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/result.h"

#include <array>
#include <utility>

namespace belay {

namespace {

constexpr std::array<std::pair<ErrorKind, const char16_t *>, 12> words{{
    {ErrorKind::Invalid, u"invalid"},
    {ErrorKind::NotFound, u"not-found"},
    {ErrorKind::Auth, u"auth"},
    {ErrorKind::HostKey, u"host-key"},
    {ErrorKind::Network, u"network"},
    {ErrorKind::Remote, u"remote"},
    {ErrorKind::Timeout, u"timeout"},
    {ErrorKind::Locked, u"locked"},
    {ErrorKind::Cancelled, u"cancelled"},
    {ErrorKind::Untrusted, u"untrusted"},
    {ErrorKind::Unproven, u"unproven"},
    {ErrorKind::Internal, u"internal"},
}};

} // namespace

QString toString(ErrorKind kind)
{
    for (const auto &[value, word] : words) {
        if (value == kind)
            return QString::fromUtf16(word);
    }
    return QStringLiteral("internal");
}

/// An unknown word (written by a newer Belay) reads as Internal, the kind nobody branches on.
ErrorKind errorKindFromString(const QString &word)
{
    for (const auto &[value, known] : words) {
        if (word == QStringView(known))
            return value;
    }
    return ErrorKind::Internal;
}

int exitCodeFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Invalid:
    case ErrorKind::NotFound:
        return 2;
    case ErrorKind::Auth:
    case ErrorKind::HostKey:
        return 9;
    case ErrorKind::Locked:
        return 10;
    case ErrorKind::Untrusted:
        return 11;
    case ErrorKind::Cancelled:
        return 130;
    case ErrorKind::Network:
    case ErrorKind::Remote:
    case ErrorKind::Timeout:
    case ErrorKind::Unproven:
    case ErrorKind::Internal:
        break;
    }
    return 1;
}

} // namespace belay
