// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/system_theme.h"

#include <QSettings>
#include <QStandardPaths>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

std::optional<bool> fromEnvironment()
{
    const QString own = qEnvironmentVariable("BELAY_THEME");
    if (own == "dark"_L1 || own == "light"_L1)
        return own == "dark"_L1;
    const QString gtk = qEnvironmentVariable("GTK_THEME");
    if (!gtk.isEmpty())
        return gtk.endsWith("dark"_L1, Qt::CaseInsensitive);
    return std::nullopt;
}

#ifdef Q_OS_WIN
std::optional<bool> fromDesktop()
{
    const QSettings personalize(
        u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize"_s,
        QSettings::NativeFormat);
    const QVariant light = personalize.value(u"AppsUseLightTheme"_s);
    return light.isValid() ? std::optional<bool>(light.toInt() == 0) : std::nullopt;
}
#else
/// GNOME and its kin write the preference here; Qt 6.4 without their platform plugin does not read it.
std::optional<bool> fromDesktop()
{
    for (const QString &folder : {u"gtk-4.0"_s, u"gtk-3.0"_s}) {
        const QString file =
            QStandardPaths::locate(QStandardPaths::GenericConfigLocation, folder + u"/settings.ini"_s);
        if (file.isEmpty())
            continue;
        const QSettings settings(file, QSettings::IniFormat);
        const QString prefer = settings.value(u"Settings/gtk-application-prefer-dark-theme"_s).toString();
        if (prefer == "1"_L1 || prefer.compare("true"_L1, Qt::CaseInsensitive) == 0)
            return true;
        const QString name = settings.value(u"Settings/gtk-theme-name"_s).toString();
        if (name.endsWith("dark"_L1, Qt::CaseInsensitive))
            return true;
    }
    return std::nullopt;
}
#endif

} // namespace

bool systemIsDark(const QPalette &platform)
{
    if (const auto wanted = fromEnvironment())
        return *wanted;
    if (const auto wanted = fromDesktop())
        return *wanted;
    return platform.color(QPalette::Window).lightness() < platform.color(QPalette::WindowText).lightness();
}

} // namespace belay
