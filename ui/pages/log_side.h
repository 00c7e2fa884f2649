// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"
#include "models/item/logs_view.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
QT_END_NAMESPACE

namespace belay {

class Card;
class ErrorKindsModel;
class KvList;

/// Beside the lines of a log: the kinds of errors that are new since the deployment, and the fields of the
/// line that is chosen.
class LogSide : public QWidget
{
    Q_OBJECT
public:
    explicit LogSide(QWidget *parent = nullptr);

    void setView(const LogsView &view);
    void setRow(const LogRow *row);

Q_SIGNALS:
    /// Lines of this kind are wanted: a query.
    void kindChosen(const QString &query);

private:
    void choose(const QModelIndex &index);

    ErrorKindsModel *m_kinds;
    QListView *m_list;
    QLabel *m_none;
    Card *m_detail;
    KvList *m_fields;
    QLabel *m_noRow;
    qint64 m_line = -1;
};

} // namespace belay
