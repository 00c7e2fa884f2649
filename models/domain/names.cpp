// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/names.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <vector>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype longestVersion = 128;

bool isControl(QChar c)
{
    const char16_t u = c.unicode();
    return u < 0x20 || u == 0x7f || (u >= 0x80 && u < 0xa0);
}

/// Characters that turn the direction of text around and so make it lie about its order.
bool isDirectionTrick(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x061c || u == 0x200e || u == 0x200f || (u >= 0x202a && u <= 0x202e) ||
           (u >= 0x2066 && u <= 0x2069);
}

bool isPlainLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

/// The first character of `text` that is neither a plain letter, a digit nor in `allowed`; -1: none.
qsizetype firstUnusual(const QString &text, const QString &allowed)
{
    const auto found = std::find_if(
        text.begin(), text.end(), [&allowed](QChar c) { return !isPlainLetter(c) && !allowed.contains(c); });
    return found == text.end() ? -1 : found - text.begin();
}

QString nameOf(QChar c)
{
    if (c == u' ')
        return u"a space"_s;
    if (isControl(c) || isDirectionTrick(c))
        return u"a control character"_s;
    return u"'%1'"_s.arg(c);
}

Error badName(const QString &what, const QString &name, const QString &why, const QString &expected)
{
    return Error{ErrorKind::Invalid,
                 u"%1 '%2' cannot be used: %3."_s.arg(what, cleanLine(name, 80), why),
                 {},
                 expected};
}

const QStringList &systemFolders()
{
    static const QStringList folders = {
        u"/bin"_s,     u"/boot"_s,    u"/dev"_s,      u"/etc"_s,       u"/lib"_s, u"/lib32"_s,
        u"/lib64"_s,   u"/proc"_s,    u"/sbin"_s,     u"/sys"_s,       u"/run"_s, u"/usr"_s,
        u"/usr/bin"_s, u"/usr/lib"_s, u"/usr/sbin"_s, u"/usr/share"_s, u"/var"_s, u"/var/lib"_s,
        u"/var/log"_s, u"/System"_s,  u"/Library"_s};
    return folders;
}

/// Nothing below these is ever a deploy path.
const QStringList &systemTrees()
{
    static const QStringList trees = {u"/bin/"_s,     u"/boot/"_s,     u"/dev/"_s, u"/etc/"_s,
                                      u"/proc/"_s,    u"/sbin/"_s,     u"/sys/"_s, u"/usr/bin/"_s,
                                      u"/usr/lib/"_s, u"/usr/sbin/"_s, u"/lib/"_s, u"/var/lib/dpkg/"_s};
    return trees;
}

} // namespace

Result<QString> checkedVersion(const QString &version)
{
    const QString expected =
        u"A version begins with a letter or digit and goes on with letters, digits and . _ + / @ "
        "-, at most 128 characters."_s;
    const QString what = u"The version"_s;
    if (version.isEmpty())
        return fail(ErrorKind::Invalid, u"The version is empty."_s, expected);
    if (version.size() > longestVersion)
        return tl::unexpected(
            badName(what, version, u"it has %1 characters"_s.arg(version.size()), expected));
    if (!isPlainLetter(version.front()))
        return tl::unexpected(
            badName(what, version, u"it begins with %1"_s.arg(nameOf(version.front())), expected));
    if (const qsizetype at = firstUnusual(version, u"._+/@-"_s); at >= 0)
        return tl::unexpected(
            badName(what, version, u"it contains %1"_s.arg(nameOf(version.at(at))), expected));
    if (version.contains(".."_L1) || version.contains("//"_L1) || version.endsWith(u'/'))
        return tl::unexpected(badName(what, version, u"it reads like a way through folders"_s, expected));
    return version;
}

Result<QString> checkedDeployPath(const QString &path)
{
    const QString expected =
        u"A deploy path is absolute, at least two folders deep, for example /opt/my_app."_s;
    const QString what = u"The path"_s;
    const auto refuse = [&](const QString &why) -> Result<QString> {
        return tl::unexpected(badName(what, path, why, expected));
    };
    if (!path.startsWith(u'/'))
        return refuse(u"it is not absolute"_s);
    if (std::any_of(path.begin(), path.end(), isControl))
        return refuse(u"it contains a control character"_s);
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (parts.contains(".."_L1) || parts.contains("."_L1))
        return refuse(u"it contains . or .."_s);
    if (parts.size() < 2)
        return refuse(u"it is only one folder deep"_s);
    const QString clean = u'/' + parts.join(u'/');
    const bool inside = std::any_of(systemTrees().begin(), systemTrees().end(),
                                    [&clean](const QString &tree) { return clean.startsWith(tree); });
    const bool home = parts.size() == 2 && parts.front() == "home"_L1;
    if (inside || home || systemFolders().contains(clean))
        return refuse(u"it is a folder of the system"_s);
    return clean;
}

