// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/repository.h"
#include "app/scan/source_file.h"

#include <string>
#include <vector>

namespace belay::scan {

struct NameRead
{
    std::string name;
    int line = 0;
    bool required = false; ///< the code stops without it
};

/// Names a file of sources reads from the environment, with their lines.
std::vector<NameRead> namesRead(const SourceFile &file);

/// Set by the runtime, the platform or the build, not by whoever deploys.
bool setBySomebodyElse(Text name);

/// A file whose reading of the environment counts in production: of Elixir's, the one read at the start.
bool readsForProduction(const FileEntry &file);

struct NameToSet
{
    std::string name;
    std::string file;
    int line = 0;
    bool required = false;
};

/// What whoever deploys this repository has to set: each name once, where it is first read.
std::vector<NameToSet> namesToSet(const Repository &repository);

} // namespace belay::scan
