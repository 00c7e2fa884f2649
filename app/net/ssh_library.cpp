// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_library.h"

#include <libssh2.h>

namespace belay {

QString sshLibraryVersion()
{
    return QString::fromLatin1(libssh2_version(0));
}

} // namespace belay
