// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges_tools.h"

#include "models/domain/json.h"

#include <algorithm>

namespace belay::judges {

namespace {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;

/// npm's own word for what went wrong: npm 6 to 9 write "npm ERR!", later ones "npm error".
QString npmCode(const OutputText &output)
{
    static const QRegularExpression code(u"^npm (?:ERR!|error) code (\\S+)$"_s);
    const auto match = output.last(code);
    return match.hasMatch() ? match.captured(1) : QString();
}

bool isNetwork(const QString &code)
{
    static const QStringList codes{u"ENOTFOUND"_s,       u"EAI_AGAIN"_s,         u"ETIMEDOUT"_s,
                                   u"ECONNREFUSED"_s,    u"ECONNRESET"_s,        u"ENETUNREACH"_s,
                                   u"ESOCKETTIMEDOUT"_s, u"ERR_SOCKET_TIMEOUT"_s};
    return codes.contains(code);
}

/// The JSON value in an output that may have warnings around it; null when there is none.
Json jsonIn(const OutputText &output)
{
    const QString text = output.lines().join(u'\n');
    const qsizetype from = text.startsWith(u'{') ? 0 : text.indexOf(u"\n{"_s);
    const qsizetype to = text.endsWith(u'}') ? text.size() - 1 : text.lastIndexOf(u"\n}"_s) + 1;
    if (from < 0 || to <= from)
        return {};
    const Json value = Json::parse(text.mid(from, to - from + 1).toStdString(), nullptr, false);
    return value.is_object() ? value : Json();
}

qint64 numberAt(const Json &object, const char *key)
{
    const auto found = object.find(key);
    const bool sane = found != object.end() && found->is_number_integer();
    return sane ? std::clamp<qint64>(found->get<qint64>(), 0, 1000000) : 0;
}

/// Names of packages with a high or critical finding: npm 7 lists packages, npm 6 advisories.
QStringList severePackages(const Json &audit)
{
    QStringList names;
    const auto add = [&names](const Json &entry, const QString &name) {
        const auto severity = entry.is_object() ? entry.find("severity") : entry.end();
        if (entry.is_object() && severity != entry.end() && severity->is_string() &&
            (*severity == "high" || *severity == "critical"))
            names.append(name);
    };
    const Json packages = audit.value("vulnerabilities", Json::object());
    for (const auto &[name, entry] : packages.items())
        add(entry, QString::fromStdString(name));
    const Json advisories = audit.value("advisories", Json::object());
    for (const auto &[id, entry] : advisories.items()) {
        const auto name = entry.is_object() ? entry.find("module_name") : entry.end();
        if (entry.is_object() && name != entry.end() && name->is_string())
            add(entry, QString::fromStdString(name->get<std::string>()));
    }
    names.removeDuplicates();
    return names;
}

/// Nothing: the JSON is no audit.
std::optional<Finding> npmAuditJson(const Ended &ended)
{
    const Json audit = jsonIn(ended.output);
    const Json metadata = audit.is_object() ? audit.value("metadata", Json()) : Json();
    const Json counts = metadata.is_object() ? metadata.value("vulnerabilities", Json()) : Json();
    if (!counts.is_object())
        return {};
    qint64 total = 0;
    QStringList levels;
    for (const char *level : {"info", "low", "moderate", "high", "critical"}) {
        const qint64 number = numberAt(counts, level);
        total += number;
        if (number > 0)
            levels.append(u"%1 %2"_s.arg(number).arg(QLatin1String(level)));
    }
    if (total == 0)
        return ended.ok() ? Finding{CheckState::Passed, u"no vulnerabilities"_s} : exitCode(ended);
    const QString sentence =
        u"%1 (%2)"_s.arg(counted(total, u"vulnerability"_s, u"vulnerabilities"_s), levels.join(u", "_s));
    if (ended.ok())
        return Finding{CheckState::Passed, sentence + u", none at the level that fails"_s};
    const QStringList names = severePackages(audit);
    return Finding{CheckState::Failed,
                   names.isEmpty() ? sentence : QString(sentence + u": "_s + listed(names))};
}

} // namespace

Finding npmCi(const Ended &ended)
{
    static const QRegularExpression added(u"^added ([0-9]{1,9}) packages?"_s);
    static const QRegularExpression upToDate(u"^up to date"_s);
    static const QRegularExpression missing(
        u"^npm (?:ERR!|error) (?:Missing|Invalid): (.+?) from lock file"_s);
    static const QRegularExpression noLock(u"can only install with an existing package-lock\\.json"_s);
    static const QRegularExpression disagree(u"package\\.json and package-lock\\.json .*in sync"_s);
    if (ended.ok()) {
        const auto match = ended.output.last(added);
        if (match.hasMatch())
            return {CheckState::Passed, counted(match.captured(1).toLongLong(), u"package"_s, u"packages"_s)};
        return {CheckState::Passed,
                ended.output.contains(upToDate) ? u"nothing to install"_s : u"installed"_s};
    }
    const QString code = npmCode(ended.output);
    if (isNetwork(code))
        return {CheckState::CannotRun, u"the package registry cannot be reached (%1)"_s.arg(code)};
    if (ended.output.contains(noLock))
        return {CheckState::Failed, u"there is no package-lock.json: run npm install and commit it"_s};
    QStringList names;
    for (const auto &match : ended.output.all(missing))
        names.append(match.captured(1));
    if (!names.isEmpty() || ended.output.contains(disagree))
        return {CheckState::Failed, u"package.json and the lock file disagree"_s +
                                        (names.isEmpty() ? QString() : QString(u": "_s + listed(names)))};
    return code.isEmpty() ? exitCode(ended) : Finding{CheckState::Failed, u"npm stopped with %1"_s.arg(code)};
}

/// npm's exit code knows the level that was asked for; the text knows the numbers.
Finding npmAudit(const Ended &ended)
{
    static const QRegularExpression none(u"^found 0 vulnerabilities"_s);
    static const QRegularExpression some(
        u"^(?:found )?([0-9]{1,9}) (?:(\\w+) severity )?vulnerabilit(?:y|ies)(?: \\((.+)\\))?"_s);
    static const QRegularExpression refused(u"audit endpoint returned an error|audit request to .* failed"_s);
    if (const auto found = npmAuditJson(ended))
        return *found;
    if (ended.ok() && ended.output.contains(none))
        return {CheckState::Passed, u"no vulnerabilities"_s};
    const auto match = ended.output.last(some);
    if (!match.hasMatch()) {
        const QString code = npmCode(ended.output);
        if (isNetwork(code) || ended.output.contains(refused))
            return {CheckState::CannotRun, u"the package registry did not answer the audit"_s};
        if (code == u"ENOLOCK"_s)
            return {CheckState::CannotRun, u"there is no package-lock.json to audit"_s};
        return ended.ok() ? Finding{CheckState::Failed, u"the output does not say what was found"_s}
                          : exitCode(ended);
    }
    const QString number = counted(match.captured(1).toLongLong(), u"vulnerability"_s, u"vulnerabilities"_s);
    const QString levels = match.captured(2) + match.captured(3);
    const QString sentence = levels.isEmpty() ? number : u"%1 (%2)"_s.arg(number, levels);
    if (ended.ok())
        return {CheckState::Passed, sentence + u", none at the level that fails"_s};
    return {CheckState::Failed, sentence};
}

Finding eslint(const Ended &ended)
{
    static const QRegularExpression closing(
        u"^✖ [0-9]+ problems? \\(([0-9]{1,9}) errors?, ([0-9]{1,9}) warnings?\\)"_s);
    static const QRegularExpression rule(u"^\\s+[0-9]+:[0-9]+\\s+error\\s+.*\\s(\\S+)$"_s);
    qint64 errors = 0;
    qint64 warnings = 0;
    const auto closings = ended.output.all(closing);
    for (const auto &match : closings) {
        errors += match.captured(1).toLongLong();
        warnings += match.captured(2).toLongLong();
    }
    if (closings.isEmpty())
        return ended.ok() && ended.output.lastMeaningful().isEmpty()
                   ? Finding{CheckState::Passed, u"no problems"_s}
                   : exitCode(ended);
    const QString counts =
        counted(errors, u"error"_s, u"errors"_s) + u", "_s + counted(warnings, u"warning"_s, u"warnings"_s);
    if (ended.ok() && errors == 0)
        return {CheckState::Passed, counted(warnings, u"warning"_s, u"warnings"_s)};
    QStringList rules;
    for (const auto &match : ended.output.all(rule))
        rules.append(match.captured(1));
    rules.removeDuplicates();
    return {CheckState::Failed, rules.isEmpty() ? counts : QString(counts + u": "_s + listed(rules))};
}

Finding typeCheck(const Ended &ended)
{
    static const QRegularExpression error(
        u"^(\\S.*?)(?:\\([0-9]+,[0-9]+\\):|:[0-9]+:[0-9]+ -) error (TS[0-9]+):"_s);
    static const QRegularExpression bare(u"^error (TS[0-9]+): (.+)$"_s);
    QStringList files;
    const auto errors = ended.output.all(error);
    for (const auto &match : errors)
        files.append(match.captured(1));
    files.removeDuplicates();
    if (!errors.isEmpty())
        return {CheckState::Failed,
                u"%1 in %2"_s.arg(counted(errors.size(), u"type error"_s, u"type errors"_s), listed(files))};
    if (const auto match = ended.output.last(bare); match.hasMatch())
        return {CheckState::Failed, match.captured(1) + u": "_s + match.captured(2)};
    return ended.ok() && ended.output.lastMeaningful().isEmpty()
               ? Finding{CheckState::Passed, u"no type errors"_s}
               : exitCode(ended);
}

} // namespace belay::judges
