// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "app/scan/file_kind.h"
#include "app/scan/git_history.h"
#include "app/scan/text.h"
#include "models/domain/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace belay::scan {

struct FileEntry
{
    std::string path; ///< relative, with slashes
    FileKinds kinds = 0;
    bool tracked = false;
};

/// A file that was not looked at, and why.
struct SkippedFile
{
    QString file;
    QString reason;
};

/// Files over this size are named and left alone.
constexpr std::uint64_t largestFile = std::uint64_t(1) << 20;

/// The files of a folder as the rules see them: regular files below the root that git does not ignore, sorted
/// by path. Symbolic links are not followed, folders of dependencies are left out. Made by one thread, read
/// by many.
class Repository
{
public:
    Repository() = default;
    Repository(Repository &&) = default;
    Repository &operator=(Repository &&) = default;
    Repository(const Repository &) = delete;
    Repository &operator=(const Repository &) = delete;

    /// Walks the folder. An Error NotFound or Invalid when it is none, Cancelled when stopped.
    static Result<Repository> open(const QString &root, const CancelToken &cancel);
    /// A repository out of texts in memory, all tracked: for rules' tests and for fuzzing. Names below
    /// .git/history/COMMIT/ are texts of the past.
    static Repository fromTexts(std::map<std::string, std::string> texts, bool tracked = true);

    const std::vector<FileEntry> &files() const { return m_files; }
    const FileEntry *find(Text path) const;
    bool has(Text path) const { return find(path) != nullptr; }
    bool isTracked(Text path) const;
    /// Whether git's index was read: without it nothing can be said about what is tracked.
    bool knowsTracked() const { return m_knowsTracked; }

    /// Every file of one of the kinds, outside tests, examples and vendored code.
    std::vector<const FileEntry *> ofKind(FileKinds kinds) const;

    /// Reads a listed file anew; nothing when it is gone, too big, binary, or no longer a regular file.
    std::optional<std::string> text(Text path) const;
    /// The same, into `buffer`; false when there is no text.
    enum class Read { Good, Binary, TooBig, Gone };
    Read read(const FileEntry &file, std::string &buffer) const;

    /// Calls `look` with texts of earlier commits, newest first, within HistoryLimits.
    void eachOldText(const std::function<void(const OldText &)> &look) const;

    const std::vector<SkippedFile> &skipped() const { return m_skipped; }
    const QString &note() const { return m_note; }

private:
    friend class Walk;
    void sortFiles();

    std::string m_root;
    std::vector<FileEntry> m_files;
    std::unordered_map<std::string_view, std::size_t> m_byPath;
    std::map<std::string, std::string> m_texts; ///< only when made from texts
    std::vector<OldText> m_oldTexts;            ///< only when made from texts
    bool m_inMemory = false;
    bool m_knowsTracked = false;
    std::vector<SkippedFile> m_skipped;
    QString m_note;
};

} // namespace belay::scan
