// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/local/process.h"

#ifndef Q_OS_WIN

#include <sys/types.h>

namespace belay {

/// A file descriptor that closes itself.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(Descriptor &&other) noexcept;
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor() { close(); }

    int fd() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    void close();

private:
    int m_fd = -1;
};

/// Both ends close on exec. `read.isOpen()` is false when the system had none left; errno says why.
struct PipeEnds
{
    Descriptor read;
    Descriptor write;
};
PipeEnds makePipe();

void setNonBlocking(const Descriptor &descriptor);

/// A child in a session of its own, with our ends of its pipes; `input` only when the request has one.
struct Child
{
    pid_t pid = -1;
    Descriptor input;
    Descriptor out;
    Descriptor err;
};

/// Starts the program. An Error (NotFound or Internal) means that nothing runs.
Result<Child> spawnChild(const ProcessRequest &request);

} // namespace belay

#endif
