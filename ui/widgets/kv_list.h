// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QGridLayout;
class QLabel;
QT_END_NAMESPACE

namespace belay {

/// Rows of "label  value", as in the rollback dialog. Values are plain, wrap, and can be selected and copied.
class KvList : public QWidget
{
    Q_OBJECT
public:
    enum class Look { Plain, Strong, Mono };

    explicit KvList(QWidget *parent = nullptr);

    QLabel *addRow(const QString &label, const QString &value, Look look = Look::Plain);
    void addWidgetRow(const QString &label, QWidget *value); ///< takes ownership
    void clear();

private:
    QLabel *addLabel(const QString &label);

    QGridLayout *m_grid;
    int m_rows = 0;
};

} // namespace belay
