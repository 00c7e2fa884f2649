// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/image_name.h"
#include "app/scan/rules.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// One `key = value` of a TOML file with its section; enough for what is asked here.
struct Setting
{
    int line;
    std::string section;
    Text key;
    Text value;
};

std::vector<Setting> settingsOf(const SourceFile &file)
{
    std::vector<Setting> settings;
    std::string section;
    for (int number = 1; number <= file.lineCount(); ++number) {
        const Text line = trimmed(file.line(number));
        if (line.starts_with("[")) {
            const std::size_t start = line.find_first_not_of('[');
            const std::size_t end = line.find(']');
            section = start < end && end != Text::npos ? std::string(line.substr(start, end - start))
                                                       : std::string();
            continue;
        }
        const std::size_t equals = line.find('=');
        if (line.starts_with("#") || equals == Text::npos)
            continue;
        settings.push_back(
            {number, section, trimmed(line.substr(0, equals)), withoutQuotes(line.substr(equals + 1))});
    }
    return settings;
}

void keyWithoutEffect(FileSight &sight)
{
    for (const Setting &each : settingsOf(sight.file)) {
        if (each.key != "auto_rollback")
            continue;
        Finding &found = sight.report.at(
            sight.file.path(), each.line, u"auto_rollback has no effect: Fly no longer reads it"_s,
            u"Take the line out; a failed health check stops a bluegreen or canary deploy"_s);
        found.edit = TextEdit{each.line, each.line, {}, true};
    }
}

void mutableFlyImage(FileSight &sight)
{
    for (const Setting &each : settingsOf(sight.file)) {
        if (each.section == "build" && each.key == "image" && isMutableImage(each.value))
            sight.report.at(sight.file.path(), each.line,
                            u"%1 is another image tomorrow: deploying this again is not going back"_s.arg(
                                shown(each.value)),
                            u"Give the image when deploying (--image, with a digest)"_s);
    }
}

void portsDiffer(FileSight &sight)
{
    Text port;
    Text internal;
    int line = 0;
    for (const Setting &each : settingsOf(sight.file)) {
        if (each.section == "env" && each.key == "PORT")
            port = each.value;
        if (each.key == "internal_port" && (each.section == "http_service" || each.section == "services")) {
            internal = each.value;
            line = each.line;
        }
    }
    if (!port.empty() && !internal.empty() && port != internal)
        sight.report.at(sight.file.path(), line,
                        u"Fly asks port %1, and PORT tells the application to listen on %2"_s.arg(
                            shown(internal), shown(port)),
                        u"Use the same number in both places"_s);
}

} // namespace

std::vector<Rule> flyRules()
{
    return {
        {"fly/key-without-effect",
         "A setting that Fly does not read",
         "auto_rollback under [experimental] does nothing any more. Whoever relies on it has no way back.",
         practiceOrigin,
         Severity::Warning,
         "rollback-plan",
         FlyToml,
         notOurs,
         {"auto_rollback"},
         keyWithoutEffect},
        {"fly/mutable-image",
         "fly.toml names an image that changes",
         "latest is whatever was pushed last. Deploying the same file again may bring another release, and "
         "the one "
         "before cannot be named.",
         deploymentOrigin,
         Severity::Warning,
         "production-config",
         FlyToml,
         notOurs,
         {"image"},
         mutableFlyImage},
        {"fly/ports-differ",
         "The port asked is not the port listened on",
         "Fly's proxy connects to internal_port. When the application listens elsewhere, every request and "
         "every health "
         "check fails.",
         practiceOrigin,
         Severity::Error,
         "production-config",
         FlyToml,
         notOurs,
         {"internal_port"},
         portsDiffer},
    };
}

} // namespace belay::scan
