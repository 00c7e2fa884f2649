// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/git_history.h"

#include "app/scan/git_place.h"
#include "app/scan/repository.h"

#include <QFileInfo>

#include <git2.h>
#include <git2/sys/repository.h>

#include <filesystem>
#include <memory>
#include <queue>
#include <unordered_set>
#include <utility>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;
namespace fs = std::filesystem;

constexpr int deepestFolder = 100;
constexpr qint64 largestPackedRefs = qint64(16) << 20;
constexpr std::size_t mostObjectFiles = 200'000;

template <typename T, void (*free)(T *)> struct Freed
{
    void operator()(T *value) const { free(value); }
};
template <typename T, void (*free)(T *)> using Owned = std::unique_ptr<T, Freed<T, free>>;
using OwnedRepository = Owned<git_repository, git_repository_free>;
using OwnedOdb = Owned<git_odb, git_odb_free>;
using OwnedCommit = Owned<git_commit, git_commit_free>;
using OwnedTree = Owned<git_tree, git_tree_free>;
using OwnedBlob = Owned<git_blob, git_blob_free>;

struct Library
{
    Library() { git_libgit2_init(); }
    ~Library() { git_libgit2_shutdown(); }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;
};

/// Only plain files in plain folders, and no pointer to another store: nothing here makes a reader wait or
/// look elsewhere.
bool isPlainStore(const QString &objects)
{
    std::error_code failed;
    const fs::path store(objects.toStdString());
    if (!fs::is_directory(fs::symlink_status(store, failed)) ||
        fs::exists(fs::symlink_status(store / "info" / "alternates", failed)))
        return false;
    std::size_t files = 0;
    fs::recursive_directory_iterator each(store, failed);
    for (const fs::recursive_directory_iterator end; !failed && each != end; each.increment(failed)) {
        std::error_code gone;
        const fs::file_status status = each->symlink_status(gone);
        if (fs::is_directory(status))
            continue;
        if (!fs::is_regular_file(status) || ++files > mostObjectFiles)
            return false;
    }
    return !failed;
}

QByteArray packedReference(const QString &common, const QByteArray &name)
{
    for (const QByteArray &line : smallFile(common + u"/packed-refs"_s, largestPackedRefs).split('\n')) {
        if (line.endsWith(QByteArray(' ' + name)))
            return line.left(line.indexOf(' '));
    }
    return {};
}

/// The hash of the checked-out commit, or empty.
QByteArray headOf(const GitPlace &place)
{
    const QByteArray head = smallFile(place.folder + u"/HEAD"_s).trimmed();
    if (!head.startsWith("ref: "))
        return head;
    const QByteArray name = head.mid(5).trimmed();
    if (!name.startsWith("refs/") || name.contains(".."))
        return {};
    const QByteArray loose = smallFile(place.common + u'/' + QString::fromUtf8(name)).trimmed();
    return loose.isEmpty() ? packedReference(place.common, name) : loose;
}

std::string keyOf(const git_oid *id)
{
    return std::string(reinterpret_cast<const char *>(id->id), GIT_OID_RAWSZ);
}

std::string shortened(const git_oid *id)
{
    char text[9] = {};
    git_oid_tostr(text, sizeof text, id);
    return text;
}

/// One walk through the commits, newest first.
class History
{
public:
    History(git_repository *repository, std::string prefix, const HistoryLimits &limits,
            const std::function<void(const OldText &)> &look)
        : m_repository(repository)
        , m_prefix(std::move(prefix))
        , m_limits(limits)
        , m_look(look)
    {
    }

