// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/job_strip.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/pill.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>

using namespace Qt::Literals::StringLiterals;

namespace belay {

/// One running thing. Rows are reused, so that an update does not take the focus from a button.
class JobStrip::Row : public QWidget
{
public:
    explicit Row(JobStrip *strip)
        : QWidget(strip)
        , m_pill(new Pill(this))
        , m_title(new ElidedLabel({}, TextRole::BodyStrong, this))
        , m_detail(new ElidedLabel({}, TextRole::Meta, this))
        , m_bar(new QProgressBar(this))
        , m_open(makeSecondaryButton({}, JobStrip::tr("Open"), this))
        , m_stop(makeQuietButton(u"square"_s, JobStrip::tr("Stop…"), this))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::m);
        m_bar->setRange(0, 1000);
        m_bar->setTextVisible(false);
        m_bar->setFixedWidth(120);
        setCompact(m_open);
        setCompact(m_stop);
        row->addWidget(m_pill);
        row->addWidget(m_title);
        row->addWidget(m_detail, 1);
        row->addWidget(m_bar);
        row->addWidget(m_open);
        row->addWidget(m_stop);
        QObject::connect(m_open, &QPushButton::clicked, strip,
                         [this, strip] { Q_EMIT strip->openRequested(m_id); });
        QObject::connect(m_stop, &QPushButton::clicked, strip,
                         [this, strip] { Q_EMIT strip->stopRequested(m_id); });
    }

    void setJob(const Job &job)
    {
        m_id = job.id;
        m_pill->setStatus(job.look);
        m_title->setText(job.title);
        m_detail->setText(job.detail);
        m_bar->setVisible(job.fraction.has_value());
        m_bar->setValue(qRound(job.fraction.value_or(0.0) * 1000.0));
        m_bar->setAccessibleName(JobStrip::tr("Progress of %1").arg(job.title));
        m_open->setAccessibleName(JobStrip::tr("Open %1").arg(job.title));
        m_stop->setVisible(job.stoppable);
        m_stop->setAccessibleName(JobStrip::tr("Stop %1").arg(job.title));
    }

private:
    QString m_id;
    Pill *m_pill;
    ElidedLabel *m_title;
    ElidedLabel *m_detail;
    QProgressBar *m_bar;
    QPushButton *m_open;
    QPushButton *m_stop;
};

JobStrip::JobStrip(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(space::xl, space::s, space::xl, space::s);
    m_column->setSpacing(space::xs);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("What runs now"));
    hide();
}

void JobStrip::setJobs(const std::vector<Job> &jobs)
{
    while (m_rows.size() < jobs.size()) {
        m_rows.push_back(new Row(this));
        m_column->addWidget(m_rows.back());
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setVisible(i < jobs.size());
        if (i < jobs.size())
            m_rows[i]->setJob(jobs[i]);
    }
    setVisible(!jobs.empty());
}

void JobStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.setPen(tokens().border);
    painter.drawLine(0, 0, width(), 0);
}

} // namespace belay
