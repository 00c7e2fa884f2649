// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/source_file.h"

#include <string>
#include <vector>

namespace belay::scan {

/// One instruction of a Dockerfile, continuation lines joined, comments gone.
struct DockerInstruction
{
    int line = 0;
    std::string name; ///< upper case: "RUN"
    std::string value;
    int stage = 0; ///< 1-based; 0 before the first FROM
};

struct DockerBuild
{
    std::vector<DockerInstruction> instructions;
    int stages = 0;
    std::vector<std::string> stageNames; ///< lower case
};

/// Reads any text; what is no instruction is left out.
DockerBuild parseDockerfile(const SourceFile &file);

} // namespace belay::scan
