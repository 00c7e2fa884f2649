// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

#include <functional>

QT_BEGIN_NAMESPACE
class QTableView;
QT_END_NAMESPACE

namespace belay {

/// What stands before the rows of a matrix: a name and a quieter line under it, without lines or bevels. The
/// second line comes from `subtitle`; the corner above shows `heading`.
class RowHeader : public QHeaderView
{
    Q_OBJECT
public:
    using Subtitle = std::function<QString(int row)>;

    explicit RowHeader(Subtitle subtitle = {}, QWidget *parent = nullptr);

    /// Replaces the table's vertical header by one of these.
    static RowHeader *install(QTableView &table, const QString &heading, Subtitle subtitle = {});

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QString name(int section) const;

    Subtitle m_subtitle;
    QString m_heading;
};

} // namespace belay
