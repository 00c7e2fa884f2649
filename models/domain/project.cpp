// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project.h"

#include <QRegularExpression>

#include <algorithm>

namespace belay {

const Environment *Project::environment(const QString &wanted) const
{
    const auto found = std::find_if(environments.begin(), environments.end(),
                                    [&wanted](const Environment &each) { return each.name == wanted; });
    return found == environments.end() ? nullptr : &*found;
}

QString expand(QString text, const std::map<QString, QString> &values)
{
    // One pass from left to right, so that a value that looks like a placeholder is not expanded again.
    QString out;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype open = text.indexOf(QLatin1Char('{'), from);
        const qsizetype close = open < 0 ? -1 : text.indexOf(QLatin1Char('}'), open);
        if (close < 0)
            break;
        const auto value = values.find(text.mid(open + 1, close - open - 1));
        if (value == values.end()) {
            out += text.mid(from, open + 1 - from);
            from = open + 1;
        } else {
            out += text.mid(from, open - from) + value->second;
            from = close + 1;
        }
    }
    return out + text.mid(from);
}

QStringList missingValues(const QString &text, const std::map<QString, QString> &values)
{
    static const QRegularExpression placeholder(QStringLiteral("\\{([A-Za-z_][A-Za-z0-9_.]*)\\}"));
    QStringList missing;
    auto matches = placeholder.globalMatch(text);
    while (matches.hasNext()) {
        const QString name = matches.next().captured(1);
        if (!values.contains(name) && !missing.contains(name))
            missing.append(name);
    }
    return missing;
}

std::map<QString, QString> hostValues(const HostSpec &host)
{
    std::map<QString, QString> values = {
        {QStringLiteral("host"), host.name},
        {QStringLiteral("address"), host.address.isEmpty() ? host.name : host.address},
        {QStringLiteral("port"), host.port ? QString::number(host.port) : QString()},
        {QStringLiteral("user"), host.user}};
    for (const auto &[name, value] : host.vars)
        values[QStringLiteral("vars.") + name] = value;
    return values;
}

QString deployPath(const TargetSpec &target, const HostSpec &host)
{
    return expand(host.path.isEmpty() ? target.path : host.path, hostValues(host));
}

} // namespace belay
