// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/elixir_text.h"
#include "app/scan/rules.h"

#include <array>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

bool isRuntime(const SourceFile &file)
{
    return fileName(file.path()) == "runtime.exs" || fileName(file.path()) == "releases.exs";
}

bool isProduction(const SourceFile &file)
{
    const Text name = fileName(file.path());
    return name == "prod.exs" || name == "prod.secret.exs";
}

bool isBase(const SourceFile &file)
{
    return fileName(file.path()) == "config.exs";
}

/// The name in System.get_env("NAME"…), or nothing.
Text nameRead(Text code, Text call)
{
    const std::size_t at = code.find(call);
    if (at == Text::npos)
        return {};
    const std::size_t start = code.find('"', at + call.size());
    const std::size_t end = start == Text::npos ? start : code.find('"', start + 1);
    return end == Text::npos ? Text() : code.substr(start + 1, end - start - 1);
}

/// Values that only the host knows: read at build time they are the build machine's, or nothing.
bool belongsToTheHost(Text name)
{
    for (const Text part :
         {"DATABASE", "SECRET", "PASSWORD", "TOKEN", "_URL", "_HOST", "_KEY", "_DSN", "PHX_"}) {
        if (contains(name, part))
            return true;
    }
    return name == "PORT";
}

void environmentWhenCompiled(FileSight &sight)
{
    if (!isProduction(sight.file) && !isBase(sight.file))
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        if (line.notProduction || !containsAny(line.code, {"System.get_env(", "System.fetch_env"}))
            continue;
        const Text name = nameRead(line.code, "_env");
        const bool sure = isProduction(sight.file) && belongsToTheHost(name) &&
                          (sight.facts.hasRuntimeConfig() || sight.facts.buildsElixirRelease());
        sight.report.at(
            sight.file.path(), line.number,
            u"%1 is read when the release is built, not when it starts: the host's value is ignored"_s.arg(
                name.empty() ? u"The environment"_s : shown(name)),
            u"Move this to config/runtime.exs and read it with System.fetch_env!"_s,
            sure ? Severity::Error : Severity::Warning);
    }
}

struct Switch
{
    Text code;
    bool sure;
    const char *meaning;
};

constexpr std::array switches{
    Switch{"debug_errors: true", true, "shows stack traces and variables to every visitor"},
    Switch{"code_reloader: true", true, "compiles code on every request, and a release has no compiler"},
    Switch{"show_sensitive_data_on_connection_error: true", true,
           "writes the database password into the log"},
    Switch{"check_origin: false", false, "lets any web site open sockets to this one"},
};

void developmentSwitches(FileSight &sight)
{
    if (!isProduction(sight.file) && !isRuntime(sight.file))
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        for (const Switch &each : switches) {
            if (line.notProduction || !contains(line.code, each.code))
                continue;
            sight.report.at(sight.file.path(), line.number,
                            u"%1 is set for production: it %2"_s.arg(toQString(each.code),
                                                                     QLatin1StringView(each.meaning)),
                            u"Take it out here; it belongs to config/dev.exs"_s,
                            each.sure ? Severity::Error : Severity::Warning);
        }
    }
}

void loggerAtDebug(FileSight &sight)
{
    if (!isProduction(sight.file) && !isRuntime(sight.file))
        return;
    bool ofLogger = false;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        const Text code = trimmed(line.code);
        if (code.starts_with("config "))
            ofLogger = code.starts_with("config :logger");
        if (!ofLogger || line.notProduction || !contains(code, "level: :debug"))
            continue;
        Finding &found = sight.report.at(sight.file.path(), line.number,
                                         u"The logger is at :debug in production: every query is written "
                                         u"with its parameters, personal data "
                                         "included"_s,
                                         u"Use level: :info"_s);
        QString mended = toQString(sight.file.line(line.number));
        found.edit =
            TextEdit{line.number, line.number, mended.replace(u"level: :debug"_s, u"level: :info"_s), false};
    }
}

void loggerLevelUnset(RepositorySight &sight)
{
    const FileEntry *production = nullptr;
    for (const FileEntry *file : sight.repository.ofKind(ElixirConfig)) {
        const auto text = sight.repository.text(file->path);
        const Text name = fileName(file->path);
        if (!text ||
            (name != "prod.exs" && name != "runtime.exs" && name != "config.exs" && name != "releases.exs"))
            continue;
        if (name == "prod.exs")
            production = file;
        const SourceFile source(file->path, *text, file->kinds);
        bool ofLogger = false;
        for (const ElixirLine &line : elixirLines(source)) {
            const Text code = trimmed(line.code);
            if (code.starts_with("config "))
                ofLogger = code.starts_with("config :logger");
            if (ofLogger && contains(code, "level:"))
                return;
        }
    }
    if (production)
        sight.report.at(production->path, 0,
                        u"No logger level is set for production, and the default is :debug"_s,
                        u"Add `config :logger, level: :info` to this file"_s);
}

