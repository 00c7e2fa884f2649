// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/password_auth.h"

#include "app/net/server_offer.h"
#include "app/net/ssh_error.h"

#include <libssh2.h>

#include <cstdlib>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr std::chrono::seconds answerTime{15};
constexpr int promptLimit = 200;

/// The questions of one keyboard-interactive exchange on their way to the person. libssh2 gives the callback
/// only the session's own pointer, so the exchange of this thread is found here.
struct Exchange
{
    SshSession &session;
    const QString &host;
    Prompter &prompter;
    std::optional<Error> problem;
};
thread_local Exchange *current = nullptr;

void put(LIBSSH2_USERAUTH_KBDINT_RESPONSE &response, const QByteArray &answer)
{
    response.text =
        static_cast<char *>(std::malloc(size_t(answer.size()) + 1)); // freed by libssh2 with free()
    if (!response.text)
        return;
    std::memcpy(response.text, answer.constData(), size_t(answer.size()));
    response.length = unsigned(answer.size());
}

void answer(const char *, int, const char *, int, int count, const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
            LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses, void **)
{
    for (int each = 0; each < count; ++each) {
        QByteArray text;
        if (!current->problem) {
            const QString prompt = printable(
                QByteArray(prompts[each].text, qsizetype(prompts[each].length)).trimmed(), promptLimit);
            const auto said = current->prompter.askSecret(current->host, prompt, prompts[each].echo,
                                                          current->session.wake().token());
            if (said)
                text = said->toUtf8();
            else
                current->problem = said.error();
        }
        put(responses[each], text);
    }
    current->session.arm(deadlineIn(answerTime)); // the time of the person is not the host's
}

Result<void> verdict(SshSession &session, int code, const std::optional<Error> &problem)
{
    if (problem)
        return tl::unexpected(*problem);
    if (code == 0)
        return {};
    if (session.stopped() || isConnectionLost(code))
        return tl::unexpected(session.error(code, u"logging in"_s));
    return fail(ErrorKind::Auth, u"%1 refused the password."_s.arg(session.where()), u"Try again."_s);
}

Result<void> interactive(SshSession &session, const QString &host, const QByteArray &user, Prompter &prompter)
{
    Exchange exchange{session, host, prompter, {}};
    current = &exchange;
    session.arm(deadlineIn(answerTime));
    const int code = session.finish([&] {
        return libssh2_userauth_keyboard_interactive_ex(session.raw(), user.constData(),
                                                        unsigned(user.size()), &answer);
    });
    current = nullptr;
    return verdict(session, code, exchange.problem);
}

Result<void> password(SshSession &session, const QString &host, const QByteArray &user, Prompter &prompter)
{
    const auto said = prompter.askSecret(host, u"Password of %1"_s.arg(QString::fromUtf8(user)), false,
                                         session.wake().token());
    if (!said)
        return tl::unexpected(said.error());
    const QByteArray text = said->toUtf8();
    session.arm(deadlineIn(answerTime));
    const int code = session.finish([&] {
        return libssh2_userauth_password_ex(session.raw(), user.constData(), unsigned(user.size()),
                                            text.constData(), unsigned(text.size()), nullptr);
    });
    return verdict(session, code, {});
}

} // namespace

Result<void> askPerson(SshSession &session, const QString &host, const QByteArray &user,
                       const QByteArrayList &methods, Prompter &prompter)
{
    return methods.contains("keyboard-interactive") ? interactive(session, host, user, prompter)
                                                    : password(session, host, user, prompter);
}

} // namespace belay
