// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_sections.h"

namespace belay::projectfile {

using namespace Qt::Literals::StringLiterals;

namespace {

/// Files that begin with / or {path}/.
void checkPath(const Node &node)
{
    if (const QString path = node.text();
        !path.isEmpty() && !path.startsWith(u'/') && !path.startsWith("{path}/"_L1))
        node.complain(u"expected a path that begins with / or {path}/"_s);
}

/// Lines come from one place, and what shows restarts is one thing: a unit and a container show their own.
void checkTogether(const Node &node, const LogsSpec &logs)
{
    const bool files = !logs.files.isEmpty();
    const bool unit = !logs.unit.isEmpty();
    const bool container = !logs.container.isEmpty();
    if (int(files) + int(unit) + int(container && !files) != 1) {
        node.complain(u"expected one of 'files', 'unit' and 'container'"_s);
        return;
    }
    const int shown = int(container) + int(!logs.pidFile.isEmpty()) + int(logs.port > 0);
    if (shown > (unit ? 0 : 1))
        node.complain(u"expected at most one of 'container', 'pid_file' and 'port', and none with 'unit'"_s);
}

} // namespace

LogsSpec readLogs(const Node &node)
{
    static constexpr Words<LogFormat, 3> formats{
        {{LogFormat::Auto, "auto"_L1}, {LogFormat::Json, "json"_L1}, {LogFormat::Plain, "plain"_L1}}};
    LogsSpec logs;
    if (!node.hasOnly(
            {u"files"_s, u"unit"_s, u"user_unit"_s, u"container"_s, u"pid_file"_s, u"port"_s, u"format"_s}) &&
        !node.isObject())
        return logs;
    if (const Node files = node.at(u"files"_s); files.present()) {
        logs.files = files.texts();
        for (const Node &file : files.elements())
            checkPath(file);
    }
    logs.unit = node.at(u"unit"_s).text();
    logs.userUnit = node.at(u"user_unit"_s).boolean(false);
    logs.container = node.at(u"container"_s).text();
    if (logs.container.startsWith(u'-'))
        node.at(u"container"_s).complain(u"expected the name of a container"_s);
    logs.pidFile = node.at(u"pid_file"_s).text();
    checkPath(node.at(u"pid_file"_s));
    if (const Node port = node.at(u"port"_s); port.present())
        logs.port = port.integer(0, 1, 65535);
    logs.format = node.at(u"format"_s).word(formats, logs.format);
    checkTogether(node, logs);
    return logs;
}

} // namespace belay::projectfile
