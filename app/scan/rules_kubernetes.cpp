// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/image_name.h"
#include "app/scan/rules.h"
#include "app/scan/yaml_tree.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A container of a workload, with its workload's kind.
struct Container
{
    const YamlNode *node;
    std::string workload;
};

void collect(const YamlNode &document, std::vector<Container> &containers)
{
    const std::string kind = document.text("kind");
    for (const YamlNode *spec : {document.at({"spec", "template", "spec"}), document.find("spec"),
                                 document.at({"spec", "jobTemplate", "spec", "template", "spec"})}) {
        const YamlNode *list = spec ? spec->find("containers") : nullptr;
        for (std::size_t i = 0; list && i < list->items.size(); ++i)
            containers.push_back({&list->items[i], kind});
    }
}

bool isManifest(const YamlNode &document)
{
    return !document.text("apiVersion").empty() && !document.text("kind").empty();
}

template <typename Look> void eachContainer(FileSight &sight, Look look)
{
    for (const YamlNode &document : parseYaml(sight.file.text())) {
        std::vector<Container> containers;
        if (isManifest(document))
            collect(document, containers);
        for (const Container &container : containers)
            look(container);
    }
}

void mutableTag(FileSight &sight)
{
    eachContainer(sight, [&](const Container &container) {
        const YamlNode *image = container.node->find("image");
        if (image && isMutableImage(image->value))
            sight.report.at(
                sight.file.path(), image->line,
                u"%1 is another image tomorrow: kubectl rollout undo goes back to the same name and changes "
                "nothing"_s.arg(shown(image->value)),
                u"Name the version that is released, or its digest"_s);
    });
}

std::string probePath(const Container &container, Text probe)
{
    const YamlNode *path = container.node->at({probe, "httpGet", "path"});
    return path ? path->value : std::string();
}

void livenessAsksDatabase(FileSight &sight)
{
    eachContainer(sight, [&](const Container &container) {
        const std::string path = probePath(container, "livenessProbe");
        const Text last = fileName(path);
        if (last != "health" && last != "healthz" && last != "ready")
            return;
        bool asksDatabase = false;
        for (const FileEntry *file :
             sight.facts.repository().ofKind(ElixirSource | JavaScript | Ruby | Python)) {
            if (!contains(fileName(file->path), "health"))
                continue;
            const auto text = sight.facts.repository().text(file->path);
            asksDatabase = asksDatabase || (text && containsNoCase(*text, "select 1"));
        }
        const YamlNode *node = container.node->at({"livenessProbe", "httpGet", "path"});
        if (asksDatabase || path == probePath(container, "readinessProbe"))
            sight.report.at(
                sight.file.path(), node->line,
                u"The liveness probe asks %1, which depends on the database: when that hiccups, every pod is "
                "restarted"_s.arg(shown(path)),
                u"Let liveness ask something that only proves the process answers, and readiness ask this"_s);
    });
}

void noReadiness(FileSight &sight)
{
    eachContainer(sight, [&](const Container &container) {
        if (container.workload == "Deployment" && !container.node->find("readinessProbe") &&
            container.node->find("ports"))
            sight.report.at(sight.file.path(), container.node->line,
                            u"Without a readiness probe, requests go to pods that are not up yet"_s,
                            u"Add a readinessProbe that asks the health endpoint"_s);
    });
}

void noLimits(FileSight &sight)
{
    eachContainer(sight, [&](const Container &container) {
        const bool serves = container.workload == "Deployment" || container.workload == "StatefulSet";
        if (serves && !container.node->find("resources"))
            sight.report.at(sight.file.path(), container.node->line,
                            u"No resource requests and limits: one pod can take the node's memory"_s,
                            u"Add resources with requests and a memory limit"_s);
    });
}

bool namesSecret(Text name)
{
    return containsAny(name, {"SECRET", "PASSWORD", "TOKEN", "API_KEY", "PRIVATE_KEY"}) &&
           !name.ends_with("_NAME") && !name.ends_with("_FILE") && !name.ends_with("_PATH") &&
           !name.ends_with("_URL");
}