void literalSecrets(FileSight &sight)
{
    const Text name = fileName(sight.file.path());
    if (name == "dev.exs" || name == "test.exs")
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        if (line.notProduction)
            continue;
        for (const Text key : {"secret_key_base:", "password:", "signing_secret:", "secret_key:", "api_key:",
                               "secret_access_key:", "client_secret:"}) {
            const std::size_t at = findWord(line.code, key);
            if (at == Text::npos)
                continue;
            const Text value = trimmed(Text(line.code).substr(at + key.size()));
            const std::size_t end =
                value.size() > 1 && value.front() == '"' ? value.find('"', 1) : Text::npos;
            if (end == Text::npos || end < 5 || contains(value.substr(0, end), "#{"))
                continue;
            sight.report.at(
                sight.file.path(), line.number,
                u"%1 is written into the source: it is in every copy of the repository and of the "
                "release"_s.arg(toQString(key.substr(0, key.size() - 1))),
                u"Read it with System.fetch_env! in config/runtime.exs, and replace the secret: it has "
                "been seen"_s,
                isBase(sight.file) ? Severity::Warning : Severity::Error);
        }
    }
}

void certificatesUnchecked(FileSight &sight)
{
    if (!isProduction(sight.file) && !isRuntime(sight.file) && !isBase(sight.file))
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        if (!line.notProduction && contains(line.code, "verify: :verify_none"))
            sight.report.at(sight.file.path(), line.number,
                            u"TLS without a look at the certificate: whoever answers is believed"_s,
                            u"Use verify: :verify_peer with cacerts: :public_key.cacerts_get()"_s);
    }
}

void hostIsLocal(FileSight &sight)
{
    if (!isProduction(sight.file) && !isRuntime(sight.file))
        return;
    const bool setLater = isProduction(sight.file) && sight.facts.runtimeSetsUrlHost();
    for (const ElixirLine &line : elixirLines(sight.file)) {
        if (line.notProduction || setLater || !contains(line.code, "url:") ||
            !contains(line.code, "host: \"localhost\""))
            continue;
        sight.report.at(sight.file.path(), line.number,
                        u"Links in mails and redirects will point to localhost"_s,
                        u"Use url: [host: System.fetch_env!(\"PHX_HOST\"), port: 443, scheme: \"https\"]"_s);
    }
}

void valueMayBeMissing(FileSight &sight)
{
    if (!isRuntime(sight.file))
        return;
    const auto lines = elixirLines(sight.file);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const ElixirLine &line = lines[i];
        const Text name = nameRead(line.code, "System.get_env(");
        if (line.notProduction || (name != "DATABASE_URL" && name != "SECRET_KEY_BASE" && name != "PHX_HOST"))
            continue;
        const Text code = trimmed(line.code);
        const Text after = Text(line.code).substr(line.code.find(name) + name.size() + 1);
        // A default, or what is done without one, here or on the next lines.
        std::string onward(after);
        for (std::size_t next = i + 1; next < lines.size() && next < i + 3; ++next)
            onward += ' ' + lines[next].code;
        const bool cared = trimmed(after).starts_with(",") ||
                           trimmed(Text(onward).substr(1)).starts_with("||") || contains(after, "||") ||
                           contains(onward, "raise") || code.starts_with("if ") || code.starts_with("case ");
        if (cared)
            continue;
        Finding &found = sight.report.at(
            sight.file.path(), line.number,
            u"Without %1 the release starts all the same, with nothing in its place"_s.arg(toQString(name)),
            u"Use System.fetch_env!(\"%1\"): the start then stops with a clear message"_s.arg(
                toQString(name)));
        QString mended = toQString(sight.file.line(line.number));
        found.edit = TextEdit{line.number, line.number,
                              mended.replace(u"System.get_env(\"%1\")"_s.arg(toQString(name)),
                                             u"System.fetch_env!(\"%1\")"_s.arg(toQString(name))),
                              false};
    }
}

/// Where PHX_SERVER may be set besides runtime.exs.
bool setsServer(const RepositorySight &sight)
{
    for (const FileEntry &file : sight.repository.files()) {
        const Text name = fileName(file.path);
        const bool possible =
            (file.kinds & (Dockerfile | Compose | Yaml | FlyToml | Shell | EnvFile | EnvExample)) ||
            name == "Procfile" || name == "env.sh.eex" || name == "server" || name.ends_with(".service") ||
            name.ends_with(".toml");
        if (!possible || (file.kinds & (InTests | Vendored)))
            continue;
        const auto text = sight.repository.text(file.path);
        if (text && containsAny(*text, {"PHX_SERVER", "phx.server"}))
            return true;
    }
    return false;
}

