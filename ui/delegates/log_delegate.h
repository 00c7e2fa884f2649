// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"

namespace belay {

/// Log cells in the fixed font; errors in the danger colour.
class LogDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    using RowDelegateBase::RowDelegateBase;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;
};

} // namespace belay
