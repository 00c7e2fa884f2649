// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_pdf.h"

#include "app/local/process.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString printer()
{
    return QStandardPaths::findExecutable(u"belay-desktop"_s, {QCoreApplication::applicationDirPath()});
}

} // namespace

Result<QByteArray> pdfFrom(const PrintSource &source, qint64 createdMs)
{
    const QString program = printer();
    if (program.isEmpty())
        return fail(ErrorKind::NotFound,
                    u"A PDF needs the window's libraries, and this Belay was installed without the window."_s,
                    u"Install belay-desktop beside belay, or write the report as html and print it from a "
                    "browser."_s);
    nlohmann::json given{{"html", source.html},
                         {"pictures", nlohmann::json::array()},
                         {"title", source.title},
                         {"createdMs", createdMs}};
    for (const QString &picture : source.pictures)
        given["pictures"].push_back(picture);
    QByteArray out;
    QByteArray complaint;
    QByteArray text = QByteArray::fromStdString(given.dump());
    ProcessRequest request;
    request.program = program;
    request.arguments = {u"report-pdf"_s};
    request.timeout = std::chrono::minutes(1);
    request.onData = [&](const char *data, qint64 size, bool isError) {
        (isError ? complaint : out).append(data, size);
    };
    request.input = [&text]() -> Result<QByteArray> { return std::exchange(text, QByteArray()); };
    const ProcessEnd end = runProcess(request, CancelToken());
    if (end.end == CommandResult::End::Exited && end.code == 0 && out.startsWith("%PDF-"))
        return out;
    return fail(ErrorKind::Internal, u"The report could not be written as PDF."_s,
                u"Write it as html and print it from a browser."_s,
                cleanLine(end.why + QString::fromUtf8(complaint), 500));
}

} // namespace belay