void serverNotStarted(RepositorySight &sight)
{
    const FileEntry *runtime = nullptr;
    for (const FileEntry *file : sight.repository.ofKind(ElixirConfig)) {
        const Text name = fileName(file->path);
        const auto text = sight.repository.text(file->path);
        if (!text || name == "dev.exs" || name == "test.exs")
            continue;
        if (containsAny(*text, {"server: true", "PHX_SERVER", "serve_endpoints, true"}))
            return;
        if (name == "runtime.exs" && contains(*text, "Endpoint"))
            runtime = file;
    }
    if (runtime && !setsServer(sight))
        sight.report.at(runtime->path, 0,
                        u"Nothing starts the web server: neither server: true nor PHX_SERVER is anywhere"_s,
                        u"Set PHX_SERVER=true on the host, or server: true for the endpoint in this file"_s);
}

} // namespace

std::vector<Rule> elixirConfigRules()
{
    return {
        {"elixir/env-at-compile-time",
         "The environment is read when the release is built",
         "config.exs and prod.exs are evaluated by mix release on the build machine and baked in. What the "
         "host's "
         "environment says later is ignored, so the release talks to the wrong database, or to none. Values "
         "from the "
         "environment belong to config/runtime.exs, which is evaluated at every start.",
         gotchasOrigin,
         Severity::Error,
         "runtime-config",
         ElixirConfig,
         notOurs,
         {"_env"},
         environmentWhenCompiled},
        {"elixir/dev-switch-in-production",
         "A development switch is on in production",
         "debug_errors, code_reloader, show_sensitive_data_on_connection_error and check_origin: false help "
         "while "
         "developing, and open the application to strangers in production. Keep them in config/dev.exs.",
         phoenixOrigin,
         Severity::Error,
         "runtime-config",
         ElixirConfig,
         notOurs,
         {"debug_errors", "code_reloader", "show_sensitive_data", "check_origin"},
         developmentSwitches},
        {"elixir/log-level-debug",
         "The logger is at :debug in production",
         "At :debug Ecto writes every query with its parameters: names, addresses, tokens end up in the "
         "logs, and the "
         "logs fill the disk. Use :info, and raise it for an hour when you need to.",
         gotchasOrigin,
         Severity::Error,
         "log-level",
         ElixirConfig,
         notOurs,
         {"level: :debug"},
         loggerAtDebug},
        {"elixir/log-level-unset",
         "No logger level is set for production",
         "Elixir's own default is :debug. Say `config :logger, level: :info` in config/prod.exs.",
         gotchasOrigin,
         Severity::Warning,
         "log-level",
         ElixirConfig,
         notOurs,
         {},
         nullptr,
         loggerLevelUnset},
        {"elixir/hardcoded-secret",
         "A secret is written into the configuration",
         "Compiled configuration is part of the release, and the repository remembers it for ever. Read "
         "secrets with "
         "System.fetch_env! in config/runtime.exs, and replace every secret that was ever committed.",
         gotchasOrigin,
         Severity::Error,
         "hardcoded-secrets",
         ElixirConfig,
         notOurs,
         {"secret_key_base:", "password:", "signing_secret:", "secret_key:", "api_key:", "secret_access_key:",
          "client_secret:"},
         literalSecrets},
        {"elixir/tls-verify-none",
         "A TLS certificate is not checked",
         "With verify_none the connection is encrypted to whoever answers. Anybody on the way can answer. "
         "Use "
         "verify_peer with the system's certificates.",
         deploymentOrigin,
         Severity::Warning,
         "runtime-config",
         ElixirConfig,
         notOurs,
         {"verify_none"},
         certificatesUnchecked},
        {"elixir/url-host-localhost",
         "Links will point to localhost",
         "Phoenix builds the links in mails and redirects from the endpoint's url. Read the host from "
         "PHX_HOST in "
         "config/runtime.exs.",
         gotchasOrigin,
         Severity::Error,
         "phx-host-server",
         ElixirConfig,
         notOurs,
         {"localhost"},
         hostIsLocal},
        {"elixir/env-may-be-missing",
         "A needed value may be missing without a word",
         "System.get_env returns nil for a missing variable, and the failure comes later and somewhere else. "
         "System.fetch_env! stops the start and names the variable.",
         gotchasOrigin,
         Severity::Warning,
         "runtime-config",
         ElixirConfig,
         notOurs,
         {"System.get_env"},
         valueMayBeMissing},
        {"elixir/server-not-started",
         "Nothing starts the web server",
         "A release only listens when PHX_SERVER=true is set or the endpoint has server: true. Without it "
         "the process "
         "runs and no port is open.",
         gotchasOrigin,
         Severity::Warning,
         "phx-host-server",
         ElixirConfig,
         notOurs,
         {},
         nullptr,
         serverNotStarted},
    };
}

} // namespace belay::scan
