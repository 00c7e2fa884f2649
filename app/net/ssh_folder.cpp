// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_folder.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

/// Renamed first: a connection that is only just being made finds no place for its socket then, and ends.
const char heirScript[] = R"sh(
while read -r line; do :; done
[ -d "$1" ] && mv "$1" "$1.x" || exit 0
for one in "$1.x"/*; do
    if [ -S "$one" ]; then "$2" -F none -S "$one" -O exit -- belay </dev/null >/dev/null 2>&1; fi
done
rm -rf "$1.x"
)sh";

/// Short, because a socket's path may have about a hundred characters.
QString folderTemplate()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool usable = !runtime.isEmpty() && runtime.size() < 40 && QFileInfo(runtime).isWritable();
    return (usable ? runtime : QDir::tempPath()) + u"/belay-XXXXXX"_s;
}

} // namespace

SshFolder::SshFolder()
    : m_folder(folderTemplate())
{
}

Result<std::unique_ptr<SshFolder>> SshFolder::make(const QString &ssh)
{
    std::unique_ptr<SshFolder> made(new SshFolder);
    if (!made->m_folder.isValid())
        return fail(ErrorKind::Internal, u"No folder for the connection's socket could be made."_s,
                    u"Make room in the folder for temporary files."_s, made->m_folder.errorString());
    ProcessRequest heir;
    heir.program = u"sh"_s;
    heir.arguments = {u"-c"_s, QString::fromLatin1(heirScript), u"belay"_s, made->path(), ssh};
    if (auto started = PipedProcess::start(heir))
        made->m_heir = std::move(*started);
    return made;
}

} // namespace belay