    bool walk(const git_oid &head)
    {
        // What is checked out is looked at as files.
        m_reads = false;
        visit(head);
        m_reads = true;
        while (!m_next.empty() && m_complete) {
            const git_oid id = m_next.top().second;
            m_next.pop();
            if (++m_commits > m_limits.commits)
                return false;
            visit(id);
        }
        return m_complete;
    }

private:
    void visit(const git_oid &id)
    {
        const OwnedCommit commit = commitOf(id);
        if (!commit)
            return;
        m_commit = shortened(&id);
        enter(git_commit_tree_id(commit.get()), std::string(), 0);
        for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
            const git_oid *parent = git_commit_parent_id(commit.get(), i);
            if (!m_seen.insert(keyOf(parent)).second)
                continue;
            // A shallow clone ends here; so does a damaged one.
            if (const OwnedCommit known = commitOf(*parent))
                m_next.emplace(git_commit_time(known.get()), *parent);
        }
    }

    OwnedCommit commitOf(const git_oid &id) const
    {
        git_commit *commit = nullptr;
        git_commit_lookup(&commit, m_repository, &id);
        return OwnedCommit(commit);
    }

    /// Folders that do not lead to the scanned one are not entered.
    bool leadsThere(const std::string &folder) const
    {
        return folder.starts_with(m_prefix) || m_prefix.starts_with(folder);
    }

    void enter(const git_oid *id, const std::string &folder, int depth)
    {
        if (depth > deepestFolder || !leadsThere(folder) || !m_seen.insert(keyOf(id) + folder).second)
            return;
        git_tree *found = nullptr;
        git_tree_lookup(&found, m_repository, id);
        const OwnedTree tree(found);
        const std::size_t count = tree ? git_tree_entrycount(tree.get()) : 0;
        for (std::size_t i = 0; i < count && m_complete; ++i) {
            m_complete = ++m_entries <= m_limits.entries;
            const git_tree_entry *entry = git_tree_entry_byindex(tree.get(), i);
            const std::string path = folder + git_tree_entry_name(entry);
            if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
                enter(git_tree_entry_id(entry), path + '/', depth + 1);
            else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
                take(entry, path);
        }
    }

    void take(const git_tree_entry *entry, const std::string &path)
    {
        const bool isLink = git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK;
        const git_oid *id = git_tree_entry_id(entry);
        if (isLink || !path.starts_with(m_prefix) || !m_seen.insert(keyOf(id)).second || !m_reads)
            return;
        git_blob *found = nullptr;
        git_blob_lookup(&found, m_repository, id);
        const OwnedBlob blob(found);
        const auto size = blob ? static_cast<std::uint64_t>(git_blob_rawsize(blob.get())) : 0;
        if (size == 0 || size > largestFile || git_blob_is_binary(blob.get()))
            return;
        m_complete = ++m_texts <= m_limits.texts && (m_bytes += size) <= m_limits.bytes;
        if (m_complete)
            m_look({path.substr(m_prefix.size()), m_commit,
                    std::string(static_cast<const char *>(git_blob_rawcontent(blob.get())), size)});
    }

    git_repository *m_repository;
    const std::string m_prefix;
    const HistoryLimits &m_limits;
    const std::function<void(const OldText &)> &m_look;
    struct Older
    {
        bool operator()(const std::pair<git_time_t, git_oid> &a,
                        const std::pair<git_time_t, git_oid> &b) const
        {
            // The hash decides between commits of one second: the same folder gives the same answer.
            return a.first != b.first ? a.first < b.first : git_oid_cmp(&a.second, &b.second) < 0;
        }
    };
    std::priority_queue<std::pair<git_time_t, git_oid>, std::vector<std::pair<git_time_t, git_oid>>, Older>
        m_next;
    std::unordered_set<std::string> m_seen;
    std::string m_commit;
    bool m_reads = true;
    bool m_complete = true;
    std::size_t m_commits = 0;
    std::size_t m_texts = 0;
    std::size_t m_entries = 0;
    std::uint64_t m_bytes = 0;
};

} // namespace

bool eachOldText(const QString &root, const HistoryLimits &limits,
                 const std::function<void(const OldText &)> &look)
{
    const GitPlace place = gitPlaceOf(root);
    const QString objects = place.common + u"/objects"_s;
    if (place.folder.isEmpty() || !isPlainStore(objects))
        return false;
    const Library library;
    git_oid head{};
    if (git_oid_fromstr(&head, headOf(place).constData()) != 0)
        return false;
    git_odb *store = nullptr;
    git_odb_open(&store, objects.toUtf8().constData());
    const OwnedOdb owned(store);
    git_repository *made = nullptr;
    if (!store || git_repository_wrap_odb(&made, store) != 0)
        return false;
    const OwnedRepository repository(made);
    return History(made, place.prefix, limits, look).walk(head);
}

} // namespace belay::scan
