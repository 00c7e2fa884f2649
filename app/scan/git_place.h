// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace belay::scan {

/// Where a folder's git lies. Found by looking at files alone; nothing is run and no configuration is read.
struct GitPlace
{
    QString top;    ///< of the work tree, at or above the folder; empty: there is no git
    QString folder; ///< holds index and HEAD: .git, or where a work tree's .git file points to
    QString common; ///< holds objects and references; a work tree of its own shares it

    /// From the top of the work tree to the folder, with a slash at its end; empty: it is the top.
    std::string prefix;
};

/// `root` is absolute.
GitPlace gitPlaceOf(const QString &root);

/// The content of a small regular file; nothing for links, pipes and devices.
QByteArray smallFile(const QString &path, qint64 largest = 64 << 10);

} // namespace belay::scan
