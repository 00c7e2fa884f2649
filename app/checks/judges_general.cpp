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

} // namespace belay::judges
