// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incident_clock.h"

#include "models/domain/names.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLocale>

#include <cmath>

namespace belay {

namespace {

const QString unknown = QStringLiteral("—");

/// "about 420", "about 1.2 k": what is counted here is a lower bound, more digits would lie.
QString roughly(double count)
{
    if (count < 1000.0)
        return QLocale().toString(std::round(count), 'f', 0);
    if (count < 1e6)
        return IncidentClock::tr("%1 k", "thousands").arg(QLocale().toString(count / 1e3, 'f', 1));
    return IncidentClock::tr("%1 M", "millions").arg(QLocale().toString(count / 1e6, 'f', 1));
}

} // namespace

IncidentClock::IncidentClock(QWidget *parent)
    : Card(QString(), parent)
{
    setAccessibleName(tr("Decision clock"));
    setBodyMargins(space::l, space::s, space::l, space::s);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::l);
    for (Figure &figure : m_figures) {
        auto *column = new QVBoxLayout;
        column->setSpacing(0);
        figure.value = makeLabel(unknown, TextRole::Incident);
        figure.label = makeWrappedLabel(QString(), TextRole::Meta);
        column->addWidget(figure.value);
        column->addWidget(figure.label);
        column->addStretch(1);
        row->addLayout(column, 1);
    }
    body()->addLayout(row);
}

void IncidentClock::setClock(const DecisionClock &clock, bool running)
{
    const qint64 seconds = clock.sinceMs / 1000 * 1000;
    const auto show = [](Figure &figure, const QString &value, const QString &label, Tone tone) {
        figure.value->setText(value);
        figure.label->setText(label);
        setTone(figure.value, tone);
    };
    show(m_figures[0], seconds < 1000 ? tr("0 s") : formatDuration(seconds),
         running ? tr("since it began") : tr("it took"), running ? Tone::Danger : Tone::Neutral);
    QString lost = tr("requests failed, not measured");
    if (clock.requestsLost)
        lost = clock.lostPerMinute && running
                   ? tr("requests failed at least, %1 more each minute").arg(roughly(*clock.lostPerMinute))
                   : tr("requests failed at least");
    const bool loses = clock.requestsLost && *clock.requestsLost >= 1.0;
    show(m_figures[1], clock.requestsLost ? roughly(*clock.requestsLost) : unknown, lost,
         loses ? Tone::Danger : Tone::Neutral);
    QString during = tr("a rollback takes about");
    if (clock.lostByRollback && *clock.lostByRollback >= 1.0)
        during = tr("a rollback takes about, %1 more fail meanwhile").arg(roughly(*clock.lostByRollback));
    show(m_figures[2], clock.rollbackTakesMs > 0 ? formatDuration(clock.rollbackTakesMs) : unknown,
         clock.rollbackTakesMs > 0 ? during : tr("a rollback takes, not known yet"), Tone::Neutral);
    const QString wayBack = clock.pastNoReturn     ? tr("Passed")
                            : clock.wayBackIsReady ? tr("Open")
                                                   : tr("Not ready");
    show(m_figures[3], wayBack, clock.wayBack.isEmpty() ? tr("the way back") : clock.wayBack,
         clock.wayBackIsReady ? Tone::Ok : Tone::Warn);
    setAccessibleDescription(clock.sentence);
}

} // namespace belay
