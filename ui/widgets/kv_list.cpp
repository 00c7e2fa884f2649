// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/kv_list.h"

#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>

namespace belay {

namespace {

TextRole roleOf(KvList::Look look)
{
    switch (look) {
    case KvList::Look::Strong:
        return TextRole::BodyStrong;
    case KvList::Look::Mono:
        return TextRole::Mono;
    case KvList::Look::Plain:
        break;
    }
    return TextRole::Body;
}

} // namespace

KvList::KvList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::l);
    m_grid->setVerticalSpacing(space::s);
    m_grid->setColumnStretch(1, 1);
}

QLabel *KvList::addRow(const QString &label, const QString &value, Look look)
{
    QLabel *text = makeWrappedLabel(value, roleOf(look), this);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setAccessibleName(label + QStringLiteral(": ") + value);
    addLabel(label);
    m_grid->addWidget(text, m_rows++, 1);
    return text;
}

void KvList::addWidgetRow(const QString &label, QWidget *value)
{
    QLabel *name = addLabel(label);
    name->setBuddy(value);
    // Beside a field of one line the label stands at its middle; beside a block, at its first line.
    const bool oneLine = value->sizeHint().height() < 2 * name->sizeHint().height() + space::s;
    if (oneLine)
        m_grid->setAlignment(name, Qt::AlignVCenter | Qt::AlignLeading);
    m_grid->addWidget(value, m_rows++, 1);
}

void KvList::clear()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

QLabel *KvList::addLabel(const QString &label)
{
    QLabel *name = makeLabel(label, TextRole::Body, this);
    name->setProperty("role", QStringLiteral("meta"));
    m_grid->addWidget(name, m_rows, 0, Qt::AlignTop | Qt::AlignLeading);
    return name;
}

} // namespace belay
