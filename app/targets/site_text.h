// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/targets/layout_scripts.h"
#include "app/targets/script_parts.h"

namespace belay {

/// A script that knows $path, $tag, $token and $run.
inline ScriptText siteText(const LayoutSite &site)
{
    ScriptText script;
    script.value("path", site.path).value("tag", site.tag).value("token", site.token).value("run", site.run);
    return script;
}

/// Adds what parts::takeLock needs to know.
ScriptText &withLock(ScriptText &script, const LayoutSite &site, const LockOptions &options);

} // namespace belay