Result<QString> checkedHostName(const QString &name)
{
    const QString expected = u"Letters, digits, dots, hyphens and underscores, or an IPv6 address."_s;
    if (name.isEmpty())
        return fail(ErrorKind::Invalid, u"The host's name is empty."_s, expected);
    if (name.startsWith(u'-'))
        return tl::unexpected(badName(u"The host"_s, name, u"it begins with '-'"_s, expected));
    static const QRegularExpression ipv6(u"^[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?$"_s);
    if (ipv6.match(name).hasMatch())
        return name;
    if (const qsizetype at = firstUnusual(name, u"._-"_s); at >= 0)
        return tl::unexpected(
            badName(u"The host"_s, name, u"it contains %1"_s.arg(nameOf(name.at(at))), expected));
    return name;
}

Result<QString> checkedUserName(const QString &name)
{
    const QString expected = u"Letters, digits, dots, hyphens and underscores."_s;
    if (name.isEmpty())
        return fail(ErrorKind::Invalid, u"The user's name is empty."_s, expected);
    if (name.startsWith(u'-'))
        return tl::unexpected(badName(u"The user"_s, name, u"it begins with '-'"_s, expected));
    if (const qsizetype at = firstUnusual(name, u"._-"_s); at >= 0)
        return tl::unexpected(
            badName(u"The user"_s, name, u"it contains %1"_s.arg(nameOf(name.at(at))), expected));
    return name;
}

bool isReleaseId(const QString &name)
{
    return name.size() == 14 &&
           std::all_of(name.begin(), name.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

QString nextReleaseId(qint64 hostTimeMs, const QStringList &existing)
{
    const QString now =
        QDateTime::fromMSecsSinceEpoch(hostTimeMs, QTimeZone::utc()).toString(u"yyyyMMddHHmmss"_s);
    QString greatest;
    for (const QString &name : existing)
        if (isReleaseId(name))
            greatest = std::max(greatest, name);
    if (greatest < now)
        return now;
    return u"%1"_s.arg(greatest.toLongLong() + 1, 14, 10, QChar(u'0'));
}

QString shellQuoted(const QString &text)
{
    QString inside = text;
    inside.replace(u'\'', u"'\\''"_s);
    return u'\'' + inside + u'\'';
}

QString cleanLine(const QString &line, int maxChars)
{
    // CSI and OSC sequences first, as a whole, so that their letters do not stay behind.
    static const QRegularExpression escapes(
        u"(\\x1b\\[|\\x{9b})[0-?]*[ "
        u"-/]*[@-~]|(\\x1b[\\]PX^_]|\\x{9d}|\\x{90})[^\\x07\\x1b\\x{9c}]*(\\x07|\\x1b\\\\|\\x{9c})?"
        "|\\x1b[ -/]*[0-~]"_s);
    QString clean = line;
    clean.remove(escapes);
    clean.removeIf([](QChar c) { return (isControl(c) && c != u'\t') || isDirectionTrick(c); });
    if (clean.size() > maxChars) {
        const qsizetype dropped = clean.size() - maxChars;
        clean = clean.left(maxChars) + u"… (+%1 characters)"_s.arg(dropped);
    }
    return clean;
}

QString nearestWord(const QString &word, const QStringList &known)
{
    const auto distance = [](const QString &a, const QString &b) {
        std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
        for (std::size_t j = 0; j < row.size(); ++j)
            row[j] = static_cast<qsizetype>(j);
        for (qsizetype i = 1; i <= a.size(); ++i) {
            qsizetype diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j < row.size(); ++j) {
                const qsizetype replaced =
                    diagonal + (a.at(i - 1) == b.at(static_cast<qsizetype>(j) - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        return row.back();
    };
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(1, word.size() / 3) + 1;
    for (const QString &candidate : known) {
        const qsizetype d = distance(word.toLower(), candidate.toLower());
        if (d < bestDistance) {
            bestDistance = d;
            best = candidate;
        }
    }
    return best;
}

QString formatDuration(qint64 milliseconds)
{
    if (milliseconds < 1000)
        return u"%1 ms"_s.arg(milliseconds);
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 10)
        return u"%1 s"_s.arg(static_cast<double>(milliseconds) / 1000.0, 0, 'f', 1);
    if (seconds < 60)
        return u"%1 s"_s.arg(seconds);
    if (seconds < 3600)
        return seconds % 60 == 0 ? u"%1 min"_s.arg(seconds / 60)
                                 : u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60);
    if (seconds < 86400) {
        const qint64 minutes = seconds / 60 % 60;
        return minutes == 0 ? u"%1 h"_s.arg(seconds / 3600)
                            : u"%1 h %2 min"_s.arg(seconds / 3600).arg(minutes);
    }
    return u"%1 d"_s.arg(seconds / 86400);
}

QString formatBytes(qint64 bytes)
{
    static constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    const int decimals = unit > 0 && value < 10 ? 1 : 0;
    return u"%1 %2"_s.arg(value, 0, 'f', decimals).arg(QLatin1String(units[unit]));
}

QString isoTime(qint64 timeMs)
{
    return QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc())
        .toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'"_s);
}

qint64 timeFromIso(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

} // namespace belay
