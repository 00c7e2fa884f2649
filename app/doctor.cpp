// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor.h"

#include "app/net/ssh_library.h"
#include "models/domain/names.h"

#include <QFileInfo>
#include <QStandardPaths>

namespace belay {

namespace {

struct Tool
{
    const char *name;
    const char *versionArgument;
    bool needed;
    const char *remedy;
};

constexpr Tool tools[] = {
    {"tar", "--version", true, "Install tar; uploads are packed with it."},
    {"git", "--version", false, "Install git, or give the version with -r."},
    {"ssh", "-V", false,
     "Install the OpenSSH client; hosts that libssh2 cannot reach need it (jump hosts, RSA keys, "
     "certificates)."},
    {"ssh-keygen", nullptr, false, "Install the OpenSSH client, to make and look at keys."},
    {"sshd", nullptr, false, "Install the OpenSSH server to let the sandbox deploy over real SSH."},
};

QString find(const QString &name)
{
    const QString onPath = QStandardPaths::findExecutable(name);
    return onPath.isEmpty() ? QStandardPaths::findExecutable(name, {QStringLiteral("/usr/sbin")}) : onPath;
}

QString firstLine(const CommandResult &result)
{
    const QByteArray text = result.out.isEmpty() ? result.err : result.out;
    return cleanLine(QString::fromUtf8(text).section(QLatin1Char('\n'), 0, 0), 100);
}

ToolState examineTool(const Tool &tool, Ports &ports, const CancelToken &cancel)
{
    ToolState finding;
    finding.what = QLatin1String(tool.name);
    finding.needed = tool.needed;
    finding.remedy = QLatin1String(tool.remedy);
    const QString path = find(finding.what);
    finding.ok = !path.isEmpty();
    finding.found = path;
    if (finding.ok && tool.versionArgument) {
        CommandRequest request;
        request.command = shellQuoted(path) + QLatin1Char(' ') + QLatin1String(tool.versionArgument);
        request.timeout = Milliseconds(5000);
        finding.found = firstLine(ports.local.run(request, cancel));
    }
    return finding;
}

} // namespace

std::vector<ToolState> examine(Composition &composition, const CancelToken &cancel)
{
    std::vector<ToolState> findings;
    for (const Tool &tool : tools)
        findings.push_back(examineTool(tool, composition.ports(), cancel));

    ToolState library;
    library.what = QStringLiteral("libssh2");
    library.found = sshLibraryVersion();
    library.ok = true;
    findings.push_back(library);

    ToolState agent;
    agent.what = QStringLiteral("ssh-agent");
    agent.found = qEnvironmentVariable("SSH_AUTH_SOCK");
    agent.ok = !agent.found.isEmpty() && QFileInfo::exists(agent.found);
    agent.remedy = QStringLiteral(
        "Start one (eval $(ssh-agent)) and add your key, or name a key file as target.identity.");
    findings.push_back(agent);

    ToolState history;
    history.what = QStringLiteral("history");
    history.needed = true;
    history.ok = composition.history() != nullptr;
    if (history.ok)
        history.found = composition.history()->path();
    else if (const auto &error = composition.historyError()) {
        history.found = error->summary;
        history.remedy = error->hint;
    }
    findings.push_back(history);
    return findings;
}

} // namespace belay
