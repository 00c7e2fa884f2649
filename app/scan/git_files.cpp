// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/git_files.h"

#include "models/domain/names.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <git2.h>
#include <git2/sys/repository.h>

#include <string_view>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 largestIndex = qint64(512) << 20;
constexpr qint64 largestSmallFile = 64 << 10;

/// The content of a small regular file; nothing for links, pipes and devices.
QByteArray smallFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.isSymLink() || !info.isFile() || info.size() > largestSmallFile)
        return {};
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(largestSmallFile) : QByteArray();
}

/// The folder that holds `index`: .git itself, or where a work tree's .git file points to.
QString gitFolderOf(const QString &top)
{
    const QString dotGit = top + u"/.git"_s;
    if (QFileInfo(dotGit).isDir())
        return dotGit;
    const QByteArray text = smallFile(dotGit).trimmed();
    if (!text.startsWith("gitdir: "))
        return {};
    return QDir::cleanPath(QDir(top).absoluteFilePath(QString::fromUtf8(text.mid(8))));
}

/// The nearest folder at or above `root` with a .git; empty: none.
QString topOf(const QString &root)
{
    for (QDir folder(root);; folder.cdUp()) {
        if (QFileInfo::exists(folder.filePath(u".git"_s)))
            return folder.absolutePath();
        if (folder.isRoot())
            return {};
    }
}

QString lastGitError()
{
    const git_error *error = git_error_last();
    return error && error->message ? cleanLine(QString::fromUtf8(error->message), 200) : u"unknown reason"_s;
}

} // namespace

struct GitFiles::Library
{
    Library()
    {
        git_libgit2_init();
        // Nothing of the person's or the system's configuration: the same folder gives the same answer.
        for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
                                GIT_CONFIG_LEVEL_PROGRAMDATA})
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    ~Library()
    {
        git_repository_free(repository);
        git_libgit2_shutdown();
    }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;

    git_repository *repository = nullptr;
};

GitFiles::GitFiles(const QString &root)
    : m_library(std::make_unique<Library>())
{
    const QString top = topOf(root);
    const QString gitFolder = top.isEmpty() ? QString() : gitFolderOf(top);
    if (!top.isEmpty() && top != root) {
        m_prefix = QDir(top).relativeFilePath(root).toStdString() + '/';
        m_rulesAbove = true;
    }
    if (!gitFolder.isEmpty())
        readIndex(gitFolder);
    openIgnoreRules(top.isEmpty() ? root : top, gitFolder);
}

GitFiles::~GitFiles() = default;

void GitFiles::readIndex(const QString &gitFolder)
{
    const QFileInfo info(gitFolder + u"/index"_s);
    if (!info.exists())
        return;
    if (info.isSymLink() || !info.isFile() || info.size() > largestIndex) {
        m_note = u"git's index was not read: it is no regular file of a usual size"_s;
        return;
    }
    git_index *index = nullptr;
    if (git_index_open(&index, info.filePath().toUtf8().constData()) != 0) {
        m_note = u"git's index could not be read: %1"_s.arg(lastGitError());
        return;
    }
    m_hasIndex = true;
    const std::size_t count = git_index_entrycount(index);
    m_tracked.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::string_view path = git_index_get_byindex(index, i)->path;
        if (!path.starts_with(m_prefix))
            continue;
        path.remove_prefix(m_prefix.size());
        m_tracked.emplace(path);
        for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
             slash = path.rfind('/', slash - 1)) {
            if (!m_folders.emplace(path.substr(0, slash)).second)
                break;
        }
    }
    git_index_free(index);
}

void GitFiles::openIgnoreRules(const QString &top, const QString &gitFolder)
{
    // A repository in memory: only its work tree is real, so no configuration file is ever read.
    git_config *config = nullptr;
    if (git_repository_new(&m_library->repository) != 0 || git_config_new(&config) != 0) {
        m_note = u"ignore rules are not known: %1"_s.arg(lastGitError());
        return;
    }
    git_repository_set_config(m_library->repository, config);
    git_config_free(config);
    git_repository_set_workdir(m_library->repository, top.toUtf8().constData(), 0);
    if (gitFolder.isEmpty())
        return;
    // A work tree of its own shares info/exclude with the repository it belongs to.
    const QByteArray common = smallFile(gitFolder + u"/commondir"_s).trimmed();
    const QString shared =
        common.isEmpty() ? gitFolder : QDir(gitFolder).absoluteFilePath(QString::fromUtf8(common));
    const QByteArray exclude = smallFile(shared + u"/info/exclude"_s);
    bool hasRules = false;
    for (const QByteArray &line : exclude.split('\n'))
        hasRules = hasRules || (!line.trimmed().isEmpty() && !line.startsWith('#'));
    if (!hasRules)
        return;
    git_ignore_add_rule(m_library->repository, exclude.constData());
    m_rulesAbove = true;
}

bool GitFiles::isIgnored(const std::string &path) const
{
    int ignored = 0;
    const std::string full = m_prefix + path;
    return m_library->repository &&
           git_ignore_path_is_ignored(&ignored, m_library->repository, full.c_str()) == 0 && ignored != 0;
}

} // namespace belay::scan
