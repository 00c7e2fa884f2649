// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/status.h"

#include <QWidget>

#include <optional>
#include <vector>

QT_BEGIN_NAMESPACE
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

/// Something that runs: "web → Staging", "host 2 of 3, upload 41 of 48 MB, about 1 min left".
struct Job
{
    QString id;
    StatusLook look;
    QString title;
    QString detail;
    std::optional<double> fraction; ///< 0…1; none: unknown
    bool stoppable = false;
};

/// What runs now, at the foot of the window on every page. Hidden when nothing runs.
class JobStrip : public QWidget
{
    Q_OBJECT
public:
    explicit JobStrip(QWidget *parent = nullptr);

    void setJobs(const std::vector<Job> &jobs);

Q_SIGNALS:
    void openRequested(const QString &id);
    void stopRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    class Row;
    QVBoxLayout *m_column;
    std::vector<Row *> m_rows;
};

} // namespace belay
