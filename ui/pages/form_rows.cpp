// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/form_rows.h"

#include "ui/widgets/kv_list.h"

#include <QGridLayout>
#include <QLabel>

namespace belay {

void addFieldRow(KvList &list, const QString &label, QWidget *field)
{
    list.addWidgetRow(label, field);
    for (QLabel *each : list.findChildren<QLabel *>()) {
        if (each->buddy() == field)
            list.layout()->setAlignment(each, Qt::AlignVCenter | Qt::AlignLeading);
    }
}

void setLabelWidth(KvList &list, int width)
{
    if (auto *grid = qobject_cast<QGridLayout *>(list.layout()))
        grid->setColumnMinimumWidth(0, width);
}

} // namespace belay
