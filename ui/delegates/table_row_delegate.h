// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"
#include "ui/theme/status.h"

#include <functional>

namespace belay {

/// Quiet table cells; one column shows a status pill instead of text.
class TableRowDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    using Look = std::function<StatusLook(const QModelIndex &)>;

    TableRowDelegate(int statusColumn, Look look, QObject *parent);

    /// What the text or the pill needs, so that columns can fit their contents.
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;

private:
    int m_statusColumn;
    Look m_look;
};

} // namespace belay
