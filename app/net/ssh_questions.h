// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/gate.h"

#include <map>
#include <mutex>
#include <optional>

namespace belay {

/// What `ssh` wants to know, read from the text it would show on a terminal.
struct SshQuestion
{
    enum class Kind {
        HostKey,    ///< may this unknown host be trusted
        Passphrase, ///< of a private key file
        Secret,     ///< a password, a PIN, a code
        Confirm,    ///< yes or no about something else
    };
    Kind kind = Kind::Secret;
    QString host; ///< HostKey: as ssh names it, without brackets and port
    int port = 22;
    QString keyType;     ///< "ED25519"
    QString fingerprint; ///< "SHA256:…"
    QString keyFile;     ///< Passphrase
    QString prompt;      ///< one line for the person

    bool operator==(const SshQuestion &) const = default;
};

/// Pure.
SshQuestion readSshQuestion(const QString &prompt, bool confirms);

/// Passphrases given so far, by key file: asked once however many hosts need them, overwritten at the end.
/// Thread-safe.
class GivenPassphrases
{
public:
    ~GivenPassphrases();
    std::optional<QByteArray> find(const QString &keyFile);
    void remember(const QString &keyFile, const QByteArray &passphrase);
    void forget(const QString &keyFile);

private:
    std::mutex m_mutex;
    std::map<QString, QByteArray> m_known;
};

/// Answers the questions of one connection through the Prompter. Used by one thread at a time.
class SshQuestions
{
public:
    /// `host`: as configured. `beforeAsking` runs before a person is asked, who may take long. `questions`
    /// lets one question at a time through, of all connections.
    SshQuestions(QString host, Prompter &prompter, GivenPassphrases &passphrases, Gate &questions,
                 std::function<void()> beforeAsking);

    /// No value: no answer.
    std::optional<QByteArray> answer(const QString &prompt, bool confirms, const CancelToken &cancel);

    /// The host key that was not trusted.
    const std::optional<HostKeyQuestion> &refusedKey() const { return m_refusedKey; }
    /// The key file whose passphrase was given as often as ssh asks for it: it opened with none of them.
    QString unopenedKey() const;
    /// Why the last question stayed unanswered.
    const std::optional<Error> &problem() const { return m_problem; }

private:
    std::optional<QByteArray> trust(const SshQuestion &question, const CancelToken &cancel);
    std::optional<QByteArray> passphrase(const SshQuestion &question, const CancelToken &cancel);
    std::optional<QByteArray> secret(const QString &prompt, const CancelToken &cancel);

    QString m_host;
    Prompter &m_prompter;
    GivenPassphrases &m_passphrases;
    Gate &m_questions;
    std::function<void()> m_beforeAsking;
    std::map<QString, int> m_tried; ///< how often the passphrase of a key file was given on this connection
    std::optional<HostKeyQuestion> m_refusedKey;
    std::optional<Error> m_problem;
};

} // namespace belay
