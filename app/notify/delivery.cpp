// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/delivery.h"

#include "app/notify/payload.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QRegularExpression>
#include <QTemporaryFile>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int attempts = 4;
constexpr Milliseconds longestWait{30000};
constexpr Milliseconds commandTime{30000};

QByteArray text(const nlohmann::json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

QString headerOf(const HttpResponse &response, QLatin1StringView name)
{
    for (const auto &[key, value] : response.headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value.trimmed();
    }
    return {};
}

QString nameOf(const NotifySpec &spec)
{
    static const std::map<NotifyKind, QString> names{
        {NotifyKind::Slack, u"Slack"_s},         {NotifyKind::Teams, u"Teams"_s},
        {NotifyKind::Discord, u"Discord"_s},     {NotifyKind::Webhook, u"The webhook"_s},
        {NotifyKind::Email, u"The mail"_s},      {NotifyKind::Command, u"The command"_s},
        {NotifyKind::Desktop, u"The desktop"_s}, {NotifyKind::Grafana, u"Grafana"_s}};
    return names.at(spec.kind);
}

nlohmann::json payloadFor(const Occasion &occasion, const NotifySpec &spec)
{
    switch (spec.kind) {
    case NotifyKind::Slack:
        return slackPayload(occasion, spec);
    case NotifyKind::Teams:
        return teamsPayload(occasion, spec);
    case NotifyKind::Discord:
        return discordPayload(occasion, spec);
    case NotifyKind::Grafana:
    case NotifyKind::Webhook:
    case NotifyKind::Email:
    case NotifyKind::Command:
    case NotifyKind::Desktop:
        break;
    }
    return webhookPayload(occasion, spec);
}

/// What the receiver said, for the note: its first line, where that is text.
QString answerOf(const HttpResponse &response)
{
    const QString said = cleanLine(QString::fromUtf8(response.body.left(400)).simplified(), 120);
    return said.isEmpty() ? u"HTTP %1"_s.arg(response.status)
                          : u"HTTP %1, %2"_s.arg(QString::number(response.status), said);
}

} // namespace

RetryChoice retryAfter(int attempt, int status, const QString &retryAfterHeader)
{
    const bool mayPass = status == 0 || status == 429 || status >= 500;
    if (!mayPass || attempt >= attempts)
        return {};
    Milliseconds wait(1000LL << (attempt - 1));
    bool isNumber = false;
    const double seconds = retryAfterHeader.toDouble(&isNumber);
    if (isNumber && seconds >= 0) {
        if (seconds * 1000 > static_cast<double>(longestWait.count()))
            return {};
        wait = std::max(wait, Milliseconds(static_cast<qint64>(seconds * 1000)));
    }
    return {true, wait};
}

Result<QString> Delivery::withSecrets(const QString &given) const
{
    static const QRegularExpression secret(u"\\{secret:([^{}]*)\\}"_s);
    QString out;
    qsizetype from = 0;
    for (auto matches = secret.globalMatch(given); matches.hasNext();) {
        const auto match = matches.next();
        const auto value = m_ports.secrets.lookup(match.captured(1));
        if (!value)
            return tl::unexpected(value.error());
        out += given.mid(from, match.capturedStart() - from) + *value;
        from = match.capturedEnd();
    }
    return QString(out + given.mid(from));
}

Result<HttpResponse> Delivery::send(HttpRequest request, const NotifySpec &spec,
                                    const CancelToken &cancel) const
{
    for (int attempt = 1;; ++attempt) {
        const auto answer = m_ports.http.send(request, cancel);
        if (answer && answer->status >= 200 && answer->status < 300)
            return answer;
        const bool never = !answer && (answer.error().kind == ErrorKind::Invalid ||
                                       answer.error().kind == ErrorKind::Cancelled);
        const RetryChoice choice = never
                                       ? RetryChoice()
                                       : retryAfter(attempt, answer ? answer->status : 0,
                                                    answer ? headerOf(*answer, "retry-after"_L1) : QString());
        if (choice.again && !m_ports.clock.wait(choice.wait, cancel))
            continue;
        const QString why = answer ? answerOf(*answer) : answer.error().summary;
        return fail(answer ? ErrorKind::Remote : answer.error().kind,
                    m_ports.secrets.redact(u"%1 was not told: %2"_s.arg(nameOf(spec), why)));
    }
}

