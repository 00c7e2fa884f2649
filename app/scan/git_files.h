// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>
#include <string>
#include <unordered_set>

namespace belay::scan {

/// What git knows about a folder: which files it tracks, and which it ignores. Reads the index and the ignore
/// files with libgit2, and nothing else: no configuration of the repository, no hooks, no filters, no
/// program, so a hostile checkout has nothing to run. Works without git too: then nothing is tracked, and
/// .gitignore files still count. Used from one thread.
class GitFiles
{
public:
    /// `root` is absolute. A repository whose index cannot be read counts as none; `note` says why.
    explicit GitFiles(const QString &root);
    ~GitFiles();
    GitFiles(const GitFiles &) = delete;
    GitFiles &operator=(const GitFiles &) = delete;

    bool hasIndex() const { return m_hasIndex; }
    QString note() const { return m_note; }

    /// Paths are relative to the root, with slashes.
    bool isTracked(const std::string &file) const { return m_tracked.count(file) != 0; }
    bool holdsTracked(const std::string &folder) const { return m_folders.count(folder) != 0; }

    /// Whether git leaves it out. Folders end with a slash. Only ask when an ignore file applies: it costs
    /// several looks at the disk.
    bool isIgnored(const std::string &path) const;
    /// True when ignore rules exist outside the folder's own .gitignore files (info/exclude, folders above).
    bool hasRulesAbove() const { return m_rulesAbove; }

private:
    struct Library;
    void readIndex(const QString &gitFolder);
    void openIgnoreRules(const QString &top, const QString &commonFolder);

    std::unique_ptr<Library> m_library;
    std::string m_prefix; ///< from the top of the work tree to the root, with a slash at its end
    std::unordered_set<std::string> m_tracked;
    std::unordered_set<std::string> m_folders;
    bool m_hasIndex = false;
    bool m_rulesAbove = false;
    QString m_note;
};

} // namespace belay::scan
