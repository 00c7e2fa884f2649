// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/gate.h"

#include <functional>
#include <map>

namespace belay {

/// Passphrases of key files, asked for once per key however many hosts need it, and forgotten (overwritten)
/// with this object. Thread-safe.
class Passphrases
{
public:
    explicit Passphrases(Prompter &prompter)
        : m_prompter(prompter)
    {
    }
    ~Passphrases();
    Passphrases(const Passphrases &) = delete;
    Passphrases &operator=(const Passphrases &) = delete;

    /// What `use` answered for the first passphrase it takes. It is given the remembered one, then up to
    /// three from the person; it answers false when the passphrase is wrong. Errors: Auth, Cancelled.
    using Use = std::function<bool(const QByteArray &passphrase)>;
    Result<void> unlock(const QString &keyFile, const QString &host, const CancelToken &cancel,
                        const Use &use);

private:
    Prompter &m_prompter;
    Gate m_asking{1}; ///< one question at a time; whoever waits finds the answer remembered
    std::map<QString, QByteArray> m_known;
};

} // namespace belay
