// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/reason_box.h"

#include "models/domain/rollback_reason.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>

namespace belay {

namespace {

const QString otherCode = QStringLiteral("other");

QString tr(const char *text)
{
    return QCoreApplication::translate("ReasonBox", text);
}

/// What a person reads; the history keeps the title of the table, whatever the language.
QString shownTitle(const ReasonCode &code)
{
    if (code.code == QLatin1String("p1-bug"))
        return tr("P1 bug");
    if (code.code == QLatin1String("security"))
        return tr("Security");
    if (code.code == QLatin1String("data-corruption"))
        return tr("Data corruption");
    if (code.code == QLatin1String("error-rate"))
        return tr("Error rate");
    if (code.code == QLatin1String("degradation"))
        return tr("Performance degradation");
    if (code.code == QLatin1String("service-down"))
        return tr("Service down");
    if (code.code == QLatin1String("database"))
        return tr("Database failing");
    if (code.code == otherCode)
        return tr("Other");
    return code.title;
}

} // namespace

QComboBox *makeReasonBox(const QString &code)
{
    auto *box = new QComboBox;
    box->setAccessibleName(tr("What kind of trouble"));
    for (const ReasonCode &one : reasonCodes())
        box->addItem(shownTitle(one), one.code);
    chooseReason(*box, code);
    return box;
}

void chooseReason(QComboBox &box, const QString &code)
{
    const int row = box.findData(code);
    box.setCurrentIndex(row >= 0 ? row : box.findData(otherCode));
}

QString chosenCode(const QComboBox &box)
{
    return box.currentData().toString();
}

QString chosenReason(const QComboBox &box, const QString &text)
{
    const QString what = text.trimmed();
    const QString code = chosenCode(box);
    if (code == otherCode && !what.isEmpty())
        return what;
    return codedReason(code, what).value_or(what);
}

} // namespace belay
