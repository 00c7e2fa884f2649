// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/engine/runner.h"
#include "models/store/history_store.h"

#include <QString>

#include <memory>
#include <optional>

namespace belay {

struct CompositionOptions
{
    QString dataDirectory;        ///< history.db, known_hosts, settings
    Prompter *prompter = nullptr; ///< outlives the composition
};

/// Builds every part once and connects it; the only file that knows everyone. Thread-safe after creation.
class Composition
{
public:
    explicit Composition(const CompositionOptions &options);
    ~Composition();

    Ports &ports();
    /// Null when the history cannot be used: deploys then refuse to start, but status and rollback still
    /// work, since the hosts are the truth.
    HistoryStore *history();
    const std::optional<Error> &historyError() const;
    /// Everything a plan's steps may need, fresh for one run. `past`: the events of that run so far, when it
    /// was interrupted and goes on; what it had measured before the release is kept.
    StepRunners stepRunners(const std::vector<RunEvent> &past = {}) const;
    QString dataDirectory() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace belay
