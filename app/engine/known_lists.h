// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace belay {

/// The file lists of releases that were uploaded from this computer, in the user's cache, by their digest.
/// With the list of what a host has, only the changed lines of the next one are sent. Losing them costs
/// nothing but that. Every answer is checked against its digest. Thread-safe, also between processes.
class KnownLists
{
public:
    /// Empty: "belay/lists" in the user's cache folder.
    explicit KnownLists(QString folder = {});

    std::optional<QByteArray> find(const QByteArray &digest) const;
    /// Keeps the list; the oldest ones go when there are many.
    void remember(const QByteArray &listText) const;

private:
    QString m_folder;
};

} // namespace belay
