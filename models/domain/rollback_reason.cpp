// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/rollback_reason.h"

#include "models/domain/names.h"

namespace belay {

using namespace Qt::Literals::StringLiterals;

const std::vector<ReasonCode> &reasonCodes()
{
    static const std::vector<ReasonCode> codes = {
        {u"p1-bug"_s, u"P1 bug"_s},
        {u"security"_s, u"Security"_s},
        {u"data-corruption"_s, u"Data corruption"_s},
        {u"error-rate"_s, u"Error rate"_s},
        {u"degradation"_s, u"Performance degradation"_s},
        {u"service-down"_s, u"Service down"_s},
        {u"database"_s, u"Database failing"_s},
        {u"other"_s, u"Other"_s},
    };
    return codes;
}

Result<QString> codedReason(const QString &code, const QString &text)
{
    const QString what = text.trimmed();
    if (code.isEmpty())
        return what;
    QStringList known;
    for (const ReasonCode &one : reasonCodes()) {
        if (one.code == code)
            return what.isEmpty() ? one.title : QString(one.title + u": " + what);
        known << one.code;
    }
    return fail(ErrorKind::Invalid, u"There is no reason code “%1”."_s.arg(cleanLine(code, 40)),
                u"Use one of %1."_s.arg(known.join(u", "_s)));
}

QString codeOfReason(const QString &reason)
{
    for (const ReasonCode &one : reasonCodes()) {
        if (reason == one.title || reason.startsWith(QString(one.title + u": ")))
            return one.code;
    }
    return {};
}

} // namespace belay
