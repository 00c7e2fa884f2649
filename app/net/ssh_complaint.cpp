// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_complaint.h"

#include "app/net/server_offer.h"

#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qsizetype linesKept = 12;
constexpr int lineLimit = 200;

/// A piece of ssh's text and what it means. The first row that fits counts: what decided stands before what
/// followed from it. %1 is the host, %2 the user.
struct Row
{
    const char *piece;
    ErrorKind kind;
    const char *summary;
    const char *hint;
};

constexpr char hungUp[] = "kex_exchange_identification";
constexpr std::array rows{
    Row{"REMOTE HOST IDENTIFICATION HAS CHANGED", ErrorKind::HostKey,
        "The host key of %1 has changed; nothing was sent.",
        "Ask whoever runs the host. Only if the change is expected: take the line that is named below out of "
        "the known_hosts file."},
    Row{"REVOKED HOST KEY DETECTED", ErrorKind::HostKey, "The host key of %1 is revoked; nothing was sent.",
        "Give the host a new key, or ask whoever revoked this one."},
    Row{"is revoked", ErrorKind::HostKey, "The host key of %1 is revoked; nothing was sent.",
        "Give the host a new key, or ask whoever revoked this one."},
    Row{"Host key verification failed", ErrorKind::HostKey, "The host key of %1 is not known.",
        "Compare it with \"ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\" on the host, then connect once "
        "with ssh, or add its line to your known_hosts."},
    Row{"Bad configuration option", ErrorKind::Invalid, "ssh cannot read its configuration.",
        "Correct the file and line that are named below."},
    Row{"Bad owner or permissions", ErrorKind::Invalid, "ssh refuses its configuration file.",
        "Protect the file with \"chmod 600\"."},
    Row{"Unable to negotiate", ErrorKind::Network, "No common algorithm with %1.",
        "Allow what current OpenSSH offers in the host's sshd_config."},
    Row{"Too many authentication failures", ErrorKind::Auth, "%1 refused the log-in of %2: too many keys.",
        "Name the right key in the project file, or set IdentitiesOnly in ~/.ssh/config."},
    Row{"Permission denied", ErrorKind::Auth, "%1 refused the log-in of %2.",
        "Add the public key to ~/.ssh/authorized_keys of %2 on the host, or name the right key or user."},
    Row{"Could not resolve hostname", ErrorKind::Network, "The name of %1 cannot be resolved.",
        "Check the name, and the network of this computer."},
    Row{"Connection refused", ErrorKind::Network, "%1 refused the connection.",
        "Check the port, and whether the SSH server runs."},
    Row{"timed out", ErrorKind::Timeout, "%1 did not answer in time.",
        "Check the network, and the load of the host."},
    Row{"No route to host", ErrorKind::Network, "There is no way to %1 from here.",
        "Check the network of this computer (VPN)."},
    Row{"Network is unreachable", ErrorKind::Network, "There is no way to %1 from here.",
        "Check the network of this computer (VPN)."},
    Row{"invalid characters", ErrorKind::Network, "%1 is not an SSH server.",
        "Check that the port is the one of the SSH server."},
    Row{"banner line contains", ErrorKind::Network, "%1 is not an SSH server.",
        "Check that the port is the one of the SSH server."},
    Row{hungUp, ErrorKind::Network, "%1 closed the connection at once.",
        "The host may limit connections (MaxStartups) or refuse this address (firewall, hosts.deny)."},
};

const Row *rowFor(const QByteArray &text)
{
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row &each) { return text.contains(each.piece); });
    return row == rows.end() ? nullptr : &*row;
}

QString filled(const char *text, const QString &where, const QString &user)
{
    const QString out = QString::fromLatin1(text);
    return out.contains("%2"_L1)
               ? (out.contains("%1"_L1) ? out.arg(where, user) : QString(out).replace("%2"_L1, user))
               : (out.contains("%1"_L1) ? out.arg(where) : out);
}

} // namespace

QString cleanComplaint(const QByteArray &text)
{
    QStringList lines;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray trimmed = line.trimmed();
        if (!trimmed.isEmpty() && !trimmed.startsWith("@@@"))
            lines.append(printable(trimmed, lineLimit));
    }
    if (lines.size() > linesKept)
        lines = lines.first(linesKept / 2) + QStringList{u"…"_s} + lines.last(linesKept / 2);
    return lines.join(u'\n');
}

Error sshComplaint(const QByteArray &text, const QString &where, const QString &user)
{
    const QString detail = cleanComplaint(text);
    if (const Row *row = rowFor(text))
        return {row->kind, filled(row->summary, where, user), detail, filled(row->hint, where, user)};
    return {ErrorKind::Network, u"ssh could not connect to %1."_s.arg(where), detail,
            u"Try \"ssh\" to this host in a terminal; it says the same there."_s};
}

bool isTurnedAway(const QByteArray &text)
{
    const Row *row = rowFor(text);
    return row && row->piece == hungUp &&
           (text.contains("Connection closed by remote host") || text.contains("Connection reset by peer"));
}

} // namespace belay
