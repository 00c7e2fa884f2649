// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/workflow.h"

namespace belay::scan {

namespace {

WorkflowStep stepFrom(const YamlNode &node)
{
    WorkflowStep step;
    step.node = &node;
    step.line = node.line;
    step.uses = node.text("uses");
    step.usesLine = node.lineOf("uses");
    step.id = node.text("id");
    step.name = node.text("name");
    if (const YamlNode *run = node.find("run"))
        step.commands = shellCommands(run->value, run->isBlock ? run->line + 1 : run->line);
    return step;
}

void readRunners(const YamlNode &job, std::vector<std::pair<std::string, int>> &runners)
{
    const auto add = [&runners](const YamlNode *node) {
        if (!node)
            return;
        if (node->kind == YamlNode::Kind::Scalar)
            runners.emplace_back(node->value, node->line);
        for (const YamlNode &item : node->items) {
            if (item.kind == YamlNode::Kind::Scalar)
                runners.emplace_back(item.value, item.line);
        }
    };
    add(job.find("runs-on"));
    // runs-on: ${{ matrix.os }}
    if (const YamlNode *matrix = job.at({"strategy", "matrix"})) {
        for (const Text key : {"os", "runner", "platform", "runs-on"})
            add(matrix->find(key));
    }
}

WorkflowJob jobFrom(const std::string &id, int line, const YamlNode &node)
{
    WorkflowJob job;
    job.id = id;
    job.line = line;
    job.condition = node.text("if");
    job.conditionLine = node.lineOf("if");
    const YamlNode *environment = node.find("environment");
    if (environment)
        job.environment = environment->isMap() ? environment->text("name") : environment->value;
    readRunners(node, job.runners);
    if (const YamlNode *steps = node.find("steps")) {
        for (const YamlNode &step : steps->items)
            job.steps.push_back(stepFrom(step));
    }
    return job;
}

} // namespace

WorkflowFile parseWorkflow(const SourceFile &file)
{
    WorkflowFile workflow;
    workflow.documents = parseYaml(file.text());
    for (const YamlNode &document : workflow.documents) {
        const YamlNode *on = document.find("on");
        workflow.hasDispatch = workflow.hasDispatch || (on && on->find("workflow_dispatch"));
        const YamlNode *jobs = document.find("jobs");
        for (std::size_t i = 0; jobs && jobs->isMap() && i < jobs->items.size(); ++i)
            workflow.jobs.push_back(jobFrom(jobs->keys[i], jobs->keyLines[i], jobs->items[i]));
    }
    return workflow;
}

} // namespace belay::scan
