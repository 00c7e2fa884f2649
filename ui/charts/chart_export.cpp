// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"

#include "ui/charts/chart_picture.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int margin = 16;
constexpr int textHeight = 28;
constexpr int ratio = 2;

QSize sizeOf(const ChartPicture &picture)
{
    return picture.size() + QSize(2 * margin, 2 * margin + 2 * textHeight);
}

void draw(QPainter *painter, ChartPicture &picture, const QString &title, const QString &sentence)
{
    const QSize all = sizeOf(picture);
    painter->fillRect(QRect(QPoint(), all), tokens().surface);
    const QRect head(margin, margin, picture.width(), textHeight);
    const auto line = [painter](const QRect &rect, const QFont &font, const QColor &color,
                                const QString &text) {
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width()));
    };
    line(head, strongFont(), tokens().text, title);
    line(head.translated(0, textHeight + picture.height()), metaFont(), tokens().text2, sentence);
    painter->save();
    painter->translate(margin, margin + textHeight);
    picture.drawAll(painter);
    painter->restore();
}

QByteArray svgOf(ChartPicture &picture, const QString &title, const QString &sentence)
{
    QBuffer out;
    QSvgGenerator generator;
    generator.setOutputDevice(&out);
    generator.setSize(sizeOf(picture));
    generator.setViewBox(QRect(QPoint(), sizeOf(picture)));
    generator.setTitle(title);
    generator.setDescription(sentence);
    QPainter painter(&generator);
    draw(&painter, picture, title, sentence);
    painter.end();
    return out.data();
}

QByteArray pngOf(ChartPicture &picture, const QString &title, const QString &sentence)
{
    QImage image(sizeOf(picture) * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    draw(&painter, picture, title, sentence);
    painter.end();
    QBuffer out;
    image.save(&out, "PNG");
    return out.data();
}

} // namespace

Result<void> saveChart(ChartPicture &picture, const QString &title, const QString &sentence,
                       const QString &file)
{
    const bool asSvg = file.endsWith(u".svg"_s, Qt::CaseInsensitive);
    const QByteArray bytes = asSvg ? svgOf(picture, title, sentence) : pngOf(picture, title, sentence);
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return fail(ErrorKind::Internal,
                    ChartPicture::tr("%1 could not be written: %2.").arg(file, out.errorString()));
    return {};
}

} // namespace belay
