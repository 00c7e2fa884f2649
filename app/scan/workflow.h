// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/shell_commands.h"
#include "app/scan/source_file.h"
#include "app/scan/yaml_tree.h"

#include <string>
#include <vector>

namespace belay::scan {

struct WorkflowStep
{
    int line = 0; ///< of the step's first key
    std::string uses;
    int usesLine = 0;
    std::string id;
    std::string name;
    std::vector<ShellCommand> commands;
    const YamlNode *node = nullptr;
};

struct WorkflowJob
{
    std::string id;
    int line = 0;
    std::string condition;
    int conditionLine = 0;
    std::string environment;
    std::vector<std::pair<std::string, int>> runners; ///< each with its line
    std::vector<WorkflowStep> steps;
};

/// A GitHub workflow. Owns the tree its steps point into.
struct WorkflowFile
{
    std::vector<YamlNode> documents;
    std::vector<WorkflowJob> jobs;
    bool hasDispatch = false;
};

/// Reads any text; what is no workflow has no jobs.
WorkflowFile parseWorkflow(const SourceFile &file);

} // namespace belay::scan
