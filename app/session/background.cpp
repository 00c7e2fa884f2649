// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/background.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace belay {

namespace {

/// The work waits for hosts and files, not for the processor: more threads than cores are right.
constexpr int threads = 8;

QThreadPool &pool()
{
    static QThreadPool instance;
    instance.setMaxThreadCount(threads);
    return instance;
}

} // namespace

void runInBackground(QObject *context, std::function<void()> work, std::function<void()> done)
{
    // The pointer is looked at on the window's thread only, where the context lives and dies.
    const QPointer<QObject> alive(context);
    pool().start([alive, work = std::move(work), done = std::move(done)]() mutable {
        work();
        QMetaObject::invokeMethod(
            qApp,
            [alive = std::move(alive), done = std::move(done)] {
                if (alive)
                    done();
            },
            Qt::QueuedConnection);
    });
}

void finishBackgroundWork()
{
    pool().waitForDone();
}

} // namespace belay