void secretInManifest(FileSight &sight)
{
    eachContainer(sight, [&](const Container &container) {
        const YamlNode *env = container.node->find("env");
        for (std::size_t i = 0; env && i < env->items.size(); ++i) {
            const YamlNode &one = env->items[i];
            const std::string value = one.text("value");
            if (namesSecret(one.text("name")) && value.size() >= 8 &&
                value.find_first_of("${<") == std::string::npos)
                sight.report.at(
                    sight.file.path(), one.lineOf("value"),
                    u"%1 has its value in the manifest, for everybody who reads the repository"_s.arg(
                        shown(one.text("name"))),
                    u"Take it from a Secret with secretKeyRef, and replace it: it has been seen"_s);
        }
    });
}

/// Routes as the sources write them: get "/ready", app.get('/ready', … and the names of controller functions.
bool isKnownRoute(const Repository &repository, Text path, bool &sawRoutes)
{
    const std::string last(fileName(path));
    const std::string route = std::string("/").append(last);
    const std::string function = std::string("def ").append(last).append("(");
    const std::string quoted = std::string("\"").append(last).append("\"");
    for (const FileEntry *file : repository.ofKind(ElixirSource | JavaScript | Ruby | Python)) {
        const Text name = fileName(file->path);
        const bool routes = name == "router.ex" || contains(name, "health") || name.starts_with("routes") ||
                            name.starts_with("app.") || name.starts_with("server.") ||
                            name.starts_with("index.") || contains(name, "endpoint") ||
                            contains(name, "plug");
        if (!routes)
            continue;
        const auto text = repository.text(file->path);
        if (!text)
            continue;
        sawRoutes = true;
        if (contains(*text, route) || contains(*text, function) || contains(*text, quoted))
            return true;
    }
    return false;
}

void unknownProbePath(FileSight &sight)
{
    eachContainer(sight, [&](const Container &container) {
        for (const Text probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
            const std::string path = probePath(container, probe);
            bool sawRoutes = false;
            if (path.size() < 2 || path.find_first_of("{$") != std::string::npos ||
                isKnownRoute(sight.facts.repository(), path, sawRoutes) || !sawRoutes)
                continue;
            sight.report.at(
                sight.file.path(), container.node->at({probe, "httpGet", "path"})->line,
                u"The probe asks %1, and no route or controller here answers it"_s.arg(shown(path)),
                u"Add the route, or ask one that is there"_s);
        }
    });
}

} // namespace

std::vector<Rule> kubernetesRules()
{
    return {
        {"kubernetes/mutable-tag",
         "A workload runs an image that changes",
         "With latest, two pods of one deployment can run different code, and a rollback to the same name "
         "brings back "
         "nothing.",
         deploymentOrigin,
         Severity::Warning,
         "rollback-plan",
         Yaml,
         notOurs | Workflow,
         {"image:"},
         mutableTag},
        {"kubernetes/liveness-asks-database",
         "Liveness depends on the database",
         "A failed liveness probe restarts the pod. When it asks the database, one hiccup there restarts "
         "everything at "
         "once. Readiness is the probe for dependencies.",
         deploymentOrigin,
         Severity::Warning,
         "health-endpoints",
         Yaml,
         notOurs | Workflow,
         {"livenessProbe"},
         livenessAsksDatabase},
        {"kubernetes/probe-path-unknown",
         "A probe asks a path that nobody answers",
         "The pod then never becomes ready, or is restarted for ever.",
         deploymentOrigin,
         Severity::Warning,
         "health-endpoints",
         Yaml,
         notOurs | Workflow,
         {"Probe:"},
         unknownProbePath},
        {"kubernetes/no-readiness",
         "No readiness probe",
         "Kubernetes sends requests to a container as soon as its process runs. A rollout without readiness "
         "has errors "
         "in it.",
         deploymentOrigin,
         Severity::Warning,
         "health-endpoints",
         Yaml,
         notOurs | Workflow,
         {"containers:"},
         noReadiness},
        {"kubernetes/no-limits",
         "No resource limits",
         "Requests let the scheduler place the pod, a memory limit protects its neighbours.",
         deploymentOrigin,
         Severity::Note,
         "resource-limits",
         Yaml,
         notOurs | Workflow,
         {"containers:"},
         noLimits},
        {"kubernetes/secret-in-manifest",
         "A secret stands in a manifest",
         "Manifests are read by many and copied to pipelines. Use secretKeyRef, and a sealed or external "
         "secret.",
         deploymentOrigin,
         Severity::Error,
         "hardcoded-secrets",
         Yaml,
         notOurs | Workflow,
         {"SECRET", "PASSWORD", "TOKEN", "_KEY"},
         secretInManifest},
    };
}

} // namespace belay::scan
