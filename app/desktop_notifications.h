// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/occasion.h"
#include "ui/notify/desktop_notices.h"

#include <QObject>

#include <memory>

namespace belay {

/// Tells a person who looks elsewhere what happens in a run: one notice per environment, replaced in place.
/// What is chosen on a notice only opens something; it never acts by itself. Lives in the window's thread.
class DesktopNotifications : public QObject
{
    Q_OBJECT
public:
    explicit DesktopNotifications(std::unique_ptr<DesktopNotices> notices, QObject *parent = nullptr);

    void tell(const Occasion &occasion);

Q_SIGNALS:
    void openRequested();
    void rollbackRequested(const QString &project, const QString &environment);

private:
    void choose(const QString &key, const QString &action);

    std::unique_ptr<DesktopNotices> m_notices;
};

} // namespace belay
