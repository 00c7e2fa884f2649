// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/authorized_http.h"

#include <QRegularExpression>

namespace belay {

using namespace Qt::Literals::StringLiterals;

AuthorizedHttp::AuthorizedHttp(const MetricsSource &source, Http &http, Secrets &secrets)
    : m_source(source)
    , m_http(http)
    , m_secrets(secrets)
{
}

/// A value is put in once and not looked through again: what a secret holds is never a placeholder.
Result<QString> AuthorizedHttp::filled(const QString &text) const
{
    static const QRegularExpression secret(u"\\{secret:([^}]*)\\}"_s);
    QString out;
    qsizetype done = 0;
    for (auto found = secret.match(text); found.hasMatch(); found = secret.match(text, done)) {
        const auto value = m_secrets.lookup(found.captured(1));
        if (!value)
            return value;
        out += text.mid(done, found.capturedStart() - done) + *value;
        done = found.capturedEnd();
    }
    return QString(out + text.mid(done));
}

Result<QString> AuthorizedHttp::authorization() const
{
    if (!m_source.bearer.isEmpty()) {
        const auto token = filled(m_source.bearer);
        return token ? Result<QString>(QString(u"Bearer "_s + *token)) : token;
    }
    const auto password = filled(m_source.password);
    if (!password)
        return password;
    const QByteArray both = QString(m_source.user + u':' + *password).toUtf8();
    return QString(u"Basic "_s + QString::fromLatin1(both.toBase64()));
}

Result<HttpResponse> AuthorizedHttp::send(const HttpRequest &request, const CancelToken &cancel)
{
    HttpRequest full = request;
    for (const auto &[name, value] : m_source.headers) {
        const auto text = filled(value);
        if (!text)
            return tl::unexpected(text.error());
        full.headers.emplace_back(name, *text);
    }
    if (!m_source.bearer.isEmpty() || !m_source.user.isEmpty()) {
        const auto text = authorization();
        if (!text)
            return tl::unexpected(text.error());
        full.headers.emplace_back(u"Authorization"_s, *text);
    }
    return m_http.send(full, cancel);
}

} // namespace belay
