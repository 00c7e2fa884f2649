// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_auth.h"

#include "app/net/key_file.h"
#include "app/net/known_hosts.h"
#include "app/net/password_auth.h"
#include "app/net/ssh_agent.h"
#include "app/net/ssh_error.h"

#include <QFileInfo>

#include <libssh2.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int offerLimit = 3; ///< sshd closes the door after MaxAuthTries (6, often less)
constexpr std::chrono::seconds agentProbe{3};
constexpr std::chrono::seconds agentSigning{60}; ///< a person may have to confirm
constexpr std::chrono::seconds answerTime{15};

struct Signing
{
    SshAgent &agent;
    const QByteArray &publicKey;
    const CancelWake &wake;
};

int signWithAgent(LIBSSH2_SESSION *, unsigned char **signature, size_t *size, const unsigned char *data,
                  size_t dataSize, void **abstract)
{
    auto *signing = static_cast<Signing *>(*abstract);
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(dataSize));
    const auto made = signing->agent.sign(signing->publicKey, text, deadlineIn(agentSigning), signing->wake);
    if (!made)
        return -1;
    auto *copy =
        static_cast<unsigned char *>(std::malloc(size_t(made->size()))); // freed by libssh2 with free()
    if (!copy)
        return -1;
    std::memcpy(copy, made->constData(), size_t(made->size()));
    *signature = copy;
    *size = size_t(made->size());
    return 0;
}

/// The library has many codes for a key it cannot read or decrypt; they depend on the format and on chance.
bool isKeyUnreadable(int code)
{
    const bool judged = code == 0 || code == LIBSSH2_ERROR_AUTHENTICATION_FAILED ||
                        code == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED || code == LIBSSH2_ERROR_TIMEOUT;
    return !judged && (code == LIBSSH2_ERROR_SOCKET_NONE || !isConnectionLost(code));
}

/// One log-in in progress: what was offered, what came of it.
class Login
{
public:
    Login(SshSession &session, const AuthRequest &request, Prompter &prompter, Passphrases &passphrases,
          const std::function<void()> &beforeAsking)
        : m_session(session)
        , m_request(request)
        , m_prompter(prompter)
        , m_passphrases(passphrases)
        , m_beforeAsking(beforeAsking)
        , m_user(request.user.toUtf8())
    {
    }

    Result<void> run()
    {
        m_session.arm(deadlineIn(answerTime));
        if (readMethods())
            return {};
        if (m_ended)
            return tl::unexpected(*m_ended);
        if ((m_methods.contains("publickey") && tryKeys()) || (!m_ended && tryPerson()))
            return {};
        return tl::unexpected(m_ended ? *m_ended : refused());
    }

private:
    bool readMethods();
    bool tryKeys();
    bool tryConfigured(const QStringList &files, bool mayBeMissing);
    bool tryAgent();
    bool offerFromAgent(const SshAgent::Key &key);
    bool offerFile(const KeyFile &file);
    bool offerEncrypted(const KeyFile &file);
    int sendKey(const KeyFile &file, const QByteArray &passphrase);
    bool judge(int code, const QString &what);
    bool tryPerson();
    Error refused() const;
    void openAgent();
    bool wasOffered(const QByteArray &publicKey) const
    {
        return !publicKey.isEmpty() &&
               std::find(m_offered.begin(), m_offered.end(), publicKey) != m_offered.end();
    }
    bool mayOffer() const { return !m_ended && int(m_offered.size()) < offerLimit; }

    SshSession &m_session;
    const AuthRequest &m_request;
    Prompter &m_prompter;
    Passphrases &m_passphrases;
    const std::function<void()> &m_beforeAsking;
    QByteArray m_user;
    QByteArrayList m_methods;
    std::optional<SshAgent> m_agent;
    std::vector<QByteArray> m_offered; ///< public keys; an empty one when the file hides it
    bool m_perhapsPartial = false;
    QStringList m_tried;
    QString m_hint;
    std::optional<Error> m_problem; ///< the most telling thing that went wrong besides refusals
    std::optional<Error> m_ended;   ///< the connection or the person ended it
};

