// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/text.h"

namespace belay::scan {

/// Whether an image's name may mean another image tomorrow: no tag, or a moving one. Variables and templates
/// are given the benefit of the doubt.
inline bool isMutableImage(Text image)
{
    if (image.empty() || image.find_first_of("${<%") != Text::npos || contains(image, "@sha256:"))
        return false;
    const Text name = fileName(image);
    const std::size_t colon = name.find(':');
    if (colon == Text::npos)
        return true;
    const Text tag = name.substr(colon + 1);
    return tag == "latest" || tag == "stable" || tag == "edge" || tag == "nightly" || tag == "main" ||
           tag == "master";
}

} // namespace belay::scan
