// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace belay {

/// A notification of the desktop. All texts are plain.
struct DesktopNotice
{
    struct Action
    {
        QString id;
        QString label;
    };

    QString key; ///< a later notice with the same key takes the place of this one
    QString title;
    QString text;
    bool urgent = false; ///< stays until somebody has seen it
    std::vector<Action> actions;
};

/// Shows notices outside the window, as the system does it. Lives in the window's thread. A notice never acts
/// by itself: what is chosen on it comes back as a signal.
class DesktopNotices : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void show(const DesktopNotice &notice) = 0;

Q_SIGNALS:
    /// `action` is empty when the notice itself was clicked.
    void chosen(const QString &key, const QString &action);
};

/// The one of this system; a file for each.
std::unique_ptr<DesktopNotices> makeDesktopNotices();

} // namespace belay