bool Login::readMethods()
{
    char *list = nullptr;
    const int code = m_session.finish([&] {
        list = libssh2_userauth_list(m_session.raw(), m_user.constData(), unsigned(m_user.size()));
        return list ? 0 : libssh2_session_last_errno(m_session.raw());
    });
    if (list)
        m_methods = QByteArray(list).split(',');
    else if (libssh2_userauth_authenticated(m_session.raw()))
        return true; // the server lets everyone in
    else
        m_ended = m_session.error(code, u"asking how to log in"_s);
    return false;
}

void Login::openAgent()
{
    auto agent = SshAgent::open(m_request.agentSocket, deadlineIn(agentProbe), m_session.wake());
    if (agent)
        m_agent = std::move(*agent);
    else if (agent.error().kind != ErrorKind::NotFound)
        m_tried.append(agent.error().summary);
}

bool Login::tryKeys()
{
    openAgent();
    if (tryConfigured(m_request.identityFiles, false))
        return true;
    if (m_request.onlyConfigured)
        return false;
    return tryAgent() || tryConfigured(m_request.defaultFiles, true);
}

bool Login::tryConfigured(const QStringList &files, bool mayBeMissing)
{
    for (const QString &path : files) {
        if (!mayOffer())
            return false;
        if (mayBeMissing && !QFileInfo::exists(path))
            continue;
        const auto file = readKeyFile(path);
        if (!file) {
            m_problem = file.error();
            m_tried.append(file.error().summary);
            continue;
        }
        if (!wasOffered(file->header.publicKey) && offerFile(*file))
            return true;
    }
    return false;
}

bool Login::tryAgent()
{
    if (!m_agent)
        return false;
    for (const SshAgent::Key &key : m_agent->keys()) {
        const QByteArray type = keyType(key.publicKey);
        const bool usable = type == "ssh-ed25519" || type.startsWith("ecdsa-sha2-nistp");
        if (!usable || type.contains("-cert-")) {
            m_tried.append(
                u"The agent's %1 key %2."_s.arg(keyTypeName(type), QLatin1String(phrase::unusableKey)));
            continue;
        }
        if (!mayOffer())
            return false;
        if (!wasOffered(key.publicKey) && offerFromAgent(key))
            return true;
    }
    return false;
}

bool Login::offerFromAgent(const SshAgent::Key &key)
{
    Signing signing{*m_agent, key.publicKey, m_session.wake()};
    void *abstract = &signing;
    m_offered.push_back(key.publicKey);
    m_session.arm(deadlineIn(agentSigning + answerTime));
    const int code = m_session.finish([&] {
        return libssh2_userauth_publickey(m_session.raw(), m_user.constData(),
                                          reinterpret_cast<const unsigned char *>(key.publicKey.constData()),
                                          size_t(key.publicKey.size()), &signWithAgent, &abstract);
    });
    return judge(code, u"The agent's key %1 (%2)"_s.arg(key.comment, fingerprint(key.publicKey)));
}

bool Login::offerFile(const KeyFile &file)
{
    const auto inAgent = [&](const SshAgent::Key &key) { return key.publicKey == file.header.publicKey; };
    if (m_agent && !file.header.publicKey.isEmpty()) {
        const auto found = std::find_if(m_agent->keys().begin(), m_agent->keys().end(), inAgent);
        if (found != m_agent->keys().end())
            return offerFromAgent(*found);
    }
    if (file.header.encrypted)
        return offerEncrypted(file);
    m_offered.push_back(file.header.publicKey);
    const int code = sendKey(file, "");
    if (code == LIBSSH2_ERROR_FILE && !m_session.stopped()) {
        m_problem = Error{ErrorKind::Auth,
                          u"The private key %1 has a format that cannot be read."_s.arg(file.path),
                          {},
                          u"Rewrite it in the OpenSSH format with \"ssh-keygen -p -f %1\"."_s.arg(file.path)};
        return false;
    }
    return judge(code, u"The key %1"_s.arg(file.path));
}

