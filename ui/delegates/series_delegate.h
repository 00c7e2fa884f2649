// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"

namespace belay {

/// One watched number: verdict icon, title and "was …", and the value now at the end.
class SeriesDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    using RowDelegateBase::RowDelegateBase;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;
};

} // namespace belay
