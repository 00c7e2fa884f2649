// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/env_text.h"
#include "app/scan/rules.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::size_t longestLine = 4000;

bool isKeyChar(char c)
{
    return isWordChar(c) || c == '-';
}

/// A credential that its own form gives away: a fixed start, then so many characters of a set.
struct Form
{
    Text start;
    std::size_t atLeast;
    bool (*inSet)(char);
    const char *name;
    bool sure;
};

bool isUpperOrDigit(char c)
{
    return isDigit(c) || (c >= 'A' && c <= 'Z');
}
bool isAlnum(char c)
{
    return isWordChar(c) && c != '_';
}
bool isTokenChar(char c)
{
    return isKeyChar(c) || c == '.';
}
bool isWebhookChar(char c)
{
    return isAlnum(c) || c == '/';
}

constexpr std::array forms{
    Form{"AKIA", 16, isUpperOrDigit, "an AWS access key", true},
    Form{"ASIA", 16, isUpperOrDigit, "a temporary AWS access key", true},
    Form{"ghp_", 36, isAlnum, "a GitHub token", true},
    Form{"gho_", 36, isAlnum, "a GitHub token", true},
    Form{"ghs_", 36, isAlnum, "a GitHub token", true},
    Form{"ghu_", 36, isAlnum, "a GitHub token", true},
    Form{"github_pat_", 60, isWordChar, "a GitHub token", true},
    Form{"glpat-", 20, isKeyChar, "a GitLab token", true},
    Form{"xoxb-", 30, isKeyChar, "a Slack token", true},
    Form{"xoxp-", 30, isKeyChar, "a Slack token", true},
    Form{"sk_live_", 24, isAlnum, "a live Stripe key", true},
    Form{"rk_live_", 24, isAlnum, "a live Stripe key", true},
    Form{"npm_", 36, isAlnum, "an npm token", true},
    Form{"SG.", 60, isTokenChar, "a SendGrid key", true},
    Form{"sk-ant-", 80, isKeyChar, "an Anthropic key", true},
    Form{"sk-proj-", 60, isKeyChar, "an OpenAI key", true},
    Form{"FlyV1 fm2_", 60, isTokenChar, "a Fly.io token", true},
    Form{"hooks.slack.com/services/T", 30, isWebhookChar, "a Slack webhook", true},
    Form{"AIza", 35, isKeyChar, "a Google API key", false},
    Form{"dop_v1_", 60, isAlnum, "a DigitalOcean token", true},
    Form{"hvs.", 80, isKeyChar, "a Vault token", true},
};

/// Made up on purpose, as in documentation: words, or hardly any variety.
bool looksMadeUp(Text secret)
{
    const std::string folded = lowered(secret);
    for (const Text word : {"example", "xxxx", "0000", "1234567890abcdef", "abcdefgh", "yourtoken",
                            "placeholder", "dummy", "sample", "redacted"}) {
        if (contains(folded, word))
            return true;
    }
    return entropyOf(secret) < 2.5;
}

Severity severityOf(const SourceFile &file, bool sure)
{
    if (file.is(InTests | Markdown))
        return Severity::Note;
    return sure ? Severity::Error : Severity::Warning;
}

void tokens(FileSight &sight)
{
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number).substr(0, longestLine);
        for (const Form &form : forms) {
            const std::size_t at = line.find(form.start);
            if (at == Text::npos || (at > 0 && isWordChar(line[at - 1]) && form.start.size() < 20))
                continue;
            std::size_t end = at + form.start.size();
            while (end < line.size() && form.inSet(line[end]))
                ++end;
            const Text body = line.substr(at + form.start.size(), end - at - form.start.size());
            // Upper case and digits alone go on in other sets too; an access key has an exact length.
            const bool fits = form.atLeast == 16
                                  ? body.size() == 16 && (end == line.size() || !isWordChar(line[end]))
                                  : body.size() >= form.atLeast;
            if (!fits || looksMadeUp(body))
                continue;
            Finding &found = sight.report.at(
                sight.file.path(), number,
                u"This looks like %1: everybody who has a copy of the repository has it"_s.arg(
                    QLatin1StringView(form.name)),
                u"Replace it where it was issued, then read the new one from the environment"_s,
                severityOf(sight.file, form.sure));
            found.column = static_cast<int>(at) + 1;
        }
    }
}

void privateKey(FileSight &sight)
{
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number).substr(0, longestLine);
        const std::size_t begin = line.find("-----BEGIN ");
        if (begin == Text::npos || !contains(line.substr(begin), "PRIVATE KEY"))
            continue;
        // A key has lines of base64 below; a mention of the words has not.
        const Text next = trimmed(sight.file.line(number + 1));
        const bool inOneLine = contains(line, "\\n") && line.size() > begin + 200;
        const bool hasBody = (next.size() >= 40 && next.find_first_of(" (){};") == Text::npos) ||
                             next.starts_with("Proc-Type:") || inOneLine;
        if (hasBody)
            sight.report.at(sight.file.path(), number,
                            u"A private key is in the repository: everybody who has a copy can use it"_s,
                            u"Make a new key, withdraw this one, and keep keys out of git"_s,
                            severityOf(sight.file, true));
    }
}