bool Login::offerEncrypted(const KeyFile &file)
{
    m_offered.push_back(file.header.publicKey);
    m_beforeAsking();
    int code = LIBSSH2_ERROR_FILE;
    const auto unlocked = m_passphrases.unlock(file.path, m_request.host, m_session.wake().token(),
                                               [&](const QByteArray &passphrase) {
                                                   code = sendKey(file, passphrase);
                                                   return code != LIBSSH2_ERROR_FILE || m_session.stopped();
                                               });
    if (!unlocked)
        m_offered.pop_back(); // the host never saw it
    if (unlocked)
        return judge(code, u"The key %1"_s.arg(file.path));
    m_problem = unlocked.error();
    m_tried.append(unlocked.error().summary);
    if (unlocked.error().kind == ErrorKind::Cancelled)
        m_ended = unlocked.error();
    return false;
}

int Login::sendKey(const KeyFile &file, const QByteArray &passphrase)
{
    m_session.arm(deadlineIn(answerTime));
    // Never a null passphrase: OpenSSL would ask on the terminal.
    const int code = m_session.finish([&] {
        return libssh2_userauth_publickey_frommemory(
            m_session.raw(), m_user.constData(), size_t(m_user.size()), nullptr, 0, file.content.constData(),
            size_t(file.content.size()), passphrase.constData());
    });
    return isKeyUnreadable(code) ? LIBSSH2_ERROR_FILE : code;
}

bool Login::judge(int code, const QString &what)
{
    if (code == 0)
        return true;
    if (m_session.stopped() || (isConnectionLost(code) && m_tried.isEmpty())) {
        m_ended = m_session.error(code, u"logging in"_s);
        return false;
    }
    m_perhapsPartial = code == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED;
    m_tried.append(isConnectionLost(code) ? u"The host hung up before %1 was judged."_s.arg(what)
                                          : u"%1 was refused."_s.arg(what));
    if (isConnectionLost(code))
        m_ended = refused();
    return false;
}

bool Login::tryPerson()
{
    // A key that was wanted but did not suffice may have been the first of two factors; then the list has
    // changed. Not asked otherwise: each further question counts as a failed try, and 1.10 loses its earlier
    // answer's memory.
    if (m_perhapsPartial && !m_methods.contains("keyboard-interactive") && !m_methods.contains("password")) {
        m_session.arm(deadlineIn(answerTime));
        if (readMethods())
            return true;
        if (m_ended && m_ended->kind == ErrorKind::Network)
            m_ended = refused(); // it hung up on the last offer, which is the answer
        if (m_ended)
            return false;
    }
    if (!m_methods.contains("keyboard-interactive") && !m_methods.contains("password"))
        return false;
    m_beforeAsking();
    const auto answered = askPerson(m_session, m_request.host, m_user, m_methods, m_prompter);
    if (answered)
        return true;
    if (answered.error().kind == ErrorKind::Auth) {
        m_tried.append(answered.error().summary);
        if (!m_problem)
            m_problem = answered.error();
    } else {
        m_ended = answered.error();
    }
    return false;
}

Error Login::refused() const
{
    QString hint =
        u"Add the public key to ~/.ssh/authorized_keys of %1 on the host, or name the right key or user."_s
            .arg(m_request.user);
    QString summary = u"%1 refused the log-in of %2."_s.arg(m_session.where(), m_request.user);
    if (m_offered.empty()) {
        summary = m_problem ? m_problem->summary : u"No usable key for %1."_s.arg(m_session.where());
        hint =
            m_problem
                ? m_problem->hint
                : u"Make a key with \"ssh-keygen -t ed25519\" and add it to the host, or start an agent."_s;
    } else if (m_problem && !m_problem->hint.isEmpty()) {
        summary = m_problem->summary;
        hint = m_problem->hint;
    }
    const QString methods = u"The host accepts: %1."_s.arg(QString::fromLatin1(m_methods.join(", ")));
    return {ErrorKind::Auth, summary, (m_tried + QStringList{methods}).join(u'\n'), hint};
}

} // namespace

Result<void> authenticate(SshSession &session, const AuthRequest &request, Prompter &prompter,
                          Passphrases &passphrases, const std::function<void()> &beforeAsking)
{
    return Login(session, request, prompter, passphrases, beforeAsking).run();
}

Result<void> checkIdentities(const QStringList &identityFiles)
{
    std::optional<Error> first;
    for (const QString &path : identityFiles) {
        const auto file = readKeyFile(path);
        if (file)
            return {};
        if (!first)
            first = file.error();
    }
    return first ? Result<void>(tl::unexpected(*first)) : Result<void>();
}

} // namespace belay
