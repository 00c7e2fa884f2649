// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_side.h"

#include "models/domain/log_entry.h"
#include "models/domain/names.h"
#include "models/item/error_kinds_model.h"
#include "ui/delegates/error_kind_delegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/log_view.h"

#include <QDateTime>
#include <QLabel>
#include <QListView>
#include <QScrollArea>
#include <QVBoxLayout>

namespace belay {

namespace {

constexpr int sideWidth = 300;
constexpr qsizetype longestValue = 600;

} // namespace

LogSide::LogSide(QWidget *parent)
    : QWidget(parent)
    , m_kinds(new ErrorKindsModel(this))
    , m_list(new QListView)
    , m_none(makeWrappedLabel(QString(), TextRole::Meta))
    , m_detail(new Card(tr("Line")))
    , m_fields(new KvList)
    , m_noRow(makeWrappedLabel(tr("Choose a line to see its fields."), TextRole::Meta))
{
    setFixedWidth(sideWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);

    auto *kinds = new Card(tr("New since the deployment"));
    m_list->setObjectName(QStringLiteral("errorKinds"));
    m_list->setAccessibleName(tr("Errors that are new since the deployment"));
    m_list->setModel(m_kinds);
    m_list->setItemDelegate(new ErrorKindDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_list, &QListView::clicked, this, &LogSide::choose);
    connect(m_list, &QListView::activated, this, &LogSide::choose);
    kinds->body()->addWidget(m_list, 1);
    kinds->body()->addWidget(m_none);
    column->addWidget(kinds, 1);

    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("lineFields"));
    scroll->setAccessibleName(tr("Fields of the line"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inside = new QWidget;
    auto *insideColumn = new QVBoxLayout(inside);
    insideColumn->setContentsMargins(0, 0, 0, 0);
    insideColumn->addWidget(m_noRow);
    insideColumn->addWidget(m_fields);
    insideColumn->addStretch(1);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    m_detail->body()->addWidget(scroll, 1);
    column->addWidget(m_detail, 1);
    setRow(nullptr);
}

void LogSide::choose(const QModelIndex &index)
{
    if (const QString query = index.data(ErrorKindsModel::QueryRole).toString(); !query.isEmpty())
        Q_EMIT kindChosen(query);
}

void LogSide::setView(const LogsView &view)
{
    m_kinds->setKinds(view.fresh);
    m_list->setVisible(!view.fresh.empty());
    QString text;
    if (view.deployedMs == 0)
        text = tr("When this environment was deployed is not known here, so nothing can be called new.");
    else if (view.fresh.empty())
        text = tr("No error of a new kind since %1.")
                   .arg(QDateTime::fromMSecsSinceEpoch(view.deployedMs)
                            .toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    else if (!view.compared)
        text = tr("There were no lines from before the deployment to compare with.");
    m_none->setText(text);
    m_none->setVisible(!text.isEmpty());
}

void LogSide::setRow(const LogRow *row)
{
    if (row && row->line == m_line)
        return;
    m_line = row ? row->line : -1;
    m_fields->clear();
    m_fields->setVisible(row != nullptr);
    m_noRow->setVisible(row == nullptr);
    if (!row)
        return;
    const ServiceLogEntry entry = parseLogLine(row->raw.toUtf8(), LogFormat::Auto);
    m_fields->addRow(tr("Host"), row->host);
    m_fields->addRow(tr("Time"), row->timeMs == 0 ? tr("the line does not say")
                                                  : QDateTime::fromMSecsSinceEpoch(row->timeMs)
                                                        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")));
    m_fields->addRow(tr("Message"), cleanLine(QString::fromUtf8(entry.message), longestValue),
                     KvList::Look::Mono);
    for (const auto &[name, value] : entry.fields)
        m_fields->addRow(cleanLine(QString::fromUtf8(name), 60),
                         cleanLine(QString::fromUtf8(value), longestValue), KvList::Look::Mono);
}

} // namespace belay
