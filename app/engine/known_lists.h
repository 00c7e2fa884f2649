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
    /// The list of what was put in this place; only a guess, the place may have changed since.
    std::optional<QByteArray> findAt(const QString &place) const;
    /// Keeps the list, and where it was put; the oldest ones go when there are many.
    void remember(const QByteArray &listText, const QString &place = {}) const;

private:
    bool keep(const QByteArray &name, const QByteArray &text) const;

    QString m_folder;
};

} // namespace belay
