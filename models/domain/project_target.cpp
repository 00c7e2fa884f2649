// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"
#include "models/domain/project_sections.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Turns a refused name into a problem of its place in the file.
template <typename T> void noteRefusal(const Node &node, const Result<T> &result)
{
    if (result)
        return;
    QString what = result.error().summary;
    if (what.endsWith(u'.'))
        what.chop(1);
    node.complain(what, result.error().hint);
}

/// "user@host:port", "host", "[::1]:22", "::1".
HostSpec hostFromText(const Node &node)
{
    HostSpec host;
    const QString text = node.text();
    if (text.isEmpty())
        return host;
    static const QRegularExpression pattern(
        u"^(?:(?<user>[^@]*)@)?(?:\\[(?<bracket>[^\\]]*)\\]|(?<name>[^:\\[\\]]*)|(?<six>[0-9A-Fa-f:]+))(?::(?<port>[0-9]{1,6}))?$"_s);
    const auto match = pattern.match(text);
    if (!match.hasMatch()) {
        node.complain(u"'%1' is not a host"_s.arg(cleanLine(text, 80)),
                      u"Write user@host or user@host:port."_s);
        return host;
    }
    host.user = match.captured(u"user"_s);
    host.name = match.captured(u"bracket"_s) + match.captured(u"name"_s) + match.captured(u"six"_s);
    host.address = host.name;
    if (const QString port = match.captured(u"port"_s); !port.isEmpty()) {
        host.port = port.toInt();
        if (host.port < 1 || host.port > 65535)
            node.complain(u"the port %1 is not between 1 and 65535"_s.arg(port));
    }
    if (text.contains(u'@') && host.user.isEmpty())
        node.complain(u"there is no user before '@'"_s);
    return host;
}

HostSpec hostFromObject(const Node &node)
{
    HostSpec host;
    node.hasOnly({u"name"_s, u"address"_s, u"port"_s, u"user"_s, u"path"_s, u"roles"_s, u"vars"_s});
    host.name = node.need(u"name"_s).text();
    host.address = node.at(u"address"_s).text(host.name);
    host.port = node.at(u"port"_s).integer(0, 1, 65535);
    host.user = node.at(u"user"_s).text();
    host.path = node.at(u"path"_s).text();
    host.roles = node.at(u"roles"_s).texts();
    host.vars = node.at(u"vars"_s).textMap();
    static const QRegularExpression varName(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    for (const auto &[name, value] : host.vars)
        if (!varName.match(name).hasMatch())
            node.at(u"vars"_s).at(name).complain(
                u"'%1' cannot be a variable's name"_s.arg(cleanLine(name, 80)),
                u"Letters, digits and underscores, not a digit first."_s);
    return host;
}

/// Every host must have a path of its own place: two hosts that deploy into one folder would undo each other.
void checkPaths(const Node &node, const TargetSpec &target)
{
    QSet<QString> names;
    QSet<QString> places;
    std::size_t index = 0;
    for (const HostSpec &host : target.hosts) {
        const Node own(nullptr, u"%1.hosts[%2]"_s.arg(node.path()).arg(index++), node.problems());
        if (host.name.isEmpty())
            continue;
        if (names.contains(host.name))
            own.complain(u"there are two hosts named '%1'"_s.arg(host.name),
                         u"Write it as an object with a \"name\" of its own and an \"address\"."_s);
        names.insert(host.name);
        if (target.path.isEmpty() && host.path.isEmpty())
            continue;
        const Node pathNode = host.path.isEmpty() ? node.at(u"path"_s)
                                                  : Node(nullptr, own.path() + ".path"_L1, node.problems());
        const QString path = deployPath(target, host);
        const QStringList missing =
            missingValues(host.path.isEmpty() ? target.path : host.path, hostValues(host));
        if (!missing.isEmpty())
            pathNode.complain(u"host '%1' has no value for {%2}"_s.arg(host.name, missing.first()),
                              u"Add it to the host's \"vars\"."_s);
        noteRefusal(pathNode, checkedDeployPath(path));
        const QString machine =
            target.kind == TargetKind::Local ? u"here"_s : u"%1:%2"_s.arg(host.address).arg(host.port);
        const QString place = machine + u' ' + QDir::cleanPath(path);
        if (places.contains(place))
            own.complain(u"host '%1' is the same place as another one: %2"_s.arg(host.name, path),
                         u"Use {host} in the path, or give the host a \"path\" of its own."_s);
        places.insert(place);
    }
}

/// "~/x" and relative paths made absolute; nothing is looked up on the disk.
QString localPath(const QString &path, const Surroundings &around)
{
    if (path.isEmpty())
        return path;
    if (path.startsWith("~/"_L1))
        return QDir::homePath() + path.mid(1);
    return QDir::cleanPath(QDir(around.directory).absoluteFilePath(path));
}

const QStringList &providerKeys()
{
    static const QStringList keys = {u"app"_s,       u"config"_s,      u"region"_s,     u"context"_s,
                                     u"namespace"_s, u"deployment"_s,  u"container"_s,  u"stack"_s,
                                     u"service"_s,   u"image"_s,       u"repository"_s, u"project"_s,
                                     u"workflow"_s,  u"environment"_s, u"ref"_s,        u"deploy"_s,
                                     u"rollback"_s,  u"status"_s,      u"token"_s};
    return keys;
}

void readHosts(const Node &node, TargetSpec &target)
{
    const Node hosts = node.at(u"hosts"_s);
    if (hosts.present()) {
        const auto elements = hosts.elements();
        if (elements.empty())
            hosts.complain(u"expected at least one host"_s);
        for (const Node &element : elements)
            target.hosts.push_back(readHost(element));
    } else if (target.kind == TargetKind::Local) {
        HostSpec here;
        here.name = u"local"_s;
        here.address = u"localhost"_s;
        target.hosts.push_back(here);
    } else {
        node.need(u"hosts"_s, u"A list of \"user@host\"."_s);
    }
}

} // namespace

