// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_sections.h"

namespace belay::projectfile {

using namespace Qt::Literals::StringLiterals;

LogsSpec readLogs(const Node &node)
{
    static constexpr Words<LogFormat, 3> formats{
        {{LogFormat::Auto, "auto"_L1}, {LogFormat::Json, "json"_L1}, {LogFormat::Plain, "plain"_L1}}};
    LogsSpec logs;
    if (!node.hasOnly({u"files"_s, u"unit"_s, u"user_unit"_s, u"format"_s}) && !node.isObject())
        return logs;
    if (const Node files = node.at(u"files"_s); files.present()) {
        logs.files = files.texts();
        for (const Node &file : files.elements()) {
            if (const QString path = file.text();
                !path.isEmpty() && !path.startsWith(u'/') && !path.startsWith("{path}/"_L1))
                file.complain(u"expected a path that begins with / or {path}/"_s);
        }
    }
    logs.unit = node.at(u"unit"_s).text();
    logs.userUnit = node.at(u"user_unit"_s).boolean(false);
    logs.format = node.at(u"format"_s).word(formats, logs.format);
    if (logs.files.isEmpty() == logs.unit.isEmpty())
        node.complain(u"expected either 'files' or 'unit'"_s);
    return logs;
}

} // namespace belay::projectfile
