// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/elixir_text.h"
#include "app/scan/env_text.h"
#include "app/scan/rules.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// The least characters of secrets whose length libraries ask for; 0: nobody does.
std::size_t leastLength(Text name)
{
    if (name.ends_with("SECRET_KEY_BASE"))
        return 64;
    return name.ends_with("_SALT") ? 32 : 0;
}

void tooShort(FileSight &sight)
{
    for (const EnvEntry &entry : envEntries(sight.file)) {
        const std::size_t least = leastLength(entry.name);
        if (entry.isComment || least == 0 || entry.value.size() >= least || isPlaceholder(entry.value))
            continue;
        sight.report.at(sight.file.path(), entry.line,
                        u"%1 has %2 characters, and %3 are wanted"_s.arg(shown(entry.name))
                            .arg(entry.value.size())
                            .arg(least),
                        u"Make a new one: mix phx.gen.secret %1, or openssl rand -base64 48"_s.arg(least));
    }
}

/// The file says somewhere how certificates are looked at.
bool checksCertificates(Text text)
{
    return containsAny(text, {"verify_peer", "cacertfile", "cacerts"});
}

void elixirTlsUnchecked(FileSight &sight)
{
    const Text name = fileName(sight.file.path());
    if ((name != "runtime.exs" && name != "prod.exs") || checksCertificates(sight.file.text()))
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        if (!line.notProduction && containsWord(line.code, "ssl: true"))
            sight.report.at(
                sight.file.path(), line.number,
                u"TLS without a word on certificates: older drivers believe whoever answers"_s,
                u"Write ssl: [verify: :verify_peer, cacerts: :public_key.cacerts_get()], with the "
                "server's name in server_name_indication"_s);
    }
}

bool isComment(Text line)
{
    const Text words = trimmed(line);
    return words.starts_with("//") || words.starts_with("*") || words.starts_with("#");
}

void nodeTlsUnchecked(FileSight &sight)
{
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number);
        if (isComment(line))
            continue;
        std::string packed;
        for (const char c : line) {
            if (!isSpace(c) && c != '"' && c != '\'')
                packed += c;
        }
        const bool off = contains(packed, "rejectUnauthorized:false") ||
                         contains(packed, "NODE_TLS_REJECT_UNAUTHORIZED=0") ||
                         contains(packed, "NODE_TLS_REJECT_UNAUTHORIZED:0");
        // In code, only what does not depend on where it runs.
        if (off && !contains(line, "NODE_ENV"))
            sight.report.at(sight.file.path(), number,
                            u"TLS without a look at the certificate: whoever answers is believed"_s,
                            u"Give the authority's certificate (ca, NODE_EXTRA_CA_CERTS) instead"_s);
    }
}

} // namespace

std::vector<Rule> strengthRules()
{
    return {
        {"env/secret-too-short",
         "A secret or salt is too short",
         "Phoenix and others refuse, or weaken, what is signed with a short secret. SECRET_KEY_BASE wants 64 "
         "characters, salts of sessions 32.",
         deploymentOrigin,
         Severity::Warning,
         "env-configured",
         EnvFile,
         notOurs | EnvExample,
         {"SECRET_KEY_BASE", "_SALT"},
         tooShort},
        {"elixir/tls-without-verify",
         "ssl: true says nothing about certificates",
         "With ssl: true alone, Postgrex before 0.18 and several other drivers encrypt and do not look at "
         "the "
         "certificate: anybody on the way can answer. Name verify_peer and the authorities.",
         deploymentOrigin,
         Severity::Warning,
         "runtime-config",
         ElixirConfig,
         notOurs,
         {"ssl: true"},
         elixirTlsUnchecked},
        {"node/tls-unverified",
         "A TLS certificate is not checked",
         "With rejectUnauthorized: false, or NODE_TLS_REJECT_UNAUTHORIZED=0 for the whole process, the "
         "connection is encrypted to whoever answers. Trust the authority that signed the certificate "
         "instead.",
         deploymentOrigin,
         Severity::Warning,
         "runtime-config",
         JavaScript | EnvFile | Dockerfile | Workflow | GitlabCi | Compose | Shell | Yaml | PackageJson,
         notOurs | EnvExample,
         {"rejectUnauthorized", "NODE_TLS_REJECT_UNAUTHORIZED"},
         nodeTlsUnchecked},
    };
}

} // namespace belay::scan
