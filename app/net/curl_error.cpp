// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/curl_error.h"

#include "models/domain/names.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// "app1:4001": what a person has to look at.
QString place(const QUrl &url)
{
    return url.port() < 0 ? url.host() : QString(url.host() + u':' + QString::number(url.port()));
}

QString seconds(Milliseconds time)
{
    return formatDuration(time.count());
}

Error made(ErrorKind kind, const QString &summary, const QString &hint)
{
    return {kind, summary, {}, hint};
}

Error tlsError(CURLcode code, const QString &host)
{
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return made(
            ErrorKind::Network, u"The certificate of %1 is not trusted."_s.arg(host),
            u"It may be expired, self-signed or made for another name; details say which. Renew it, or add "
            "its authority to the system's trusted certificates."_s);
    if (code == CURLE_SSL_CACERT_BADFILE)
        return made(ErrorKind::Network, u"The system's trusted certificates cannot be read."_s,
                    u"Install the package ca-certificates."_s);
    return made(
        ErrorKind::Network, u"No secure connection to %1."_s.arg(host),
        u"The server must speak TLS 1.2 or later. If it speaks plain http, write http:// in the address."_s);
}

Error timeoutError(const QString &host, const HttpRequest &request)
{
    return made(
        ErrorKind::Timeout, u"%1 gave no complete answer within %2."_s.arg(host, seconds(request.timeout)),
        u"Check that the service runs and is not overloaded, and that no firewall drops the packets."_s);
}

Error translated(CURLcode code, const QString &host, const HttpRequest &request)
{
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
        return made(ErrorKind::Cancelled, u"The request to %1 was stopped."_s.arg(host), {});
    case CURLE_COULDNT_RESOLVE_HOST:
        return made(ErrorKind::Network, u"The name %1 cannot be resolved."_s.arg(host),
                    u"Check the spelling in belay.json, and this computer's DNS or VPN."_s);
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return made(ErrorKind::Network, u"The proxy on the way to %1 cannot be used."_s.arg(host),
                    u"Check the environment variable https_proxy."_s);
    case CURLE_COULDNT_CONNECT:
        return made(ErrorKind::Network, u"%1 refuses the connection or is not reachable."_s.arg(host),
                    u"Check that the service runs and listens on this address and port."_s);
    case CURLE_OPERATION_TIMEDOUT:
        return timeoutError(host, request);
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return made(ErrorKind::Network,
                    u"The connection to %1 was lost in the middle of the answer."_s.arg(host),
                    u"The service may have been restarted or may have crashed; look at its log."_s);
    case CURLE_GOT_NOTHING:
        return made(
            ErrorKind::Network, u"%1 closed the connection without an answer."_s.arg(host),
            u"The service may have crashed, or the port speaks TLS: then write https:// in the address."_s);
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return made(ErrorKind::Network, u"%1 did not answer with HTTP."_s.arg(host),
                    u"Check the port: something else may be listening there."_s);
    case CURLE_URL_MALFORMAT:
        return made(ErrorKind::Invalid, u"“%1” is not a web address."_s.arg(cleanUrl(request.url)),
                    u"Write it as http://host:port/path or https://host/path."_s);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_PEER_FAILED_VERIFICATION:
        return tlsError(code, host);
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
        return made(
            ErrorKind::Internal, u"The request to %1 could not be made."_s.arg(host),
            u"This computer may be out of memory or open files. Close other programs and try again."_s);
    default:
        return made(ErrorKind::Network, u"The request to %1 failed."_s.arg(host),
                    u"Details hold the reason the HTTP library gave."_s);
    }
}

} // namespace

Error curlError(CURLcode code, const QUrl &url, const HttpRequest &request, const QString &detail)
{
    Error error = translated(code, place(url), request);
    const QString reason = detail.isEmpty() ? QString::fromUtf8(curl_easy_strerror(code)) : detail;
    error.detail = cleanLine(QString(reason + u" (curl " + QString::number(code) + u')'));
    return error;
}

Error tooLarge(const QUrl &url, qint64 limit)
{
    return made(ErrorKind::Invalid,
                u"The answer of %1 is larger than %2."_s.arg(place(url), formatBytes(limit)),
                u"Point the address to a page that holds only what is asked for."_s);
}

QString cleanUrl(const QString &url)
{
    const QUrl parsed(url);
    if (!parsed.isValid())
        return cleanLine(url.section(u'?', 0, 0).section(u'@', -1), 200);
    return cleanLine(parsed.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment),
                     200);
}

} // namespace belay
