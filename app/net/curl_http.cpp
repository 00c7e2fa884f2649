// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/curl_http.h"

#include "app/net/certificate.h"
#include "app/net/curl_error.h"

#include <QUrl>

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

struct EasyDeleter
{
    void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
};
struct MultiDeleter
{
    void operator()(CURLM *multi) const { curl_multi_cleanup(multi); }
};
struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

/// A body that trickles slower than this is given up long before the total limit.
constexpr qint64 slowestBytesPerSecond = 100;
constexpr std::chrono::seconds slowWindow{5};
constexpr long pollMs = 1000;

/// What one transfer has received so far. Filled by libcurl's callbacks in the calling thread.
struct Received
{
    HttpResponse response;
    qint64 limit = 0;
    bool overLimit = false;
};

/// Decoded bytes are counted here because CURLOPT_MAXFILESIZE looks at the compressed size only.
std::size_t takeBody(char *data, std::size_t, std::size_t size, void *user)
{
    auto *received = static_cast<Received *>(user);
    if (received->response.body.size() + static_cast<qint64>(size) > received->limit) {
        received->overLimit = true;
        return 0;
    }
    received->response.body.append(data, static_cast<qsizetype>(size));
    return size;
}

/// The header lines of the last answer only: an interim answer (100, 103) or a proxy's starts the list anew.
std::size_t takeHeader(char *data, std::size_t, std::size_t size, void *user)
{
    auto *received = static_cast<Received *>(user);
    const QByteArray line(data, static_cast<qsizetype>(size));
    const auto colon = line.indexOf(':');
    if (line.startsWith("HTTP/")) {
        received->response.headers.clear();
    } else if (colon > 0) {
        received->response.headers.emplace_back(QString::fromLatin1(line.left(colon)).trimmed(),
                                                QString::fromLatin1(line.mid(colon + 1)).trimmed());
    }
    return size;
}

bool hasControlCharacter(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || c == QChar(0x7f); });
}

bool isLoopback(const QString &host)
{
    return host == u"localhost" || host.endsWith(u".localhost") || host == u"::1" || host == u"[::1]" ||
           (host.startsWith(u"127.") && host.count(u'.') == 3);
}

/// Set explicitly in every case: left alone, libcurl would read http_proxy and all_proxy from the
/// environment, and the health of a host would be the proxy's.
QByteArray proxyFor(const QUrl &url)
{
    if (url.scheme() != u"https" || isLoopback(url.host()))
        return {};
    const QByteArray lower = qgetenv("https_proxy");
    return lower.isEmpty() ? qgetenv("HTTPS_PROXY") : lower;
}

/// Refuses what must not reach libcurl: other protocols, no host, and line breaks that would forge header
/// lines.
Result<QUrl> checkedUrl(const HttpRequest &request)
{
    const QUrl url(request.url, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || hasControlCharacter(request.url))
        return fail(ErrorKind::Invalid, u"“%1” is not a web address."_s.arg(cleanUrl(request.url)),
                    u"Write it as http://host:port/path or https://host/path."_s, url.errorString());
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return fail(ErrorKind::Invalid,
                    u"“%1” has the protocol “%2”; only http and https are used."_s.arg(cleanUrl(request.url),
                                                                                       url.scheme()),
                    u"Write it as http://host:port/path or https://host/path."_s);
    for (const auto &[name, value] : request.headers) {
        if (name.isEmpty() || name.contains(u':') || hasControlCharacter(name) || hasControlCharacter(value))
            return fail(ErrorKind::Invalid,
                        u"A header of the request to %1 has a line break or no name."_s.arg(url.host()),
                        u"Check the headers in belay.json."_s);
    }
    return url;
}

List headerList(const HttpRequest &request)
{
    // curl would wait for "100 Continue" before a larger body; few servers of this kind send it.
    List list(curl_slist_append(nullptr, "Expect:"));
    for (const auto &[name, value] : request.headers) {
        const QByteArray line = name.toUtf8() + (value.isEmpty() ? QByteArray(";") : ": " + value.toUtf8());
        if (curl_slist *longer = curl_slist_append(list.get(), line.constData())) {
            static_cast<void>(list.release());
            list.reset(longer);
        }
    }
    return list;
}

void setSafety(CURL *easy, const QUrl &url)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    // As curl(1) and OpenSSL's own programs do, for servers whose authority only this company knows.
    if (const QByteArray authorities = qgetenv("SSL_CERT_FILE"); !authorities.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, authorities.constData());
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_PROXY, proxyFor(url).constData());
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    // A kept-alive connection may still lead to the process that a restart has replaced.
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    // Otherwise giving up waits for the resolver's thread, 9 s with a dead name server.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
}

