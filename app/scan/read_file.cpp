// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/read_file.h"

#ifdef _WIN32
#include <filesystem>
#include <fstream>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace belay::scan {

#ifdef _WIN32

FileRead readRegularFile(const std::string &path, std::uint64_t limit, std::string &buffer)
{
    const std::filesystem::path native(std::u8string(path.begin(), path.end()));
    std::error_code failed;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(native, failed)))
        return FileRead::Failed;
    const std::uint64_t size = std::filesystem::file_size(native, failed);
    if (failed)
        return FileRead::Failed;
    if (size > limit)
        return FileRead::TooBig;
    std::ifstream file(native, std::ios::binary);
    buffer.resize(size);
    file.read(buffer.data(), static_cast<std::streamsize>(size));
    buffer.resize(static_cast<std::size_t>(file.gcount()));
    return FileRead::Whole;
}

#else

FileRead readRegularFile(const std::string &path, std::uint64_t limit, std::string &buffer)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return FileRead::Failed;
    struct stat status = {};
    FileRead result = FileRead::Failed;
    if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        const auto size = static_cast<std::uint64_t>(status.st_size);
        result = size > limit ? FileRead::TooBig : FileRead::Whole;
        if (result == FileRead::Whole) {
            buffer.resize(size);
            std::size_t have = 0;
            while (have < buffer.size()) {
                const ssize_t got = ::read(file, buffer.data() + have, buffer.size() - have);
                if (got <= 0)
                    break;
                have += static_cast<std::size_t>(got);
            }
            buffer.resize(have);
        }
    }
    ::close(file);
    return result;
}

#endif

} // namespace belay::scan
