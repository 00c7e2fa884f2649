// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/certificate.h"

#include "app/net/curl_error.h"
#include "app/net/curl_http.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>

#include <curl/curl.h>

#include <memory>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr long longestMs = 10000;

struct EasyDeleter
{
    void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
};

int stopWhenCancelled(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<const CancelToken *>(user)->cancelled() ? 1 : 0;
}

struct Greeting
{
    CURLcode code = CURLE_OK;
    QString said; ///< libcurl's words
    QStringList fields;
};

/// Connects, begins TLS, and hangs up.
Greeting greet(const QUrl &url, bool verified, const QString &authorities, const CancelToken &cancel)
{
    Greeting greeting;
    const std::unique_ptr<CURL, EasyDeleter> easy(curl_easy_init());
    if (!easy) {
        greeting.code = CURLE_OUT_OF_MEMORY;
        return greeting;
    }
    char words[CURL_ERROR_SIZE] = "";
    CURL *handle = easy.get();
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(handle, CURLOPT_URL, url.toEncoded(QUrl::RemoveUserInfo).constData());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(handle, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, longestMs);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, longestMs);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, stopWhenCancelled);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &cancel);
    if (!authorities.isEmpty())
        curl_easy_setopt(handle, CURLOPT_CAINFO, authorities.toLocal8Bit().constData());
    greeting.code = curl_easy_perform(handle);
    greeting.said = QString::fromUtf8(words);
    curl_certinfo *chain = nullptr;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) == CURLE_OK && chain &&
        chain->num_of_certs > 0) {
        for (const curl_slist *field = chain->certinfo[0]; field; field = field->next)
            greeting.fields.append(QString::fromUtf8(field->data));
    }
    return greeting;
}

Error errorOf(const Greeting &greeting, const QUrl &url)
{
    HttpRequest request;
    request.url = url.toString();
    request.timeout = request.connectTimeout = Milliseconds(longestMs);
    return curlError(greeting.code, url, request, greeting.said);
}

/// "Nov 21 12:00:00 2026 GMT" or "2026-11-21 12:00:00 GMT", as TLS libraries differ; 0: neither.
qint64 timeFrom(QString text)
{
    text = text.simplified();
    if (text.endsWith(" GMT"_L1) || text.endsWith(" UTC"_L1))
        text.chop(4);
    for (const QString &form : {u"MMM d HH:mm:ss yyyy"_s, u"yyyy-MM-dd HH:mm:ss"_s}) {
        QDateTime time = QLocale::c().toDateTime(text, form);
        time.setTimeZone(QTimeZone::utc());
        if (time.isValid())
            return time.toMSecsSinceEpoch();
    }
    return 0;
}

} // namespace

ServerCertificate certificateFrom(const QStringList &fields)
{
    ServerCertificate certificate;
    for (const QString &field : fields) {
        const QString value = field.section(u':', 1);
        if (field.startsWith("Subject:"_L1)) {
            static const QRegularExpression commonName(u"(?:^|[,/] ?)CN ?= ?([^,/]+)"_s);
            const auto match = commonName.match(value);
            certificate.subject = match.hasMatch() ? match.captured(1).trimmed() : value.trimmed();
        } else if (field.startsWith("Expire date:"_L1)) {
            certificate.expiresMs = timeFrom(value);
        } else if (field.startsWith("X509v3 Subject Alternative Name:"_L1)) {
            for (const QString &name : value.split(u','))
                certificate.names.append(name.section(u':', 1).trimmed());
        }
    }
    certificate.names.removeAll(QString());
    return certificate;
}

Result<ServerCertificate> serverCertificate(const QString &url, const CancelToken &cancel,
                                            const QString &authorities)
{
    const CurlHttp library; // sets libcurl up, once
    const QUrl address(url, QUrl::StrictMode);
    if (!address.isValid() || address.host().isEmpty() || address.scheme() != "https"_L1)
        return fail(ErrorKind::Invalid, u"“%1” is not an https address."_s.arg(cleanUrl(url)));
    const Greeting seen = greet(address, false, authorities, cancel);
    if (seen.code != CURLE_OK)
        return tl::unexpected(errorOf(seen, address));
    ServerCertificate certificate = certificateFrom(seen.fields);
    const Greeting verified = greet(address, true, authorities, cancel);
    if (verified.code == CURLE_PEER_FAILED_VERIFICATION || verified.code == CURLE_SSL_ISSUER_ERROR)
        certificate.refusal = verified.said;
    else if (verified.code != CURLE_OK)
        return tl::unexpected(errorOf(verified, address));
    return certificate;
}

} // namespace belay
