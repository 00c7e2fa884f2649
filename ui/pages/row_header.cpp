// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/row_header.h"

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QEvent>
#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace belay {

namespace {

constexpr int widest = 200; ///< longer names are elided, the cells need the place

QFont headingFont()
{
    QFont font = metaFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

void drawLine(QPainter *painter, const QRect &rect, const QFont &font, const QColor &color,
              const QString &text)
{
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(rect, Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace

RowHeader::RowHeader(Subtitle subtitle, QWidget *parent)
    : QHeaderView(Qt::Vertical, parent)
    , m_subtitle(std::move(subtitle))
{
    setSectionResizeMode(QHeaderView::Fixed);
    setSectionsClickable(false);
    setHighlightSections(false);
}

RowHeader *RowHeader::install(QTableView &table, const QString &heading, Subtitle subtitle)
{
    auto *header = new RowHeader(std::move(subtitle), &table);
    header->m_heading = heading;
    table.setVerticalHeader(header);
    table.setCornerButtonEnabled(false);
    header->show();
    // The corner is a button of the table that draws itself with a bevel.
    if (auto *corner = table.findChild<QAbstractButton *>())
        corner->installEventFilter(header);
    return header;
}

QString RowHeader::name(int section) const
{
    return model() ? model()->headerData(section, Qt::Vertical, Qt::DisplayRole).toString() : QString();
}

void RowHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    painter->fillRect(rect, tokens().surface);
    const QRect inside = rect.adjusted(space::xs, 0, -space::s, 0);
    const QString subtitle = m_subtitle ? m_subtitle(section) : QString();
    if (subtitle.isEmpty()) {
        drawLine(painter, inside, bodyStrongFont(), tokens().text, name(section));
    } else {
        const int first = QFontMetrics(bodyStrongFont()).height();
        const int second = QFontMetrics(metaFont()).height();
        const int top = inside.top() + (inside.height() - first - second - 2) / 2;
        drawLine(painter, QRect(inside.left(), top, inside.width(), first), bodyStrongFont(), tokens().text,
                 name(section));
        drawLine(painter, QRect(inside.left(), top + first + 2, inside.width(), second), metaFont(),
                 tokens().text2, subtitle);
    }
    painter->restore();
}

QSize RowHeader::sectionSizeFromContents(int section) const
{
    const int title = QFontMetrics(bodyStrongFont()).horizontalAdvance(name(section));
    const int text = m_subtitle ? QFontMetrics(metaFont()).horizontalAdvance(m_subtitle(section)) : 0;
    return {std::min(widest, std::max(title, text) + space::xs + space::s + 1), defaultSectionSize()};
}

bool RowHeader::eventFilter(QObject *watched, QEvent *event)
{
    auto *corner = qobject_cast<QWidget *>(watched);
    if (event->type() != QEvent::Paint || !corner)
        return QHeaderView::eventFilter(watched, event);
    QPainter painter(corner);
    painter.fillRect(corner->rect(), tokens().surface);
    painter.setPen(tokens().border);
    painter.drawLine(corner->rect().bottomLeft(), corner->rect().bottomRight());
    drawLine(&painter, corner->rect().adjusted(space::xs, 0, -space::s, 0), headingFont(), tokens().text2,
             m_heading);
    return true;
}

} // namespace belay
