// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges_tools.h"

namespace belay::judges {

using namespace Qt::Literals::StringLiterals;

QString counted(qint64 number, const QString &one, const QString &many)
{
    return u"%1 %2"_s.arg(number).arg(number == 1 ? one : many);
}

QString listed(const QStringList &names, qsizetype most)
{
    const QString shown = names.mid(0, most).join(", "_L1);
    return names.size() <= most ? shown : u"%1 and %2 more"_s.arg(shown).arg(names.size() - most);
}

Finding exitCode(const Ended &ended)
{
    const QString line = ended.output.lastMeaningful();
    if (ended.ok())
        return {CheckState::Passed, line.isEmpty() ? u"exit code %1"_s.arg(ended.exitCode) : line};
    const QString code = u"exit code %1"_s.arg(ended.exitCode);
    return {CheckState::Failed, line.isEmpty() ? code : QString(code + ": "_L1 + line)};
}

/// npm's exit code knows the level that was asked for; the text knows the numbers.
Finding npmAudit(const Ended &ended)
{
    static const QRegularExpression none(u"^found 0 vulnerabilities"_s);
    static const QRegularExpression some(
        u"^([0-9]+) (?:(\\w+) severity )?vulnerabilit(?:y|ies)(?: \\((.+)\\))?"_s);
    if (ended.ok() && ended.output.contains(none))
        return {CheckState::Passed, u"no vulnerabilities"_s};
    const auto match = ended.output.last(some);
    if (!match.hasMatch())
        return ended.ok() ? Finding{CheckState::Failed, u"the output does not say what was found"_s}
                          : exitCode(ended);
    const QString number = counted(match.captured(1).toLongLong(), u"vulnerability"_s, u"vulnerabilities"_s);
    const QString levels = match.captured(2) + match.captured(3);
    const QString sentence = levels.isEmpty() ? number : u"%1 (%2)"_s.arg(number, levels);
    if (ended.ok())
        return {CheckState::Passed, sentence + ", none at the level that fails"_L1};
    return {CheckState::Failed, sentence};
}

} // namespace belay::judges
