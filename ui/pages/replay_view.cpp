// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/replay_view.h"

#include "models/domain/names.h"
#include "models/item/checklist_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "ui/pages/monitor_step.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>

namespace belay {

namespace {

constexpr int tickMs = 50;
constexpr int sliderSteps = 1000; ///< a day in milliseconds would not fit an int for long
constexpr int keySteps = 50;      ///< of a run, for the arrow keys
constexpr int speeds[] = {1, 10, 60};

} // namespace

ReplayView::ReplayView(QWidget *parent)
    : QWidget(parent)
    , m_player({}, 1)
{
    m_models.run = new RunModel(&m_owner);
    m_models.watched = m_models.run; // the run as it was recorded: what came after it is not its own
    m_models.series = new SeriesModel(&m_owner);
    m_models.checklist = new ChecklistModel(&m_owner);
    setObjectName(QStringLiteral("replay"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    m_ribbon = new Banner(Tone::Info);
    m_ribbon->setIcon(QStringLiteral("history"));
    auto *leave = makeSecondaryButton(QStringLiteral("log-out"), tr("Leave the replay"));
    leave->setObjectName(QStringLiteral("leaveReplay"));
    leave->setToolTip(tr("Esc"));
    connect(leave, &QPushButton::clicked, this, &ReplayView::left);
    m_ribbon->addButton(leave);
    column->addWidget(m_ribbon);
    column->addWidget(buildControls());
    m_monitor = new MonitorStep(m_nobody, m_models);
    m_monitor->setReplayed(true);
    column->addWidget(m_monitor, 1);
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &ReplayView::advance);
}

QWidget *ReplayView::buildControls()
{
    auto *card = new Card;
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    m_play = makeSecondaryButton(QStringLiteral("pause"), tr("Pause"));
    m_play->setObjectName(QStringLiteral("playReplay"));
    m_play->setToolTip(tr("Space"));
    setCompact(m_play);
    connect(m_play, &QPushButton::clicked, this, [this] { setPlaying(!isPlaying()); });
    row->addWidget(m_play);
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setObjectName(QStringLiteral("replayPosition"));
    m_slider->setAccessibleName(tr("Moment of the run"));
    m_slider->setRange(0, sliderSteps);
    m_slider->setSingleStep(sliderSteps / keySteps);
    m_slider->setPageStep(sliderSteps / 10);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { seek(m_durationMs * value / sliderSteps); });
    row->addWidget(m_slider, 1);
    m_clock = makeLabel(QString(), TextRole::Meta);
    m_clock->setObjectName(QStringLiteral("replayClock"));
    row->addWidget(m_clock);
    m_speeds = new QButtonGroup(this);
    for (const int times : speeds) {
        auto *button = makeSecondaryButton(QString(), tr("%1×").arg(times));
        button->setObjectName(QStringLiteral("speed-%1").arg(times));
        button->setAccessibleName(tr("%1 times as fast").arg(times));
        button->setCheckable(true);
        button->setChecked(times == m_speed);
        setCompact(button);
        m_speeds->addButton(button, times);
        row->addWidget(button);
    }
    connect(m_speeds, &QButtonGroup::idClicked, this, &ReplayView::setSpeed);
    card->body()->addLayout(row);
    return card;
}

void ReplayView::start(const RunState &run, std::vector<RunEvent> events)
{
    m_events = std::move(events);
    m_beganMs = m_events.empty() ? 0 : m_events.front().timeMs;
    m_durationMs = RunPlayer(m_events, 1).durationMs();
    m_ribbon->setTexts(
        tr("Replay of %1 %2 in %3, %4")
            .arg(run.plan.project, run.plan.version, run.plan.environment,
                 QLocale().toString(QDateTime::fromMSecsSinceEpoch(run.startedMs), QLocale::ShortFormat)),
        tr("What was seen then, as it was seen. Nothing here acts."));
    ReleaseView view;
    view.project = run.plan.project;
    view.environment = run.plan.environment;
    m_monitor->setView(view);
    m_atMs = m_durationMs; // so that going to the beginning is going back
    seek(0);
    setPlaying(true);
}

void ReplayView::stop()
{
    m_tick.stop();
    m_events.clear();
    m_player = RunPlayer({}, 1);
    m_models.run->reset(RunState());
    m_models.series->reset();
}

void ReplayView::setPlaying(bool playing)
{
    if (playing && m_atMs >= m_durationMs)
        seek(0); // again
    if (playing) {
        m_sinceTick.start();
        m_tick.start();
    } else {
        m_tick.stop();
    }
    showControls();
}

void ReplayView::setSpeed(int times)
{
    m_speed = times;
    if (QAbstractButton *button = m_speeds->button(times))
        button->setChecked(true);
}

void ReplayView::advance()
{
    show(std::min(m_durationMs, m_atMs + m_sinceTick.restart() * m_speed));
    if (m_atMs >= m_durationMs)
        setPlaying(false);
}

void ReplayView::seek(qint64 atMs)
{
    const qint64 to = std::clamp<qint64>(atMs, 0, m_durationMs);
    if (to < m_atMs) {
        // Events only go forward: what was is told again from the beginning.
        m_player = RunPlayer(m_events, 1);
        m_models.run->reset(RunState());
    }
    show(to);
}

void ReplayView::show(qint64 atMs)
{
    m_atMs = atMs;
    m_monitor->setReplayTime(m_beganMs + atMs);
    const std::vector<RunEvent> due = m_player.until(atMs);
    if (!due.empty())
        m_models.run->applyEvents(due);
    m_models.series->setState(m_models.run->state());
    showControls();
}

void ReplayView::showControls()
{
    const bool over = m_atMs >= m_durationMs;
    const QString look = isPlaying() ? QStringLiteral("pause")
                         : over      ? QStringLiteral("rotate-ccw")
                                     : QStringLiteral("play");
    m_play->setText(isPlaying() ? tr("Pause") : over ? tr("Again") : tr("Play"));
    m_play->setIcon(icon(look));
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(m_durationMs > 0 ? static_cast<int>(m_atMs * sliderSteps / m_durationMs) : 0);
    m_clock->setText(tr("%1   %2 of %3")
                         .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_beganMs + m_atMs).time(),
                                                 QStringLiteral("HH:mm:ss")),
                              formatDuration(m_atMs / 1000 * 1000), formatDuration(m_durationMs)));
}

QWidget *ReplayView::firstFocus() const
{
    return m_slider;
}

/// What the focused control does not want for itself: a button takes Space, the slider and the chart arrows.
void ReplayView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
        setPlaying(!isPlaying());
        break;
    case Qt::Key_Left:
        seek(m_atMs - m_durationMs / keySteps);
        break;
    case Qt::Key_Right:
        seek(m_atMs + m_durationMs / keySteps);
        break;
    case Qt::Key_Escape:
        Q_EMIT left();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ReplayView::hideEvent(QHideEvent *event)
{
    if (isPlaying())
        setPlaying(false);
    QWidget::hideEvent(event);
}

} // namespace belay