void setRequest(CURL *easy, const HttpRequest &request, const curl_slist *headers)
{
    const QByteArray method = request.method.toLatin1();
    curl_easy_setopt(easy, CURLOPT_URL, request.url.toUtf8().constData());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "belay/" BELAY_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CERTINFO, request.wantsCertificate ? 1L : 0L);
    if (method == "HEAD")
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (!request.body.isEmpty() || method == "POST") {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request.body.constData());
    }
    if (method != "GET" && method != "HEAD" && method != "POST")
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.constData());
}

void setCallbacks(CURL *easy, Received &received)
{
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &received);
}

/// Ends a transfer whose body has begun and then only trickles. CURLOPT_LOW_SPEED_LIMIT would also end a
/// request whose server thinks for five seconds before it answers, which a metrics server may well do.
class SlowGuard
{
public:
    bool tooSlow(qint64 bytes)
    {
        const auto now = std::chrono::steady_clock::now();
        if (bytes == 0 || m_since == std::chrono::steady_clock::time_point{}) {
            m_since = now;
            m_bytes = bytes;
            return false;
        }
        if (now - m_since < slowWindow)
            return false;
        const bool slow = bytes - m_bytes < slowestBytesPerSecond * slowWindow.count();
        m_since = now;
        m_bytes = bytes;
        return slow;
    }

private:
    std::chrono::steady_clock::time_point m_since{};
    qint64 m_bytes = 0;
};

/// CURLE_OK, libcurl's reason, CURLE_ABORTED_BY_CALLBACK when cancelled or CURLE_OPERATION_TIMEDOUT when too
/// slow.
CURLcode transfer(CURLM *multi, const Received &received, const CancelToken &cancel)
{
    SlowGuard guard;
    for (;;) {
        int running = 0;
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            return CURLE_FAILED_INIT;
        int left = 0;
        if (const CURLMsg *message = curl_multi_info_read(multi, &left);
            message && message->msg == CURLMSG_DONE)
            return message->data.result;
        if (cancel.cancelled())
            return CURLE_ABORTED_BY_CALLBACK;
        if (guard.tooSlow(received.response.body.size()))
            return CURLE_OPERATION_TIMEDOUT;
        if (curl_multi_poll(multi, nullptr, 0, pollMs, nullptr) != CURLM_OK)
            return CURLE_FAILED_INIT;
    }
}

/// The first certificate of the chain is the server's own.
qint64 certificateEnd(CURL *easy)
{
    curl_certinfo *chain = nullptr;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs < 1)
        return 0;
    QStringList fields;
    for (const curl_slist *field = chain->certinfo[0]; field; field = field->next)
        fields.append(QString::fromUtf8(field->data));
    return certificateFrom(fields).expiresMs;
}

void complete(CURL *easy, HttpResponse &response)
{
    long status = 0;
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &microseconds);
    response.status = static_cast<int>(status);
    response.totalMs = static_cast<qint64>(microseconds / 1000);
    response.totalUs = static_cast<qint64>(microseconds);
    response.certificateEndsMs = certificateEnd(easy);
}

} // namespace

CurlHttp::CurlHttp()
{
    static std::once_flag once; // curl_global_init is not thread-safe, and is never undone
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<HttpResponse> CurlHttp::send(const HttpRequest &request, const CancelToken &cancel)
{
    const Result<QUrl> url = checkedUrl(request);
    if (!url)
        return tl::unexpected(url.error());

    Received received;
    received.limit = request.bodyLimit;
    const List headers = headerList(request);
    char detail[CURL_ERROR_SIZE] = "";
    const Multi multi(curl_multi_init());
    const Easy easy(curl_easy_init());
    if (!multi || !easy)
        return fail(ErrorKind::Internal, u"No memory for a request to %1."_s.arg(url->host()),
                    u"Close other programs and try again."_s);
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail);
    setSafety(easy.get(), *url);
    setRequest(easy.get(), request, headers.get());
    setCallbacks(easy.get(), received);

    curl_multi_add_handle(multi.get(), easy.get());
    CURLcode code = CURLE_OK;
    {
        // Dies before the multi handle does: a later cancel must not wake a handle that is gone.
        const auto wakeUp = cancel.onCancel([&multi] { curl_multi_wakeup(multi.get()); });
        code = transfer(multi.get(), received, cancel);
    }
    if (code == CURLE_OK)
        complete(easy.get(), received.response);
    curl_multi_remove_handle(multi.get(), easy.get());

    if (code == CURLE_OK)
        return std::move(received.response);
    return tl::unexpected(received.overLimit ? tooLarge(*url, received.limit)
                                             : curlError(code, *url, request, QString::fromUtf8(detail)));
}

} // namespace belay
