// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/form_rows.h"

#include "ui/widgets/kv_list.h"

#include <QGridLayout>

namespace belay {

void setLabelWidth(KvList &list, int width)
{
    if (auto *grid = qobject_cast<QGridLayout *>(list.layout()))
        grid->setColumnMinimumWidth(0, width);
}

} // namespace belay
