// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/git_files.h"
#include "app/scan/repository.h"

#include <QDir>
#include <QFileInfo>

#include <array>
#include <filesystem>

namespace belay::scan {

using namespace Qt::Literals::StringLiterals;

namespace fs = std::filesystem;

namespace {

constexpr int deepest = 100;
constexpr std::size_t mostFiles = 2'000'000;

/// Never worth a look, tracked or not.
constexpr std::array<std::string_view, 4> neverEntered{".git", ".hg", ".svn", ".jj"};
/// What tools put there. Entered only when git tracks something in it.
constexpr std::array<std::string_view, 10> leftByTools{
    "node_modules", "_build",  ".elixir_ls", ".venv", "__pycache__",
    ".mypy_cache",  ".gradle", ".terraform", ".next", ".nuxt"};

bool isOneOf(const auto &names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

/// Fills a Repository from a folder on disk.
class Walk
{
public:
    Walk(Repository &repository, const QString &root, const CancelToken &cancel)
        : m_repository(repository)
        , m_git(root)
        , m_cancel(cancel)
    {
        repository.m_root = root.toStdString();
        repository.m_knowsTracked = m_git.hasIndex();
        repository.m_note = m_git.note();
    }

    void run() { enter(std::string(), 0, m_git.hasRulesAbove()); }
    bool complete() const { return m_complete; }

private:
    /// Ignore rules are only asked for where one can apply.
    enum class Rules { None, Some, Unreadable };
    Rules rulesIn(const std::string &folder) const
    {
        std::error_code failed;
        const fs::file_status status = fs::symlink_status(fs::path(onDisk(folder)) / ".gitignore", failed);
        if (!fs::exists(status))
            return Rules::None;
        // A link or a pipe in its place must not make the reader wait or look elsewhere.
        return fs::is_regular_file(status) ? Rules::Some : Rules::Unreadable;
    }

    std::string onDisk(const std::string &path) const
    {
        return path.empty() ? m_repository.m_root : m_repository.m_root + '/' + path;
    }

    void enter(const std::string &folder, int depth, bool rulesApply)
    {
        if (depth > deepest || m_cancel.cancelled()) {
            m_complete = m_complete && !m_cancel.cancelled();
            return;
        }
        const Rules here = rulesIn(folder);
        if (here == Rules::Unreadable) {
            skip(folder.empty() ? std::string(".gitignore") : folder + "/.gitignore",
                 u"not a regular file; nothing below counts as ignored"_s);
            m_rulesOff = folder.empty() ? std::string("/") : folder + '/';
        }
        rulesApply = rulesApply || here == Rules::Some;
        std::error_code failed;
        for (fs::directory_iterator
                 each(onDisk(folder), fs::directory_options::skip_permission_denied, failed),
             end;
             !failed && each != end; each.increment(failed)) {
            const std::string name = each->path().filename().string();
            const std::string path = folder.empty() ? name : folder + '/' + name;
            std::error_code gone;
            const fs::file_status status = each->symlink_status(gone);
            if (fs::is_directory(status))
                visitFolder(path, name, depth, rulesApply);
            else if (fs::is_regular_file(status))
                visitFile(path, rulesApply);
        }
        if (failed)
            skip(folder, u"cannot be read: %1"_s.arg(QString::fromStdString(failed.message())));
    }

    void visitFolder(const std::string &path, const std::string &name, int depth, bool rulesApply)
    {
        if (isOneOf(neverEntered, name))
            return;
        if (!m_git.holdsTracked(path)) {
            if (isOneOf(leftByTools, name) || (rulesApply && ignored(path + '/')))
                return;
        }
        enter(path, depth + 1, rulesApply);
    }

    void visitFile(const std::string &path, bool rulesApply)
    {
        const bool tracked = m_git.isTracked(path);
        if (!tracked && rulesApply && ignored(path))
            return;
        if (m_repository.m_files.size() < mostFiles)
            m_repository.m_files.push_back({path, kindsOf(path), tracked});
        else if (m_repository.m_files.size() == mostFiles && m_complete)
            skip(path, u"there are more files than Belay looks at"_s);
    }

    bool ignored(const std::string &path) const
    {
        if (m_rulesOff == "/" || (!m_rulesOff.empty() && path.starts_with(m_rulesOff)))
            return false;
        return m_git.isIgnored(path);
    }

    void skip(const std::string &path, const QString &reason)
    {
        m_repository.m_skipped.push_back({toQString(path), reason});
    }

    Repository &m_repository;
    GitFiles m_git;
    const CancelToken &m_cancel;
    std::string m_rulesOff; ///< below this folder ignore rules are not asked
    bool m_complete = true;
};

Result<Repository> Repository::open(const QString &root, const CancelToken &cancel)
{
    const QFileInfo info(root);
    if (!info.exists())
        return fail(ErrorKind::NotFound, u"There is no folder '%1'."_s.arg(root));
    if (!info.isDir())
        return fail(ErrorKind::Invalid, u"'%1' is a file; a scan wants a folder."_s.arg(root));
    Repository repository;
    Walk walk(repository, QDir(root).canonicalPath(), cancel);
    walk.run();
    if (!walk.complete())
        return fail(ErrorKind::Cancelled, u"The scan was stopped."_s);
    repository.sortFiles();
    return repository;
}

} // namespace belay::scan
