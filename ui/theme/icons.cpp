// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/palette.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <variant>

// A static library's resources are only linked in when someone names them.
static void initIcons()
{
    Q_INIT_RESOURCE(belay_icons);
}

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

using Tint = std::variant<ColorRole, QColor>;

QString iconFile(const QString &name)
{
    return QStringLiteral(":/belay/icons/%1.svg").arg(name);
}

/// The SVG's text; read once per icon.
QByteArray iconSource(const QString &name)
{
    static QHash<QString, QByteArray> sources;
    const auto known = sources.constFind(name);
    if (known != sources.constEnd())
        return *known;
    initIcons();
    QFile file(iconFile(name));
    QByteArray source;
    if (file.open(QIODevice::ReadOnly))
        source = file.readAll();
    else
        qWarning("icon '%s' is not in resources/icons", qPrintable(name));
    sources.insert(name, source);
    return source;
}

QPixmap render(const QString &name, const QColor &color, const QSize &pixels)
{
    const QString key = QStringLiteral("belay/%1/%2/%3x%4")
                            .arg(name, color.name(QColor::HexArgb))
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QByteArray source = iconSource(name);
    if (source.isEmpty())
        return pixmap;
    source.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(source);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

/// Renders on demand, so one QIcon serves every size, scale, mode and theme.
class TintedSvgEngine : public QIconEngine
{
public:
    TintedSvgEngine(QString name, Tint tint)
        : m_name(std::move(name))
        , m_tint(std::move(tint))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal scale = painter->device() != nullptr ? painter->device()->devicePixelRatioF() : 1.0;
        const int side = qMin(rect.width(), rect.height());
        QPixmap pixmap = render(m_name, color(mode), QSize(side, side) * scale);
        pixmap.setDevicePixelRatio(scale);
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        painter->drawPixmap(square.topLeft(), pixmap);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(m_name, color(mode), size);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return render(m_name, color(mode), size); // `size` is in device pixels already
    }

    QIconEngine *clone() const override { return new TintedSvgEngine(m_name, m_tint); }
    QString key() const override { return u"belay-lucide"_s; }
    QString iconName() override { return m_name; }
    bool isNull() override { return iconSource(m_name).isEmpty(); }

private:
    QColor color(QIcon::Mode mode) const
    {
        const auto *role = std::get_if<ColorRole>(&m_tint);
        const QColor full = role != nullptr ? roleColor(*role) : std::get<QColor>(m_tint);
        return mode == QIcon::Disabled ? mix(tokens().text3, tokens().bg, 0.75) : full;
    }

    QString m_name;
    Tint m_tint;
};

} // namespace

QIcon icon(const QString &lucideName, ColorRole role)
{
    return QIcon(new TintedSvgEngine(lucideName, role));
}

QIcon icon(const QString &lucideName, const QColor &color)
{
    return QIcon(new TintedSvgEngine(lucideName, color));
}

bool hasIcon(const QString &lucideName)
{
    initIcons();
    return QFile::exists(iconFile(lucideName));
}

} // namespace belay
