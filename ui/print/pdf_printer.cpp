// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/print/pdf_printer.h"

#include "ui/theme/tokens.h"

#include <nlohmann/json.hpp>

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QDateTime>
#include <QFile>
#include <QGuiApplication>
#include <QHashFunctions>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextDocument>
#include <QTextObjectInterface>

#include <algorithm>
#include <cstdio>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int dotsPerInch = 1200;
constexpr double footerHeight = 32; ///< pixels of the HTML
constexpr double screenDots = 96;   ///< what a pixel of the HTML means

/// Pictures of the document: our own SVGs by number, drawn as vectors.
class Pictures : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    explicit Pictures(const std::vector<QString> &pictures)
        : m_pictures(pictures)
    {
    }

    QSizeF intrinsicSize(QTextDocument *document, int, const QTextFormat &format) override
    {
        QSvgRenderer svg;
        if (!load(svg, format))
            return {};
        const double wide = document->pageSize().width() - 2 * document->documentMargin();
        const QSizeF size = svg.defaultSize();
        return size * std::min(1.0, 0.98 * wide / size.width());
    }

    void drawObject(QPainter *painter, const QRectF &where, QTextDocument *, int,
                    const QTextFormat &format) override
    {
        QSvgRenderer svg;
        if (load(svg, format))
            svg.render(painter, where);
    }

private:
    bool load(QSvgRenderer &svg, const QTextFormat &format) const
    {
        bool isNumber = false;
        const QString name = format.toImageFormat().name();
        const std::size_t index = name.mid(8).toUInt(&isNumber);
        return name.startsWith(u"picture:"_s) && isNumber && index < m_pictures.size() &&
               svg.load(m_pictures[index].toUtf8());
    }

    const std::vector<QString> &m_pictures;
};

/// Loads nothing, from nowhere: what the report shows is in it.
class ClosedDocument : public QTextDocument
{
public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

/// Qt writes the present time into the file; the run's is the one that matters, and it stays the same.
void setDates(QByteArray &pdf, qint64 createdMs)
{
    const QByteArray date =
        QDateTime::fromMSecsSinceEpoch(createdMs, Qt::UTC).toString(u"yyyyMMddHHmmss"_s).toLatin1();
    const QByteArray key = "/CreationDate (D:";
    for (qsizetype at = pdf.indexOf(key); at >= 0; at = pdf.indexOf(key, at + 1)) {
        // Digits for digits; the offset from UTC that follows becomes Z and blanks, so that no byte moves.
        pdf.replace(at + key.size(), date.size(), date);
        qsizetype rest = at + key.size() + date.size();
        const qsizetype end = pdf.indexOf(')', rest);
        if (end > rest && end - rest < 10) {
            pdf[end] = ' ';
            pdf[rest++] = 'Z';
            pdf[rest++] = ')';
            for (; rest < end; ++rest)
                pdf[rest] = ' ';
        }
    }
}

} // namespace

QByteArray pdfFromHtml(const QString &html, const std::vector<QString> &pictures, const QString &title,
                       qint64 createdMs)
{
    QByteArray out;
    QBuffer buffer(&out);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
        writer.setResolution(dotsPerInch);
        writer.setTitle(title);
        writer.setCreator(u"Belay"_s);
        QPainter painter;
        if (!painter.begin(&writer))
            return {};
        const double scale = writer.logicalDpiX() / screenDots;
        const QSizeF whole = QSizeF(writer.width(), writer.height()) / scale;
        const QSizeF page(whole.width(), whole.height() - footerHeight);
        ClosedDocument document;
        Pictures objects(pictures);
        document.documentLayout()->registerHandler(QTextFormat::ImageObject, &objects);
        QFont font(QStringList{u"DejaVu Sans"_s, u"Noto Sans"_s, u"Arial"_s});
        font.setStyleHint(QFont::SansSerif);
        font.setPixelSize(12);
        font.setLetterSpacing(QFont::AbsoluteSpacing, 0.05); // no ligatures: "verified" is to be found
        document.setDefaultFont(font);
        document.setDocumentMargin(0);
        document.setUseDesignMetrics(true);
        document.setHtml(html);
        document.setPageSize(page);
        painter.scale(scale, scale);
        for (int number = 0; number < document.pageCount(); ++number) {
            if (number > 0)
                writer.newPage();
            painter.save();
            painter.translate(0, -number * page.height());
            document.drawContents(&painter, QRectF(QPointF(0, number * page.height()), page));
            painter.restore();
            painter.setFont(font);
            painter.setPen(lightTokens().text2); // paper is light
            painter.drawText(QRectF(QPointF(0, page.height()), whole), Qt::AlignTop | Qt::AlignRight,
                             u"\n%1 / %2"_s.arg(number + 1).arg(document.pageCount()));
        }
        painter.end();
    }
    setDates(out, createdMs);
    return out;
}

int printPdf(int argc, char *argv[])
{
    // Qt embeds the fonts in the order of a hash table: the same bytes need the same hashes.
    QHashSeed::setDeterministicGlobalSeed();
    // Neither a display nor a theme of the desktop has a say in it.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qunsetenv("QT_QPA_PLATFORMTHEME");
    QGuiApplication application(argc, argv);
    QFile in;
    QFile out;
    if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly))
        return 1;
    const auto given = nlohmann::json::parse(in.readAll().toStdString(), nullptr, false);
    if (!given.is_object() || !given.contains("html") || !given["html"].is_string()) {
        std::fputs("The report to print was not given.\n", stderr);
        return 2;
    }
    std::vector<QString> pictures;
    for (const auto &picture : given.value("pictures", nlohmann::json::array())) {
        if (picture.is_string())
            pictures.push_back(QString::fromStdString(picture.get<std::string>()));
    }
    const QByteArray pdf = pdfFromHtml(QString::fromStdString(given["html"].get<std::string>()), pictures,
                                       QString::fromStdString(given.value("title", std::string())),
                                       given.value("createdMs", qint64(0)));
    return !pdf.isEmpty() && out.write(pdf) == pdf.size() && out.flush() ? 0 : 1;
}

} // namespace belay

#include "pdf_printer.moc"
