// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/repository.h"

#include "app/scan/read_file.h"

#include <algorithm>

namespace belay::scan {

const FileEntry *Repository::find(Text path) const
{
    const auto found = m_byPath.find(path);
    return found == m_byPath.end() ? nullptr : &m_files[found->second];
}

bool Repository::isTracked(Text path) const
{
    const FileEntry *file = find(path);
    return file && file->tracked;
}

std::vector<const FileEntry *> Repository::ofKind(FileKinds kinds) const
{
    std::vector<const FileEntry *> found;
    for (const FileEntry &file : m_files) {
        if ((file.kinds & kinds) != 0 && (file.kinds & (InTests | Vendored)) == 0)
            found.push_back(&file);
    }
    return found;
}

Repository::Read Repository::read(const FileEntry &file, std::string &buffer) const
{
    if (m_inMemory) {
        const auto known = m_texts.find(file.path);
        if (known == m_texts.end())
            return Read::Gone;
        buffer = known->second;
        if (buffer.size() > largestFile)
            return Read::TooBig;
    } else {
        switch (readRegularFile(m_root + '/' + file.path, largestFile, buffer)) {
        case FileRead::Whole:
            break;
        case FileRead::TooBig:
            return Read::TooBig;
        case FileRead::Failed:
            return Read::Gone;
        }
    }
    // As git tells text from binary: a zero byte near the start.
    const bool binary = Text(buffer).substr(0, 8000).find('\0') != Text::npos;
    return binary ? Read::Binary : Read::Good;
}

std::optional<std::string> Repository::text(Text path) const
{
    const FileEntry *file = find(path);
    std::string buffer;
    if (!file || read(*file, buffer) != Read::Good)
        return std::nullopt;
    return buffer;
}

Repository Repository::fromTexts(std::map<std::string, std::string> texts, bool tracked)
{
    Repository repository;
    repository.m_inMemory = true;
    repository.m_knowsTracked = tracked;
    static constexpr Text past = ".git/history/";
    for (const auto &[path, text] : texts) {
        const std::size_t slash = path.starts_with(past) ? path.find('/', past.size()) : Text::npos;
        if (slash == Text::npos)
            repository.m_files.push_back({path, kindsOf(path), tracked});
        else
            repository.m_oldTexts.push_back(
                {path.substr(slash + 1), path.substr(past.size(), slash - past.size()), text});
    }
    repository.m_texts = std::move(texts);
    repository.sortFiles();
    return repository;
}

void Repository::eachOldText(const std::function<void(const OldText &)> &look) const
{
    if (m_inMemory)
        std::for_each(m_oldTexts.begin(), m_oldTexts.end(), look);
    else
        scan::eachOldText(QString::fromStdString(m_root), HistoryLimits(), look);
}

void Repository::sortFiles()
{
    std::sort(m_files.begin(), m_files.end(),
              [](const FileEntry &a, const FileEntry &b) { return a.path < b.path; });
    m_byPath.clear();
    m_byPath.reserve(m_files.size());
    for (std::size_t i = 0; i < m_files.size(); ++i)
        m_byPath.emplace(m_files[i].path, i);
}

} // namespace belay::scan
