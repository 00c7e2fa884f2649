// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"

namespace belay {

/// A kind of error in two lines: what it says, and how often, since when, and where first.
class ErrorKindDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    using RowDelegateBase::RowDelegateBase;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// "12 times · since 14:08:10 · web-2"
    static QString summary(const QModelIndex &index);

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;
};

} // namespace belay
