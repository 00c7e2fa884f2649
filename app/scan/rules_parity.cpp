// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/dockerfile.h"
#include "app/scan/rules.h"
#include "app/scan/workflow.h"

#include <map>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A version of a tool somewhere in the repository.
struct Said
{
    std::string version;
    std::string file;
    int line;
};

/// Major and minor ("1.15" of "1.15.7-otp-26"); only the major for `parts` 1. Empty when it is no version.
std::string cut(Text version, int parts)
{
    std::string result;
    int dots = 0;
    for (const char c : withoutQuotes(version)) {
        if (isDigit(c)) {
            result += c;
        } else if (c == '.' && !result.empty() && ++dots < parts) {
            result += c;
        } else {
            break;
        }
    }
    while (!result.empty() && result.back() == '.')
        result.pop_back();
    return result;
}

using Places = std::map<std::string, std::vector<Said>>;

void fromDockerfile(const SourceFile &file, Places &places)
{
    if (contains(fileName(file.path()), "dev"))
        return;
    for (const DockerInstruction &one : parseDockerfile(file).instructions) {
        const auto words = splitWords(one.value);
        for (const Text tool : {"elixir", "node", "ruby", "python"}) {
            for (const Text word : words) {
                const std::string start = std::string(tool) + ":";
                if (one.name == "FROM" && Text(fileName(word)).starts_with(start))
                    places[std::string(tool)].push_back({std::string(fileName(word).substr(start.size())),
                                                         std::string(file.path()), one.line});
            }
        }
    }
}

void fromWorkflow(const SourceFile &file, Places &places)
{
    const WorkflowFile workflow = parseWorkflow(file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            const YamlNode *with = step.node->find("with");
            for (const Text tool : {"elixir", "node", "ruby", "python"}) {
                const std::string key = std::string(tool) + "-version";
                const std::string version = with ? with->text(key) : std::string();
                if (!version.empty() && version.find("$") == std::string::npos)
                    places[std::string(tool)].push_back(
                        {version, std::string(file.path()), with->lineOf(key)});
            }
        }
    }
    for (const YamlNode &document : workflow.documents) {
        const YamlNode *jobs = document.find("jobs");
        for (std::size_t i = 0; jobs && i < jobs->items.size(); ++i) {
            const YamlNode *image = jobs->items[i].at({"services", "postgres", "image"});
            if (image && Text(image->value).starts_with("postgres:"))
                places["postgres"].push_back({image->value.substr(9), std::string(file.path()), image->line});
        }
    }
}

void fromCompose(const SourceFile &file, Places &places)
{
    for (const YamlNode &document : parseYaml(file.text())) {
        const YamlNode *services = document.find("services");
        for (std::size_t i = 0; services && i < services->items.size(); ++i) {
            const YamlNode *image = services->items[i].find("image");
            if (image && Text(image->value).starts_with("postgres:"))
                places["postgres"].push_back({image->value.substr(9), std::string(file.path()), image->line});
        }
    }
}

void fromToolVersions(const SourceFile &file, Places &places)
{
    for (int number = 1; number <= file.lineCount(); ++number) {
        const auto words = splitWords(file.line(number));
        if (words.size() < 2)
            continue;
        const std::string tool(words[0] == "nodejs" ? Text("node") : words[0]);
        if (tool == "elixir" || tool == "node" || tool == "ruby" || tool == "python")
            places[tool].push_back({std::string(words[1]), std::string(file.path()), number});
    }
}

void versionsDiffer(RepositorySight &sight)
{
    Places places;
    for (const FileEntry *file : sight.repository.ofKind(AnyText)) {
        const bool tools = file->path == ".tool-versions";
        if (!tools && !(file->kinds & (Dockerfile | Workflow | Compose)))
            continue;
        const auto text = sight.repository.text(file->path);
        if (!text)
            continue;
        const SourceFile source(file->path, *text, file->kinds);
        if (tools)
            fromToolVersions(source, places);
        else if (source.is(Dockerfile))
            fromDockerfile(source, places);
        else if (source.is(Workflow))
            fromWorkflow(source, places);
        else
            fromCompose(source, places);
    }
    for (const auto &[tool, said] : places) {
        const int parts = tool == "node" || tool == "postgres" ? 1 : 2;
        const Said *first = nullptr;
        for (const Said &one : said) {
            const std::string version = cut(one.version, parts);
            if (version.empty() || (parts == 2 && !contains(version, ".")))
                continue;
            if (!first) {
                first = &one;
                continue;
            }
            if (version != cut(first->version, parts) && one.file != first->file)
                sight.report.at(one.file, one.line,
                                u"%1 %2 here, and %3 in %4"_s.arg(shown(tool), shown(version),
                                                                  shown(cut(first->version, parts)),
                                                                  toQString(first->file)),
                                u"Build, test and run with the same version"_s);
        }
    }
}

} // namespace

std::vector<Rule> parityRules()
{
    return {
        {"parity/versions-differ",
         "Tested with one version, released with another",
         "The image, the pipeline and the developers' tools should name the same versions of the runtime and "
         "of the "
         "database. What passes with one may fail with the other.",
         deploymentOrigin,
         Severity::Warning,
         "staging",
         Dockerfile | Workflow,
         notOurs,
         {},
         nullptr,
         versionsDiffer},
    };
}

} // namespace belay::scan
