// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/local/piped_process.h"

#include <QTemporaryDir>

namespace belay {

/// The folder with the sockets of the shared connections and their configuration files, for the user alone.
/// It does not outlive this program, however that ends: a small shell waits at a pipe whose other end only we
/// hold, and when we are gone without a farewell it ends the connections and removes the folder.
class SshFolder
{
public:
    /// `ssh`: the program that the connections belong to. Error Internal: no folder could be made.
    static Result<std::unique_ptr<SshFolder>> make(const QString &ssh);

    QString path() const { return m_folder.path(); }

private:
    SshFolder();

    QTemporaryDir m_folder;
    std::unique_ptr<PipedProcess>
        m_heir; ///< null where there is none; then idle connections end by themselves
};

} // namespace belay