HostSpec readHost(const Node &node)
{
    if (!node.isText() && !node.isObject()) {
        node.complain(u"expected \"user@host\" or an object with a name"_s);
        return {};
    }
    const HostSpec host = node.isText() ? hostFromText(node) : hostFromObject(node);
    if (host.name.isEmpty() && node.isText() && !node.text().isEmpty())
        node.complain(u"the host's name is empty"_s);
    if (!host.name.isEmpty())
        noteRefusal(node.isObject() ? node.at(u"name"_s) : node, checkedHostName(host.name));
    if (!host.address.isEmpty() && host.address != host.name)
        noteRefusal(node.at(u"address"_s), checkedHostName(host.address));
    if (!host.user.isEmpty())
        noteRefusal(node.isObject() ? node.at(u"user"_s) : node, checkedUserName(host.user));
    return host;
}

QStringList readRelativePaths(const Node &node)
{
    QStringList paths;
    if (!node.present())
        return paths;
    for (const Node &element : node.elements()) {
        const QString path = element.text();
        const QStringList parts = path.split(u'/');
        if (!path.isEmpty() && (path.startsWith(u'-') || parts.contains(QString()) ||
                                parts.contains("."_L1) || parts.contains(".."_L1)))
            element.complain(u"'%1' is not a relative path without . and .."_s.arg(cleanLine(path, 80)));
        else if (paths.contains(path))
            element.complain(u"'%1' is there twice"_s.arg(cleanLine(path, 80)));
        paths.append(path);
    }
    return paths;
}

TargetSpec readTarget(const Node &node, const Surroundings &around, QStringList &unserved)
{
    static constexpr Words<TargetKind, 9> kinds{{{TargetKind::Ssh, "ssh"_L1},
                                                 {TargetKind::Local, "local"_L1},
                                                 {TargetKind::Fly, "fly"_L1},
                                                 {TargetKind::Heroku, "heroku"_L1},
                                                 {TargetKind::Kubernetes, "kubernetes"_L1},
                                                 {TargetKind::Swarm, "swarm"_L1},
                                                 {TargetKind::GitHub, "github"_L1},
                                                 {TargetKind::GitLab, "gitlab"_L1},
                                                 {TargetKind::Command, "command"_L1}}};
    TargetSpec target;
    if (!node.present())
        return target;
    if (!node.isObject()) {
        node.hasOnly({});
        return target;
    }
    target.kind = node.need(u"kind"_s).word(kinds, target.kind);
    if (target.kind != TargetKind::Ssh && target.kind != TargetKind::Local) {
        if (node.hasOnly(QStringList{u"kind"_s} + providerKeys()))
            for (const auto &[key, value] : node.members())
                value.text();
        unserved.append(u"target.kind"_s);
        return target;
    }
    node.hasOnly({u"kind"_s, u"hosts"_s, u"path"_s, u"keep_releases"_s, u"linked_dirs"_s, u"linked_files"_s,
                  u"identity"_s, u"known_hosts"_s, u"parallel"_s, u"transport"_s});
    static constexpr Words<SshTransport, 3> transports{{{SshTransport::Auto, "auto"_L1},
                                                        {SshTransport::Libssh2, "libssh2"_L1},
                                                        {SshTransport::Ssh, "ssh"_L1}}};
    target.path = node.at(u"path"_s).text();
    target.keepReleases = node.at(u"keep_releases"_s).integer(target.keepReleases, 1, 1000);
    target.linkedDirs = readRelativePaths(node.at(u"linked_dirs"_s));
    target.linkedFiles = readRelativePaths(node.at(u"linked_files"_s));
    target.identityFile = localPath(node.at(u"identity"_s).text(), around);
    target.knownHosts = localPath(node.at(u"known_hosts"_s).text(), around);
    target.parallel = node.at(u"parallel"_s).integer(target.parallel, 1, 200);
    target.sshTransport = node.at(u"transport"_s).word(transports, target.sshTransport);
    readHosts(node, target);
    const bool allOwnPaths = std::all_of(target.hosts.begin(), target.hosts.end(),
                                         [](const HostSpec &host) { return !host.path.isEmpty(); });
    if (!allOwnPaths)
        node.need(u"path"_s, u"The folder on the hosts that releases go to, for example /opt/my_app."_s);
    checkPaths(node, target);
    return target;
}

} // namespace belay::projectfile
