// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incident_clock.h"

#include "models/domain/names.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QDateTime>
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

QString wholeSeconds(qint64 ms)
{
    return ms < 1000 ? IncidentClock::tr("0 s") : formatDuration(ms / 1000 * 1000);
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
    if (clock.taken)
        showTaken(clock, *clock.taken);
    else
        showOpen(clock, running);
    setAccessibleDescription(clock.sentence);
}

void IncidentClock::show(std::size_t place, const QString &value, const QString &label, Tone tone)
{
    m_figures[place].value->setText(value);
    m_figures[place].label->setText(label);
    setTone(m_figures[place].value, tone);
}

void IncidentClock::showOpen(const DecisionClock &clock, bool running)
{
    show(0, wholeSeconds(clock.sinceMs), running ? tr("since it began") : tr("it took"),
         running ? Tone::Danger : Tone::Neutral);
    QString lost = tr("requests failed, not measured");
    if (clock.requestsLost)
        lost = clock.lostPerMinute && running
                   ? tr("requests failed at least, %1 more each minute").arg(roughly(*clock.lostPerMinute))
                   : tr("requests failed at least");
    const bool loses = clock.requestsLost && *clock.requestsLost >= 1.0;
    show(1, clock.requestsLost ? roughly(*clock.requestsLost) : unknown, lost,
         loses ? Tone::Danger : Tone::Neutral);
    QString during = tr("a rollback takes about");
    if (clock.lostByRollback && *clock.lostByRollback >= 1.0)
        during = tr("a rollback takes about, %1 more fail meanwhile").arg(roughly(*clock.lostByRollback));
    show(2, clock.rollbackTakesMs > 0 ? formatDuration(clock.rollbackTakesMs) : unknown,
         clock.rollbackTakesMs > 0 ? during : tr("a rollback takes, not known yet"), Tone::Neutral);
    const QString wayBack = clock.pastNoReturn     ? tr("Passed")
                            : clock.wayBackIsReady ? tr("Open")
                                                   : tr("Not ready");
    show(3, wayBack, clock.wayBack.isEmpty() ? tr("the way back") : clock.wayBack,
         clock.wayBackIsReady ? Tone::Ok : Tone::Warn);
}

void IncidentClock::showTaken(const DecisionClock &clock, const WayTaken &taken)
{
    const bool goesOn = taken.recovery == Recovery::NotHelped;
    show(0, wholeSeconds(clock.sinceMs),
         goesOn ? tr("since it began") : tr("from its beginning until it was back"),
         goesOn ? Tone::Danger : Tone::Neutral);
    QString lost = tr("requests failed, not measured");
    if (clock.requestsLost)
        lost = taken.lostSince && *taken.lostSince >= 1.0
                   ? tr("requests failed at least until it was back, %1 more since")
                         .arg(roughly(*taken.lostSince))
                   : tr("requests failed at least until it was back");
    show(1, clock.requestsLost ? roughly(*clock.requestsLost) : unknown, lost,
         goesOn ? Tone::Danger : Tone::Neutral);
    const QTime since = QDateTime::fromMSecsSinceEpoch(taken.sinceMs).time();
    show(2, QLocale().toString(since, QStringLiteral("HH:mm:ss")),
         taken.version.isEmpty() ? tr("back on the release before since then")
                                 : tr("back on %1 since then").arg(taken.version),
         Tone::Neutral);
    switch (taken.recovery) {
    case Recovery::BeingMeasured:
        show(3, tr("Measuring", "the recovery"), tr("whether the rollback has helped"), Tone::Info);
        break;
    case Recovery::Confirmed:
        show(3, tr("Recovered"), tr("confirmed by the numbers since"), Tone::Ok);
        break;
    case Recovery::NotHelped:
        show(3, tr("Not helped"), tr("the numbers are still bad: the cause lies elsewhere"), Tone::Danger);
        break;
    case Recovery::NoData:
        show(3, tr("Not known"), tr("whether it has helped, for lack of data"), Tone::Warn);
        break;
    }
}

} // namespace belay
