// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rule.h"

namespace belay::scan {

Finding &Reporter::at(Text file, int line, const QString &message, const QString &fix,
                      std::optional<Severity> severity)
{
    Finding finding;
    finding.rule = QString::fromLatin1(m_rule.id);
    finding.severity = severity.value_or(m_rule.severity);
    finding.file = toQString(file);
    finding.line = line;
    finding.message = message;
    finding.fix = fix;
    m_findings.push_back(std::move(finding));
    return m_findings.back();
}

} // namespace belay::scan
