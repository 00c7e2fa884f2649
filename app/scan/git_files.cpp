// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/git_files.h"

#include "app/scan/git_place.h"
#include "models/domain/names.h"

#include <QFileInfo>

#include <git2.h>
#include <git2/sys/repository.h>

#include <string_view>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 largestIndex = qint64(512) << 20;
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
    const GitPlace place = gitPlaceOf(root);
    m_prefix = place.prefix;
    m_rulesAbove = !m_prefix.empty();
    if (!place.folder.isEmpty())
        readIndex(place.folder);
    openIgnoreRules(place.top.isEmpty() ? root : place.top, place.common);
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

void GitFiles::openIgnoreRules(const QString &top, const QString &commonFolder)
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
    if (commonFolder.isEmpty())
        return;
    const QByteArray exclude = smallFile(commonFolder + u"/info/exclude"_s);
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
