// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_file.h"

#include "models/domain/names.h"
#include "models/domain/project_sections.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringDecoder>

namespace belay {

namespace projectfile {

using namespace Qt::Literals::StringLiterals;

void checkName(const Node &place, const QString &what, const QString &name)
{
    static const QRegularExpression pattern(u"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"_s);
    if (!pattern.match(name).hasMatch() || name.endsWith(u'\n'))
        place.complain(
            u"'%1' cannot be used as a name here (%2)"_s.arg(cleanLine(name, 80), what),
            u"Letters, digits, dots, hyphens and underscores, at most 64, a letter or digit first."_s);
}

ReleaseSpec readRelease(const Node &node)
{
    ReleaseSpec release;
    if (!node.present() || (!node.hasOnly({u"version"_s, u"build"_s, u"artifact"_s}) && !node.isObject()))
        return release;
    release.versionCommand = node.at(u"version"_s).text();
    release.buildCommand = node.at(u"build"_s).text();
    release.artifact = node.at(u"artifact"_s).text();
    return release;
}

namespace {

Project readProject(const Node &root, const QFileInfo &file)
{
    static const QStringList profiles = {u"phoenix"_s, u"node"_s, u"generic"_s};
    Project project;
    project.file = file.absoluteFilePath();
    project.directory = file.absolutePath();
    if (!root.isObject()) {
        root.hasOnly({});
        return project;
    }
    root.hasOnly({u"$schema"_s, u"name"_s, u"profile"_s, u"release"_s, u"checklist"_s, u"environments"_s});
    root.at(u"$schema"_s).text();
    project.name = root.need(u"name"_s).text();
    if (!project.name.isEmpty())
        checkName(root.at(u"name"_s), u"project"_s, project.name);
    if (const Node profile = root.at(u"profile"_s); profile.present())
        project.profile = profiles.value(profile.oneOf(profiles), project.profile);
    project.release = readRelease(root.at(u"release"_s));
    project.checklist = readChecklist(root.at(u"checklist"_s), project.profile);
    const Node environments = root.need(u"environments"_s, u"At least one, for example \"production\"."_s);
    if (!environments.present())
        return project;
    const auto members = environments.members();
    if (environments.isObject() && members.empty())
        environments.complain(u"expected at least one environment"_s);
    const Surroundings around{project.profile, project.directory,
                              checklistIds(project.profile, project.checklist)};
    for (const auto &[name, node] : members)
        project.environments.push_back(readEnvironment(name, node, around));
    return project;
}

/// Things about the bytes that have nothing to do with JSON.
std::optional<JsonProblem> encodingProblem(const QByteArray &bytes)
{
    if (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF"))
        return JsonProblem{1, u"the file is UTF-16"_s, u"Save it as UTF-8."_s};
    if (bytes.trimmed().isEmpty())
        return JsonProblem{1, u"the file is empty"_s, u"`belay init` writes one to start from."_s};
    if (const qsizetype nul = bytes.indexOf('\0'); nul >= 0)
        return JsonProblem{int(bytes.left(nul).count('\n')) + 1, u"the file is not text"_s, {}};
    int line = 1;
    for (const QByteArray &text : bytes.split('\n')) {
        QStringDecoder decoder(QStringDecoder::Utf8);
        const QString decoded = decoder.decode(text);
        if (decoder.hasError())
            return JsonProblem{line, u"the text is not UTF-8"_s, u"Save the file as UTF-8."_s};
        ++line;
    }
    return {};
}

tl::unexpected<Error> refused(const QString &name, const JsonProblem &problem)
{
    return fail(ErrorKind::Invalid, u"%1:%2: %3."_s.arg(name).arg(problem.line).arg(problem.what),
                problem.hint);
}

} // namespace

} // namespace projectfile

Result<Project> parseProject(const QByteArray &bytes, const QString &path)
{
    using namespace projectfile;
    const QString name = QDir::toNativeSeparators(cleanLine(path, 1000));
    if (const auto problem = encodingProblem(bytes))
        return refused(name, *problem);
    JsonScan scan = scanJson(bytes);
    if (scan.problem)
        return refused(name, *scan.problem);
    Json json;
    try {
        json = Json::parse(bytes.begin(), bytes.end(), nullptr, true, true);
    } catch (const Json::exception &wrong) {
        return fail(ErrorKind::Invalid, u"%1 is not valid JSON."_s.arg(name), {},
                    QString::fromUtf8(wrong.what()));
    }
    Problems problems(name, std::move(scan.places));
    Project project = readProject(Node(&json, {}, problems), QFileInfo(path));
    if (!problems.empty())
        return tl::unexpected(problems.error());
    project.fingerprint =
        QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    return project;
}

Result<Project> readProjectFile(const QString &path)
{
    using namespace Qt::Literals::StringLiterals;
    constexpr qint64 largest = 4 * 1024 * 1024;
    const QFileInfo info(path);
    const QString name = QDir::toNativeSeparators(cleanLine(path, 1000));
    if (!info.exists())
        return fail(ErrorKind::NotFound, u"There is no project file %1."_s.arg(name),
                    u"`belay init` writes one; --project names another."_s);
    if (info.isDir())
        return fail(ErrorKind::Invalid, u"%1 is a folder, not a project file."_s.arg(name),
                    u"Name the belay.json in it."_s);
    if (!info.isFile())
        return fail(ErrorKind::Invalid, u"%1 is not a regular file."_s.arg(name));
    const QString tooLarge = u"%1 is larger than a project file can be (4 MiB)."_s.arg(name);
    if (info.size() > largest)
        return fail(ErrorKind::Invalid, tooLarge, u"It was not read."_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Invalid, u"%1 cannot be read: %2."_s.arg(name, file.errorString()));
    // The size may have been a lie (/proc) or may have changed since: never read more than is allowed.
    const QByteArray bytes = file.read(largest + 1);
    if (bytes.size() > largest)
        return fail(ErrorKind::Invalid, tooLarge);
    return parseProject(bytes, path);
}

QByteArray projectSchema()
{
    QFile file(QStringLiteral(":/belay/schema/belay.schema.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace belay
