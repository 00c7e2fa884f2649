// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QStyledItemDelegate>

namespace belay {

/// What all row delegates share: background, selection and focus, and text that elides instead of being cut.
/// A delegate overrides paintRow() (and sizeHint() when its rows are not 34 px high) and never draws text by
/// itself.
class RowDelegateBase : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit RowDelegateBase(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Shows the whole text of the cell (tooltip role, else display role) as plain text when it was elided.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    /// Draws the row's content inside option.rect. The background is there already.
    virtual void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const;

    /// One elided line, leading aligned, vertically centred in `rect`. Returns the width it took.
    static int drawText(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                        const QString &text, const QFont &font, const QColor &color,
                        Qt::Alignment align = Qt::AlignLeading);
    /// A title and a quieter line under it, centred as a pair in `rect`; an empty second line leaves one
    /// line.
    static void drawTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                             const QString &title, const QString &text, const QColor &textColor);
    /// Mirrors `rect` inside option.rect for right-to-left layouts.
    static QRect place(const QStyleOptionViewItem &option, const QRect &rect);
};

} // namespace belay