void urlWithPassword(FileSight &sight)
{
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number).substr(0, longestLine);
        const std::size_t scheme = line.find("://");
        const Text trimmedLine = trimmed(line);
        if (scheme == Text::npos || trimmedLine.starts_with("#") || trimmedLine.starts_with("//"))
            continue;
        const Text rest = line.substr(scheme + 3);
        const std::size_t end = rest.find_first_of(" \t\"'`<>,/");
        const Text authority = rest.substr(0, end);
        const std::size_t at = authority.rfind('@');
        const std::size_t colon = authority.find(':');
        if (at == Text::npos || colon == Text::npos || colon > at)
            continue;
        const Text user = authority.substr(0, colon);
        const Text password = authority.substr(colon + 1, at - colon - 1);
        const Text host = authority.substr(at + 1);
        const bool local =
            host.starts_with("localhost") || host.starts_with("127.") || host.find('.') == Text::npos;
        if (local || password == user || isPlaceholder(password) || isPlaceholder(host) ||
            containsAny(host, {"example.", "server."}))
            continue;
        sight.report.at(sight.file.path(), number, u"An address with its password is in the repository"_s,
                        u"Read the address from the environment, and replace the password"_s,
                        severityOf(sight.file, true));
    }
}

/// The quoted value after a name like api_key, if it is assigned one here.
Text assignedValue(Text line, std::size_t nameEnd)
{
    std::size_t at = nameEnd;
    while (at < line.size() &&
           (isWordChar(line[at]) || line[at] == '"' || line[at] == '\'' || line[at] == ']'))
        ++at;
    while (at < line.size() && line[at] == ' ')
        ++at;
    if (at >= line.size() || (line[at] != '=' && line[at] != ':'))
        return {};
    ++at;
    while (at < line.size() && (line[at] == ' ' || line[at] == '=' || line[at] == '>'))
        ++at;
    if (at >= line.size() || (line[at] != '"' && line[at] != '\''))
        return {};
    const std::size_t end = line.find(line[at], at + 1);
    return end == Text::npos ? Text() : line.substr(at + 1, end - at - 1);
}

bool mixesLettersAndDigits(Text value)
{
    return std::any_of(value.begin(), value.end(), isDigit) &&
           std::any_of(value.begin(), value.end(), [](char c) { return isAlnum(c) && !isDigit(c); });
}

void highEntropy(FileSight &sight)
{
    static constexpr std::array names{
        Text("secret"),   Text("api_key"),     Text("apikey"),     Text("api-key"), Text("token"),
        Text("password"), Text("private_key"), Text("access_key"), Text("passwd"),  Text("credential")};
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number);
        if (line.size() > longestLine)
            continue;
        const std::string folded = lowered(line);
        for (const Text name : names) {
            const std::size_t at = folded.find(name);
            const Text value = at == std::string::npos ? Text() : assignedValue(line, at + name.size());
            if (value.size() < 20 || value.size() > 200 || value.find_first_of(" /\\:#,;@") != Text::npos ||
                isPlaceholder(value) || !mixesLettersAndDigits(value) || entropyOf(value) < 3.6)
                continue;
            sight.report.at(sight.file.path(), number,
                            u"A random value is assigned to something called %1"_s.arg(toQString(name)),
                            u"If it is a secret, replace it and read the new one from the environment"_s,
                            severityOf(sight.file, false));
            break;
        }
    }
}

} // namespace

std::vector<Rule> secretRules()
{
    constexpr FileKinds never = Vendored | LockFile;
    std::vector<const char *> starts;
    for (const Form &form : forms)
        starts.push_back(form.start.data());
    return {
        {"secrets/token", "A credential is in the repository",
         "Keys of well-known services have forms of their own. Whoever has a copy of the repository, or of "
         "its history, "
         "has the key. Replace it first; taking it out of the files does not take it out of git.",
         deploymentOrigin, Severity::Error, "hardcoded-secrets", AnyText, never | EnvFile, starts, tokens},
        {"secrets/private-key",
         "A private key is in the repository",
         "A private key proves who somebody is. Once it was committed it proves nothing.",
         deploymentOrigin,
         Severity::Error,
         "hardcoded-secrets",
         AnyText,
         never,
         {"PRIVATE KEY-----"},
         privateKey},
        {"secrets/url-with-password",
         "An address with its password is in the repository",
         "postgres://user:password@host in a file that is tracked gives the database away.",
         deploymentOrigin,
         Severity::Error,
         "hardcoded-secrets",
         AnyText,
         never | EnvFile | EnvExample | InTests | Markdown,
         {"postgres://", "postgresql://", "mysql://", "mongodb://", "mongodb+srv://", "amqp://", "redis://",
          "ecto://"},
         urlWithPassword},
        {"secrets/random-value",
         "A random value with a secret's name",
         "Long values without a pattern, assigned to password, token or key, are usually real.",
         deploymentOrigin,
         Severity::Warning,
         "hardcoded-secrets",
         AnyText,
         never | EnvFile | EnvExample | InTests | Markdown | Dockerfile | ElixirConfig,
         {"secret", "api_key", "apikey", "api-key", "token", "password", "private_key", "access_key",
          "passwd", "credential"},
         highEntropy},
    };
}

} // namespace belay::scan
