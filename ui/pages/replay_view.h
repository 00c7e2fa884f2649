// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_player.h"
#include "models/domain/run_state.h"
#include "models/item/app_models.h"
#include "ui/window_intents.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QLabel;
class QPushButton;
class QSlider;
QT_END_NAMESPACE

namespace belay {

class Banner;
class MonitorStep;

/// A past run played again: the Monitor as it was then, at 1, 10 or 60 times the pace, with a pause and any
/// moment to jump to. Nothing on it acts: its models are its own, and what its Monitor asks for reaches
/// nobody. Stands still while nobody sees it. Window thread.
class ReplayView : public QWidget
{
    Q_OBJECT
public:
    explicit ReplayView(QWidget *parent = nullptr);

    /// From the beginning, playing.
    void start(const RunState &run, std::vector<RunEvent> events);
    void stop();

    void setPlaying(bool playing);
    bool isPlaying() const { return m_tick.isActive(); }
    void setSpeed(int times);
    /// Milliseconds of the run after its beginning.
    void seek(qint64 atMs);
    qint64 position() const { return m_atMs; }
    qint64 duration() const { return m_durationMs; }
    QWidget *firstFocus() const;

Q_SIGNALS:
    void left(); ///< back to the history

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildControls();
    void advance();
    void show(qint64 atMs);
    void showControls();

    QObject m_owner; ///< of the models
    AppModels m_models;
    WindowIntents m_nobody; ///< connected to nothing
    std::vector<RunEvent> m_events;
    RunPlayer m_player;
    qint64 m_beganMs = 0;
    qint64 m_durationMs = 0;
    qint64 m_atMs = 0;
    int m_speed = 10;
    QTimer m_tick;
    QElapsedTimer m_sinceTick;
    Banner *m_ribbon = nullptr;
    QPushButton *m_play = nullptr;
    QSlider *m_slider = nullptr;
    QLabel *m_clock = nullptr;
    QButtonGroup *m_speeds = nullptr;
    MonitorStep *m_monitor = nullptr;
};

} // namespace belay
