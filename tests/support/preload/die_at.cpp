// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded in front of the real program (LD_PRELOAD), so that it dies by SIGKILL at a boundary a test chose:
// before the n-th commit of its history (what was done last is not written down yet), or behind the n-th
// write to a host (what was asked for happens there, and nobody hears the answer). The program itself knows
// nothing of this and is the one that is installed.
//
//   BELAY_DIE_AT        the number of the boundary, from 1; 0 or unset: live
//   BELAY_BOUNDARIES    a file that gets one line per boundary
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

std::atomic<int> passed{0};
int dieAt = 0;
int list = -1;

/// Before anything else runs; and what this program starts shall not inherit it.
__attribute__((constructor)) void prepare()
{
    if (const char *number = std::getenv("BELAY_DIE_AT"))
        dieAt = std::atoi(number);
    if (const char *file = std::getenv("BELAY_BOUNDARIES"))
        list = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::unsetenv("LD_PRELOAD");
}

void boundary(const char *line)
{
    const int number = ++passed;
    if (list >= 0) {
        [[maybe_unused]] const auto written = ::write(list, line, std::strlen(line));
    }
    if (number == dieAt)
        ::kill(::getpid(), SIGKILL);
}

template <typename Function> Function next(const char *name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

using Execute = int (*)(void *, const char *, void *, void *, char **);
using Write = ssize_t (*)(void *, int, const char *, size_t);

__attribute__((visibility("default"))) int sqlite3_exec(void *database, const char *sql, void *callback,
                                                        void *argument, char **problem)
{
    static const auto real = next<Execute>("sqlite3_exec");
    if (sql && std::strncmp(sql, "COMMIT", 6) == 0)
        boundary("commit\n");
    return real(database, sql, callback, argument, problem);
}

__attribute__((visibility("default"))) ssize_t libssh2_channel_write_ex(void *channel, int stream,
                                                                        const char *bytes, size_t size)
{
    static const auto real = next<Write>("libssh2_channel_write_ex");
    const ssize_t written = real(channel, stream, bytes, size);
    if (written > 0)
        boundary("sent\n");
    return written;
}

} // extern "C"