Result<HttpResponse> Delivery::post(const QString &method, const QString &address, const nlohmann::json &body,
                                    const NotifySpec &spec, const CancelToken &cancel) const
{
    const auto url = withSecrets(address);
    if (!url)
        return tl::unexpected(url.error());
    const auto token = withSecrets(spec.token);
    if (!token)
        return tl::unexpected(token.error());
    HttpRequest request;
    request.method = method;
    request.url = *url;
    request.body = text(body);
    request.headers = {{u"Content-Type"_s, u"application/json"_s}};
    if (!token->isEmpty())
        request.headers.emplace_back(u"Authorization"_s, QString(u"Bearer "_s + *token));
    request.bodyLimit = 64 * 1024;
    return send(std::move(request), spec, cancel);
}

/// The start is marked with an annotation, which the end turns into a region. Without the first (Belay was
/// started anew, or Grafana did not answer) the end makes the whole region.
Result<void> Delivery::annotate(const Occasion &occasion, const NotifySpec &spec, const CancelToken &cancel)
{
    const QString key = occasion.run + u'\n' + spec.url + u'\n' + spec.dashboard;
    const QString annotations = spec.url + u"/api/annotations"_s;
    nlohmann::json body = annotationPayload(occasion, spec);
    qint64 known = 0;
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_annotations.find(key); found != m_annotations.end())
            known = found->second;
    }
    if (known != 0) {
        body.erase("dashboardUID"); // what it is pinned to cannot be changed
        const auto changed =
            post(u"PATCH"_s, annotations + u'/' + QString::number(known), body, spec, cancel);
        return changed ? Result<void>() : tl::unexpected(changed.error());
    }
    const auto made = post(u"POST"_s, annotations, body, spec, cancel);
    if (!made)
        return tl::unexpected(made.error());
    const auto json = nlohmann::json::parse(made->body.toStdString(), nullptr, false);
    if (json.is_object() && json.contains("id") && json["id"].is_number_integer()) {
        const std::scoped_lock lock(m_mutex);
        m_annotations[key] = json["id"].get<qint64>();
    }
    return {};
}

Result<void> Delivery::run(const QString &command, const QByteArray &input, const NotifySpec &spec,
                           const CancelToken &cancel) const
{
    // The words go to standard input: never an argument, where a shell or everybody could read them.
    QTemporaryFile file; // for this account only
    if (!file.open() || file.write(input) != input.size() || !file.flush())
        return fail(ErrorKind::Internal, u"%1 was not told: %2"_s.arg(nameOf(spec), file.errorString()));
    CommandRequest request;
    request.command = u"{ %1\n} <%2"_s.arg(command, shellQuoted(file.fileName()));
    request.timeout = commandTime;
    request.outputLimit = 64 * 1024;
    const CommandResult result = m_ports.local.run(request, cancel);
    if (result.end == CommandResult::End::Exited && result.exitCode == 0)
        return {};
    const QByteArray said = result.err.trimmed().isEmpty() ? result.out : result.err;
    const QString how = result.end == CommandResult::End::Exited ? u"exit code %1"_s.arg(result.exitCode)
                        : result.end == CommandResult::End::TimedOut
                            ? u"not finished after %1"_s.arg(formatDuration(commandTime.count()))
                            : u"it was stopped"_s;
    const QString last = cleanLine(QString::fromUtf8(said.trimmed().split('\n').last()), 120);
    return fail(ErrorKind::Remote, m_ports.secrets.redact(u"%1 was not sent: %2%3"_s.arg(
                                       nameOf(spec), how, last.isEmpty() ? QString() : u", "_s + last)));
}

Result<void> Delivery::tell(const Occasion &occasion, const NotifySpec &spec, const CancelToken &cancel)
{
    switch (spec.kind) {
    case NotifyKind::Email:
        return run(spec.run.isEmpty() ? u"sendmail -t -i"_s : spec.run, mailText(occasion, spec), spec,
                   cancel);
    case NotifyKind::Command:
        return run(spec.run, text(payloadFor(occasion, spec)) + '\n', spec, cancel);
    case NotifyKind::Grafana:
        return annotate(occasion, spec, cancel);
    case NotifyKind::Desktop:
        return {}; // the window's own affair
    case NotifyKind::Slack:
    case NotifyKind::Teams:
    case NotifyKind::Discord:
    case NotifyKind::Webhook:
        break;
    }
    const auto told = post(u"POST"_s, spec.url, payloadFor(occasion, spec), spec, cancel);
    return told ? Result<void>() : tl::unexpected(told.error());
}

} // namespace belay
