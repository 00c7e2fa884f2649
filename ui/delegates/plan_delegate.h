// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"

namespace belay {

/// A stage as a heading, a step as "title  what it does  hosts".
class PlanDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    using RowDelegateBase::RowDelegateBase;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;
};

} // namespace belay
