// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <utility>

namespace belay {

/// Runs `work` on a thread of a small pool; afterwards calls `done` on the thread of `context`, unless that
/// is gone. Call from the window's thread.
void runInBackground(QObject *context, std::function<void()> work, std::function<void()> done);

/// The same with a value.
template <typename T>
void runInBackground(QObject *context, std::function<T()> work, std::function<void(T)> done)
{
    auto value = std::make_shared<std::unique_ptr<T>>();
    runInBackground(
        context, [value, work = std::move(work)] { *value = std::make_unique<T>(work()); },
        [value, done = std::move(done)] { done(std::move(**value)); });
}

/// Waits until everything handed over has ended. Call before what the work uses is taken down.
void finishBackgroundWork();

} // namespace belay
