// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/http_answer.h"

#include "models/domain/names.h"

#include <QDateTime>
#include <QLocale>
#include <QUrl>

namespace belay {

using namespace Qt::Literals::StringLiterals;

QString placeOf(const QString &url)
{
    const QUrl parsed(url);
    return parsed.port() < 0 ? parsed.host() : QString(parsed.host() + u':' + QString::number(parsed.port()));
}

Error refusedAnswer(const QString &url, const HttpResponse &response)
{
    const QString path = QUrl(url).path();
    Error error{ErrorKind::Remote,
                u"%1 answered %2 to %3."_s.arg(placeOf(url), QString::number(response.status), path),
                cleanLine(QString::fromUtf8(response.body.left(300))),
                {}};
    if (response.status == 401 || response.status == 403) {
        error.kind = ErrorKind::Auth;
        error.hint = u"The metrics need credentials, or are closed to this computer."_s;
    } else if (response.status >= 300 && response.status < 400) {
        error.hint = u"Redirects are not followed. Write the address it leads to into belay.json."_s;
    } else if (response.status == 404) {
        error.hint = u"Check the path of metrics.source.url in belay.json."_s;
    } else {
        error.hint = u"Look at the log of the service that answered."_s;
    }
    return error;
}

QString headerOf(const HttpResponse &response, const QString &name)
{
    for (const auto &[key, value] : response.headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

std::optional<qint64> httpDateMs(const QString &text)
{
    QDateTime time = QLocale::c().toDateTime(text.trimmed(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!time.isValid())
        return std::nullopt;
    time.setTimeSpec(Qt::UTC);
    return time.toMSecsSinceEpoch();
}

} // namespace belay
