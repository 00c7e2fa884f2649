// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_sections.h"

#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <algorithm>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

/// The host of the target with that name, or one of its own.
HostSpec readBackupHost(const Node &node, const TargetSpec &target)
{
    if (!node.present())
        return target.hosts.empty() ? HostSpec() : target.hosts.front();
    if (node.isText()) {
        const QString name = node.text();
        const auto known = std::find_if(target.hosts.begin(), target.hosts.end(),
                                        [&name](const HostSpec &host) { return host.name == name; });
        if (known != target.hosts.end())
            return *known;
    }
    return readHost(node);
}

QString readPattern(const Node &node)
{
    const QString path = node.text();
    const QStringList parts = path.split(u'/');
    if (!path.isEmpty() &&
        (!path.startsWith(u'/') || path.endsWith(u'/') || parts.contains("."_L1) || parts.contains(".."_L1)))
        node.complain(u"'%1' is not an absolute path of files"_s.arg(cleanLine(path, 80)),
                      u"For example \"/var/backups/my_app/*.dump\"."_s);
    return path;
}

} // namespace

BackupSpec readBackup(const Node &node, const TargetSpec &target)
{
    BackupSpec backup;
    if (!node.hasOnly({u"host"_s, u"path"_s, u"max_age"_s, u"min_size"_s}) && !node.isObject())
        return backup;
    backup.host = readBackupHost(node.at(u"host"_s), target);
    backup.path = readPattern(node.need(u"path"_s, u"The files on the host, for example "
                                                   "\"/var/backups/my_app/*.dump\"."_s));
    backup.maxAge = node.at(u"max_age"_s).duration(backup.maxAge, Milliseconds(60000));
    const Node least = node.at(u"min_size"_s);
    if (const QString text = least.text(); !text.isEmpty()) {
        if (const auto size = parseSize(text))
            backup.minSize = *size;
        else
            least.complain(size.error().summary.chopped(1), size.error().hint);
    }
    return backup;
}

} // namespace belay::projectfile
